"""Jobs are rows: made in the caller's transaction, taken by one, finished by the one that holds them."""

import asyncio

import pytest
import uvloop
from sqlalchemy import select, text

from models.job import Job
from models.municipality import Unit
from service.database import transaction
from service.errors import DomainError
from service.jobs import (
    Cancelled,
    ChildFailed,
    Overtaken,
    ask_to_cancel,
    ask_to_stop,
    enqueue,
    job_of,
    progress_of,
    run_in_child,
)
from service.jobs.registry import HANDLERS, Regular
from service.jobs.running import WHEN_FAILED, claim
from service.jobs.worker import attempt, do_regular


@pytest.fixture
def does(monkeypatch):
    """Let jobs of the kind "test" be done by the given function."""

    def let(act):
        monkeypatch.setitem(HANDLERS, "test", act)

    return let


async def make(database, here, **payload):
    async with transaction(database.sessions, here) as session:
        return await enqueue(session, "test", payload)


async def look(database, here, job_id):
    async with transaction(database.sessions, here) as session:
        return await job_of(session, job_id)


async def lapse(database, here):
    """As if the worker had been silent for longer than its lease."""
    async with transaction(database.sessions, here) as session:
        await session.execute(text("update job set lease_until = now() - interval '1 second' where state = 'running'"))


async def units(database, here):
    async with transaction(database.sessions, here) as session:
        return (await session.scalars(select(Unit.called))).all()


async def test_a_job_of_a_transaction_that_is_rolled_back_never_was(database, here):
    async with database.sessions() as session:
        async with transaction(database.sessions, here) as inside:
            job_id = await enqueue(inside, "test", {})
            await inside.rollback()
        assert (await session.execute(text("select * from jobs_waiting(10)"))).all() == []
    assert await look(database, here, job_id) is None


async def test_six_workers_grab_and_one_gets_the_job(database, here):
    job_id = await make(database, here)
    got = await asyncio.gather(*(claim(database.sessions, job_id, here) for _ in range(6)))
    assert len([job for job in got if job]) == 1


async def test_another_municipality_neither_sees_nor_takes_a_job(database, here, new_municipality):
    job_id = await make(database, here)
    elsewhere = await new_municipality()
    assert await look(database, elsewhere, job_id) is None
    assert await claim(database.sessions, job_id, elsewhere) is None
    assert await look(database, here, job_id) is not None


async def test_what_the_handler_returns_is_the_outcome(database, here, does):
    async def act(sessions, job):
        return {"doubled": job.payload["number"] * 2}

    does(act)
    job_id = await make(database, here, number=21)
    await attempt(database.sessions, await claim(database.sessions, job_id, here))
    done = await look(database, here, job_id)
    assert (done.state, done.outcome, done.attempts) == ("done", {"doubled": 42}, 1)


async def test_a_worker_that_was_thought_dead_leaves_no_trace(database, here, does):
    """The first attempt wakes up after a second one has taken its job. Only the second one's effect counts."""
    job_id = await make(database, here)
    first = await claim(database.sessions, job_id, here)
    await lapse(database, here)
    second = await claim(database.sessions, job_id, here)
    assert second.attempt == 2
    with pytest.raises(Overtaken):
        async with first.finish() as session:
            session.add(Unit(called="first"))
    with pytest.raises(Overtaken):
        await first.report({"still": "here"})
    async with second.finish() as session:
        session.add(Unit(called="second"))
    assert await units(database, here) == ["second"]


async def test_the_effect_and_the_end_come_together_or_not_at_all(database, here):
    job_id = await make(database, here)
    job = await claim(database.sessions, job_id, here)
    with pytest.raises(ZeroDivisionError):  # noqa: PT012
        async with job.finish() as session:
            session.add(Unit(called="half done"))
            await session.flush()
            raise ZeroDivisionError
    assert await units(database, here) == []
    assert (await look(database, here, job_id)).state == "running"


async def test_a_job_that_fails_three_times_has_failed_and_says_nothing_personal(database, here, does):
    async def act(sessions, job):
        raise ValueError("Alva wrote something")

    does(act)
    job_id = await make(database, here)
    for number in (1, 2, 3):
        async with transaction(database.sessions, here) as session:
            await session.execute(text("update job set due_at = now()"))
        await attempt(database.sessions, await claim(database.sessions, job_id, here))
        assert (await look(database, here, job_id)).state == ("failed" if number == 3 else "queued")
    assert (await look(database, here, job_id)).error == "ValueError"


async def test_what_the_domain_refuses_is_not_tried_again(database, here, does):
    class Refused(DomainError):
        code = "test.refused"

    async def act(sessions, job):
        raise Refused

    does(act)
    job_id = await make(database, here)
    await attempt(database.sessions, await claim(database.sessions, job_id, here))
    failed = await look(database, here, job_id)
    assert (failed.state, failed.error) == ("failed", "test.refused")


async def test_a_job_whose_workers_always_die_is_given_up(database, here):
    job_id = await make(database, here)
    for _ in range(3):
        assert await claim(database.sessions, job_id, here)
        await lapse(database, here)
    assert await claim(database.sessions, job_id, here) is None
    assert (await look(database, here, job_id)).error == "job.gave_up"


