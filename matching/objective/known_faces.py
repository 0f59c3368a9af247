"""4. Known faces: few different adults for each youth, a series with one host, her own people before strangers.

minimise  sum over youths y and adults a of strangeness(y, a) * meets[y, a]
        + sum over series r and sites s of used[r, s]

meets[y, a] >= placed[o, w, s] (a host is an adult, a place is not), along[o, w, m]
used[r, s]  >= placed[o, w, s]  for every occurrence o of r
strangeness is 2 for a stranger, 1 for somebody she knows, and 0 for one of her own people or one she is booked with
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from matching.model import Variables
from matching.objective.goal import Goal, Setting
from matching.plan import Plan
from matching.problem import Problem, SiteKind

STRANGER, KNOWN, OWN = 2, 1, 0


def strangeness(problem: Problem, youth: str, adult: str) -> int:
    who = problem.youth[youth]
    booked = {person for claim in problem.claims if claim.youth == youth for person in (claim.site, claim.mentor)}
    if adult in who.own_people or adult in booked:
        return OWN
    return KNOWN if adult in who.known else STRANGER


def goals(setting: Setting) -> Iterator[Goal]:
    problem = setting.problem

    def expression(model: CpModel, variables: Variables) -> LinearExpr:
        groups: dict[Hashable, dict[str, list[IntVar]]] = {}
        weights: dict[Hashable, int] = {}

        def note(key: tuple[str, str, str], weight: int, occurrence: str, var: IntVar) -> None:
            if weight:
                weights[key] = weight
                groups.setdefault(key, {}).setdefault(occurrence, []).append(var)

        strange: dict[tuple[str, str], int] = {}

        def how_strange(youth: str, adult: str) -> int:
            if (youth, adult) not in strange:
                strange[youth, adult] = strangeness(problem, youth, adult)
            return strange[youth, adult]

        for place in variables.placed:
            one = place.candidate
            if problem.site[one.site].kind is SiteKind.HOST:
                note(("meets", one.youth, one.site), how_strange(one.youth, one.site), one.occurrence, place.var)
            if problem.request_of[one.occurrence].series:
                note(("used", one.request, one.site), 1, one.occurrence, place.var)
        for along in variables.along:
            company = along.company
            key = ("meets", company.youth, company.mentor)
            note(key, how_strange(company.youth, company.mentor), company.occurrence, along.var)
        return _sum_of_any(model, groups, weights)

    def value(plan: Plan) -> int:
        met: set[tuple[str, str]] = set()
        used: set[tuple[str, str]] = set()
        for placement in plan.placements:
            request = problem.request_of[placement.occurrence]
            if problem.site[placement.site].kind is SiteKind.HOST:
                met.add((request.youth, placement.site))
            if placement.mentor is not None:
                met.add((request.youth, placement.mentor))
            if request.series:
                used.add((request.id, placement.site))
        return sum(strangeness(problem, youth, adult) for youth, adult in met) + len(used)

    yield Goal("known_faces", "new faces and hosts per series", False, expression, value, best=0, effort=3)


def _sum_of_any(
    model: CpModel, groups: dict[Hashable, dict[str, list[IntVar]]], weights: dict[Hashable, int]
) -> LinearExpr:
    """Sum of weights of the groups in which anything is chosen. One row per occurrence keeps the bound tight."""
    variables, factors = [], []
    for key, by_occurrence in groups.items():
        anything = model.new_bool_var("")
        rows: Iterable[list[IntVar]] = by_occurrence.values()
        for row in rows:
            model.add(LinearExpr.sum(row) <= anything)
        variables.append(anything)
        factors.append(weights[key])
    return LinearExpr.weighted_sum(variables, factors)
