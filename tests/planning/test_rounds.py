"""A round from start to menus, on real tables with the real engine; and the judge of what is written by hand."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select, text

import matching
from matching.generate import Knobs, generate
from models.breaks import Round
from models.people import SupportGrant
from models.supply import Site
from service import clock
from service.database import transaction
from service.jobs.running import claim
from service.planning import actions, judge, queries, reached_words
from service.planning.errors import NothingToPlan, RoundCannot, RoundIsRunning
from service.planning.jobs import plan_round, solve
from service.planning.rules import MOVES, Status, Step, next_status
from service.web import texts
from tests.given import FRIDAY, SUNDAY, given_claim, given_municipality, given_request, given_youth

BEFORE = FRIDAY - timedelta(days=30)


@pytest_asyncio.fixture
async def planned(database):
    """A round over one request, worked through by a worker's hand."""
    with clock.at(BEFORE):
        async with transaction(database.sessions) as session:
            here = await given_municipality(session)
            request, occurrence = await given_request(session, here.youth, here.grant)
            made = await actions.start_round(session, here.as_coordinator, effort="quick")
        job = await claim(database.sessions, made.job_id, here.municipality.id)
        await plan_round(database.sessions, job)
        yield here, request, occurrence, made.id


async def test_a_round_ends_with_a_menu_for_the_request(database, planned):
    here, request, occurrence, round_id = planned
    async with transaction(database.sessions, here.municipality.id) as session:
        (menu,) = await queries.menus_of(session, round_id)
        assert (menu.stay_request_id, menu.youth_id) == (request.id, here.youth.id)
        first = menu.options[0].placements[0]
        assert (first.occurrence_id, first.arrival, first.departure) == (occurrence.id, FRIDAY, SUNDAY)
        assert {one.placements[0].site_id for one in menu.options} == {here.host.id, here.place.id}
        assert menu.unmet_occurrences == []


async def test_the_outcome_says_what_was_looked_at_and_who_gets_what(database, planned):
    here, _, _, round_id = planned
    async with transaction(database.sessions, here.municipality.id) as session:
        view = await queries.round_view(session, round_id)
        assert view.status == Status.PLANNED
        assert (view.asked, view.placed, view.left_out) == (1, 1, 0)
        assert [row.called for row in view.rows] == [here.youth.called]
        assert view.stages
        assert all(stage["proven"] for stage in view.stages)


async def test_the_round_is_replayable(database, planned):
    here, _, _, round_id = planned
    async with transaction(database.sessions, here.municipality.id) as session:
        found = await session.get(Round, round_id)
        again = solve({"problem": found.problem, "seed": found.seed, "effort": 5.0}, lambda _: None)
        assert again == found.outcome


async def test_starting_and_finishing_are_in_the_record(database, planned):
    here, *_ = planned
    async with transaction(database.sessions, here.municipality.id) as session:
        kinds = list(await session.scalars(text("select kind from record_event order by seq")))
        assert kinds == ["round.started", "round.planned"]


async def test_only_one_round_at_a_time_and_only_with_something_to_plan(session):
    with clock.at(BEFORE):
        here = await given_municipality(session)
        with pytest.raises(NothingToPlan):
            await actions.start_round(session, here.as_coordinator)
        await given_request(session, here.youth, here.grant)
        await actions.start_round(session, here.as_coordinator)
        with pytest.raises(RoundIsRunning):
            await actions.start_round(session, here.as_coordinator)


async def test_a_cancelled_round_takes_no_outcome(session):
    with clock.at(BEFORE):
        here = await given_municipality(session)
        await given_request(session, here.youth, here.grant)
        made = await actions.start_round(session, here.as_coordinator)
        await actions.cancel_round(session, here.as_coordinator, made.id)
        assert await actions.begin(session, made.id) is None
        assert await actions.finish(session, made.id, {"engine": "x", "problem_hash": "y"}) is False
        with pytest.raises(RoundCannot):
            await actions.cancel_round(session, here.as_coordinator, made.id)


