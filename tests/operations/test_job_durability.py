"""kill -9 of a worker in the middle of a job: the job goes on by itself and ends once."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
import redis
from sqlalchemy import select

from models.municipality import Unit
from service.database import transaction
from service.jobs import ask_to_cancel, enqueue, job_of
from tests.operations.processes import environment_of, runs, start, stop, until

A_WORKER = str(Path(__file__).with_name("a_worker.py"))


@pytest.fixture
def workers(database, redis_url, tmp_path):
    """Two worker processes on the same database and queue."""
    environment = environment_of(database.settings, REDIS_URL=redis_url)
    started = [start(A_WORKER, environment=environment, log=tmp_path / "log") for _ in range(2)]
    yield {process.pid: process for process in started}
    for process in started:
        stop(process)


async def test_a_killed_worker_loses_nothing_and_does_nothing_twice(database, here, workers, redis_url):
    async with transaction(database.sessions, here) as session:
        job_ids = [await enqueue(session, "slow", {"seconds": 6}) for _ in range(3)]

    async def views():
        async with transaction(database.sessions, here) as session:
            return [await job_of(session, job_id) for job_id in job_ids]

    async def all_compute():
        return all(view.progress.get("worker") for view in await views())

    async def all_ended():
        return all(view.has_ended for view in await views())

    await until(all_compute, 30, "all jobs begun")
    before = await views()
    victim = next(view.progress["worker"] for view in before if view.state == "running")
    orphans = [view.progress["child"] for view in before if view.progress["worker"] == victim]
    os.kill(victim, signal.SIGKILL)
    with redis.Redis.from_url(redis_url) as queue:
        queue.flushdb()  # and the queue forgets everything
    workers[victim].wait()
    await asyncio.sleep(0.5)
    assert not [child for child in orphans if runs(child)], "the solver went on without a worker"

    seconds = await until(all_ended, 40, "all jobs ended")
    after = await views()
    assert [view.state for view in after] == ["done"] * 3
    for was, became in zip(before, after, strict=True):
        cut_off = was.progress["worker"] == victim and was.state == "running"
        assert became.attempts == (2 if cut_off else 1)
    assert any(view.attempts == 2 for view in after)
    async with transaction(database.sessions, here) as session:
        traces = (await session.scalars(select(Unit.called))).all()
    assert sorted(traces) == sorted(f"trace of {job_id}" for job_id in job_ids)
    print(f"resumed and ended {seconds:.1f} s after the kill")


async def test_a_worker_that_is_asked_to_leave_hands_its_job_over_at_once(database, here, workers):
    async with transaction(database.sessions, here) as session:
        job_id = await enqueue(session, "slow", {"seconds": 3})

    async def view():
        async with transaction(database.sessions, here) as session:
            return await job_of(session, job_id)

    async def computes():
        return bool((await view()).progress.get("worker"))

    async def ended():
        return (await view()).has_ended

    await until(computes, 30, "the job begun")
    leaving = (await view()).progress["worker"]
    workers[leaving].send_signal(signal.SIGTERM)
    await until(ended, 12, "the job ended")  # no lease had to lapse
    assert workers[leaving].wait(10) == 0
    done = await view()
    assert (done.state, done.attempts) == ("done", 1)


async def test_a_running_job_is_stopped_within_seconds(database, here, workers):
    async with transaction(database.sessions, here) as session:
        job_id = await enqueue(session, "slow", {"seconds": 60})

    async def state():
        async with transaction(database.sessions, here) as session:
            return await job_of(session, job_id)

    async def computes():
        return bool((await state()).progress.get("child"))

    async def cancelled():
        return (await state()).state == "cancelled"

    await until(computes, 30, "the job begun")
    child = (await state()).progress["child"]
    async with transaction(database.sessions, here) as session:
        assert await ask_to_cancel(session, job_id)
    await until(cancelled, 8, "cancelled")
    assert not runs(child)
