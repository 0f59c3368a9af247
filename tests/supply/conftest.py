"""A municipality whose host and place have said their nights themselves, on a fixed day."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from service import clock
from tests.web.people import Town, given_a_town

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # a Sunday in week 47


@pytest.fixture(autouse=True)
def it_is_a_sunday_in_november() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest_asyncio.fixture(scope="module")
async def town(module_database: Any) -> Town:
    """Two municipalities, committed, with somebody in every role."""
    with clock.at(NOW):
        return await given_a_town(module_database)


@pytest_asyncio.fixture(scope="module")
async def app(module_database: Any) -> Any:
    from service.app import create_app

    return create_app(module_database.settings, engine=module_database.engine, slices=("web", "accounts", "supply"))
