"""kill -9 of a worker in the middle of a round: the round resumes by itself, on the same snapshot, and ends once."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from models.breaks import Round
from service.database import transaction
from service.jobs import job_of
from service.planning import actions, queries
from tests.given import FRIDAY, SUNDAY, given_municipality, given_request, given_site, given_youth
from tests.operations.processes import environment_of, start, stop, until

WEEKS, YOUTHS = 10, 24


@pytest.fixture
def workers(database, redis_url, tmp_path):
    """Two workers, as a deployment runs them."""
    environment = environment_of(database.settings, REDIS_URL=redis_url)
    started = [start("-m", "service", "worker", environment=environment, log=tmp_path / "log") for _ in range(2)]
    yield {process.pid: process for process in started}
    for process in started:
        stop(process)


async def test_a_round_survives_the_death_of_its_worker(database, workers):
    async with transaction(database.sessions) as session:
        here = await given_many_requests(session)
        made = await actions.start_round(session, here.as_coordinator, effort="quick")

    async def job():
        async with transaction(database.sessions, here.municipality.id) as session:
            return await job_of(session, made.job_id)

    async def solves():
        return bool((await job()).progress.get("stage"))

    async def ended():
        return (await job()).has_ended

    await until(solves, 60, "the engine at work")
    victim = worker_with_a_child(workers)
    async with transaction(database.sessions, here.municipality.id) as session:
        snapshot = (await session.get(Round, made.id)).problem
    os.kill(victim, signal.SIGKILL)
    workers[victim].wait()
    assert (await job()).state == "running", "killed in the middle"

    await until(ended, 90, "the round ended")
    done = await job()
    assert (done.state, done.attempts) == ("done", 2)
    async with transaction(database.sessions, here.municipality.id) as session:
        found = await session.get(Round, made.id)
        assert (found.status, found.problem) == ("planned", snapshot)
        assert len(await queries.menus_of(session, made.id)) == YOUTHS
        kinds = list(await session.scalars(text("select kind from record_event order by seq")))
        assert kinds.count("round.planned") == 1
        assert await session.scalar(select(Round.id).where(Round.id != made.id)) is None


async def given_many_requests(session):
    """Enough to think about for some seconds: many youths want the same few weekends."""
    here = await given_municipality(session)
    for number in range(4):
        await given_site(session, here.zone, kind="host", called=f"Värd {number}", beds=1, mixes=number % 2 == 0)
    for number in range(YOUTHS):
        youth, _, grant = await given_youth(session, here.zone, here.as_caseworker, called=f"Ung {number}")
        shift = timedelta(weeks=number % WEEKS)
        await given_request(session, youth, grant, arrival=FRIDAY + shift, departure=SUNDAY + shift)
    return here


def worker_with_a_child(workers) -> int:
    """The worker that has the round: the one whose child solves."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words, stat = (folder / "cmdline").read_bytes(), (folder / "stat").read_text()
            except OSError:
                continue
            parent = int(stat.rpartition(")")[2].split()[1])
            if b"spawn_main" in words and parent in workers:
                return parent
    raise AssertionError("no worker has a child that solves")
