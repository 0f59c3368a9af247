"""Nothing is booked outside what has been granted: its dates, and its nights per month.

    placed[o, w, s] exists only if  the request needs no grant,  or the grant's valid time covers w
    for every youth with a grant and every month k:
        sum over (o, w, s) of nights(w, k) * placed[o, w, s]  +  nights in k of what is fixed  <=  nights_per_month

Nights of several held options of one occurrence count as the most of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables
from matching.nights import most_nights, weighed_by_month
from matching.plan import Stays
from matching.problem import Problem, Request, Window, Youth
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation


def bars_window(problem: Problem, youth: Youth, request: Request, window: Window) -> bool:
    if not request.needs_grant:
        return False
    return youth.grant is None or not any(valid.covers(window.span) for valid in youth.grant.valid)


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for youth in problem.youths:
        options = variables.by_youth.get(youth.id, [])
        if youth.grant is None or not options:
            continue
        used = most_nights(problem, variables.fixed_by_youth.get(youth.id, []))
        for month, terms in weighed_by_month(problem, options).items():
            programme.weigh_at_most(terms, youth.grant.nights_per_month - used.get(month, 0))


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for stay in stays.all:
        request = problem.request_of.get(stay.occurrence)
        if stay.fixed or request is None or not request.needs_grant:
            continue
        grant = problem.youth[stay.youth].grant
        if grant is None or all(stay.span.start < ok.start or stay.span.end > ok.end for ok in grant.valid):
            yield Violation(RULE.code, f"{stay.occurrence} is outside the grant of {stay.youth}", (stay,))
    for youth_id, hers in stays.by_youth.items():
        grant = problem.youth[youth_id].grant
        if grant is None:
            continue
        slept = [(stay, stays.months_slept(stay, problem.calendar)) for stay in hers]
        for month in dict.fromkeys(month for _, months in slept for month in months):
            nights: dict[str, int] = {}
            for stay, months in slept:
                nights[stay.occurrence] = max(nights.get(stay.occurrence, 0), months.count(month))
            if sum(nights.values()) > grant.nights_per_month:
                there = tuple(stay for stay in hers if nights[stay.occurrence])
                text = f"{youth_id} may have {grant.nights_per_month} nights in {month}, not {sum(nights.values())}"
                yield Violation(RULE.code, text, there)


RULE = Rule(
    Reason(
        "grant",
        Side.SAFETY,
        "It is more than what has been decided that you may have. You can ask for more.",
        "Outside the grant's dates or nights per month.",
    ),
    violations,
    constrain,
    bars_window=bars_window,
)
