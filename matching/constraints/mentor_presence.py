"""A mentor comes along where she wants one or where the place needs one, and only there.

for every (o, w):   sum over m of along[o, w, m]  <=  sum over s of placed[o, w, s]
    of a request that wants none:      ... over the sites s that need a mentor only
    of a request that must have one:   =
    and always:  sum over sites s that need a mentor of placed[o, w, s]  <=  sum over m of along[o, w, m]
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables
from matching.plan import Stays
from matching.problem import Along, Problem
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for key, places in variables.by_window.items():
        company = [(each.column, 1) for each in variables.along_by_window.get(key, [])]
        wanted = problem.request_of[key[0]].mentor
        needing = [(each.column, -1) for each in places if problem.site[each.candidate.site].needs_mentor]
        anywhere = [(each.column, -1) for each in places]
        if wanted is Along.MUST:
            programme.row([*company, *anywhere], least=0, most=0)
            continue
        if company:
            programme.row([*company, *(needing if wanted is Along.NO else anywhere)], most=0)
        if needing:
            programme.row([*company, *needing], least=0)


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for stay in stays.all:
        if stay.fixed:
            continue
        request = problem.request_of.get(stay.occurrence)
        place_needs_one = problem.site[stay.site].needs_mentor
        if stay.mentor is None and place_needs_one:
            yield Violation(RULE.code, f"{stay.site} needs a mentor, {stay.occurrence} has none", (stay,))
        elif stay.mentor is None and request is not None and request.mentor is Along.MUST:
            yield Violation(RULE.code, f"{stay.occurrence} must have a mentor along", (stay,))
        elif stay.mentor is not None and request is not None and request.mentor is Along.NO and not place_needs_one:
            yield Violation(RULE.code, f"{stay.occurrence} wants no mentor along", (stay,))


RULE = Rule(
    Reason(
        "mentor_presence",
        Side.ADULT,
        "A mentor needs to come along, and none can then.",
        "A mentor is needed and none is free and suitable.",
    ),
    violations,
    constrain,
)
