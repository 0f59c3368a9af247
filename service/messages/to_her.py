"""An adult writes to her: her caseworker, somebody she has beside her, or host and mentor of a break that is booked or just over.

The same people may write to her as she may write to (`access.youths_who_tell`), so that a conversation has two ends.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from models.words import Message
from service import clock
from service.actor import Actor
from service.errors import Forbidden, Invalid
from service.record import Event, record, say
from service.youths.access import youth_heard_by


async def write_to_her(session: AsyncSession, actor: Actor, youth_id: UUID, words: str) -> Message:
    """Kept word for word. She sees who wrote; her opening it is told back."""
    if actor.role is Role.YOUTH:
        raise Forbidden()
    youth = await youth_heard_by(session, actor, youth_id)
    content_id = await say(session, actor, words, youth_id=youth.id, field="message")
    if content_id is None:
        raise Invalid(field="words", code_detail="youths.words_are_empty")
    message = Message(youth_id=youth.id, made_by=actor.account_id, content_id=content_id, made_at=clock.now())
    session.add(message)
    await session.flush()
    record(session, actor, Event.MESSAGE_WRITTEN, youth_id=youth.id, about=message, content_id=content_id)
    return message
