"""Making the copy of a file: read in one transaction, set on paper outside of it, sealed together with "done"."""

import asyncio
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from service.database import Sessions
from service.jobs import RunningJob, handler
from service.trail import copies


async def copy_failed(session: AsyncSession, payload: dict[str, Any]) -> None:
    await copies.give_up(session, UUID(payload["copy_id"]))


@handler("make_file_copy", when_failed=copy_failed)
async def make_file_copy(sessions: Sessions, job: RunningJob) -> dict[str, Any] | None:
    copy_id = UUID(job.payload["copy_id"])
    async with job.transaction() as session:
        found = await copies.collect(session, copy_id, {})
    if found is None:
        return {"ended": "not wanted any more"}
    pdf = await asyncio.to_thread(copies.on_paper, *found)
    async with job.finish() as session:
        await copies.keep(session, copy_id, found[0], pdf)
    return None
