"""A town on a fixed day, with the guide beside the slices its pages lead to."""

from collections.abc import Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from models.people import Role
from service import clock
from tests.web.conftest import browser
from tests.web.people import Town, given_a_town, sign_in_as

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday in week 48


@pytest.fixture(autouse=True)
def it_is_a_tuesday_in_november() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest_asyncio.fixture(scope="module")
async def town(module_database: Any) -> Town:
    with clock.at(NOW):
        return await given_a_town(module_database)


@pytest_asyncio.fixture(scope="module")
async def app(module_database: Any) -> Any:
    from service.app import create_app

    return create_app(
        module_database.settings,
        engine=module_database.engine,
        slices=("web", "accounts", "youths", "supply", "requests", "proposals", "guide"),
    )


@pytest_asyncio.fixture
async def visitor(app: Any) -> Any:
    """Somebody we do not know."""
    async with browser(app) as client:
        yield client


@pytest.fixture
def signed_in(app: Any, town: Town) -> Any:
    """`async with signed_in(Role.YOUTH) as alva:` a browser with her session."""

    @asynccontextmanager
    async def opened(role: Role) -> Any:
        async with browser(app) as client:
            await sign_in_as(client, town, role)
            yield client

    return opened
