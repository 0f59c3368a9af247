"""The days a problem is about, in minutes from the first of a month, and reading rows in a fixed order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

import matching
from matching import problem as facts
from matching.horizon import minute_of


@dataclass(frozen=True)
class Horizon:
    """From the first of a month, so that limits per month are exact; local days of the municipality."""

    first_day: date
    days: int
    zone: ZoneInfo

    def minute(self, moment: datetime) -> int:
        return minute_of(moment, self.first_day, self.zone)

    def span(self, of: Range[datetime]) -> facts.Span | None:
        """The part of a range that lies within the horizon."""
        start = 0 if of.lower is None else max(0, self.minute(of.lower))
        end = self.calendar.minutes if of.upper is None else min(self.calendar.minutes, self.minute(of.upper))
        return facts.Span(start, end) if start < end else None

    @cached_property
    def calendar(self) -> matching.Calendar:
        return matching.Calendar.between(self.first_day, self.days, self.zone)


def horizon_over(moments: Iterable[datetime], now: datetime, zone: ZoneInfo) -> Horizon:
    """Long enough for every window and claim, and for the month that the last of them is in."""
    spread = [now, *moments]
    first = min(spread).astimezone(zone).date().replace(day=1)
    last = max(spread).astimezone(zone).date() + timedelta(days=40)
    return Horizon(first, (last.replace(day=1) - first).days + 1, zone)


async def every(session: AsyncSession, query: Any) -> Sequence[Any]:
    return (await session.scalars(query)).all()
