"""Once a minute: what is new for those who want to be told, and what is to be sent at this hour."""

from sqlalchemy.ext.asyncio import AsyncSession

from service.jobs import every
from service.messages import notices
from service.messages.post import can_send


@every(seconds=60)
async def tell_what_is_new(session: AsyncSession) -> None:
    if can_send():
        await notices.look_for_news(session)


@every(seconds=30)
async def send_notices(session: AsyncSession) -> None:
    if can_send():
        await notices.send_what_waits(session)
