"""A municipality whose host and place have said their nights themselves, on a fixed day."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from service import clock

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # a Sunday in week 47


@pytest.fixture(autouse=True)
def it_is_a_sunday_in_november() -> Iterator[None]:
    with clock.at(NOW):
        yield
