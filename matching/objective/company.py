"""6. Company: who comes along, decided when the stays are settled. Everybody keeps the points she has.

a.  minimise  sum over youths y and mentors m of strangeness(y, m) * meets[y, m],   meets[y, m] >= along[o, w, m]
b.  minimise  occurrences whose mentor is another than what was told
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables
from matching.objective.goal import Goal, Setting
from matching.objective.known_faces import strangeness
from matching.plan import Plan
from matching.programme import Column, Programme, Terms


def goals(setting: Setting) -> Iterator[Goal]:
    if setting.problem.mentors:
        yield _faces(setting)
        if any(each.mentor for each in setting.problem.told):
            yield _changes(setting)


def _faces(setting: Setting) -> Goal:
    problem = setting.problem

    def terms(programme: Programme, variables: Variables) -> Terms:
        meets: dict[tuple[str, str], dict[str, list[Column]]] = {}
        for each in variables.along:
            meets.setdefault((each.youth, each.mentors[0]), {}).setdefault(each.occurrence, []).append(each.column)
        strange = {pair: strangeness(problem, *pair) for pair in meets}
        return [(programme.any_of(meets[pair].values()), weight) for pair, weight in strange.items() if weight]

    def value(plan: Plan) -> int:
        met = {(setting.youth_of(one.occurrence), one.mentor) for one in plan.placements if one.mentor}
        return sum(strangeness(problem, youth, mentor) for youth, mentor in met)

    return Goal("company", "new mentors", False, terms, value, best=0, effort=3)


def _changes(setting: Setting) -> Goal:
    told = {each.occurrence: each.mentor for each in setting.problem.told if each.mentor}

    def terms(programme: Programme, variables: Variables) -> Terms:
        return [(each.column, -1) for each in variables.along if told.get(each.occurrence) == each.mentors[0]]

    def value(plan: Plan) -> int:
        kept = (one for one in plan.placements if one.mentor and told.get(one.occurrence) == one.mentor)
        return len(told) - sum(1 for _ in kept)

    return Goal("company", "other mentors than was told", False, terms, value, constant=len(told), best=0)
