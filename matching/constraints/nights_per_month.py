"""A host has no more guest nights in a month than they have said. Two guests for one night are two.

for every site s with a limit and every month k:
    sum over (o, w) of nights(w, k) * placed[o, w, s]  <=  nights_per_month(s) - nights of what is fixed in k
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables
from matching.nights import most_nights, weighed_by_month
from matching.plan import Stays
from matching.problem import Problem
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for site_id, options in variables.by_site.items():
        limit = problem.site[site_id].limits.nights_per_month
        if limit is None:
            continue
        used = most_nights(problem, variables.fixed_by_site.get(site_id, []))
        for month, terms in weighed_by_month(problem, options).items():
            programme.weigh_at_most(terms, limit - used.get(month, 0))


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for site_id, here in stays.by_site.items():
        limit = problem.site[site_id].limits.nights_per_month
        if limit is None:
            continue
        slept = [(stay, stays.months_slept(stay, problem.calendar)) for stay in here]
        for month in dict.fromkeys(month for _, months in slept for month in months):
            nights: dict[str, int] = {}
            for stay, months in slept:
                nights[stay.occurrence] = max(months.count(month), nights.get(stay.occurrence, 0))
            if (total := sum(nights.values())) > limit:
                guests = tuple(stay for stay in here if nights[stay.occurrence])
                yield Violation(RULE.code, f"{site_id} takes {limit} nights in {month}, not {total}", guests)


RULE = Rule(
    Reason(
        "nights_per_month",
        Side.ADULT,
        "They have as many nights that month as they can manage.",
        "The host's nights per month are used up.",
    ),
    violations,
    constrain,
)
