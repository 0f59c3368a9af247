"""What options reserve of a mentor: a place at a time, hours in the week, and how many youths to follow.

Time shared with another youth in the same house is worked once, which only what is settled can be: an occurrence with
alternatives counts at its longest, and shares with nobody.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable

from matching.horizon import Span
from matching.plan import Stay
from matching.problem import Problem
from matching.reservations import Reservations

Numbered = list[tuple[int, Stay]]


def write_company(book: Reservations, mentor_id: str, options: Numbered, held: list[Stay]) -> None:
    mentor = book.problem.mentor[mentor_id]
    book.limit_where_they_meet(
        [(stay.mentor_span, n) for n, stay in options],
        [(stay.mentor_span, stay.occurrence) for stay in held],
        mentor.youths_at_once,
    )
    if mentor.youths_at_once > 1:
        # In different houses never; in the same house allowed, but a new option shares with what is held, not with another
        # new one. Stricter than asked, and a tenth of the rows.
        book.limit_where_they_meet([(stay.mentor_span, n) for n, stay in options], [], 1)
    if mentor.most_youths is not None:
        there: dict[Hashable, int] = {stay.youth: 1 for stay in held}
        book.limit([(stay.youth, n, 1) for n, stay in options], there, mentor.most_youths - len(there))
    if mentor.minutes_per_week is not None:
        _hours(book, options, held, mentor.minutes_per_week)


def _hours(book: Reservations, options: Numbered, held: list[Stay], limit: int) -> None:
    """Time shared with another youth in the same house is worked once, but only while neither has an alternative with
    this mentor. Stricter than asked: new options share with nobody, and when both of a pair get an alternative, the time
    that they shared is still counted beside both."""
    by_occurrence: defaultdict[str, list[Stay]] = defaultdict(list)
    for stay in held:
        by_occurrence[stay.occurrence].append(stay)
    sharers: defaultdict[tuple[str, Span], set[str]] = defaultdict(set)
    for occurrence, many in by_occurrence.items():
        if len(many) == 1:
            sharers[many[0].site, many[0].mentor_span].add(occurrence)
    shared = {occurrence for group in sharers.values() if len(group) > 1 for occurrence in group}
    by_week: defaultdict[int, list[tuple[int, Stay]]] = defaultdict(list)
    for n, stay in options:
        own = by_occurrence.get(stay.occurrence, ())
        for week in {w for each in (stay, *own) for w in _weeks_of(book.problem, each.mentor_span)}:
            by_week[week].append((n, stay))
    held_in: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for occurrence, many in by_occurrence.items():
        for week in {w for stay in many for w in _weeks_of(book.problem, stay.mentor_span)}:
            span = book.problem.calendar.weeks[week].span
            held_in[week].append((occurrence, max(_minutes(stay.mentor_span, span) for stay in many)))
    for number, mine in sorted(by_week.items()):
        during = book.problem.calendar.weeks[number].span
        longest = dict(held_in[number])
        worked = sum(longest[each] for each in longest if each not in shared)
        worked += sum(_minutes(span, during) for (_, span), group in sharers.items() if len(group) > 1)
        before: dict[Hashable, int] = {each: minutes for each, minutes in longest.items() if each not in shared}
        weighed: list[tuple[Hashable, int, int]] = []
        for n, stay in mine:
            minutes = _minutes(stay.mentor_span, during)
            ends_sharing = longest.get(stay.occurrence, 0) if stay.occurrence in shared else 0
            weighed.append((stay.occurrence, n, max(minutes, ends_sharing)))
        book.limit(weighed, before, limit - worked)


def _weeks_of(problem: Problem, span: Span) -> range:
    ends = [week.end for week in problem.calendar.weeks]
    return range(bisect_right(ends, span.start), min(len(ends), bisect_left(ends, span.end) + 1))


def _minutes(one: Span, two: Span) -> int:
    return max(0, min(one.end, two.end) - max(one.start, two.start))
