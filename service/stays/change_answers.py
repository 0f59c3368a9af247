"""A longer break is answered: it takes a yes of whoever has the house and of her caseworker.

When both have said yes, the same gates and rules are asked as for any booking, and only then is it done.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Stay, StayChange
from models.people import Role
from models.words import Answer, Statement
from service import clock
from service.actor import Actor
from service.errors import Forbidden, Invalid
from service.proposals.errors import CannotHold
from service.record import Event, record
from service.stays.change_gates import closed_for_good, gates_of_change
from service.stays.change_parts import change_of, record_changed, settle
from service.stays.change_rules import Times, is_longer
from service.stays.errors import CannotBeLonger, IsOver, StepImpossible
from service.stays.moving import as_long_as_possible
from service.stays.rules import LIVE, RECEIVES
from service.youths.actions import answer_statement


async def answer_longer(
    session: AsyncSession, actor: Actor, change_id: UUID, yes: bool, words: str | None = None
) -> StayChange:
    """A yes of the house, or of her caseworker; with both it is done. One no is enough, and is nobody's fault."""
    change = await change_of(session, actor, change_id)
    if change.kind != "longer" or actor.role not in RECEIVES - {Role.MENTOR} | {Role.CASEWORKER}:
        raise Forbidden()
    if change.state != "asked":
        raise StepImpossible()
    now = clock.now()
    if not yes:
        settle(change, "not_possible", actor)
        if actor.role is Role.CASEWORKER:
            await _answer(session, actor, change, "not", words)
        _record_answer(session, actor, change)
    elif actor.role is Role.CASEWORKER:
        change.caseworker_yes_at, change.caseworker_yes_by = now, actor.account_id
        await _answer(session, actor, change, "followed", words)
        await _do_if_all_said_yes(session, actor, change)
    else:
        change.host_yes_at, change.host_yes_by = now, actor.account_id
        await _do_if_all_said_yes(session, actor, change)
    await session.flush()
    return change


async def _do_if_all_said_yes(session: AsyncSession, actor: Actor, change: StayChange) -> None:
    stay = await session.get_one(Stay, change.stay_id, with_for_update=True, populate_existing=True)
    if change.host_yes_at is None or change.caseworker_yes_at is None:
        _record_answer(session, actor, change)
        return
    to = Times(change.arrival, change.departure)
    if stay.status not in LIVE or not is_longer(clock.now(), stay.arrival, stay.departure, to):
        raise IsOver()
    before = (stay.arrival, stay.departure)
    if (closed := closed_for_good(await gates_of_change(session, stay, change))) is not None:
        raise CannotBeLonger(because=closed.name)
    try:
        await as_long_as_possible(session, stay, to)
    except CannotHold as refused:
        raise CannotBeLonger(because=refused.because) from refused
    settle(change, "done", actor)
    record_changed(session, actor, stay, change, before)


def _record_answer(session: AsyncSession, actor: Actor, change: StayChange) -> None:
    """What her caseworker says is recorded as an answer to her words."""
    if actor.role is not Role.CASEWORKER:
        record(
            session,
            actor,
            Event.ASK_ANSWERED,
            youth_id=change.youth_id,
            about=change,
            details={"kind": change.kind, "state": change.state},
        )


async def _answer(session: AsyncSession, actor: Actor, change: StayChange, verdict: str, words: str | None) -> None:
    """What her caseworker says to what she asked for; a yes needs no words of hers to be an answer."""
    waits = select(Statement.id).where(
        Statement.id == change.statement_id,
        Statement.answer_due.is_not(None),
        ~select(Answer.id).where(Answer.statement_id == Statement.id).exists(),
    )
    if await session.scalar(waits) is None:
        return
    if not (words or "").strip():
        raise Invalid(field="words", code_detail="proposals.reason_missing")
    await answer_statement(session, actor, change.statement_id, verdict=verdict, words=words or "")
