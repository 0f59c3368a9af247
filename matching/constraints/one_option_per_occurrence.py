"""Each occurrence takes place once at most: one window, one site, one mentor at most.

    for every occurrence o:   sum over w, s of placed[o, w, s]  <=  1
    for every (o, w):         sum over m of along[o, w, m]      <=  sum over s of placed[o, w, s]

The second line is written by mentor_presence, which knows where a mentor is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables
from matching.plan import Stays
from matching.problem import Problem
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for options in variables.by_occurrence.values():
        programme.at_most([each.column for each in options], 1)


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    if not stays.is_plan:
        return  # alternatives of a menu: choosing one is the youth's part
    for occurrence, options in stays.by_occurrence.items():
        new = [stay for stay in options if not stay.fixed]
        if new and len(options) > 1:
            yield Violation(RULE.code, f"{occurrence} is placed {len(options)} times", tuple(options))


RULE = Rule(
    Reason(
        "one_option_per_occurrence",
        Side.YOUTH,
        "This break already has a time and a place.",
        "The occurrence is placed already.",
    ),
    violations,
    constrain,
)
