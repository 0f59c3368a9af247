"""One attempt at a job: its lease, its reports, its end.

Only the attempt that holds the lease may report or finish (`attempts` is the fence): a worker that was thought dead and
comes back finds that it was overtaken, and leaves no trace.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from service.database import Sessions, transaction
from service.jobs.queue import NEW, NEWS

# By kind: what else becomes true when a job has failed for good, in the same transaction. Filled by the registry.
WHEN_FAILED: dict[str, Callable[[AsyncSession, dict[str, Any]], Awaitable[None]]] = {}

LEASE_SECONDS = 8.0  # with a sweep every 5 s, a killed worker's job resumes within 15 s
MOST_ATTEMPTS = 3
REPORTS_A_SECOND = 4


class Cancelled(Exception):
    """The job was asked to stop. Handlers may let it pass."""


class Overtaken(Exception):
    """Another worker has the job now; whatever this attempt still does must not count."""


class RunningJob:
    def __init__(
        self, sessions: Sessions, *, id: UUID, municipality_id: UUID, kind: str, payload: dict[str, Any], attempt: int
    ) -> None:
        self.id = id
        self.municipality_id = municipality_id
        self.kind = kind
        self.payload = payload
        self.attempt = attempt
        self.is_finished = False
        self.cancel_asked = asyncio.Event()
        self.stop_asked = asyncio.Event()
        if payload.get("stop"):
            self.stop_asked.set()
        self._sessions = sessions
        self._last_report = 0.0

    def transaction(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction in the job's municipality, for reading and for steps that may be repeated."""
        return transaction(self._sessions, self.municipality_id)

    @asynccontextmanager
    async def finish(self, outcome: dict[str, Any] | None = None, state: str = "done") -> AsyncIterator[AsyncSession]:
        """The transaction in which the effect and "done" become true together, or neither.

        Add to `outcome` inside the block if need be. Raises Overtaken before anything is written.
        """
        outcome = {} if outcome is None else outcome
        async with self.transaction() as session:
            await self._hold(session)
            yield session
            await self._end(session, state, outcome=outcome)
        self.is_finished = True

    async def fail(self, error: str, *, again_in_seconds: float | None = None) -> None:
        """For good, or to be tried again. `error` is a code or the name of an exception, never words of a person."""
        async with self.transaction() as session:
            await self._hold(session)
            if again_in_seconds is None:
                await _also_fail(session, self.kind, self.payload)
                await self._end(session, "failed", error=error)
            else:
                await self._wait_again(session, again_in_seconds, error)
        self.is_finished = True

    async def let_go(self) -> None:
        """This worker is asked to leave: the job waits for another one at once, and this attempt does not count."""
        async with self.transaction() as session:
            await self._hold(session)
            await session.execute(text("update job set attempts = attempts - 1 where id = :id"), {"id": self.id})
            self.attempt -= 1
            await self._wait_again(session, 0, None)

    async def report(self, progress: dict[str, Any], *, at_once: bool = False) -> None:
        """Seen by those who follow the job. Reports that come too fast are dropped, unless `at_once`."""
        moment = time.monotonic()
        if not at_once and moment - self._last_report < 1 / REPORTS_A_SECOND:
            return
        self._last_report = moment
        async with self.transaction() as session:
            await self._fenced(session, "progress = cast(:progress as jsonb)", progress=json.dumps(progress))
            await self._tell(session)

    async def renew(self) -> None:
        """Hold the lease longer; learn whether somebody asked to cancel, or to stop with what there is."""
        async with self.transaction() as session:
            is_cancelled, is_stopped = await self._fenced(
                session, "lease_until = now() + make_interval(secs => :lease)", lease=LEASE_SECONDS
            )
        if is_cancelled:
            self.cancel_asked.set()
        if is_stopped:
            self.stop_asked.set()

    async def is_cancelled(self) -> bool:
        return self.cancel_asked.is_set()

    async def is_stopped(self) -> bool:
        return self.stop_asked.is_set()

    # -- inside

    async def _hold(self, session: AsyncSession) -> None:
        """Lock the row and make sure it is still ours."""
        query = text("select 1 from job where id = :id and attempts = :attempt and state = 'running' for update")
        if await session.scalar(query, {"id": self.id, "attempt": self.attempt}) is None:
            raise Overtaken

    async def _fenced(self, session: AsyncSession, change: str, **values: Any) -> tuple[bool, bool]:
        """Change the row if it is still ours; says whether cancelling was asked, and stopping."""
        statement = f"update job set {change} where id = :id and attempts = :attempt and state = 'running'"
        found = await session.execute(
            text(statement + " returning cancel_asked, payload ? 'stop'"),
            {"id": self.id, "attempt": self.attempt, **values},
        )
        row = found.first()
        if row is None:
            raise Overtaken
        return bool(row[0]), bool(row[1])

    async def _end(
        self, session: AsyncSession, state: str, *, outcome: dict[str, Any] | None = None, error: str | None = None
    ) -> None:
        await self._fenced(
            session,
            "state = :state, outcome = cast(:outcome as jsonb), error = :error, finished_at = now(), lease_until = null",
            state=state,
            outcome=json.dumps(outcome) if outcome is not None else None,
            error=error,
        )
        await self._tell(session)

    async def _wait_again(self, session: AsyncSession, seconds: float, error: str | None) -> None:
        await self._fenced(
            session,
            "state = 'queued', lease_until = null, error = :error, due_at = now() + make_interval(secs => :seconds)",
            seconds=seconds,
            error=error,
        )
        await self._tell(session)
        await session.execute(text(f"select pg_notify('{NEW}', '')"))

    async def _tell(self, session: AsyncSession) -> None:
        await session.execute(text(f"select pg_notify('{NEWS}', :id)"), {"id": str(self.id)})


async def claim(sessions: Sessions, job_id: UUID, municipality_id: UUID) -> RunningJob | None:
    """Take the job if it waits or its lease has lapsed; None when somebody else has it, or it may not be tried again."""
    values = {"id": job_id, "lease": LEASE_SECONDS, "most": MOST_ATTEMPTS}
    async with transaction(sessions, municipality_id) as session:
        given_up = await session.execute(
            text("""
                update job set state = case when cancel_asked then 'cancelled' else 'failed' end,
                  error = case when cancel_asked then null else coalesce(error, 'job.gave_up') end,
                  finished_at = now(), lease_until = null
                where id = (select id from job where id = :id and (cancel_asked or attempts >= :most)
                  and (state = 'queued' or (state = 'running' and lease_until < now())) for update skip locked)
                returning kind, payload, state
            """),
            values,
        )
        if (ended := given_up.first()) is not None:
            if ended.state == "failed":
                await _also_fail(session, ended.kind, ended.payload)
            await session.execute(text(f"select pg_notify('{NEWS}', :id)"), {"id": str(job_id)})
            return None
        taken = await session.execute(
            text("""
                update job set state = 'running', attempts = attempts + 1,
                  lease_until = now() + make_interval(secs => :lease)
                where id = (select id from job where id = :id and ((state = 'queued' and due_at <= now())
                  or (state = 'running' and lease_until < now())) for update skip locked)
                returning id, municipality_id, kind, payload, attempts as attempt
            """),
            values,
        )
        row = taken.mappings().first()
    return RunningJob(sessions, **row) if row else None


async def _also_fail(session: AsyncSession, kind: str, payload: dict[str, Any]) -> None:
    if act := WHEN_FAILED.get(kind):
        await act(session, payload)
