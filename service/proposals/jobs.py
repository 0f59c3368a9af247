"""Once a minute in each municipality: menus open, holds run out, caseworkers are told in time. And when somebody's choice
has made room, menus that have little on them grow."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from service.database import Sessions
from service.jobs import RunningJob, every, handler
from service.proposals.holds import GROW_MENUS
from service.proposals.menus import expire, grow_short_menus


@every(seconds=60)
async def let_holds_run_out(session: AsyncSession) -> None:
    await expire(session)


@handler(GROW_MENUS)
async def grow_menus(sessions: Sessions, job: RunningJob) -> dict[str, Any] | None:
    outcome: dict[str, Any] = {}
    async with job.finish(outcome) as session:
        outcome["grown"] = await grow_short_menus(session)
    return None
