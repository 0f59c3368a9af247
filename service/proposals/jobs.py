"""Once a minute in each municipality: menus open, holds run out, caseworkers are told in time. And when somebody's choice
has made room, menus that have little on them grow."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Round
from models.people import Account, Role
from service.actor import Actor
from service.database import Sessions
from service.jobs import RunningJob, every, handler
from service.proposals.holds import GROW_MENUS
from service.proposals.menus import expire, grow_short_menus
from service.proposals.publish import PUBLISH, publish_round


@every(seconds=60)
async def let_holds_run_out(session: AsyncSession) -> None:
    await expire(session)


@handler(PUBLISH)
async def publish(sessions: Sessions, job: RunningJob) -> dict[str, Any] | None:
    """In a transaction of its own, so that it can be told how far it is: what was published once is not published again."""
    round_id, account_id = UUID(job.payload["round_id"]), UUID(job.payload["account_id"])

    async def tell(made: int, of: int) -> None:
        await job.report({"made": made, "of": of, "share": round(100 * made / max(1, of))})

    async with job.transaction() as session:
        if await session.scalar(select(Round.status).where(Round.id == round_id)) == "published":
            return {"ended": "published by an earlier attempt"}
        account = await session.get_one(Account, account_id)
        actor = Actor(account_id, job.municipality_id, Role.COORDINATOR, account.called)
        await publish_round(session, actor, round_id, tell)
    return None


@handler(GROW_MENUS)
async def grow_menus(sessions: Sessions, job: RunningJob) -> dict[str, Any] | None:
    outcome: dict[str, Any] = {}
    async with job.finish(outcome) as session:
        outcome["grown"] = await grow_short_menus(session)
    return None
