"""Once a minute in each municipality: menus open, holds run out, caseworkers are told in time."""

from sqlalchemy.ext.asyncio import AsyncSession

from service.jobs import every
from service.proposals.menus import expire


@every(seconds=60)
async def let_holds_run_out(session: AsyncSession) -> None:
    await expire(session)
