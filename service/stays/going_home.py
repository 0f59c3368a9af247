"""She wants to go home from a break now: somebody is told at once, and it ends when she is on her way.

It takes nobody's yes, and nothing is counted from it.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import ContactReminder, Stay, StayChange
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.stays.access import visible_stays
from service.stays.actions import cancel_stay
from service.stays.change_parts import asked_of, begin_change, drop_asked, say_about, settle, stay_to_change
from service.stays.change_rules import Times
from service.stays.duty import call_for_help, is_on_duty
from service.stays.errors import StepImpossible
from service.stays.rules import SAYS_NO, Status, status_at


async def want_home(session: AsyncSession, actor: Actor, stay_id: UUID, words: str | None = None) -> StayChange:
    """Somebody is told at once. Pressed again it is the same call; what she writes the second time is kept too."""
    stay = await stay_to_change(session, actor, stay_id, None)
    if status_at(Status(stay.status), stay.arrival, stay.departure, clock.now()) is not Status.GOING_ON:
        raise StepImpossible()
    there = await asked_of(session, stay.id)
    if there is not None and there.kind == "home_now":
        if words:
            await say_about(session, actor, stay, "home_now", words, answer_days=0)
        await call_for_help(session, stay.youth_id, "go_home")
        return there
    await drop_asked(session, actor, stay.id)
    change = await begin_change(
        session, actor, stay, "home_now", Times(stay.arrival, stay.departure), words, answer_days=0
    )
    await call_for_help(session, stay.youth_id, "go_home")
    return change


async def is_going_home(session: AsyncSession, actor: Actor, stay_id: UUID) -> Stay:
    """She is on her way: said by herself, her caseworker, or whoever is on duty and has spoken with her."""
    if actor.role in SAYS_NO and await session.scalar(select(Stay.id).where(Stay.id == stay_id, visible_stays(actor))):
        stay = await cancel_stay(session, actor, stay_id)
    elif await is_on_duty(session, actor) and await _called_for_help(session, stay_id):
        stay = await cancel_stay(session, actor, stay_id, for_her=True)
    else:
        raise NotFound()
    change = await asked_of(session, stay_id)
    if change is not None:
        settle(change, "done" if change.kind == "home_now" else "withdrawn", actor)
    await session.flush()
    return stay


async def _called_for_help(session: AsyncSession, stay_id: UUID) -> bool:
    asked = (
        select(StayChange.id)
        .join(ContactReminder, ContactReminder.youth_id == StayChange.youth_id)
        .where(
            StayChange.stay_id == stay_id,
            StayChange.kind == "home_now",
            StayChange.state == "asked",
            ContactReminder.because == "go_home",
        )
    )
    return await session.scalar(asked.limit(1)) is not None
