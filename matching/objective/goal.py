"""What every stage is made of: its expression for the solver, and its value of any plan, computed without the solver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ortools.sat.python.cp_model import CpModel, LinearExpr

from matching.model import Variables
from matching.plan import Plan
from matching.points import mentor_points, site_points
from matching.problem import Problem


class When(StrEnum):
    """Whether a goal is pursued, given the goals before it in its stage."""

    ALWAYS = "always"
    WHILE_PROVEN = "while_proven"
    IF_UNPROVEN = "if_unproven"
    FOR_A_START = "for_a_start"  # searched for its plan only; nothing is settled and nothing reported


@dataclass(frozen=True)
class Setting:
    """The problem with each youth's ideal and the seed of the lottery."""

    problem: Problem
    ideals: Mapping[str, int]
    seed: int = 1

    def youth_of(self, occurrence: str) -> str:
        return self.problem.request_of[occurrence].youth


@dataclass(frozen=True)
class Goal:
    """One quantity to make as large (or small) as possible once everything before it is settled.

    `best` is what no plan can beat, if that is known without search: reaching it is a proof.
    """

    stage: str
    name: str
    maximise: bool
    expression: Callable[[CpModel, Variables], LinearExpr]
    value: Callable[[Plan], int]
    best: int | None = None
    effort: int = 1
    when: When = When.ALWAYS
    by_steps: bool = True
    keep: Callable[[CpModel, Variables, int], bool] | None = None


def weighted(variables: Variables, site: Callable[..., int], mentor: Callable[..., int] | None = None) -> LinearExpr:
    """Sum over what is placed of `site(candidate)`, and over who is along of `mentor(company)`."""
    terms = [(each.var, site(each.candidate)) for each in variables.placed]
    if mentor is not None:
        terms += [(each.var, mentor(each.company)) for each in variables.along]
    terms = [(var, weight) for var, weight in terms if weight]
    return LinearExpr.weighted_sum([var for var, _ in terms], [weight for _, weight in terms])


def points_expression(variables: Variables, setting: Setting, youth: str) -> LinearExpr:
    """Her points, as an expression."""
    problem = setting.problem
    terms = [
        (each.var, site_points(problem, problem.request_of[c.occurrence], c.window, c.site))
        for each in variables.by_youth.get(youth, [])
        for c in [each.candidate]
    ]
    terms += [
        (each.var, mentor_points(problem, problem.request_of[c.occurrence], c.mentor))
        for each in variables.along_by_youth.get(youth, [])
        for c in [each.company]
    ]
    return LinearExpr.weighted_sum([var for var, _ in terms], [points for _, points in terms])


def points_by_youth(setting: Setting, plan: Plan) -> dict[str, int]:
    """Everybody's points in a plan, computed wish by wish and not from the solver's weights."""
    from matching.points import total

    points = dict.fromkeys(setting.problem.youth, 0)
    for placement in plan.placements:
        points[setting.youth_of(placement.occurrence)] += total(setting.problem, placement)
    return points
