"""6. Company: who comes along, decided when the stays are settled.

    a.  maximise  sum over youths y of floor(SCALE / ideal(y)) * kept[y],   kept[y] <= points(y),  kept[y] <= counted on(y)
    b.  minimise  sum over youths y and mentors m of strangeness(y, m) * meets[y, m],   meets[y, m] >= along[o, w, m]
    c.  minimise  occurrences whose mentor is another than what was told

In a large municipality the stays were settled as if all mentors who give the same points were one. The first goal says
whether everybody keeps the points that were counted on; more than that nobody is promised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from matching.model import Variables
from matching.objective.goal import Goal, Setting, as_arrays, points_by_youth, points_terms
from matching.objective.known_faces import strangeness
from matching.plan import Plan
from matching.programme import Column, Numbers, Programme, Terms

COUNTED_ON = "what was counted on"
SCALE = 10_000_000


def goals(setting: Setting, counted_on: Mapping[str, int]) -> Iterator[Goal]:
    if setting.problem.mentors:
        yield _kept(setting, counted_on)
        yield _faces(setting)
        if any(each.mentor for each in setting.problem.told):
            yield _changes(setting)


def _kept(setting: Setting, counted_on: Mapping[str, int]) -> Goal:
    worth = {youth: SCALE // setting.ideals[youth] for youth, points in counted_on.items() if points}

    def terms(programme: Programme, variables: Variables) -> Terms:
        points = points_terms(setting, variables)
        found: Terms = []
        for youth, each in worth.items():
            kept = programme.column(high=counted_on[youth])
            programme.row([*points[youth], (kept, -1)], least=0)
            columns, numbers = as_arrays(points[youth])
            programme.followers.append(_as_far(kept, columns, numbers, counted_on[youth]))
            found.append((kept, each))
        return found

    def value(plan: Plan) -> int:
        have = points_by_youth(setting, plan)
        return sum(each * min(have[youth], counted_on[youth]) for youth, each in worth.items())

    best = sum(each * counted_on[youth] for youth, each in worth.items())
    return Goal("company", COUNTED_ON, True, terms, value, best=best, effort=2)


def _as_far(kept: Column, columns: Numbers, points: Numbers, limit: int) -> Callable[[Numbers], None]:
    def follow(x: Numbers) -> None:
        x[kept] = min(limit, int(points @ x[columns]))

    return follow


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
