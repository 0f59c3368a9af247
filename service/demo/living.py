"""Living it, in the demo: somebody is on duty, and a host has written where to meet and what to bring."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Stay
from service import clock
from service.demo.base import World
from service.stays.duty import put_on_duty
from service.stays.notes import write_note

MEETING = "Vi ses vid busshållplatsen utanför. Vi har en gul mössa på oss."
PACKING = "Ta med tofflor. Sängkläder och handduk finns."
PHONE = "090-00 00 10"  # an example: nobody has it


async def live_on(session: AsyncSession, world: World) -> None:
    """Daniel is on duty this week; whoever receives Freja has written to her."""
    now = clock.now()
    begins, ends = now - timedelta(hours=1), now + timedelta(days=6)
    await put_on_duty(session, world.coordinator(), world.actors["daniel"].account_id, begins, ends, PHONE)
    stay = await session.scalar(
        select(Stay).where(Stay.youth_id == world.youths["freja"], Stay.status == "booked").limit(1)
    )
    host = next((one for one in world.actors.values() if stay is not None and one.subject_id == stay.site_id), None)
    if stay is not None and host is not None:
        await write_note(session, host, stay.id, kind="meeting", words=MEETING)
        await write_note(session, host, stay.id, kind="packing", words=PACKING)
