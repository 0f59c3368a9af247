"""Why something she wished is on no option, and what would help a request without any, in ids of the tables.

The engine looks it up in one book for the whole round. What is kept with a proposal names kinds of changes only: who
would be asked, and what else would move, is worked out anew for staff who open the page of that break.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matching
from matching import problem as facts

MOST_HELPED = 40  # requests of a round for which changes are looked for when menus are made; staff can look at any
POSSIBLE = "possible"
VISIT_FIRST = [
    {"code": "visit_first", "side": "youth"}
]  # all that a snapshot leaves out by name is to be visited first


class RoundReasons:
    """One round's book, open for all its requests."""

    def __init__(self, problem: facts.Problem, plan: matching.Plan) -> None:
        self.problem = problem
        self.explainer = matching.Explainer(problem, plan)
        self.helped = 0

    def of(self, request: facts.Request, ways: Sequence[Sequence[matching.Placement]]) -> list[dict[str, Any]]:
        """For every host, place and mentor she wished and that is on no option, the smallest conflict; and for a request
        without an option the kinds of changes that would give it one."""
        told = list(self._missed(request, ways))
        if not ways and self.helped < MOST_HELPED:
            self.helped += 1
            first = request.occurrences[0].id
            changes = self.explainer.would_help(first)
            # What is about her sibling is not hers to read; it stands on the page for staff.
            hers = [change for change in changes if not any(step.is_siblings for step in change.steps)]
            kinds = dict.fromkeys(step.kind for change in hers if len(change.steps) == 1 for step in change.steps)
            if not kinds:
                kinds = dict.fromkeys(step.kind for change in hers for step in change.steps)
            told.append({"occurrence_id": first, "helps": list(kinds)})
        return told

    def _missed(self, request: facts.Request, ways: Sequence[Sequence[matching.Placement]]) -> list[dict[str, Any]]:
        offered = [one for way in ways for one in way]
        nearest: dict[tuple[str, str], matching.WhyNot] = {}
        for occurrence in request.occurrences:
            for missed in self.explainer.missed(occurrence.id, [o for o in offered if o.occurrence == occurrence.id]):
                answer, key = missed.nearest, (missed.subject, missed.about or "")
                if answer is None or missed.subject not in (facts.Subject.SITE, facts.Subject.MENTOR):
                    continue
                if key not in nearest or len(answer.conflict) < len(nearest[key].conflict):
                    nearest[key] = answer
        left_out = [one for one in self.problem.exclusions if one.youth == request.youth]
        to_visit = {whom for one in left_out for whom in (one.site, one.mentor) if whom}
        there = {whom for one in offered for whom in (one.site, one.mentor)}
        return [
            {
                f"{wish.subject}_id": wish.about,
                "wish": wish.id,
                "reasons": VISIT_FIRST if wish.about in to_visit else _reasons(nearest[wish.subject, wish.about]),
            }
            for wish in request.wishes
            if (wish.subject, wish.about) in nearest
            and wish.strength is not facts.Strength.NEVER
            and wish.about not in there
        ]


def _reasons(answer: matching.WhyNot) -> list[dict[str, str]]:
    """Codes and sides. What stands in a sibling's way is told as being together, and no more."""
    if answer.is_possible:
        return [{"code": POSSIBLE, "side": ""}]
    mine = answer.placement.occurrence
    found = {("siblings", "youth") if b.occurrence != mine else (b.code, str(b.side)) for b in answer.conflict}
    return [{"code": code, "side": side} for code, side in sorted(found)]


@dataclass(frozen=True)
class Help:
    """One change for staff: its steps, each with whom to ask, and the option it would give."""

    steps: tuple[matching.Step, ...]
    option: matching.Placement


def without_an_option(
    problem: facts.Problem, plan: matching.Plan, occurrence: str
) -> tuple[matching.Placement | None, dict[str, tuple[str, ...]], tuple[Help, ...]]:
    """What comes nearest, what is in its way, by who could lift it; and what would give it an option."""
    explainer = matching.Explainer(problem, plan)
    nearest = explainer.nearest(occurrence)
    sides = nearest.by_side if nearest is not None else {}
    return (
        nearest.placement if nearest is not None else None,
        {str(side): tuple(dict.fromkeys(each.code for each in found)) for side, found in sides.items()},
        tuple(Help(change.steps, change.option) for change in explainer.would_help(occurrence)),
    )
