"""Whoever wished to visit first stays only where she has been: known from before, or visited earlier in this plan.

    for every (o, w, s) of a request with visit first, s not known to y:
        placed[o, w, s]  <=  sum over visits (p, v) of y at s with departure(v) <= arrival(w) of placed[p, v, s]

A fixed visit opens the door too, if each of its held options does. A visit itself needs no visit.
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables, grouped
from matching.plan import Stay, Stays
from matching.problem import Kind, Problem
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for youth_id, options in variables.by_youth.items():
        visits = [each for each in options if problem.request_of[each.candidate.occurrence].kind is Kind.VISIT]
        fixed = grouped(
            (stay for stay in variables.fixed_by_youth.get(youth_id, []) if stay.kind is Kind.VISIT),
            lambda stay: stay.occurrence,
        )
        for each in options:
            request, site = problem.request_of[each.candidate.occurrence], each.candidate.site
            if not request.visit_first or request.kind is Kind.VISIT or site in problem.youth[youth_id].known:
                continue
            if any(
                all(visit.site == site and visit.span.end <= each.span.start for visit in held)
                for held in fixed.values()
            ):
                continue
            before = [
                visit.column for visit in visits if visit.candidate.site == site and visit.span.end <= each.span.start
            ]
            programme.row([(each.column, 1), *((visit, -1) for visit in before)], most=0)


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for stay in stays.all:
        if stay.fixed or not stay.visit_first or stay.kind is Kind.VISIT:
            continue
        if stay.site in problem.youth[stay.youth].known:
            continue
        hers = dict.fromkeys(each.occurrence for each in stays.by_youth[stay.youth])
        if not any(_opens(stays.by_occurrence[each], stay) for each in hers):
            yield Violation(RULE.code, f"{stay.occurrence}: {stay.youth} has not visited {stay.site}", (stay,))


def _opens(options: list[Stay], stay: Stay) -> bool:
    """Whichever of the options happens, it is a visit of hers to the place, over in time."""
    for visit in options:
        if visit.kind is not Kind.VISIT or visit.youth != stay.youth or visit.site != stay.site:
            return False
        if visit.span.end > stay.span.start:
            return False
    return True


RULE = Rule(
    Reason(
        "visit_first",
        Side.YOUTH,
        "You wanted to visit first, and there is no visit before that time.",
        "The youth wants to visit first; no earlier visit there.",
    ),
    violations,
    constrain,
)
