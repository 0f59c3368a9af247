"""What every change of a booked break is made of: the break is found, the change begins with her words and is settled."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Occurrence, Stay, StayChange
from models.words import Statement
from service import clock
from service.actor import Actor
from service.errors import Changed, Forbidden, NotFound
from service.record import Event, record
from service.stays.access import visible_stays
from service.stays.change_rules import Times
from service.stays.errors import IsOver
from service.stays.rules import LIVE, SAYS_NO, Status, status_at
from service.youths.actions import make_statement


async def stay_to_change(session: AsyncSession, actor: Actor, stay_id: UUID, rev: int | None) -> Stay:
    """One that is hers to change and not over, locked."""
    if actor.role not in SAYS_NO:
        raise Forbidden()
    stay = await session.scalar(
        select(Stay)
        .where(Stay.id == stay_id, visible_stays(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if stay is None:
        raise NotFound()
    if status_at(Status(stay.status), stay.arrival, stay.departure, clock.now()) not in LIVE:
        raise IsOver()
    if rev is not None and rev != stay.rev:
        raise Changed()
    return stay


async def change_of(session: AsyncSession, actor: Actor, change_id: UUID) -> StayChange:
    """One of a break that the actor sees, locked."""
    found = await session.scalar(
        select(StayChange)
        .join(Stay, Stay.id == StayChange.stay_id)
        .where(StayChange.id == change_id, visible_stays(actor))
        .with_for_update(of=StayChange)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


async def asked_of(session: AsyncSession, stay_id: UUID) -> StayChange | None:
    """What is asked for this break and not settled: one thing at a time."""
    found: StayChange | None = await session.scalar(
        select(StayChange).where(StayChange.stay_id == stay_id, StayChange.state == "asked").with_for_update()
    )
    return found


async def drop_asked(session: AsyncSession, actor: Actor, stay_id: UUID) -> None:
    """What she asked for before makes room for what she wants now."""
    if (before := await asked_of(session, stay_id)) is not None:
        settle(before, "withdrawn", actor)
        await session.flush()


async def say_about(
    session: AsyncSession,
    actor: Actor,
    stay: Stay,
    wanted: str,
    words: str | None,
    *,
    happens_at_once: bool = False,
    needed_before: datetime | None = None,
    answer_days: int | None = None,
) -> Statement:
    """What she says of a change that she wants, or of one that is hers alone."""
    occurrence = await session.get_one(Occurrence, stay.occurrence_id)
    return await make_statement(
        session,
        actor,
        stay.youth_id,
        kind="cancellation" if happens_at_once else "change",  # what she gives back needs no answer but to her words
        words=words,
        cards=[wanted],
        regards="stay",
        regards_id=stay.id,
        stay_request_id=occurrence.stay_request_id,
        needed_before=needed_before,
        answer_days=answer_days,
    )


async def begin_change(
    session: AsyncSession,
    actor: Actor,
    stay: Stay,
    kind: str,
    to: Times,
    words: str | None,
    *,
    happens_at_once: bool = False,
    answer_days: int | None = None,
) -> StayChange:
    """Her words, and what she wants by them."""
    statement = await say_about(
        session,
        actor,
        stay,
        kind,
        words,
        happens_at_once=happens_at_once,
        needed_before=(to.arrival if to.arrival < stay.arrival else stay.departure) if kind == "longer" else None,
        answer_days=answer_days,
    )
    change = StayChange(
        stay_id=stay.id,
        youth_id=stay.youth_id,
        statement_id=statement.id,
        kind=kind,
        state="asked",
        arrival=to.arrival,
        departure=to.departure,
        made_at=clock.now(),
    )
    session.add(change)
    await session.flush()
    if not happens_at_once:
        record(
            session,
            actor,
            Event.STAY_CHANGE_ASKED,
            youth_id=stay.youth_id,
            about=change,
            details={"kind": kind, "stay": stay.id, "arrival": to.arrival, "departure": to.departure},
        )
    return change


def settle(change: StayChange, state: str, actor: Actor) -> None:
    change.state, change.settled_at, change.settled_by = state, clock.now(), actor.account_id


def record_changed(
    session: AsyncSession, actor: Actor, stay: Stay, change: StayChange, before: tuple[datetime, datetime]
) -> None:
    """The break has other times now than `before`."""
    record(
        session,
        actor,
        Event.STAY_CHANGED,
        youth_id=stay.youth_id,
        about=stay,
        details={
            "kind": change.kind,
            "from": list(before),
            "to": [stay.arrival, stay.departure],
            "claim": stay.claim_id,
            "site": stay.site_id,
        },
    )
