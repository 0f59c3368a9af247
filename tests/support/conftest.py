"""A town with the whole application, on a fixed day."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from service import clock
from service.app import create_app
from tests.web.people import Town, given_a_town

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


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
    return create_app(module_database.settings, engine=module_database.engine)
