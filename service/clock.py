"""What time it is. Rules never ask: they are given the moment. Tests set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_fixed: datetime | None = None


def now() -> datetime:
    """The moment, aware, UTC."""
    return _fixed or datetime.now(UTC)


def today(zone: str = "Europe/Stockholm") -> date:
    """The calendar day in a municipality's zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be `moment` (aware) inside the block; for tests and for loading the demo municipality."""
    global _fixed
    before, _fixed = _fixed, moment
    try:
        yield
    finally:
        _fixed = before
