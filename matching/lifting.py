"""What it means to lift one blocker: the same problem and plan in which exactly that is no longer in the way.

Each lift changes as little as lets the option through: one opening as long as the window, as many nights more as are
missing. So a conflict can be checked by really lifting it and asking the checker again, and a change that is proposed
to somebody carries its size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from matching.constraints import RULE_BY_CODE
from matching.lifts import LIFTS
from matching.plan import Placement, Plan, Stay, fixed_stays, stay_of
from matching.problem import Kind, Problem
from matching.rule import Reason, Side


@dataclass(frozen=True)
class Blocker:
    """One thing in the way of an option.

    `occurrence` is the one it blocks (the asked one, or a sibling's that happens together with it). `about` is the host,
    place or mentor whose rule it is, if any. `stay` is another occurrence that would have to go: for staff, if at all,
    and never for a youth unless it is her own.
    """

    code: str
    side: Side
    occurrence: str
    about: str | None = None
    stay: str | None = None

    @property
    def reason(self) -> Reason:
        return RULE_BY_CODE[self.code].reason


def lifted(problem: Problem, plan: Plan, blocker: Blocker, option: Placement) -> tuple[Problem, Plan]:
    """The facts without this blocker. `plan` is without the option's own occurrence; `option` is what it blocks."""
    if blocker.stay is not None:
        return without_stay(problem, plan, blocker.stay)
    stay = stay_of(problem, option)
    others = [*fixed_stays(problem), *(stay_of(problem, each) for each in _related(problem, plan, blocker, stay))]
    return LIFTS[blocker.code](
        problem, stay, blocker.about, [o for o in others if o.occurrence != stay.occurrence]
    ), plan


def _related(problem: Problem, plan: Plan, blocker: Blocker, stay: Stay) -> Iterator[Placement]:
    """Everything placed that a limit of hers, of the house or of the mentor counts; of the budget, everything."""
    hers = {each.id for request in problem.requests if request.youth == stay.youth for each in request.occurrences}
    for each in plan.placements:
        if (
            each.site == stay.site
            or (stay.mentor is not None and each.mentor == stay.mentor)
            or each.occurrence in hers
            or blocker.code == "budget"
        ):
            yield each


def without_stay(problem: Problem, plan: Plan, occurrence: str) -> tuple[Problem, Plan]:
    gone = {occurrence, *hanging(problem, plan, occurrence)}
    claims = tuple(claim for claim in problem.claims if claim.occurrence not in gone)
    pins = tuple(pin for pin in problem.pins if pin.occurrence not in gone)
    if len(claims) < len(problem.claims) or len(pins) < len(problem.pins):
        problem = replace(problem, claims=claims, pins=pins)
    return problem, plan.without(*gone)


def hanging(problem: Problem, plan: Plan, occurrence: str) -> set[str]:
    """What cannot stand without it: the sibling's linked one, and the stays that lean on a visit, planned or booked."""
    placed, asked = plan.by_occurrence, problem.occurrence.get(occurrence)
    linked = None if asked is None else asked.together_with
    found = {linked} if linked is not None and linked in placed and occurrence in placed else set()
    if asked is not None and problem.request_of[occurrence].kind is not Kind.VISIT:
        return found
    visits = {
        (claim.youth, claim.site)
        for claim in problem.claims
        if claim.occurrence == occurrence and claim.kind is Kind.VISIT
    }
    if occurrence in placed:
        visits.add((problem.request_of[occurrence].youth, placed[occurrence].site))
    for each in problem.requests if visits else ():
        if each.visit_first and each.kind is Kind.STAY:
            found |= {o.id for o in each.occurrences if o.id in placed and (each.youth, placed[o.id].site) in visits}
    return found
