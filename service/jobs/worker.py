"""The worker process: wakes up, takes jobs, does them, gives them back when it is asked to leave.

arq hands out ids and nothing else; with no result kept, no retries and no faith in it. Retries, leases and outcomes are
ours, in PostgreSQL. If either server is lost the process ends, and whoever runs it starts it again.
"""

import asyncio
import json
import logging
import signal
import traceback
from contextlib import suppress
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from arq.connections import ArqRedis, RedisSettings, create_pool
from arq.worker import Worker, func
from sqlalchemy import make_url, text

from service.database import Sessions, engine_for, sessions_on, transaction
from service.errors import DomainError
from service.jobs.queue import NEW
from service.jobs.registry import HANDLERS, REGULAR, Regular
from service.jobs.running import LEASE_SECONDS, MOST_ATTEMPTS, Cancelled, Overtaken, RunningJob, claim
from service.settings import Settings

SWEEP_SECONDS = 5.0
MOST_AT_ONCE = 10
LONGEST_SECONDS = 3600
QUEUE = "mellanrummet"

log = structlog.get_logger()


async def work(settings: Settings) -> None:
    """Do the registered kinds of jobs until asked to leave (SIGTERM, Ctrl-C)."""
    engine = engine_for(settings.database_url)
    sessions = sessions_on(engine, settings.master_key)
    pool = await create_pool(
        RedisSettings.from_dsn(settings.redis_url),
        job_serializer=_to_json,
        job_deserializer=json.loads,
        default_queue_name=QUEUE,
    )
    worker = Worker(
        functions=[func(execute, name="execute", max_tries=1, keep_result=0, timeout=LONGEST_SECONDS)],
        redis_pool=pool,
        queue_name=QUEUE,
        handle_signals=False,
        retry_jobs=False,
        max_jobs=MOST_AT_ONCE,
        poll_delay=0.1,
        job_serializer=_to_json,
        job_deserializer=json.loads,
        log_results=False,
        ctx={"sessions": sessions},
    )
    logging.getLogger("arq").setLevel(logging.CRITICAL)  # its messages carry whatever an exception says
    _leave_when_asked(asyncio.current_task())
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(worker.async_run())
            tasks.create_task(_relay(settings.database_url, sessions, pool))
            for regular in REGULAR.values():
                tasks.create_task(_repeat(regular, sessions))
    except asyncio.CancelledError:
        pass
    except BaseExceptionGroup as problems:
        for problem in problems.exceptions:
            _log_without_words("worker.cannot_go_on", problem)
        raise SystemExit(1) from None
    finally:
        with suppress(asyncio.CancelledError):
            await worker.close()
        await engine.dispose()


def _leave_when_asked(task: "asyncio.Task[Any] | None") -> None:
    if task is not None:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)


def _to_json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, default=str).encode()


# -- waking up


async def _relay(database_url: str, sessions: Sessions, pool: ArqRedis) -> None:
    """Hand every waiting job's id to the queue: at once when one is made, every few seconds whatever happens.

    The attempt is part of the queue's id: the same attempt is handed out once, a lapsed one anew. Doubles do no harm.
    """
    address = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(address)
    try:
        made = asyncio.Event()
        await connection.add_listener(NEW, lambda *_: made.set())
        while not connection.is_closed():
            made.clear()
            await sweep(sessions, pool)
            with suppress(TimeoutError):
                await asyncio.wait_for(made.wait(), SWEEP_SECONDS)
        raise ConnectionError("the database was lost")
    finally:
        with suppress(Exception):
            await connection.close(timeout=2)


async def sweep(sessions: Sessions, pool: ArqRedis) -> int:
    """How many jobs waited or had a lapsed lease."""
    async with transaction(sessions) as session:
        waiting = (await session.execute(text("select id, municipality_id, attempts from jobs_waiting(100)"))).all()
    for id, municipality_id, attempts in waiting:
        await pool.enqueue_job("execute", str(id), str(municipality_id), _job_id=f"job:{id}:{attempts}")
    return len(waiting)


async def _repeat(regular: Regular, sessions: Sessions) -> None:
    while True:
        await do_regular(regular, sessions)
        await asyncio.sleep(regular.seconds)


async def do_regular(regular: Regular, sessions: Sessions) -> None:
    """Once in each municipality, unless another worker is at it. A failure in one does not stop the others."""
    async with transaction(sessions) as session:
        municipalities = (await session.execute(text("select * from every_municipality()"))).scalars().all()
    for municipality_id in municipalities:
        try:
            async with transaction(sessions, municipality_id) as session:
                lock = text("select pg_try_advisory_xact_lock(hashtext(:called), hashtext(:municipality))")
                if await session.scalar(lock, {"called": regular.called, "municipality": str(municipality_id)}):
                    await regular.act(session)
        except Exception as problem:
            _log_without_words("regular.failed", problem, called=regular.called, municipality=str(municipality_id))


# -- doing


async def execute(ctx: dict[str, Any], job_id: str, municipality_id: str) -> None:
    """One attempt at one job, if it is still to be had. Never raises: what happened stands in the row."""
    job = await claim(ctx["sessions"], UUID(job_id), UUID(municipality_id))
    if job is not None:
        await attempt(ctx["sessions"], job)


async def attempt(sessions: Sessions, job: RunningJob) -> None:
    doing = asyncio.create_task(_do(sessions, job))
    holding = asyncio.create_task(_hold_lease(job, doing))
    try:
        await _settle(job, doing)
    except Overtaken:
        log.warning("job.overtaken", job=str(job.id), kind=job.kind, attempt=job.attempt)
    finally:
        holding.cancel()


async def _do(sessions: Sessions, job: RunningJob) -> None:
    handler = HANDLERS.get(job.kind)
    if handler is None:
        await job.fail("job.unknown_kind")
        return
    outcome = await handler(sessions, job)
    if not job.is_finished:
        async with job.finish(outcome):
            pass


async def _settle(job: RunningJob, doing: "asyncio.Task[None]") -> None:
    """Wait for the attempt and write down how it ended."""
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        if doing.done():  # the lease was lost
            raise Overtaken from None
        doing.cancel()
        await asyncio.wait([doing], timeout=5)
        with suppress(Overtaken):
            await job.let_go()
        raise
    except Cancelled:
        async with job.finish({}, state="cancelled"):
            pass
    except Overtaken:
        raise
    except DomainError as refusal:  # trying again would not help
        await job.fail(refusal.code)
    except Exception as problem:
        last = job.attempt >= MOST_ATTEMPTS
        _log_without_words("job.failed", problem, job=str(job.id), kind=job.kind, attempt=job.attempt, last=last)
        await job.fail(type(problem).__name__, again_in_seconds=None if last else 2.0**job.attempt)


async def _hold_lease(job: RunningJob, doing: "asyncio.Task[None]") -> None:
    """Renew until the attempt ends; if the job was taken over, stop the attempt."""
    while not doing.done():
        await asyncio.sleep(LEASE_SECONDS / 4)
        try:
            await job.renew()
        except Overtaken:
            if not job.is_finished:
                doing.cancel()
            return
        except Exception as problem:  # the database may be back before the lease lapses
            _log_without_words("lease.not_renewed", problem, job=str(job.id))


def _log_without_words(event: str, problem: BaseException, **values: Any) -> None:
    """Where it happened and what kind of thing; not the message, which may carry what somebody wrote."""
    frames = [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in traceback.extract_tb(problem.__traceback__)
    ]
    log.error(event, problem=type(problem).__name__, at=" ".join(frames[-6:]), **values)
