"""A host has no more stays beginning in a month than they have said. Visits do not count.

for every site s with a limit and every month k:
    sum over (o, w) with arrival(w) in k of placed[o, w, s]  <=  stays_per_month(s) - fixed stays in k
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables
from matching.plan import Stays
from matching.problem import Kind, Problem
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for site_id, options in variables.by_site.items():
        limit = problem.site[site_id].limits.stays_per_month
        if limit is None:
            continue
        for month in problem.calendar.months:
            beginning = [
                each.column
                for each in options
                if month.start <= each.span.start < month.end
                and problem.request_of[each.candidate.occurrence].kind is Kind.STAY
            ]
            fixed = {
                stay.occurrence
                for stay in variables.fixed_by_site.get(site_id, [])
                if stay.kind is Kind.STAY and month.start <= stay.span.start < month.end
            }
            programme.at_most(beginning, max(0, limit - len(fixed)))


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for site_id, here in stays.by_site.items():
        limit = problem.site[site_id].limits.stays_per_month
        if limit is None:
            continue
        arriving: dict[str | None, list[int]] = {}
        for n, stay in enumerate(here):
            if stay.kind is Kind.STAY:
                arriving.setdefault(problem.calendar.month_at(stay.span.start), []).append(n)
        for month, positions in arriving.items():
            guests = tuple(here[n] for n in positions)
            if month is not None and len({stay.occurrence for stay in guests}) > limit:
                yield Violation(RULE.code, f"{site_id} takes {limit} stays in {month}", guests)


RULE = Rule(
    Reason(
        "stays_per_month",
        Side.ADULT,
        "They have as many guests that month as they can manage.",
        "The host's stays per month are used up.",
    ),
    violations,
    constrain,
)
