"""Somebody in the synthetic municipality who opened an old link, and was not let in."""

from sqlalchemy.ext.asyncio import AsyncSession

from service.demo.base import World
from service.trail.refused import keep_what_is_refused


async def look_and_be_refused(session: AsyncSession, world: World) -> None:
    """Wilma is Sara's; Daniel has no business with her. She sees it in her file, the auditor in the record."""
    await keep_what_is_refused(session, world.actors["daniel"], [world.youths["wilma"]])
