"""What could be done for breaks that have lost their place: asked of the engine over everything booked, decided by nobody.

Two questions, since only one of them can be acted on. *Alone*: what is booked for others stands still; how many get a new
place? *With others*: how many, if booked breaks of others could move, as few as possible? Both with the engine's proof.
The first becomes a small round, published like any other; the second is for people to talk about.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import matching
from matching import problem as facts
from models.breaks import Stay, StayWindow
from service import clock
from service.planning.hit import Hit
from service.planning.snapshot import snapshot

EFFORT = 10.0  # for each of the two questions, about so many seconds of one processor at most
SEED = 1


async def question(session: AsyncSession, hit: Sequence[Hit]) -> dict[str, Any]:
    """Documents for the child: the municipality with what is booked and still ahead as a plan, and what was told to whom."""
    ahead = await session.scalars(
        select(Stay).where(Stay.status == "booked", Stay.arrival > clock.now()).order_by(Stay.arrival, Stay.id)
    )
    told: list[Any] = [*hit, *ahead]
    ids = {one.occurrence_id for one in told}
    problem = await snapshot(session, now=clock.now(), of_occurrences=ids)
    windows = {
        (row.occurrence_id, row.arrival, row.departure): str(row.id)
        for row in await session.scalars(select(StayWindow).where(StayWindow.occurrence_id.in_(ids)))
    }
    placements = [
        {
            "occurrence": str(one.occurrence_id),
            "window": windows[one.occurrence_id, one.arrival, one.departure],
            "site": str(one.site_id),
            "mentor": str(one.mentor_id) if one.mentor_id else None,
        }
        for one in told
        if (one.occurrence_id, one.arrival, one.departure) in windows and str(one.occurrence_id) in problem.occurrence
    ]
    return {
        "problem": matching.write_problem(problem),
        "told": placements,
        "hit": [str(one.occurrence_id) for one in hit],
    }


def look(asked: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Runs in the child: documents in and out. Placements are told with ids alone."""
    problem = matching.read_problem(asked["problem"])
    told = [matching.Placement(**one) for one in asked["told"]]
    hit = {one for one in asked["hit"] if one in problem.occurrence}
    others = [one for one in told if one.occurrence not in hit]
    lost = [one for one in told if one.occurrence in hit]
    problem, others = _what_can_move(problem, hit, others)
    alone = _alone(_standing(problem, others), lost, hit)
    report({"alone": alone["placed"], "of": len(asked["hit"])})
    with_others = _with_others(problem, [*lost, *others], hit, alone["placed"]) if others else []
    return {"hit": sorted(asked["hit"]), "alone": alone, "with_others": with_others}


def _what_can_move(
    problem: facts.Problem, hit: set[str], others: list[matching.Placement]
) -> tuple[facts.Problem, list[matching.Placement]]:
    """A booked break that the rules of a plan would no longer allow (too near, for one) is a fact and stands still."""
    unknown = {each.id for request in problem.requests for each in request.occurrences} - hit
    unknown -= {one.occurrence for one in others}
    problem = _without(problem, unknown)
    while broken := {
        id
        for one in matching.check(problem, matching.Plan(tuple(others)))
        for id in one.occurrences
        if any(each.occurrence == id for each in others)
    }:
        problem = _standing(problem, [one for one in others if one.occurrence in broken])
        others = [one for one in others if one.occurrence not in broken]
    return problem, others


def _without(problem: facts.Problem, gone: set[str]) -> facts.Problem:
    left = (
        replace(request, occurrences=tuple(one for one in request.occurrences if one.id not in gone))
        for request in problem.requests
    )
    return replace(problem, requests=tuple(one for one in left if one.occurrences))


def _standing(problem: facts.Problem, told: Iterable[matching.Placement]) -> facts.Problem:
    """These cannot move: booked, and no part of the question."""
    told = list(told)
    claims = [
        facts.Claim(
            id=f"told-{one.occurrence}",
            occurrence=one.occurrence,
            youth=problem.request_of[one.occurrence].youth,
            site=one.site,
            arrival=problem.window[one.occurrence, one.window].arrival,
            departure=problem.window[one.occurrence, one.window].departure,
            state=facts.ClaimState.BOOKED,
            mentor=one.mentor,
        )
        for one in told
    ]
    rest = _without(problem, {one.occurrence for one in told})
    return replace(rest, claims=(*problem.claims, *claims))


def _alone(problem: facts.Problem, lost: list[matching.Placement], hit: set[str]) -> dict[str, Any]:
    """The best of the ways in which nobody else moves, as a round that can be published."""
    ways = matching.repairs(problem, matching.Plan(tuple(lost)), add=False, effort=EFFORT)
    best = max(ways.all, key=lambda one: (_placed(one.plan, hit), one.proven))
    kept = {one.id for one in problem.requests if any(each.id in best.plan.by_occurrence for each in one.occurrences)}
    small = replace(problem, requests=tuple(one for one in problem.requests if one.id in kept))
    outcome = matching.outcome_of_plan(
        small,
        best.plan,
        "complete",
        "proof" if best.proven else "effort",
        matching.Parameters(round(EFFORT * 1000), SEED, 1),
    )
    return {
        "placed": _placed(best.plan, hit),
        "proven": best.proven,
        "changes": [_change(problem, None, one) for one in best.plan.placements],
        "problem": matching.write_problem(small),
        "outcome": outcome.to_document(),
    }


def _with_others(
    problem: facts.Problem, told: list[matching.Placement], hit: set[str], alone: int
) -> list[dict[str, Any]]:
    """The ways in which more of the hit have a place since others move, the fewest of them first."""
    before = matching.Plan(tuple(told))
    ways = matching.repairs(problem, before, add=False, effort=EFFORT)
    found: dict[int, dict[str, Any]] = {}
    for way in (ways.fewest, ways.ring):
        placed = 0 if way is None else _placed(way.plan, hit)
        if way is None or placed <= alone or set(way.lost) - hit:
            continue
        repair = matching.as_repair(problem, before, way.plan, way.way, proven=way.proven, hit=hit)
        moves = len(repair.others)
        if moves and (placed not in found or moves < found[placed]["others"]):
            changes = [each for each in repair.difference if each.after]
            found[placed] = {
                "placed": placed,
                "proven": way.proven,
                "others": moves,
                "worse": len(repair.worse),
                "changes": [
                    _change(problem, each.before, each.after)
                    | {"is_hit": each.occurrence in hit, "is_worse": each.occurrence in repair.worse}
                    for each in changes
                    if each.after
                ],
            }
    return sorted(found.values(), key=lambda one: (one["others"], -one["placed"]))


def _placed(plan: matching.Plan, hit: set[str]) -> int:
    return sum(one.occurrence in hit for one in plan.placements)


def _change(problem: facts.Problem, before: matching.Placement | None, after: matching.Placement) -> dict[str, Any]:
    return {
        "occurrence": after.occurrence,
        "youth": problem.request_of[after.occurrence].youth,
        "before": _document(before),
        "after": _document(after),
    }


def _document(one: matching.Placement | None) -> dict[str, Any] | None:
    return None if one is None else {"window": one.window, "site": one.site, "mentor": one.mentor}


def ids_of(document: dict[str, Any]) -> set[UUID]:
    return {UUID(one) for one in document.get("hit", [])}
