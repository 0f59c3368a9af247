"""3. Most wishes: the sum of utilities, everybody's ideal worth the same.

    maximise  sum over (o, w, s) of floor(SCALE * points(o, w, s) / ideal(y)) * placed[o, w, s]
            + sum over (o, w, m) of floor(SCALE * points(o, w, m) / ideal(y)) * along[o, w, m]

Rounded down option by option, so that value and bound are whole numbers and equality is a proof.
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables
from matching.objective.goal import Goal, Setting, mentor_worth, site_worth
from matching.plan import Plan
from matching.points import points_of
from matching.problem import Subject
from matching.programme import Programme, Terms

SCALE = 10_000


def goals(setting: Setting) -> Iterator[Goal]:
    problem = setting.problem

    def terms(programme: Programme, variables: Variables) -> Terms:
        owners = [
            (each.candidate.youth, term)
            for each, term in zip(variables.placed, site_worth(setting, variables), strict=True)
        ]
        owners += [(each.youth, (each.column, mentor_worth(setting, each))) for each in variables.along]
        return [
            (column, SCALE * points // max(1, setting.ideals[youth])) for youth, (column, points) in owners if points
        ]

    def value(plan: Plan) -> int:
        total = 0
        for placement in plan.placements:
            wish_of = {wish.id: wish for wish in problem.request_of[placement.occurrence].wishes}
            ideal = max(1, setting.ideals[setting.youth_of(placement.occurrence)])
            parts = {"site": 0, "mentor": 0}
            for each in points_of(problem, placement):
                wish = wish_of.get(each.wish or "")
                about_mentor = wish is not None and wish.subject in (Subject.MENTOR, Subject.MENTOR_TRAIT)
                parts["mentor" if about_mentor or each.reason == "company" else "site"] += each.points
            total += sum(SCALE * points // ideal for points in parts.values())
        return total

    yield Goal("most_wishes", "sum of shares of the ideal", True, terms, value, effort=8, has_core=True, is_kept=True)
