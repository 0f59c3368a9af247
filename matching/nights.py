"""Counting nights by month, for the encodings; the checks count for themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matching.horizon import Span
from matching.model import Placed
from matching.plan import Stay
from matching.problem import Problem
from matching.programme import Terms


def months_of_nights(problem: Problem, span: Span) -> dict[str, int]:
    """Nights of the span by month; remembered, since thousands of windows share their dates."""
    remembered = problem.calendar.nights_by_month
    key = (span.start, span.end)
    if key not in remembered:
        count: dict[str, int] = {}
        for n in problem.calendar.nights_of(span):
            month = problem.calendar.nights[n].month
            count[month] = count.get(month, 0) + 1
        remembered[key] = count
    return remembered[key]


def weighed_by_month(problem: Problem, options: Sequence[Placed]) -> dict[str, Terms]:
    """Each month's options with their nights in it."""
    weighed: dict[str, Terms] = {}
    for each in options:
        for month, nights in months_of_nights(problem, each.span).items():
            weighed.setdefault(month, []).append((each.column, nights))
    return weighed


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
