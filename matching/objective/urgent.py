"""1. Told and urgent: nothing booked moves, and urgent tiers come first.

    for every tier t, from the highest down:   maximise  sum over occurrences o of youths in t of placed[o]

A tier is set by a named caseworker; nothing else makes anybody urgent. What is booked is fixed in the rules already.
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables
from matching.objective.goal import Goal, Setting
from matching.plan import Plan
from matching.programme import Programme, Terms


def goals(setting: Setting) -> Iterator[Goal]:
    for tier in sorted({youth.urgency for youth in setting.problem.youths if youth.urgency}, reverse=True):
        yield _goal(setting, tier)


def _goal(setting: Setting, tier: int) -> Goal:
    urgent = {youth.id for youth in setting.problem.youths if youth.urgency == tier}

    def terms(programme: Programme, variables: Variables) -> Terms:
        return [(each.column, 1) for each in variables.placed if each.candidate.youth in urgent]

    def value(plan: Plan) -> int:
        return sum(setting.youth_of(placement.occurrence) in urgent for placement in plan.placements)

    asked = sum(len(request.occurrences) for request in setting.problem.requests if request.youth in urgent)
    return Goal("urgent", f"urgent tier {tier}", True, terms, value, best=asked, is_kept=True, is_quick=True)
