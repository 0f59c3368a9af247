"""3. Most wishes: the sum of utilities, everybody's ideal worth the same.

    maximise  sum over (o, w, s) of floor(SCALE * points(o, w, s) / ideal(y)) * placed[o, w, s]
            + sum over (o, w, m) of floor(SCALE * points(o, w, m) / ideal(y)) * along[o, w, m]

Rounded down option by option, so that value and bound are whole numbers and equality is a proof.
"""

from __future__ import annotations

from collections.abc import Iterator

from ortools.sat.python.cp_model import CpModel, LinearExpr

from matching.candidates import Candidate, Company
from matching.model import Variables
from matching.objective.goal import Goal, Setting, weighted
from matching.plan import Plan
from matching.points import mentor_points, points_of, site_points
from matching.problem import Subject

SCALE = 10_000


def goals(setting: Setting) -> Iterator[Goal]:
    problem = setting.problem

    def of_site(candidate: Candidate) -> int:
        points = site_points(problem, problem.request_of[candidate.occurrence], candidate.window, candidate.site)
        return SCALE * points // max(1, setting.ideals[candidate.youth])

    def of_mentor(company: Company) -> int:
        points = mentor_points(problem, problem.request_of[company.occurrence], company.mentor)
        return SCALE * points // max(1, setting.ideals[company.youth])

    def expression(model: CpModel, variables: Variables) -> LinearExpr:
        return weighted(variables, of_site, of_mentor)

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

    yield Goal("most_wishes", "sum of shares of the ideal", True, expression, value, effort=8)
