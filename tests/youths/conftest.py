"""A town on a fixed day, and ways to be its youth and her caseworker in a browser or over the API."""

from collections.abc import Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from models.people import Role
from service import clock
from tests.web.conftest import browser
from tests.web.people import Town, given_a_town, sign_in_as, token_for

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # a Sunday in week 47


@pytest.fixture(autouse=True)
def it_is_a_sunday_in_november() -> Iterator[None]:
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
        slices=("web", "accounts", "youths", "supply", "requests"),
    )


@pytest.fixture
def signed_in(app: Any, town: Town) -> Any:
    """`async with signed_in(Role.YOUTH) as alva:` a browser with her session."""

    @asynccontextmanager
    async def opened(role: Role) -> Any:
        async with browser(app) as client:
            await sign_in_as(client, town, role)
            yield client

    return opened


@pytest.fixture
def api(app: Any, town: Town) -> Any:
    """`async with api(Role.YOUTH) as alva:` a program with her token."""

    @asynccontextmanager
    async def calling(role: Role) -> Any:
        async with browser(app) as client:
            client.headers["authorization"] = f"Bearer {await token_for(town, role)}"
            yield client

    return calling
