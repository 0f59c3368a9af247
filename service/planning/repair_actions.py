"""Looking for new places for breaks that have lost theirs, and taking what was found: a small round, published like any.

Taking it moves nobody: hosts are asked, beds are held, the youth chooses and her caseworker approves, as always.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Round, StayWindow
from models.job import Job
from service import clock
from service.actor import Actor
from service.jobs import JobView, enqueue, job_of
from service.planning.errors import NothingIsHit, RepairIsOutdated, RepairsAreLookedFor
from service.planning.hit import breaks_without_a_place
from service.planning.repairing import SEED, ids_of
from service.planning.rules import Status
from service.record import Event, record

LOOK, PUBLISH = "look_for_repairs", "publish_round"


async def look_for_repairs(session: AsyncSession, actor: Actor) -> UUID:
    """Queue the search; one at a time."""
    hit = await breaks_without_a_place(session)
    if not hit:
        raise NothingIsHit()
    latest = await latest_search(session)
    if latest is not None and not latest.has_ended:
        raise RepairsAreLookedFor()
    job_id = await enqueue(session, LOOK, {}, made_by=actor.account_id)
    record(session, actor, Event.REPAIRS_ASKED, details={"job": job_id, "breaks": len(hit)})
    return job_id


async def latest_search(session: AsyncSession) -> JobView | None:
    found = await session.scalar(select(Job.id).where(Job.kind == LOOK).order_by(Job.made_at.desc(), Job.id.desc()))
    return await job_of(session, found) if found is not None else None


async def take_repair(session: AsyncSession, actor: Actor, job_id: UUID) -> Round:
    """What was found without anybody else's move becomes a round that a worker publishes. Once, and only while it holds."""
    await session.execute(select(Job.id).where(Job.id == job_id).with_for_update())
    latest = await latest_search(session)
    if latest is None or latest.id != job_id or latest.state != "done":
        raise RepairIsOutdated()
    hit = {one.occurrence_id for one in await breaks_without_a_place(session)}
    alone: dict[str, Any] = latest.outcome.get("alone", {})
    if not alone.get("placed") or not hit or ids_of(latest.outcome) != hit or await was_taken(session, job_id):
        raise RepairIsOutdated()
    windows = [UUID(one["after"]["window"]) for one in alone["changes"]]
    last = await session.scalar(
        select(StayWindow.departure).where(StayWindow.id.in_(windows)).order_by(StayWindow.departure.desc()).limit(1)
    )
    if last is None:
        raise RepairIsOutdated()
    outcome = alone["outcome"]
    made = Round(
        made_by=actor.account_id,
        horizon_from=clock.now(),
        horizon_to=last,
        effort="repair",
        seed=SEED,
        status=Status.PLANNED,
        problem=alone["problem"],
        outcome=outcome,
        problem_hash=outcome["problem_hash"],
        engine_version=outcome["engine"],
        made_at=latest.made_at,  # what was said since then counts as said since the snapshot
        planned_at=clock.now(),
    )
    session.add(made)
    await session.flush()
    made.job_id = await enqueue(
        session, PUBLISH, {"round_id": str(made.id), "account_id": str(actor.account_id), "repair_of": str(job_id)}
    )
    details = {"job": job_id, "placed": alone["placed"], "hit": len(hit), "proven": alone["proven"]}
    record(session, actor, Event.REPAIR_TAKEN, about=made, details=details)
    return made


async def was_taken(session: AsyncSession, job_id: UUID) -> bool:
    taken = select(Job.id).where(Job.kind == PUBLISH, Job.payload["repair_of"].astext == str(job_id))
    return await session.scalar(taken.where(Job.state != "failed").limit(1)) is not None
