"""A youth is in one place at a time.

for every youth y and every maximal set W of her windows that meet:
    sum over (o, w, s) with w in W of placed[o, w, s]  <=  1 - fixed occurrences of hers in W
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from matching.model import Variables
from matching.plan import Stays
from matching.problem import Problem
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for youth, options in variables.by_youth.items():
        variables.limit_where_they_meet(
            [(each.span, each.column) for each in options],
            [(stay.span, stay) for stay in variables.fixed_by_youth.get(youth, [])],
            1,
        )


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for youth, hers in stays.by_youth.items():
        for one, two in combinations(hers, 2):
            if one.occurrence != two.occurrence and max(one.span.start, two.span.start) < min(
                one.span.end, two.span.end
            ):
                yield Violation(RULE.code, f"{youth} is in {one.site} and {two.site} at once", (one, two))


RULE = Rule(
    Reason(
        "one_place_at_a_time",
        Side.YOUTH,
        "You have another break at that time.",
        "The youth is elsewhere at that time.",
    ),
    violations,
    constrain,
)
