"""The clock's part: a break whose time has come goes on, one whose time is over has ended, and its bed is nobody's."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Stay
from service import clock
from service.jobs import every
from service.record import Event, record
from service.stays import rules, safety  # noqa: F401  the worker closes houses too
from service.stays.actions import move_to
from service.stays.rules import Status

AT_ONCE = 200
EVENT_OF = {Status.GOING_ON: Event.STAY_BEGAN, Status.ENDED: Event.STAY_ENDED}


@every(seconds=60)
async def let_time_pass(session: AsyncSession) -> int:
    """How many breaks began or ended. Nobody said that she came: `arrived_at` stays empty."""
    now = clock.now()
    due = (Stay.status == Status.BOOKED) & (Stay.arrival <= now) | (Stay.status == Status.GOING_ON) & (
        Stay.departure <= now
    )
    stays = (
        await session.scalars(
            select(Stay).where(due).order_by(Stay.id).limit(AT_ONCE).with_for_update(skip_locked=True)
        )
    ).all()
    for stay in stays:
        to = rules.status_at(Status(stay.status), stay.arrival, stay.departure, now)
        await move_to(session, stay, to, "ended" if to is Status.ENDED else "booked")
        record(session, None, EVENT_OF[to], youth_id=stay.youth_id, about=stay, details={"to": to.value})
    return len(stays)
