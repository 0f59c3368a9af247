"""Parts of a municipality that have nothing in common: no house, no mentor, no rule about two people, no budget.

Whatever is planned in one changes nothing in another, so each is a problem of its own, and the best plans of the parts
together are the best plan of the whole: exact, and a time that grows with the number of parts instead of far faster.
Only the floor is then one for each part: where more is possible for everybody, nobody elsewhere is a reason for less.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from matching.problem import Problem
from matching.table import Table

LARGE = 20_000  # candidates: a smaller municipality is planned as one


def parts_of(table: Table) -> list[Problem]:
    """The parts in the order of their first youth; the problem itself if it is small or does not fall apart."""
    problem = table.problem
    sites, mentors = table.eligibility.sites, table.eligibility.mentors
    if problem.budget is not None or sum(mask.bit_count() for mask in sites.values()) < LARGE:
        return [problem]
    groups = _Groups()
    reach: dict[str, list[int]] = {}
    for key, mask in sites.items():
        hers = reach.setdefault(problem.request_of[key[0]].youth, [0, 0])
        hers[0] |= mask
        hers[1] |= mentors.get(key, 0) if mask else 0
    for name, (where, who) in reach.items():
        groups.join(name, problem.site_roster.names(where))
        groups.join(name, problem.mentor_roster.names(who))
    for claim in problem.claims:
        groups.join(claim.youth, [claim.site, *([claim.mentor] if claim.mentor else [])])
    for pair in (*problem.apart, *problem.together, *problem.may_mix_anyway):
        first, *rest = sorted(pair)
        groups.join(first, rest)
    for each in problem.occurrence.values():
        if each.together_with is not None:
            one, two = (problem.request_of[which].youth for which in (each.id, each.together_with))
            groups.join(one, [two])
    found: dict[str, list[str]] = {}
    for youth in problem.youths:
        if youth.id in reach:
            found.setdefault(groups.of(youth.id), []).append(youth.id)
    if len(found) < 2:
        return [problem]
    return [_part(problem, groups, group) for group in found]


class _Groups:
    """Which names hang together, by path halving."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}

    def of(self, name: str) -> str:
        above = self.above
        while (up := above.setdefault(name, name)) != name:
            above[name] = name = above[up]
        return name

    def join(self, one: str, others: Iterable[str]) -> None:
        for other in others:
            self.above[self.of(other)] = self.of(one)


def _part(problem: Problem, groups: _Groups, group: str) -> Problem:
    def here(name: str | None) -> bool:
        return name is None or groups.of(name) == group

    requests = tuple(each for each in problem.requests if here(each.youth))
    occurrences = {one.id for each in requests for one in each.occurrences}

    def is_mine(occurrence: str | None) -> bool:
        return occurrence is None or occurrence in occurrences

    return replace(
        problem,
        youths=tuple(each for each in problem.youths if here(each.id)),
        requests=requests,
        sites=tuple(each for each in problem.sites if here(each.id)),
        mentors=tuple(each for each in problem.mentors if here(each.id)),
        claims=tuple(each for each in problem.claims if here(each.youth)),
        told=tuple(each for each in problem.told if is_mine(each.occurrence) and here(each.site) and here(each.mentor)),
        pins=tuple(each for each in problem.pins if is_mine(each.occurrence)),
        exclusions=tuple(
            each
            for each in problem.exclusions
            if is_mine(each.occurrence) and here(each.youth) and here(each.site) and here(each.mentor)
        ),
        siblings=tuple(each for each in problem.siblings if here(each.first) and here(each.second)),
        kept_apart=tuple(pair for pair in problem.kept_apart if all(here(each) for each in pair)),
    )
