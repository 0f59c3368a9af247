"""The time a plan covers, in whole minutes from its start, so that no rule ever has to know a time zone.

Local time is turned into minutes once, here. After that a summer-time week is simply 60 minutes shorter, a night is
one moment that a stay either covers or does not, and nothing assumes a grid.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Minutes = int
Flags = NDArray[np.bool_]

NIGHT_IS_AT = time(3, 0)  # who is in the house at three in the morning has slept there; 03:00 exists every day


@dataclass(frozen=True)
class Span:
    """The half-open time [start, end)."""

    start: Minutes
    end: Minutes

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    @property
    def minutes(self) -> Minutes:
        return self.end - self.start


class Times:
    """Many spans as columns of numbers, for questions that are asked of all of them at once."""

    def __init__(self, spans: Sequence[tuple[Minutes, Minutes]], nights: Sequence[Night] = ()) -> None:
        self.start = np.array([start for start, _ in spans], dtype=np.int64)
        self.end = np.array([end for _, end in spans], dtype=np.int64)
        moments = np.array([night.moment for night in nights], dtype=np.int64)
        self.nights = np.searchsorted(moments, self.end) - np.searchsorted(moments, self.start)

    def within(self, whole: Sequence[Span]) -> Flags:
        """Which of them lie in one of the given spans; these are joined, so they are apart and in order."""
        if not whole:
            return np.zeros(len(self.start), dtype=np.bool_)
        begins = np.array([span.start for span in whole], dtype=np.int64)
        ends = np.array([span.end for span in whole], dtype=np.int64)
        before = np.searchsorted(begins, self.start, side="right") - 1
        flags: Flags = (before >= 0) & (self.end <= ends[before])
        return flags


@dataclass(frozen=True)
class Period:
    """A named stretch of the horizon: a month or a week."""

    id: str
    start: Minutes
    end: Minutes

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True)
class Night:
    """A night is used by a stay that covers its moment; it counts in the month of its evening."""

    moment: Minutes
    month: str


@dataclass(frozen=True)
class Calendar:
    """The nights, months and weeks of the horizon, in order of time."""

    minutes: Minutes = field(metadata={"at_least": 1})
    nights: tuple[Night, ...] = ()
    months: tuple[Period, ...] = ()
    weeks: tuple[Period, ...] = ()

    @cached_property
    def _moments(self) -> tuple[Minutes, ...]:
        return tuple(night.moment for night in self.nights)

    @cached_property
    def nights_by_month(self) -> dict[tuple[Minutes, Minutes], dict[str, int]]:
        """A memory for counts that are asked for again and again; empty at first."""
        return {}

    def nights_of(self, span: Span) -> range:
        """Numbers of the nights that the span covers."""
        return range(bisect_left(self._moments, span.start), bisect_left(self._moments, span.end))

    def month_at(self, moment: Minutes) -> str | None:
        return next((month.id for month in self.months if month.start <= moment < month.end), None)

    @classmethod
    def between(cls, first_day: date, days: int, zone: tzinfo) -> Calendar:
        """The calendar of `days` local days; begin on the first of a month if limits per month are to be exact."""
        midnight = [minute_of(datetime.combine(first_day + timedelta(days=n), time(0), zone), first_day, zone)
                    for n in range(days + 1)]  # fmt: skip
        dates = [first_day + timedelta(days=n) for n in range(days)]

        def periods(names: Iterable[str]) -> tuple[Period, ...]:
            starts: dict[str, int] = {}
            ends: dict[str, int] = {}
            for n, name in enumerate(names):
                starts.setdefault(name, midnight[n])
                ends[name] = midnight[n + 1]
            return tuple(Period(name, starts[name], ends[name]) for name in starts)

        return cls(
            minutes=midnight[days],
            nights=tuple(
                Night(minute_of(datetime.combine(day + timedelta(days=1), NIGHT_IS_AT, zone), first_day, zone), month)
                for day, month in zip(dates, (f"{day:%Y-%m}" for day in dates), strict=True)
            ),
            months=periods(f"{day:%Y-%m}" for day in dates),
            weeks=periods(f"{day.isocalendar().year}-W{day.isocalendar().week:02d}" for day in dates),
        )


def minute_of(moment: datetime, first_day: date, zone: tzinfo) -> Minutes:
    """Whole minutes from the horizon's local midnight to the moment; real minutes, so daylight saving is counted."""
    start = datetime.combine(first_day, time(0), zone)
    return round((moment.timestamp() - start.timestamp()) // 60)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time as few spans as possible: spans that touch become one."""
    whole: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if whole and span.start <= whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(whole[-1].end, span.end))
        else:
            whole.append(span)
    return tuple(whole)
