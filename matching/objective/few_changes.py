"""5. Few changes against what people have been told; then short ways; then low cost.

minimise  number of told occurrences that are placed otherwise, or not at all
minimise  sum over (o, w, s) of half hours on the way between the zones of y and s
minimise  sum over (o, w, s) of cost_per_night(s) * nights(w)
"""

from __future__ import annotations

from collections.abc import Iterator

from ortools.sat.python.cp_model import CpModel, LinearExpr

from matching.candidates import Candidate
from matching.model import Variables
from matching.objective.goal import Goal, Setting, weighted
from matching.plan import Plan
from matching.problem import Problem

BUCKET = 30  # minutes: nobody is moved for a quarter of an hour


def goals(setting: Setting) -> Iterator[Goal]:
    if setting.problem.told:
        yield _changes(setting)
    if setting.problem.travel:
        yield _travel(setting)
    if any(site.cost_per_night for site in setting.problem.sites):
        yield _cost(setting)


def _changes(setting: Setting) -> Goal:
    told = {each.occurrence: each for each in setting.problem.told}

    def expression(model: CpModel, variables: Variables) -> LinearExpr:
        kept = []
        for each in told.values():
            place = variables.at.get((each.occurrence, each.window, each.site))
            if place is None:
                continue
            company = {
                a.company.mentor: a.var for a in variables.along_by_window.get((each.occurrence, each.window), [])
            }
            var = model.new_bool_var("")
            model.add_implication(var, place.var)
            if each.mentor is None:
                model.add(LinearExpr.sum([var, *company.values()]) <= 1)
            elif each.mentor in company:
                model.add_implication(var, company[each.mentor])
            else:
                model.add(var == 0)
            kept.append(var)
        return len(told) - LinearExpr.sum(kept)

    def value(plan: Plan) -> int:
        changed = 0
        for each in told.values():
            now = plan.by_occurrence.get(each.occurrence)
            changed += now is None or (now.window, now.site, now.mentor) != (each.window, each.site, each.mentor)
        return changed

    return Goal("few_changes", "changes to what was told", False, expression, value, best=0, effort=2)


def half_hours(problem: Problem, youth: str, site: str) -> int:
    home, there = problem.youth[youth].zone, problem.site[site].zone
    if home is None or there is None:
        return 0
    return problem.travel_minutes.get(frozenset((home, there)), 0) // BUCKET


def _travel(setting: Setting) -> Goal:
    problem = setting.problem

    def expression(model: CpModel, variables: Variables) -> LinearExpr:
        def ways(candidate: Candidate) -> int:
            return half_hours(problem, candidate.youth, candidate.site)

        return weighted(variables, ways)

    def value(plan: Plan) -> int:
        return sum(half_hours(problem, setting.youth_of(one.occurrence), one.site) for one in plan.placements)

    return Goal("few_changes", "half hours on the way", False, expression, value, best=0)


def _cost(setting: Setting) -> Goal:
    problem = setting.problem

    def expression(model: CpModel, variables: Variables) -> LinearExpr:
        def price(candidate: Candidate) -> int:
            nights = len(problem.calendar.nights_of(candidate.window.span))
            return problem.site[candidate.site].cost_per_night * nights

        return weighted(variables, price)

    def value(plan: Plan) -> int:
        total = 0
        for one in plan.placements:
            span = problem.window[one.occurrence, one.window].span
            nights = sum(span.start <= night.moment < span.end for night in problem.calendar.nights)
            total += problem.site[one.site].cost_per_night * nights
        return total

    return Goal("few_changes", "cost", False, expression, value, best=0)
