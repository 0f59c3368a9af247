"""Siblings who want to be together are never in two places at once; occurrences asked for together happen together.

    for siblings a, b together and every maximal set W of their windows that meet: all that is placed in W is at one site
    for linked occurrences o, p, every site s and every time t:
        sum over w of o at time t of placed[o, w, s]  =  sum over v of p at time t of placed[p, v, s]

Siblings who want to be apart are kept_apart's.
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables, grouped
from matching.plan import Stays
from matching.problem import Problem
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for pair in sorted(sorted(pair) for pair in problem.together):
        groups = [
            [(each.span, each.candidate.site, each.column) for each in variables.by_youth.get(youth, [])]
            for youth in pair
        ]
        fixed = [(stay.span, stay.site) for youth in pair for stay in variables.fixed_by_youth.get(youth, [])]
        variables.one_site_where_they_meet(groups, fixed)
    for occurrence in problem.occurrence.values():
        other = occurrence.together_with
        if other is not None and occurrence.id < other:
            _happen_together(programme, variables, occurrence.id, other)


def _happen_together(programme: Programme, variables: Variables, one: str, two: str) -> None:
    sides = [
        grouped(variables.by_occurrence.get(each, []), lambda place: (place.candidate.site, place.span))
        for each in (one, two)
    ]
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        first, second = ([each.column for each in side.get(key, [])] for side in sides)
        programme.row([(one, 1) for one in first] + [(two, -1) for two in second], least=0, most=0)


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for pair in problem.siblings:
        if pair.rule != "together":
            continue
        for one in stays.by_youth.get(pair.first, []):
            for two in stays.by_youth.get(pair.second, []):
                if one.site != two.site and one.span.start < two.span.end and two.span.start < one.span.end:
                    yield Violation(RULE.code, f"{pair.first} and {pair.second} are not together", (one, two))
    for occurrence in problem.occurrence.values():
        if occurrence.together_with is None:
            continue
        mine = stays.by_occurrence.get(occurrence.id, [])
        theirs = stays.by_occurrence.get(occurrence.together_with, [])
        if mine and not theirs:
            yield Violation(RULE.code, f"{occurrence.id} without {occurrence.together_with}", tuple(mine))
        for one in mine:
            for two in theirs:
                if (one.site, one.span) != (two.site, two.span):
                    yield Violation(RULE.code, f"{one.occurrence} and {two.occurrence} differ", (one, two))


RULE = Rule(
    Reason(
        "siblings",
        Side.YOUTH,
        "You and your sibling would not be together.",
        "Siblings who want to be together would be in different places.",
    ),
    violations,
    constrain,
)
