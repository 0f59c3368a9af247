"""A mentor works no more in a week than agreed. Time with several youths in the same house is worked once.

    for every mentor m with a limit and every week k, over the different (site, time) at which m is along:
        sum of minutes of time in k * on[m, site, time]  <=  minutes_per_week(m) - minutes of what is fixed in k
        on[m, site, time] >= with_[o, w, site, m]    for every w whose mentor's time is that time

For a mentor with one youth at a time, `on` is `along` itself. An occurrence held with several options counts as the most
of them, and shares with nobody: which of them will happen is not yet known.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from matching.horizon import Period, Span
from matching.model import Variables, grouped
from matching.plan import Stay, Stays
from matching.problem import Problem
from matching.programme import Column, Programme
from matching.rule import Reason, Rule, Side, Violation


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    if not variables.is_exact:
        _all_together(programme, variables, problem)
    for mentor_id, company in variables.along_by_mentor.items():
        mentor = problem.mentor[mentor_id]
        if mentor.minutes_per_week is None:
            continue
        fixed = grouped(variables.fixed_by_mentor.get(mentor_id, []), lambda stay: stay.occurrence)
        sure = {(held[0].site, held[0].mentor_span) for held in fixed.values() if len(held) == 1}
        worked: list[tuple[Span, Column]] = [(each.span, each.column) for each in company]
        if mentor.youths_at_once > 1 and not variables.is_exact:
            continue  # who shares the time is not known: the hours are left out
        if mentor.youths_at_once > 1:
            on: dict[tuple[str, Span], list[Column]] = {}
            for each in company:
                key = (each.occurrence, each.window.id)
                for place in variables.by_window[key]:
                    time = (place.candidate.site, each.span)
                    if time in sure:
                        continue  # worked already for somebody who is booked there
                    on.setdefault(time, []).append(variables.with_[(*key, place.candidate.site, mentor_id)])
            worked = [
                (span, many[0] if len(many) == 1 else programme.any_of([each] for each in many))
                for (_, span), many in on.items()
            ]
        for week in _weeks_of([span for span, _ in worked], problem.calendar.weeks):
            used = sum(_minutes(span, week) for _, span in sure) + sum(
                max(_minutes(stay.mentor_span, week) for stay in held) for held in fixed.values() if len(held) > 1
            )
            terms = [
                (column, _minutes(span, week))
                for span, column in worked
                if span.start < week.end and week.start < span.end
            ]
            programme.weigh_at_most(terms, mentor.minutes_per_week - used)


def _all_together(programme: Programme, variables: Variables, problem: Problem) -> None:
    """Whoever it will be: in no week more company than those who could come have hours for."""
    if any(mentor.minutes_per_week is None for mentor in problem.mentors):
        return
    for week in _weeks_of([each.span for each in variables.along], problem.calendar.weeks):
        here = [each for each in variables.along if each.span.start < week.end and week.start < each.span.end]
        sets = dict.fromkeys(frozenset(each.mentors) for each in here)  # a set would stand in another order each time
        written: set[frozenset[Column]] = set()
        for could in (*sets, frozenset().union(*sets)):
            terms = [(each.column, _minutes(each.span, week)) for each in here if could.issuperset(each.mentors)]
            columns = frozenset(column for column, _ in terms)
            if columns not in written:
                written.add(columns)
                hours = sum((problem.mentor[m].minutes_per_week or 0) * problem.mentor[m].youths_at_once for m in could)
                programme.weigh_at_most(terms, hours)


def _weeks_of(spans: list[Span], weeks: tuple[Period, ...]) -> list[Period]:
    """The weeks that any of the spans touches."""
    ends = [week.end for week in weeks]
    numbers: set[int] = set()
    for span in spans:
        numbers.update(range(bisect_right(ends, span.start), min(len(weeks), bisect_left(ends, span.end) + 1)))
    return [weeks[n] for n in sorted(numbers)]


def _minutes(span: Span, week: Period) -> int:
    return max(0, min(span.end, week.end) - max(span.start, week.start))


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for mentor_id, company in stays.by_mentor.items():
        limit = problem.mentor[mentor_id].minutes_per_week
        for week in problem.calendar.weeks if limit is not None else ():
            here = [s for s in company if s.mentor_span.start < week.end and week.start < s.mentor_span.end]
            worked = sum(_worked(here, week.start, week.end, stays))
            if limit is not None and worked > limit:
                text = f"{mentor_id} works {limit} minutes in {week.id}, not {worked}"
                yield Violation(RULE.code, text, tuple(here))


def _worked(company: Iterable[Stay], start: int, end: int, stays: Stays) -> Iterator[int]:
    counted: set[tuple[str, int, int]] = set()
    longest: dict[str, int] = {}
    for stay in company:
        first, last = stay.mentor_span.start, stay.mentor_span.end
        minutes = min(last, end) - max(first, start)
        alternatives = [s for s in stays.by_occurrence[stay.occurrence] if s.mentor == stay.mentor]
        if len(alternatives) > 1:
            longest[stay.occurrence] = max(minutes, longest.get(stay.occurrence, 0))
        elif (stay.site, first, last) not in counted:
            counted.add((stay.site, first, last))
            yield minutes
    yield from longest.values()


RULE = Rule(
    Reason(
        "mentor_hours",
        Side.ADULT,
        "The mentor has no hours left that week.",
        "The mentor's hours per week are used up.",
    ),
    violations,
    constrain,
)
