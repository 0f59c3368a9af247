"""A mentor follows no more youths than agreed, over the whole horizon: a few, well known, rather than many.

for every mentor m with a limit:   sum over youths y of follows[y, m]  <=  most_youths(m) - others already fixed
    follows[y, m] >= along[o, w, m]   for every occurrence o of y;   1 for youths m is fixed with
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables, grouped
from matching.plan import Stays
from matching.problem import Problem
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for mentor_id, company in variables.along_by_mentor.items():
        limit = problem.mentor[mentor_id].most_youths
        if limit is None:
            continue
        already = {stay.youth for stay in variables.fixed_by_mentor.get(mentor_id, [])}
        follows = {}
        for youth, hers in grouped(company, lambda each: each.youth).items():
            if youth not in already:
                by_occurrence = grouped(hers, lambda each: each.occurrence).values()
                follows[youth] = programme.any_of([each.column for each in options] for options in by_occurrence)
        programme.at_most(list(follows.values()), max(0, limit - len(already)))


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for mentor_id, company in stays.by_mentor.items():
        limit = problem.mentor[mentor_id].most_youths
        # Only a newcomer can be too many: whoever the mentor is booked with stays the mentor's.
        before = {stay.youth for stay in company if stay.fixed}
        new = {stay.youth for stay in company} - before
        if limit is not None and new and len(before) + len(new) > limit:
            text = f"{mentor_id} follows {limit} youths, not {len(before) + len(new)}"
            yield Violation(RULE.code, text, tuple(stay for stay in company if stay.youth in new))


RULE = Rule(
    Reason(
        "mentor_head_count",
        Side.ADULT,
        "The mentor follows as many as they can.",
        "The mentor follows as many youths as agreed.",
    ),
    violations,
    constrain,
)
