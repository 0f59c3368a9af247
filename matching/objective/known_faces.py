"""4. Known faces: few different hosts for each youth, a series with one host, her own people before strangers.

minimise  sum over youths y and hosts s of strangeness(y, s) * meets[y, s]
        + sum over series r and sites s of used[r, s]

meets[y, s], used[r, s]  >=  sum over w of placed[o, w, s]   for every occurrence o of hers, or of the series
A place is not an adult; a mentor's face counts when the mentor is chosen.
strangeness is 2 for a stranger, 1 for somebody she knows, and 0 for one of her own people or one she is booked with
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables
from matching.objective.goal import Goal, Setting
from matching.plan import Plan
from matching.problem import Problem, SiteKind
from matching.programme import Column, Programme, Terms

STRANGER, KNOWN, OWN = 2, 1, 0


def strangeness(problem: Problem, youth: str, adult: str) -> int:
    who = problem.youth[youth]
    booked = {person for claim in problem.claims if claim.youth == youth for person in (claim.site, claim.mentor)}
    if adult in who.own_people or adult in booked:
        return OWN
    return KNOWN if adult in who.known else STRANGER


def goals(setting: Setting) -> Iterator[Goal]:
    problem = setting.problem

    def terms(programme: Programme, variables: Variables) -> Terms:
        groups: dict[tuple[str, str, str], dict[str, list[Column]]] = {}
        weights: dict[tuple[str, str, str], int] = {}

        def note(key: tuple[str, str, str], weight: int, occurrence: str, column: Column) -> None:
            if weight:
                weights[key] = weight
                groups.setdefault(key, {}).setdefault(occurrence, []).append(column)

        strange: dict[tuple[str, str], int] = {}

        def how_strange(youth: str, adult: str) -> int:
            if (youth, adult) not in strange:
                strange[youth, adult] = strangeness(problem, youth, adult)
            return strange[youth, adult]

        for place in variables.placed:
            one = place.candidate
            if problem.site[one.site].kind is SiteKind.HOST:
                note(("meets", one.youth, one.site), how_strange(one.youth, one.site), one.occurrence, place.column)
            if problem.request_of[one.occurrence].series:
                note(("used", one.request, one.site), 1, one.occurrence, place.column)
        return [(programme.any_of(by_occurrence.values()), weights[key]) for key, by_occurrence in groups.items()]

    def value(plan: Plan) -> int:
        met: set[tuple[str, str]] = set()
        used: set[tuple[str, str]] = set()
        for placement in plan.placements:
            request = problem.request_of[placement.occurrence]
            if problem.site[placement.site].kind is SiteKind.HOST:
                met.add((request.youth, placement.site))
            if request.series:
                used.add((request.id, placement.site))
        return sum(strangeness(problem, youth, adult) for youth, adult in met) + len(used)

    yield Goal("known_faces", "new hosts, and hosts per series", False, terms, value, best=0, effort=3)
