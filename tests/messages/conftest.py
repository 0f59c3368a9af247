"""The same town as for breaks, with the pages of messages."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from tests.stays.conftest import _sign_ins, made
from tests.stays.conftest import world as world


@pytest_asyncio.fixture(scope="module")
async def app(module_database: Any) -> Any:
    from service.app import create_app

    return create_app(
        module_database.settings, engine=module_database.engine, slices=("accounts", "youths", "messages", "trail")
    )


@pytest_asyncio.fixture
async def as_(app: Any, world: Any) -> AsyncIterator[Any]:
    async for sign_in in _sign_ins(app, world):
        yield sign_in


__all__ = ["app", "as_", "made", "world"]
