"""5. Few changes against what people have been told; then short ways; then low cost.

minimise  number of told occurrences that are at another time, in another house, or nowhere
minimise  sum over (o, w, s) of half hours on the way between the zones of y and s
minimise  sum over (o, w, s) of cost_per_night(s) * nights(w)
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables
from matching.objective.goal import Goal, Setting
from matching.plan import Plan
from matching.problem import Problem
from matching.programme import Programme, Terms

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

    def terms(programme: Programme, variables: Variables) -> Terms:
        places = (variables.at.get((each.occurrence, each.window, each.site)) for each in told.values())
        return [(place.column, -1) for place in places if place is not None]

    def value(plan: Plan) -> int:
        changed = 0
        for each in told.values():
            now = plan.by_occurrence.get(each.occurrence)
            changed += now is None or (now.window, now.site) != (each.window, each.site)
        return changed

    name = "changes to what was told"
    return Goal("few_changes", name, False, terms, value, constant=len(told), best=0, effort=2)


def half_hours(problem: Problem, youth: str, site: str) -> int:
    home, there = problem.youth[youth].zone, problem.site[site].zone
    if home is None or there is None:
        return 0
    return problem.travel_minutes.get(frozenset((home, there)), 0) // BUCKET


def _travel(setting: Setting) -> Goal:
    problem = setting.problem

    def terms(programme: Programme, variables: Variables) -> Terms:
        ways = (
            (each.column, half_hours(problem, each.candidate.youth, each.candidate.site)) for each in variables.placed
        )
        return [(column, way) for column, way in ways if way]

    def value(plan: Plan) -> int:
        return sum(half_hours(problem, setting.youth_of(one.occurrence), one.site) for one in plan.placements)

    return Goal("few_changes", "half hours on the way", False, terms, value, best=0)


def _cost(setting: Setting) -> Goal:
    problem = setting.problem

    def terms(programme: Programme, variables: Variables) -> Terms:
        prices = (
            (each.column, problem.site[each.candidate.site].cost_per_night * len(problem.calendar.nights_of(each.span)))
            for each in variables.placed
        )
        return [(column, price) for column, price in prices if price]

    def value(plan: Plan) -> int:
        total = 0
        for one in plan.placements:
            span = problem.window[one.occurrence, one.window].span
            nights = sum(span.start <= night.moment < span.end for night in problem.calendar.nights)
            total += problem.site[one.site].cost_per_night * nights
        return total

    return Goal("few_changes", "cost", False, terms, value, best=0)
