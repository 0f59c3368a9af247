"""She wants a booked break shorter or longer, and takes it back.

Shorter is hers alone: nobody is asked, it happens at once. Longer is asked for here and answered in `change_answers`.
Whatever she asks for, nothing is counted from it.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Stay, StayChange
from service import clock
from service.actor import Actor
from service.errors import Forbidden, Invalid
from service.planning import judge
from service.record import Event, record
from service.stays.change_parts import (
    asked_of,
    begin_change,
    change_of,
    drop_asked,
    record_changed,
    settle,
    stay_to_change,
)
from service.stays.change_rules import Times, is_longer, is_shorter
from service.stays.errors import AlreadyAsked
from service.stays.moving import give_times
from service.stays.rules import SAYS_NO


async def shorten_stay(
    session: AsyncSession, actor: Actor, stay_id: UUID, to: Times, words: str | None = None, rev: int | None = None
) -> Stay:
    """Hers alone, and at once. What she gives back is free for others."""
    stay = await stay_to_change(session, actor, stay_id, rev)
    if not is_shorter(clock.now(), stay.arrival, stay.departure, to):
        raise Invalid(field="times", code_detail="stays.not_shorter")
    await drop_asked(session, actor, stay.id)
    before = (stay.arrival, stay.departure)
    change = await begin_change(session, actor, stay, "shorter", to, words, happens_at_once=True)
    await judge.lock(
        session,
        site_ids={stay.site_id},
        mentor_ids={stay.mentor_id} if stay.mentor_id else (),
        youth_ids={stay.youth_id},
    )
    await give_times(session, stay, to)
    settle(change, "done", actor)
    record_changed(session, actor, stay, change, before)
    await session.flush()
    return stay


async def ask_for_longer(
    session: AsyncSession, actor: Actor, stay_id: UUID, to: Times, words: str | None = None, rev: int | None = None
) -> StayChange:
    """She asks; her caseworker and whoever has the house answer."""
    stay = await stay_to_change(session, actor, stay_id, rev)
    if not is_longer(clock.now(), stay.arrival, stay.departure, to):
        raise Invalid(field="times", code_detail="stays.not_longer")
    if await asked_of(session, stay.id) is not None:
        raise AlreadyAsked()
    return await begin_change(session, actor, stay, "longer", to, words)


async def take_back(session: AsyncSession, actor: Actor, change_id: UUID) -> StayChange:
    """She does not want it any more. The break stays as it was booked."""
    change = await change_of(session, actor, change_id)
    if actor.role not in SAYS_NO:
        raise Forbidden()
    if change.state == "asked":
        settle(change, "withdrawn", actor)
        record(
            session,
            actor,
            Event.STAY_CHANGE_ASKED,
            youth_id=change.youth_id,
            about=change,
            details={"kind": change.kind, "state": "withdrawn"},
        )
        await session.flush()
    return change
