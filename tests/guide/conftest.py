"""The same town and the same way in as for her words, two days later, with the guide beside the slices its pages lead to."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from service import clock
from tests.web.conftest import browser
from tests.youths.conftest import signed_in, town

__all__ = ["NOW", "signed_in", "town"]

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday in week 48


@pytest.fixture(autouse=True)
def it_is_a_tuesday_in_november() -> Iterator[None]:
    with clock.at(NOW):
        yield


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
