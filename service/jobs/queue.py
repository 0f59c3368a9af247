"""The table of jobs: asking for one, looking at it, asking it to stop. Always inside the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.job import Job

NEW, NEWS = "job_new", "job_news"  # channels of NOTIFY; the payload is an id at most, never anything about a person
ENDED = frozenset({"done", "failed", "cancelled"})


@dataclass(frozen=True)
class JobView:
    id: UUID
    kind: str
    state: str
    attempts: int
    progress: dict[str, Any]
    outcome: dict[str, Any]
    error: str | None
    cancel_asked: bool
    stop_asked: bool
    made_at: datetime
    finished_at: datetime | None

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED


async def enqueue(
    session: AsyncSession,
    kind: str,
    payload: dict[str, Any],
    *,
    made_by: UUID | None = None,
    due_at: datetime | None = None,
) -> UUID:
    """The job exists if the caller's transaction is committed; workers are told at that moment, not before."""
    job = Job(kind=kind, payload=payload, made_by=made_by)
    if due_at is not None:
        job.due_at = due_at
    session.add(job)
    await session.flush()
    await session.execute(text(f"select pg_notify('{NEW}', '')"))
    return job.id


async def job_of(session: AsyncSession, job_id: UUID) -> JobView | None:
    """None when it does not exist or belongs to another municipality."""
    job = await session.scalar(select(Job).where(Job.id == job_id).execution_options(populate_existing=True))
    if job is None:
        return None
    return JobView(
        id=job.id,
        kind=job.kind,
        state=job.state,
        attempts=job.attempts,
        progress=job.progress or {},
        outcome=job.outcome or {},
        error=job.error,
        cancel_asked=job.cancel_asked,
        stop_asked=bool(job.payload.get("stop")),
        made_at=job.made_at,
        finished_at=job.finished_at,
    )


async def ask_to_cancel(session: AsyncSession, job_id: UUID) -> bool:
    """A waiting job is cancelled at once, a running one within seconds. False when it has ended already."""
    found = await session.execute(
        text("""
            update job set cancel_asked = true,
              state = case when state = 'queued' then 'cancelled' else state end,
              finished_at = case when state = 'queued' then now() end
            where id = :id and state in ('queued', 'running') returning id
        """),
        {"id": job_id},
    )
    if found.first() is None:
        return False
    await session.execute(text(f"select pg_notify('{NEWS}', :id)"), {"id": str(job_id)})
    return True


async def ask_to_stop(session: AsyncSession, job_id: UUID) -> bool:
    """The job is to end soon with what it has, and to keep it. False when it has ended already."""
    found = await session.execute(
        text("""
            update job set payload = payload || '{"stop": true}'
            where id = :id and state in ('queued', 'running') returning id
        """),
        {"id": job_id},
    )
    if found.first() is None:
        return False
    await session.execute(text(f"select pg_notify('{NEWS}', :id)"), {"id": str(job_id)})
    return True