async def test_a_round_that_is_stopped_keeps_the_best_plan_so_far(database):
    with clock.at(BEFORE):
        async with transaction(database.sessions) as session:
            here = await given_municipality(session)
            await given_request(session, here.youth, here.grant)
            made = await actions.start_round(session, here.as_coordinator, effort="thorough")
            await actions.take_step(session, here.as_coordinator, made.id, "stop")
        job = await claim(database.sessions, made.job_id, here.municipality.id)
        await plan_round(database.sessions, job)
        async with transaction(database.sessions, here.municipality.id) as session:
            view = await queries.round_view(session, made.id)
            assert (view.status, view.stopped_by) == (Status.PLANNED, "cancelled")
            assert view.placed == 1
            assert len(await queries.menus_of(session, made.id)) == 1
            kinds = list(await session.scalars(text("select kind from record_event order by seq")))
            assert kinds == ["round.started", "round.stopped", "round.planned"]
            with pytest.raises(RoundCannot):
                await actions.take_step(session, here.as_coordinator, made.id, "stop")


def test_a_running_round_tells_what_its_best_plan_holds():
    problem, told = generate(1, replace(Knobs.named("tight"), youths=12)), []
    outcome = solve({"problem": matching.write_problem(problem), "seed": 1, "effort": 1.0}, told.append)
    assert told[0]["code"] == "first_plan"
    assert told[-1]["placed"] == sum(one["placed"] for one in outcome["youths"])
    assert told[-1]["asked"] == len(problem.occurrence)
    for one in told:
        with texts.speaking("en"):
            state, known = reached_words.so_far(json.loads(json.dumps(one)), clock.now())
        assert state.startswith(f"Step {one['step']} of {one['steps']}: ")
        assert known[0] == ("Breaks placed so far", f"{one['placed']} / {one['asked']}")


def test_every_step_of_a_round_leads_somewhere_and_ended_ones_stay_ended():
    for ended in (Status.PUBLISHED, Status.CANCELLED, Status.FAILED, Status.STALE):
        assert all(next_status(ended, step) is None for step in Step)
    reached = {move.to for move in MOVES.values()} | {Status.QUEUED}
    assert reached == set(Status)


# -- the judge


async def test_nothing_is_wrong_with_a_plain_booking(session):
    here = await given_municipality(session)
    _, occurrence = await given_request(session, here.youth, here.grant)
    await given_claim(session, occurrence, here.beds[here.host.id][0])
    assert await judge.violations(session, site_ids=[here.host.id], youth_ids=[here.youth.id]) == []


async def test_more_nights_than_the_grant_allows_are_found(session):
    here = await given_municipality(session)
    grant = await session.get(SupportGrant, here.grant.id)
    grant.nights_per_month = 1
    _, occurrence = await given_request(session, here.youth, here.grant)
    await given_claim(session, occurrence, here.beds[here.host.id][0])
    found = await judge.violations(session, youth_ids=[here.youth.id])
    assert [one.occurrence_ids for one in found] == [frozenset({occurrence.id})]


async def test_a_host_who_takes_one_family_at_a_time_is_not_given_two(session):
    here = await given_municipality(session)
    host = await session.scalar(select(Site).where(Site.id == here.host.id))
    other, _, grant = await given_youth(session, here.zone, here.as_caseworker, called="Milo")
    for youth, held, bed in ((here.youth, here.grant, 0), (other, grant, 1)):
        _, occurrence = await given_request(session, youth, held)
        await given_claim(session, occurrence, here.beds[host.id][bed])
    assert await judge.violations(session, site_ids=[host.id]) == []
    host.mixes = False
    await session.flush()
    assert await judge.violations(session, site_ids=[host.id]) != []


async def test_what_is_wrong_elsewhere_is_not_said_to_us(session):
    here = await given_municipality(session)
    here.grant.nights_per_month = 1
    _, occurrence = await given_request(session, here.youth, here.grant, arrival=FRIDAY, departure=SUNDAY)
    await given_claim(session, occurrence, here.beds[here.host.id][0])
    other, _, _ = await given_youth(session, here.zone, here.as_caseworker, called="Milo")
    assert await judge.violations(session, youth_ids=[other.id], site_ids=[here.place.id]) == []
