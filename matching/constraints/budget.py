"""This plan's nights cost no more than the municipality has set aside for them, if it has set a budget.

    sum over (o, w, s) of cost_per_night(s) * nights(w) * placed[o, w, s]  <=  budget

What is booked or held already has been paid for elsewhere and does not count.
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables
from matching.plan import Stays
from matching.problem import Problem
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    if problem.budget is not None:
        terms = [
            (
                each.column,
                problem.site[each.candidate.site].cost_per_night * len(problem.calendar.nights_of(each.span)),
            )
            for each in variables.placed
        ]
        programme.weigh_at_most(terms, problem.budget)


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    if problem.budget is None:
        return
    dearest: dict[str, int] = {}
    paid = tuple(stay for stay in stays.all if not stay.fixed)
    for stay in paid:
        cost = len(stays.months_slept(stay, problem.calendar)) * problem.site[stay.site].cost_per_night
        dearest[stay.occurrence] = max(cost, dearest.get(stay.occurrence, 0))
    if sum(dearest.values()) > problem.budget:
        yield Violation(RULE.code, f"costs {sum(dearest.values())}, the budget is {problem.budget}", paid)


RULE = Rule(
    Reason(
        "budget",
        Side.SAFETY,
        "There is no money left for it in this round.",
        "Outside the budget of this round.",
    ),
    violations,
    constrain,
)
