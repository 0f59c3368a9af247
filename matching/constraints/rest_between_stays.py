"""A host rests between overnight stays: two that do not overlap are at least `rest_days` days apart.

    for every site s with rest r (in minutes) and overnight windows v, w of different occurrences
    with  departure(v) <= arrival(w) < departure(v) + r:      placed[., v, s] + placed[., w, s]  <=  1

With one bed, stays never overlap, so a stay simply lasts r longer and a row over each maximal meeting says it all.
With more, one 0/1 for "somebody leaves at t" and one for "somebody comes at t" keep the rows few.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from matching.model import Placed, Variables, grouped
from matching.overlaps import stretched
from matching.plan import Stay, Stays
from matching.problem import Problem
from matching.programme import Column, Programme
from matching.rule import Reason, Rule, Side, Violation

DAY = 24 * 60


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for site_id, options in variables.by_site.items():
        site = problem.site[site_id]
        rest = site.limits.rest_days * DAY
        if not rest:
            continue
        overnight = [each for each in options if len(problem.calendar.nights_of(each.span))]
        fixed = [
            stay for stay in variables.fixed_by_site.get(site_id, []) if len(problem.calendar.nights_of(stay.span))
        ]
        if site.beds == 1:
            variables.limit_where_they_meet(
                [(stretched(each.span, rest), each.column) for each in overnight],
                [(stretched(stay.span, rest), stay) for stay in fixed],
                1,
            )
        else:
            _rest_with_several_beds(programme, rest, overnight, fixed)


def _rest_with_several_beds(programme: Programme, rest: int, options: Sequence[Placed], fixed: Sequence[Stay]) -> None:
    leaving = grouped(options, lambda each: each.span.end)
    coming = grouped(options, lambda each: each.span.start)
    # Of one youth's options at most one is chosen at a time, so a row for each youth is enough.
    leaves = {moment: programme.any_of(_by_youth(many)) for moment, many in leaving.items()}
    comes = {moment: programme.any_of(_by_youth(many)) for moment, many in coming.items()}
    for departure, leaving_then in leaves.items():
        for arrival, coming_then in comes.items():
            if departure <= arrival < departure + rest:
                programme.count([leaving_then, coming_then], most=1)
    for stay in fixed:
        for each in options:
            if stay.span.end <= each.span.start < stay.span.end + rest:
                programme.forbid([each.column])
            if each.span.end <= stay.span.start < each.span.end + rest:
                programme.forbid([each.column])


def _by_youth(options: Sequence[Placed]) -> list[list[Column]]:
    return [[each.column for each in hers] for hers in grouped(options, lambda each: each.candidate.youth).values()]


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for site_id, here in stays.by_site.items():
        rest_days = problem.site[site_id].limits.rest_days
        if not rest_days:
            continue
        slept = [stay for stay in here if stays.months_slept(stay, problem.calendar)]
        for one, two in combinations(slept, 2):
            first, second = (one, two) if one.span.start <= two.span.start else (two, one)
            gap = second.span.start - first.span.end
            if one.occurrence != two.occurrence and 0 <= gap < rest_days * 1440:
                yield Violation(RULE.code, f"{site_id} rests {rest_days} days, not {gap} minutes", (first, second))


RULE = Rule(
    Reason(
        "rest_between_stays",
        Side.ADULT,
        "They need some days of rest between guests.",
        "The host's rest between stays.",
    ),
    violations,
    constrain,
)
