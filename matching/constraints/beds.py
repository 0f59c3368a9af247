"""A place never has more guests at one moment than beds, and a bed rests for the turnaround after each guest.

    for every site s and every maximal set W of times [arrival, departure + turnaround(s)) that meet at s:
        sum over (o, w) with w in W of placed[o, w, s]  <=  beds(s) - fixed occurrences in W

Beds are counted, never modelled one by one. Held options of one occurrence count once.
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables
from matching.overlaps import stretched
from matching.plan import Stay, Stays
from matching.problem import Problem
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for site_id, options in variables.by_site.items():
        site = problem.site[site_id]
        variables.limit_where_they_meet(
            [(stretched(each.span, site.turnaround), each.column) for each in options],
            [(stretched(stay.span, site.turnaround), stay) for stay in variables.fixed_by_site.get(site_id, [])],
            site.beds,
        )


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for site_id, here in stays.by_site.items():
        site = problem.site[site_id]
        seen: set[tuple[str, ...]] = set()
        arrivals: dict[int, list[Stay]] = {}
        for stay in sorted(here, key=lambda stay: stay.span.start):
            arrivals.setdefault(stay.span.start, []).append(stay)
        guests: list[Stay] = []
        for moment, arriving in arrivals.items():
            guests = [stay for stay in guests if moment < stay.span.end + site.turnaround] + arriving
            occurrences = tuple(sorted({stay.occurrence for stay in guests}))
            if len(occurrences) > site.beds and occurrences not in seen:
                seen.add(occurrences)
                text = f"{site_id} has {site.beds} beds, and {len(occurrences)} guests at {moment}"
                yield Violation(RULE.code, text, tuple(guests))


RULE = Rule(
    Reason("beds", Side.OTHERS, "It is full then.", "No bed free, or the bed rests between guests."),
    violations,
    constrain,
)
