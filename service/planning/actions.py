"""What coordinators do with rounds: start, cancel; and the two ends that the worker writes.

Publishing is in `service.proposals.publish`, since it makes proposals.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Occurrence, Round, StayRequest, StayWindow
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.jobs import ask_to_cancel, ask_to_stop, enqueue
from service.planning.errors import NothingToPlan, RoundCannot, RoundIsRunning
from service.planning.rules import Status, Step, next_status
from service.record import Event, record

EFFORTS = {"quick": 5.0, "normal": 30.0, "thorough": 120.0}  # about so many seconds of one processor


async def start_round(session: AsyncSession, actor: Actor, *, effort: str = "normal", seed: int = 1) -> Round:
    """Queue a round over everything that is open. One at a time; an unpublished one before it becomes stale."""
    running = select(Round.id).where(Round.status.in_((Status.QUEUED, Status.PLANNING))).with_for_update()
    if await session.scalar(running):
        raise RoundIsRunning()
    now = clock.now()
    ahead = exists().where(
        StayWindow.occurrence_id == Occurrence.id,
        StayWindow.arrival > now,
        Occurrence.stay_request_id == StayRequest.id,
        Occurrence.status.in_(("open", "unmet")),
    )
    if not await session.scalar(select(StayRequest.id).where(StayRequest.status == "open", ahead).limit(1)):
        raise NothingToPlan()
    last = await session.scalar(select(StayWindow.departure).order_by(StayWindow.departure.desc()).limit(1))
    await session.execute(update(Round).where(Round.status == Status.PLANNED).values(status=Status.STALE))
    made = Round(
        made_by=actor.account_id,
        horizon_from=now,
        horizon_to=last,
        effort=effort,
        seed=seed,
        status=Status.QUEUED,
        made_at=now,
    )
    session.add(made)
    await session.flush()
    made.job_id = await enqueue(session, "plan_round", {"round_id": str(made.id)})
    record(session, actor, Event.ROUND_STARTED, about=made, details={"effort": effort, "seed": seed})
    return made


async def take_step(session: AsyncSession, actor: Actor, round_id: UUID, step: str) -> Round:
    """What a coordinator may do with a round besides publishing it."""
    return await (stop_round if step == Step.STOP else cancel_round)(session, actor, round_id)


async def stop_round(session: AsyncSession, actor: Actor, round_id: UUID) -> Round:
    """It has looked long enough: the best plan so far becomes the plan of this round, within seconds."""
    is_asked = await _ask_the_job(session, round_id, ask_to_stop)
    found = await _locked(session, round_id)
    _take(found, Step.STOP)
    if is_asked:
        record(session, actor, Event.ROUND_STOPPED, about=found)
    return found


async def cancel_round(session: AsyncSession, actor: Actor, round_id: UUID) -> Round:
    """Put a round aside, running or not yet published. Nobody has been told anything by then."""
    await _ask_the_job(session, round_id, ask_to_cancel)
    found = await _locked(session, round_id)
    _take(found, Step.CANCEL)
    record(session, actor, Event.ROUND_CANCELLED, about=found)
    return found


async def begin(session: AsyncSession, round_id: UUID) -> Round | None:
    """The worker takes the round up; None when somebody cancelled it or it is already done."""
    found = await _locked(session, round_id)
    if next_status(found.status, Step.BEGIN) is None:
        return None
    found.status = Status.PLANNING
    return found


async def finish(session: AsyncSession, round_id: UUID, outcome: dict[str, Any]) -> bool:
    """Keep the outcome; False when the round was cancelled meanwhile (the outcome is then discarded)."""
    found = await _locked(session, round_id)
    if next_status(found.status, Step.FINISH) is None:
        return False
    found.status, found.outcome, found.planned_at = Status.PLANNED, outcome, clock.now()
    found.engine_version, found.problem_hash = outcome["engine"], outcome["problem_hash"]
    record(
        session,
        None,
        Event.ROUND_PLANNED,
        about=found,
        details={"problem_hash": found.problem_hash, "engine": found.engine_version, "seed": found.seed},
    )
    return True


async def fail(session: AsyncSession, round_id: UUID) -> None:
    found = await _locked(session, round_id)
    if next_status(found.status, Step.FAIL) is not None:
        found.status = Status.FAILED
        record(session, None, Event.ROUND_FAILED, about=found)


def _take(found: Round, step: Step) -> None:
    to = next_status(found.status, step)
    if to is None:
        raise RoundCannot(status=found.status)
    found.status = to


async def _ask_the_job(
    session: AsyncSession, round_id: UUID, ask: Callable[[AsyncSession, UUID], Awaitable[bool]]
) -> bool:
    """The job's row first and then the round's, as the worker locks them when it finishes. A job that publishes is left."""
    is_planning = Round.status.in_((Status.QUEUED, Status.PLANNING))
    job_id = await session.scalar(select(Round.job_id).where(Round.id == round_id, is_planning))
    return job_id is not None and await ask(session, job_id)


async def _locked(session: AsyncSession, round_id: UUID) -> Round:
    found = await session.get(Round, round_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound()
    return found
