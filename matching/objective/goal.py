"""What every stage is made of: its terms in the integer programme, and its value of any plan, computed without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from matching.model import Along, Variables
from matching.plan import Plan
from matching.points import mentor_points, site_points, total
from matching.problem import Problem
from matching.programme import Column, Numbers, Programme, Terms


@dataclass(frozen=True)
class Setting:
    """The problem with each youth's ideal and the seed of the lottery."""

    problem: Problem
    ideals: Mapping[str, int]
    seed: int = 1

    def youth_of(self, occurrence: str) -> str:
        return self.problem.request_of[occurrence].youth


Towards = Callable[[Programme, Variables, int], tuple[list[Column], Terms]]


@dataclass(frozen=True)
class Goal:
    """One quantity to make as large (or small) as possible once everything before it is settled.

    `terms` writes the columns and rows the goal needs and returns its weights; `constant` is added to their sum.
    `best` is what no plan can beat, if that is known without search: reaching it is a proof.
    """

    stage: str
    name: str
    maximise: bool
    terms: Callable[[Programme, Variables], Terms]
    value: Callable[[Plan], int]
    constant: int = 0
    best: int | None = None
    effort: int = 1
    is_quick: bool = False  # so easily settled that it comes before there is a good plan
    is_start: bool = False  # a plan that is good in this goal is a good plan to begin with
    has_few_values: bool = False  # so few that one more is a question of yes or no
    has_core: bool = False  # its relaxation tells which columns a good plan is made of
    is_kept: bool = False  # says what points alone do not say, so it stays a row after the contest
    towards: Towards | None = None  # what is lacking to a value, column by column, and what to maximise to get there


def site_worth(setting: Setting, variables: Variables) -> Terms:
    """The points of everything that can be placed, mentors apart."""
    problem = setting.problem
    known: dict[tuple[str, str, int], int] = {}
    terms = []
    for each in variables.placed:
        one = each.candidate
        key = (one.request, one.site, one.window.preference)
        if key not in known:
            known[key] = site_points(problem, problem.request_of[one.occurrence], one.window, one.site)
        terms.append((each.column, known[key]))
    return terms


def mentor_worth(setting: Setting, along: Along) -> int:
    """The points of company; of several mentors who would do, any: they give the same."""
    problem = setting.problem
    return mentor_points(problem, problem.request_of[along.occurrence], along.mentors[0])


def points_terms(setting: Setting, variables: Variables) -> dict[str, Terms]:
    """The points of each youth, as terms."""
    by_youth: dict[str, Terms] = {youth.id: [] for youth in setting.problem.youths}
    for place, (column, points) in zip(variables.placed, site_worth(setting, variables), strict=True):
        by_youth[place.candidate.youth].append((column, points))
    for along in variables.along:
        if points := mentor_worth(setting, along):
            by_youth[along.youth].append((along.column, points))
    return by_youth


def as_arrays(terms: Terms) -> tuple[Numbers, Numbers]:
    """The columns and their factors."""
    return np.array([c for c, _ in terms], dtype=np.int64), np.array([w for _, w in terms], dtype=np.int64)


def points_by_youth(setting: Setting, plan: Plan) -> dict[str, int]:
    """Everybody's points in a plan, computed wish by wish and not from the programme's weights."""
    points = dict.fromkeys(setting.problem.youth, 0)
    for placement in plan.placements:
        points[setting.youth_of(placement.occurrence)] += total(setting.problem, placement)
    return points
