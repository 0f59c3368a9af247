"""People kept apart are never under one roof at the same time.

for youths a, b kept apart, every site s and every maximal set W of their windows that meet at s:
    sum over (o, w) of a or b with w in W of placed[o, w, s]  <=  1
for youth y and mentor m kept apart: m is never along with her, and wherever m's time with somebody else meets hers:
    along[o, w, m] + placed[o, w, s] + sum over (p, v) of y that meets w of placed[p, v, s]  <=  2
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.masks import Among
from matching.model import Placed, Variables, grouped
from matching.overlaps import maximal_overlaps
from matching.plan import Stay, Stays
from matching.problem import Mentor, Problem, Request, Youth
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation


def bars_mentor(problem: Problem, youth: Youth, request: Request, mentor: Mentor) -> bool:
    return frozenset((youth.id, mentor.id)) in problem.apart


def bars_mentors(problem: Problem, youth: Youth, request: Request, mentors: Among[Mentor]) -> int:
    return mentors.named(problem.apart_from.get(youth.id, frozenset()))


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for pair in sorted(sorted(pair) for pair in problem.apart):
        youths = [each for each in pair if each in problem.youth]
        if len(youths) == 2:
            _youths_apart(variables, youths)
        else:
            mentor = next(each for each in pair if each in problem.mentor)
            _youth_and_mentor_apart(programme, variables, youths[0], mentor)


def _youths_apart(variables: Variables, youths: list[str]) -> None:
    mine = grouped(
        (each for youth in youths for each in variables.by_youth.get(youth, [])), lambda each: each.candidate.site
    )
    fixed = grouped(
        (stay for youth in youths for stay in variables.fixed_by_youth.get(youth, [])), lambda stay: stay.site
    )
    for site, options in mine.items():
        variables.limit_where_they_meet(
            [(each.span, each.column) for each in options], [(stay.span, stay) for stay in fixed.get(site, [])], 1
        )


def _youth_and_mentor_apart(programme: Programme, variables: Variables, youth: str, mentor: str) -> None:
    hers = grouped(variables.by_youth.get(youth, []), lambda each: each.candidate.site)
    for stay in variables.fixed_by_mentor.get(mentor, []):
        for each in hers.get(stay.site, []):
            if each.span.overlaps(stay.mentor_span):
                programme.forbid([each.column])
    for along in variables.along_by_mentor.get(mentor, []):
        for place in variables.by_window[along.occurrence, along.window.id]:
            site = place.candidate.site
            if any(
                stay.span.overlaps(along.span) for stay in variables.fixed_by_youth.get(youth, []) if stay.site == site
            ):
                programme.count([along.column, place.column], most=1)
            meeting: list[Placed] = [each for each in hers.get(site, []) if each.span.overlaps(along.span)]
            for group in maximal_overlaps([each.span for each in meeting]):
                programme.count([along.column, place.column, *(meeting[n].column for n in group)], most=2)


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    apart = [*problem.kept_apart, *((s.first, s.second) for s in problem.siblings if s.rule == "apart")]
    for first, second in apart:
        for one in stays.by_youth.get(first, []):
            others: list[tuple[Stay, int, int]] = [
                *((stay, stay.span.start, stay.span.end) for stay in stays.by_youth.get(second, [])),
                *((stay, stay.mentor_span.start, stay.mentor_span.end) for stay in stays.by_mentor.get(second, [])),
            ]
            for two, start, end in others:
                if one.site == two.site and one.span.start < end and start < one.span.end:
                    yield Violation(RULE.code, f"{first} and {second} are both at {one.site}", (one, two))


RULE = Rule(
    Reason(
        "kept_apart",
        Side.SAFETY,
        "It cannot be arranged there at that time.",
        "Somebody who is to be kept apart would be under the same roof.",
    ),
    violations,
    constrain,
    bars_mentor=bars_mentor,
    bars_mentors=bars_mentors,
)