@pytest.mark.parametrize("how", ["its handler fails", "its workers die"])
async def test_what_must_also_be_true_of_a_failed_job_comes_with_its_end(database, here, does, monkeypatch, how):
    async def act(sessions, job):
        raise ValueError

    async def tidy(session, payload):
        session.add(Unit(called=payload["waits"]))

    does(act)
    monkeypatch.setitem(WHEN_FAILED, "test", tidy)
    job_id = await make(database, here, waits="told that it failed")
    for _ in range(3):
        assert await units(database, here) == []
        async with transaction(database.sessions, here) as session:
            await session.execute(text("update job set due_at = now()"))
        job = await claim(database.sessions, job_id, here)
        if how == "its handler fails":
            await attempt(database.sessions, job)
        await lapse(database, here)
    await claim(database.sessions, job_id, here)
    assert (await look(database, here, job_id)).state == "failed"
    assert await units(database, here) == ["told that it failed"]


async def test_a_waiting_job_is_cancelled_at_once_and_an_ended_one_not_at_all(database, here):
    job_id = await make(database, here)
    async with transaction(database.sessions, here) as session:
        assert await ask_to_cancel(session, job_id)
    assert (await look(database, here, job_id)).state == "cancelled"
    assert await claim(database.sessions, job_id, here) is None
    async with transaction(database.sessions, here) as session:
        assert not await ask_to_cancel(session, job_id)


async def test_a_running_job_learns_that_it_shall_stop(database, here, does):
    async def act(sessions, job):
        await job.cancel_asked.wait()
        raise Cancelled

    does(act)
    job_id = await make(database, here)
    running = asyncio.create_task(attempt(database.sessions, await claim(database.sessions, job_id, here)))
    async with transaction(database.sessions, here) as session:
        assert await ask_to_cancel(session, job_id)
    await asyncio.wait_for(running, 10)
    assert (await look(database, here, job_id)).state == "cancelled"


async def test_a_job_can_be_followed_from_start_to_end(database, here, does):
    async def act(sessions, job):
        for nights in (1, 2, 3):
            await job.report({"nights": nights}, at_once=True)
            await asyncio.sleep(0.1)

    does(act)
    job_id = await make(database, here)
    seen = []

    async def follow():
        async for view in progress_of(database.sessions, here, job_id):
            seen.append((view.state, view.progress.get("nights")))

    following = asyncio.create_task(follow())
    await asyncio.sleep(0.3)
    await attempt(database.sessions, await claim(database.sessions, job_id, here))
    await asyncio.wait_for(following, 10)
    assert seen[0] == ("queued", None)
    assert [nights for _, nights in seen if nights] == sorted(nights for _, nights in seen if nights)
    assert seen[-1] == ("done", 3)


async def test_nobody_follows_a_job_of_another_municipality(database, here, new_municipality):
    job_id = await make(database, here)
    elsewhere = await new_municipality()
    assert [view async for view in progress_of(database.sessions, elsewhere, job_id)] == []


async def test_a_child_returns_reports_fails_and_dies_when_told():
    told = []

    async def hear(progress):
        told.append(progress)

    assert (await run_in_child("tests.operations.slow_work:compute_slowly", 0.3, on_progress=hear))["child"]
    assert told

    async def yes():
        return bool(told)

    with pytest.raises(Cancelled):
        await run_in_child("tests.operations.slow_work:compute_slowly", 60, on_progress=hear, is_cancelled=yes)
    with pytest.raises(ChildFailed, match="TypeError"):
        await run_in_child("tests.operations.slow_work:compute_slowly", "no number")


async def test_a_child_that_is_told_to_stop_returns_what_it_has():
    told = []

    async def hear(progress):
        told.append(progress["steps"])

    async def enough():
        return len(told) > 2

    function = "tests.operations.slow_work:compute_until_enough"
    found = await run_in_child(function, 10_000, on_progress=hear, is_stopped=enough)
    assert not found["all"]
    assert found["steps"] >= max(told)
    assert len(found["ballast"]) == 3_000_000
    untold = await run_in_child(function, 3, is_stopped=never)
    assert untold["all"]


def test_a_worker_receives_messages_larger_than_a_pipe():
    """On the worker's own kind of loop, which makes what it watches non-blocking."""
    call = run_in_child("tests.operations.slow_work:compute_until_enough", 5, is_stopped=never)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert len(runner.run(call)["ballast"]) == 3_000_000


async def never():
    return False


async def test_a_running_job_learns_that_it_is_enough_and_ends_with_what_it_has(database, here, does):
    async def act(sessions, job):
        await job.stop_asked.wait()
        return {"kept": True}

    does(act)
    job_id = await make(database, here)
    running = asyncio.create_task(attempt(database.sessions, await claim(database.sessions, job_id, here)))
    async with transaction(database.sessions, here) as session:
        assert await ask_to_stop(session, job_id)
    await asyncio.wait_for(running, 10)
    ended = await look(database, here, job_id)
    assert (ended.state, ended.outcome, ended.stop_asked) == ("done", {"kept": True}, True)
    async with transaction(database.sessions, here) as session:
        assert not await ask_to_stop(session, job_id)


async def test_regular_work_is_done_in_each_municipality_by_itself(database, here, new_municipality):
    broken = await new_municipality()

    async def act(session):
        session.add(Unit(called="been here"))
        await session.flush()
        if session.info["municipality_id"] == broken:
            raise RuntimeError

    await do_regular(Regular("test", 60, act), database.sessions)
    assert await units(database, here) == ["been here"]
    assert await units(database, broken) == []


async def test_jobs_hold_the_second_wall(database, here):
    """Without a municipality the table is empty for the app role, whatever it asks."""
    await make(database, here)
    async with database.sessions() as session:
        assert (await session.scalars(select(Job))).all() == []
