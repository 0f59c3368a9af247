"""Placements made by hand, judged while they are being made: what they break, and what they change for whom.

The coordinator moves one stay; the checker says at once which rules are broken, the conflict who or what is in the way,
and the points what it means for the youth and for whoever would have to go.
"""

from __future__ import annotations

from dataclasses import dataclass

from matching.answers import Answers
from matching.check import check
from matching.lifting import Blocker, hanging
from matching.part import part_of
from matching.plan import Placement, Plan
from matching.points import total
from matching.problem import Problem
from matching.rule import Violation


@dataclass(frozen=True)
class PointsChange:
    """What one youth's points in the plan would be, before and after."""

    youth: str
    before: int
    after: int


@dataclass(frozen=True)
class Judgement:
    """Of one placement: rules that it breaks beside the plan, what is in its way, and points that change for whom, if
    whoever is in its way gives way."""

    placement: Placement
    violations: tuple[Violation, ...]
    conflict: tuple[Blocker, ...]
    points: tuple[PointsChange, ...]

    @property
    def is_valid(self) -> bool:
        return not self.violations


def judge(problem: Problem, plan: Plan, placement: Placement) -> Judgement:
    """One placement made by hand, beside everything else in the plan."""
    return Judge(problem, plan).judge(placement)


class Judge:
    """The book kept open, so that judging keeps up with a hand that moves stays."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.answers = Answers(problem, plan)

    def judge(self, placement: Placement) -> Judgement:
        answer = self.answers.about(placement)
        goes = {each.stay for each in answer.conflict if each.stay is not None}
        goes |= {other for each in sorted(goes) for other in hanging(self.problem, self.plan, each)}
        return Judgement(
            placement, tuple(self._violations(placement)), answer.conflict, tuple(self._points(placement, goes))
        )

    def _violations(self, placement: Placement) -> list[Violation]:
        """The checker's word, in the part of the municipality that the placement touches."""
        plan = self.plan.with_(placement)
        was = self.plan.by_occurrence.get(placement.occurrence)
        there = [each for each in (placement, was) if each is not None]
        return check(
            *part_of(
                self.problem,
                plan,
                sites={each.site for each in there},
                mentors={each.mentor for each in there if each.mentor},
                occurrences={placement.occurrence},
            )
        )

    def _points(self, placement: Placement, goes: set[str]) -> list[PointsChange]:
        problem, placed = self.problem, self.plan.by_occurrence
        before: dict[str, int] = {}
        changed: dict[str, int] = {}
        for occurrence in sorted({placement.occurrence, *goes}):
            youth = problem.request_of[occurrence].youth if occurrence in problem.occurrence else None
            if youth is None:
                continue  # a booking of earlier: it has no points in this plan
            had = total(problem, placed[occurrence]) if occurrence in placed else 0
            has = total(problem, placement) if occurrence == placement.occurrence else 0
            changed[youth] = changed.get(youth, 0) + has - had
        for youth in changed:
            hers = (one.id for r in problem.requests if r.youth == youth for one in r.occurrences)
            before[youth] = sum(total(problem, placed[each]) for each in hers if each in placed)
        return [PointsChange(youth, before[youth], before[youth] + changed[youth]) for youth in sorted(changed)]
