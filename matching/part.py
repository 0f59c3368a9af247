"""A part of a municipality that can be judged by itself: what some houses, mentors and youths have to do with.

Rules speak of who is in the same house, with the same mentor, and of a youth's own and her siblings' stays. A valid plan
stays valid when stays are left out, but for what needs another one: a linked occurrence, a stay that leans on a visit.
Those are kept; and from the budget goes what is spent outside. So whether a change within the part breaks a rule is the
same question there as in the whole, and a hundred times quicker to answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from matching.plan import Placement, Plan, stay_of
from matching.problem import Kind, Problem, Request


def part_of(
    problem: Problem,
    plan: Plan,
    *,
    sites: Collection[str] = (),
    mentors: Collection[str] = (),
    youths: Collection[str] = (),
    occurrences: Collection[str] = (),
) -> tuple[Problem, Plan]:
    """What is planned in these houses, with these mentors, for these youths and all they are tied to. `occurrences` are
    asked about whether they are planned or not."""
    tied = {*youths, *(problem.request_of[each].youth for each in occurrences)}
    tied |= {each for pair in (*problem.apart, *problem.together) if not tied.isdisjoint(pair) for each in pair}
    theirs = {one.id for request in problem.requests if request.youth in tied for one in request.occurrences}
    kept = {
        each.occurrence: each
        for each in plan.placements
        if each.site in sites or each.mentor in mentors or each.mentor in tied or each.occurrence in theirs
    }
    kept |= {each.occurrence: each for each in _needed(problem, plan, kept)}
    whole = plan.by_occurrence
    budget = problem.budget
    if budget is not None:
        budget -= sum(cost_of(problem, each) for each in plan.placements if each.occurrence not in kept)
    asked = {*kept, *occurrences}
    asked |= {o for each in asked if (o := problem.occurrence[each].together_with) is not None}
    part = replace(
        problem,
        requests=tuple(_requests(problem, asked)),
        pins=tuple(pin for pin in problem.pins if pin.occurrence in kept or pin.occurrence not in whole),
        told=(),
        budget=budget,
    )
    unmet = {pin.occurrence for pin in part.pins} - asked
    part = replace(part, pins=tuple(pin for pin in part.pins if pin.occurrence not in unmet)) if unmet else part
    return part, Plan(tuple(each for each in plan.placements if each.occurrence in kept))


def _needed(problem: Problem, plan: Plan, kept: Collection[str]) -> Iterator[Placement]:
    """What the kept ones cannot be without."""
    placed = plan.by_occurrence
    leaning = {problem.request_of[each].youth for each in kept if problem.request_of[each].visit_first}
    for request in problem.requests if leaning else ():
        if request.kind is Kind.VISIT and request.youth in leaning:
            yield from (placed[one.id] for one in request.occurrences if one.id in placed)
    for each in kept:
        linked = problem.occurrence[each].together_with
        if linked is not None and linked in placed:
            yield placed[linked]


def _requests(problem: Problem, asked: Collection[str]) -> Iterator[Request]:
    for request in problem.requests:
        occurrences = tuple(each for each in request.occurrences if each.id in asked)
        if len(occurrences) == len(request.occurrences):
            yield request
        elif occurrences:
            yield replace(request, occurrences=occurrences)


def cost_of(problem: Problem, placement: Placement) -> int:
    each = problem.site[placement.site].cost_per_night
    return each * len(problem.calendar.nights_of(stay_of(problem, placement).span)) if each else 0
