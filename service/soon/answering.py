"""What whoever reads the desk does about one who waits: seen; spoken; or she is on her way home."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import ContactReminder
from service.actor import Actor
from service.errors import NotFound
from service.soon.queries import desk_now
from service.stays import duty
from service.stays.going_home import is_going_home


async def answer(session: AsyncSession, actor: Actor, reminder_id: UUID, step: str) -> ContactReminder:
    """`step`: seen, done or home. Whatever is done about it has been seen."""
    reminder = await duty.see(session, actor, reminder_id)
    if step == "home":
        mine = [one for one in await desk_now(session, actor) if one.waits.id == reminder.id]
        if not mine or mine[0].stay_id is None:
            raise NotFound()
        await is_going_home(session, actor, mine[0].stay_id)
    if step != "seen":
        await duty.has_helped(session, actor, reminder_id)
    return reminder
