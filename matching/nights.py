"""Counting nights by month, for the encodings; the checks count for themselves."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from matching.horizon import Calendar, Span
from matching.plan import Stay
from matching.problem import Problem


def months_of_nights(problem: Problem, span: Span) -> dict[str, int]:
    return _months_of_nights(problem.calendar, span)


@lru_cache(maxsize=65536)
def _count(calendar_id: int, first: int, last: int, calendar: _ById) -> dict[str, int]:
    count: dict[str, int] = {}
    for n in range(first, last):
        month = calendar.calendar.nights[n].month
        count[month] = count.get(month, 0) + 1
    return count


class _ById:
    """A calendar as a key of the memory: compared by identity, since comparing its hundreds of nights is slow."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar

    def __hash__(self) -> int:
        return id(self.calendar)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.calendar is self.calendar


def _months_of_nights(calendar: Calendar, span: Span) -> dict[str, int]:
    nights = calendar.nights_of(span)
    return _count(id(calendar), nights.start, nights.stop, _ById(calendar))


def most_nights(problem: Problem, stays: Iterable[Stay]) -> dict[str, int]:
    """Nights by month; of alternatives for one occurrence, the most in that month."""
    most: dict[tuple[str, str], int] = {}
    for stay in stays:
        for month, nights in months_of_nights(problem, stay.span).items():
            key = (stay.occurrence, month)
            most[key] = max(most.get(key, 0), nights)
    total: dict[str, int] = {}
    for (_, month), nights in most.items():
        total[month] = total.get(month, 0) + nights
    return total
