"""A mentor is in one place at a time, there with no more youths than agreed.

for every mentor m and every maximal set W of times with m that meet:
    sum over (o, w) in W of along[o, w, m]  <=  youths_at_once(m) - fixed occurrences in W
    if it is open who comes along, for every set S of mentors:
        sum over (o, w) in W with M within S of along[o, w, M]  <=  sum over m in S of youths_at_once(m)
    if youths_at_once(m) > 1:  all of W is at one site, by  with_[o, w, s, m] <= here[W, s],  sum here[W, s] <= 1
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.horizon import Span
from matching.model import Variables, grouped
from matching.overlaps import maximal_overlaps
from matching.plan import Stays
from matching.problem import Mentor, Problem
from matching.programme import Column, Programme
from matching.rule import Reason, Rule, Side, Violation


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    if not variables.is_exact:
        _all_together(variables, problem)
    for mentor_id, company in variables.along_by_mentor.items():
        fixed = variables.fixed_by_mentor.get(mentor_id, [])
        at_once = problem.mentor[mentor_id].youths_at_once
        variables.limit_where_they_meet(
            [(each.span, each.column) for each in company], [(stay.mentor_span, stay) for stay in fixed], at_once
        )
        if at_once > 1 and variables.is_exact:
            groups = grouped(company, lambda each: each.occurrence).values()
            variables.one_site_where_they_meet(
                [
                    [
                        (each.span, place.candidate.site, variables.with_[(*key, place.candidate.site, mentor_id)])
                        for each in group
                        for key in [(each.occurrence, each.window.id)]
                        for place in variables.by_window[key]
                    ]
                    for group in groups
                ],
                [(stay.mentor_span, stay.site) for stay in fixed],
            )


def _all_together(variables: Variables, problem: Problem) -> None:
    """Whoever it will be: at no moment do more have company than those who could come can be with (Hall's condition,
    for every set of mentors that somebody there depends on, and for all of them)."""
    for meeting in maximal_overlaps([each.span for each in variables.along]):
        here = [variables.along[n] for n in meeting]
        moment = Span(max(each.span.start for each in here), min(each.span.end for each in here))
        sets = dict.fromkeys(frozenset(each.mentors) for each in here)  # a set would stand in another order each time
        written: set[frozenset[Column]] = set()
        for could in (*sets, frozenset().union(*sets)):
            asking = [each for each in here if could.issuperset(each.mentors)]
            room = sum(_room(variables, problem.mentor[mentor], moment) for mentor in sorted(could))
            columns = frozenset(each.column for each in asking)
            if len({each.youth for each in asking}) > room and columns not in written:
                written.add(columns)
                variables.programme.count(sorted(columns), most=room)


def _room(variables: Variables, mentor: Mentor, moment: Span) -> int:
    """How many a mentor can be with just then. One who may be with several may share the house with who is booked."""
    if mentor.youths_at_once > 1:
        return mentor.youths_at_once
    fixed = variables.fixed_by_mentor.get(mentor.id, [])
    return 0 if any(stay.mentor_span.overlaps(moment) for stay in fixed) else 1


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for mentor_id, company in stays.by_mentor.items():
        at_once = problem.mentor[mentor_id].youths_at_once
        for moment in sorted({stay.mentor_span.start for stay in company}):
            present = [stay for stay in company if stay.mentor_span.start <= moment < stay.mentor_span.end]
            occurrences = {stay.occurrence for stay in present}
            if len(occurrences) > at_once:
                text = f"{mentor_id} is with {at_once} at once, not {len(occurrences)}, at {moment}"
                yield Violation(RULE.code, text, tuple(present))
            elif len(occurrences) > 1 and any(
                a.site != b.site and a.occurrence != b.occurrence for a in present for b in present
            ):
                yield Violation(RULE.code, f"{mentor_id} is in several places at {moment}", tuple(present))


RULE = Rule(
    Reason(
        "mentor_one_place",
        Side.OTHERS,
        "The mentor is with somebody else then.",
        "The mentor is elsewhere, or has as many youths as agreed.",
    ),
    violations,
    constrain,
)
