"""kill -9 of a worker in the middle of a planning round: the round goes on by itself and ends once."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from models.breaks import Round
from service import clock
from service.database import transaction
from service.jobs import job_of
from service.planning import actions, queries
from tests.given import given_municipality, given_request, given_site, given_youth
from tests.operations.processes import environment_of, runs, start, stop, until

YOUTHS = 14


@pytest.fixture
def workers(database, redis_url, tmp_path):
    environment = environment_of(database.settings, REDIS_URL=redis_url)
    started = [start("-m", "service", "worker", environment=environment, log=tmp_path / "log") for _ in range(2)]
    yield {process.pid: process for process in started}
    for process in started:
        stop(process)
    print((tmp_path / "log").read_text())


@pytest.fixture
async def crowded(database):
    """More youths than beds, all on the same weekend. Workers have the real clock, so it is a weekend from today."""
    soon = clock.now() + timedelta(days=21)
    friday = (soon + timedelta(days=(4 - soon.weekday()) % 7)).replace(hour=16, minute=0, second=0, microsecond=0)
    weekend = {"arrival": friday, "departure": friday + timedelta(days=2)}
    async with transaction(database.sessions) as session:
        given = await given_municipality(session)
        for number in range(4):
            await given_site(session, given.zone, kind="host", called=f"Familjen {number}", beds=1)
        await given_request(session, given.youth, given.grant, **weekend)
        for number in range(YOUTHS - 1):
            youth, _, grant = await given_youth(session, given.zone, given.as_caseworker, called=f"Ung {number}")
            await given_request(session, youth, grant, **weekend)
    return given


def solvers_of(worker: int) -> list[int]:
    """The children of a worker that solve."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == worker and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except (OSError, ValueError, IndexError):
            continue
    return found


async def test_a_round_survives_its_worker_and_ends_once(database, crowded, workers):
    here = crowded.municipality.id
    async with transaction(database.sessions, here) as session:
        made = await actions.start_round(session, crowded.as_coordinator, effort="normal")

    async def job():
        async with transaction(database.sessions, here) as session:
            return await job_of(session, made.job_id)

    async def is_solving():
        return (await job()).state == "running" and any(solvers_of(worker) for worker in workers)

    async def has_ended():
        return (await job()).has_ended

    await until(is_solving, 60, "the round is being solved")
    victim = next(worker for worker in workers if solvers_of(worker))
    solvers = solvers_of(victim)
    assert (await job()).attempts == 1
    os.kill(victim, signal.SIGKILL)
    workers[victim].wait()
    seconds = await until(has_ended, 150, "the round ended")

    assert not [solver for solver in solvers if runs(solver)]
    done = await job()
    assert (done.state, done.attempts) == ("done", 2), done
    async with transaction(database.sessions, here) as session:
        planned = await session.get(Round, made.id)
        assert planned.status == "planned"
        view = await queries.round_view(session, made.id)
        assert view.asked == YOUTHS
        assert 0 < view.placed <= YOUTHS
        kinds = (await session.scalars(text("select kind from record_event order by seq"))).all()
        assert kinds == ["round.started", "round.planned"]
        assert await session.scalar(text("select first_broken_event()")) is None
    print(f"{seconds:.1f} s from the kill to the end of the round; {view.placed} of {view.asked} placed")
