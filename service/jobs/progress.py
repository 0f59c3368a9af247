"""Following a job as it runs, for a page that shows it live (server-sent events)."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from service.database import Sessions, transaction
from service.jobs.queue import NEWS, JobView, job_of

LOOK_ANYWAY_SECONDS = 5.0


async def progress_of(
    sessions: Sessions, municipality_id: UUID, job_id: UUID, *, look_anyway: float = LOOK_ANYWAY_SECONDS
) -> AsyncGenerator[JobView, None]:
    """The job as it is, then at every change, until it has ended. Nothing at all when it does not exist here.

    Listens on a connection of its own and reads the row as the municipality: the notification itself says nothing. A lost
    notification costs seconds, not the ending. The same view may come twice.
    """
    engine: AsyncEngine = sessions.kw["bind"]
    address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(address)
    try:
        news = asyncio.Event()
        await connection.add_listener(NEWS, lambda *told: news.set() if told[-1] == str(job_id) else None)
        while True:
            news.clear()
            async with transaction(sessions, municipality_id) as session:
                view = await job_of(session, job_id)
            if view is None:
                return
            yield view
            if view.has_ended:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), look_anyway)
    finally:
        with suppress(Exception):
            await connection.close(timeout=2)
