"""A break that a round gave no option: why, and what would help, for the youth calmly and for staff with names."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import Range

from models.people import Role
from models.supply import SiteOpening
from service import clock
from service.app import create_app
from service.database import transaction
from service.errors import NotFound
from service.jobs.running import claim
from service.planning import actions, queries, wording
from service.planning.jobs import plan_round
from service.planning.reasons import RoundReasons
from service.planning.unmet import unmet_view
from service.proposals import wording as to_her
from service.proposals.publish import publish_round
from service.proposals.queries import proposals
from service.web import texts
from tests.given import FRIDAY, OPEN_FROM, SUNDAY, _kept, given_request
from tests.web.people import given_a_town, sign_in_as

BEFORE = FRIDAY - timedelta(days=30)


@pytest_asyncio.fixture
async def planned(database):
    """Every house closes two hours before she would leave; nobody has any room before."""
    town = await given_a_town(database)
    here = town.given
    with clock.at(BEFORE):
        async with transaction(database.sessions, town.municipality_id) as session:
            request, occurrence = await given_request(session, here.youth, here.grant)
            await session.execute(delete(SiteOpening))
            for site in (here.host, here.place):
                span = Range(OPEN_FROM, SUNDAY - timedelta(hours=2))
                await _kept(session, SiteOpening(site_id=site.id, span=span))
            made = await actions.start_round(session, here.as_coordinator, effort="quick")
        job = await claim(database.sessions, made.job_id, here.municipality.id)
        await plan_round(database.sessions, job)
        yield town, request, occurrence, made.id


async def test_staff_are_told_whom_to_ask_and_for_how_much(database, planned):
    town, _, occurrence, round_id = planned
    here = town.given
    async with transaction(database.sessions, town.municipality_id) as session:
        round_shown = await queries.round_view(session, round_id)
        assert [(row.occurrence_id, row.called) for row in round_shown.unmet] == [(occurrence.id, here.youth.called)]
        unmet = await unmet_view(session, round_id, occurrence.id)
        assert unmet.in_the_way == {"adult": ("openings",)}
        kinds = {step.kind: step for one in unmet.helps for step in one.steps}
        assert {"window", "openings"} <= kinds.keys()
        assert kinds["openings"].amount == 120
        said = [sentence for one in unmet.helps for sentence in wording.steps(unmet, one)]
        assert f"Ask {here.host.called} to open 2 hours more." in said or any(here.host.called in one for one in said)


async def test_what_would_help_is_said_once_for_all_the_houses_it_would_help_at(database, planned):
    town, _, occurrence, round_id = planned
    async with transaction(database.sessions, town.municipality_id) as session:
        unmet = await unmet_view(session, round_id, occurrence.id)
    with texts.speaking("en"):
        cards = wording.helps(unmet)
        said = [tuple(steps) for _, steps in cards]
        assert len(said) == len(set(said))
        assert {one for places, _ in cards for one in places.replace(" or ", ", ").split(", ")} == {
            wording.where(unmet, one.option) for one in unmet.helps
        }
        assert not any("%(" in sentence or "+" in sentence for steps in said for sentence in steps)


async def test_an_option_that_was_given_has_no_such_page(database, planned):
    town, _, _, round_id = planned
    async with transaction(database.sessions, town.municipality_id) as session:
        with pytest.raises(NotFound):
            await unmet_view(session, round_id, uuid4())
        with pytest.raises(NotFound):
            await unmet_view(session, uuid4(), uuid4())


async def test_she_reads_what_could_make_it_work_and_no_name(database, planned):
    town, _, _, round_id = planned
    here = town.given
    with clock.at(BEFORE):
        async with transaction(database.sessions, town.municipality_id) as session:
            (menu,) = await queries.menus_of(session, round_id)
            assert menu.options == []
            (told,) = menu.why_not
            assert told.keys() == {"occurrence_id", "helps"}
            assert {"window", "openings"} <= set(told["helps"])
            sentences = to_her.helps(tuple(told["helps"]))
            assert not any(here.host.called in one or here.place.called in one for one in sentences)
            await publish_round(session, here.as_coordinator, round_id)
        app = create_app(database.settings, engine=database.engine)
        async with transaction(database.sessions, town.municipality_id) as session:
            (line,) = await proposals(session, here.as_coordinator)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as client:
            await sign_in_as(client, town, Role.YOUTH)
            with texts.speaking("sv"):
                could_help = texts.gettext("What could make it work")
            assert f'href="/proposals/{line.id}">{could_help}' in (await client.get("/home")).text
            page = (await client.get(f"/proposals/{line.id}")).text
            assert f'href="/requests/{line.stay_request_id}">Se dina dagar' in page
            assert could_help in page
            assert "Det går andra dagar." in page
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as client:
            await sign_in_as(client, town, Role.COORDINATOR)
            listed = (await client.get(f"/rounds/{round_id}")).text
            address = f"/rounds/{round_id}/unmet/"
            assert address in listed
            one = listed.split(address)[1].split('"')[0]
            staff = (await client.get(address + one)).text
            assert "Vad som skulle hjälpa" in staff
            assert here.host.called in staff
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as client:
            await sign_in_as(client, town, Role.YOUTH)
            assert (await client.get(address + one)).status_code == 403


def test_every_step_and_every_rule_has_its_words():
    from matching import RULES
    from matching.changes import WORDS

    assert wording.HELPS.keys() == WORDS.keys()
    assert to_her.HELPS.keys() == WORDS.keys() - {"move"}  # what would move somebody else is only for staff
    assert {rule.code for rule in RULES} - wording.IN_THE_WAY.keys() == {"one_option_per_occurrence"}


def test_reasons_are_of_what_comes_nearest_and_tell_nothing_of_a_sibling():
    from matching import Plan
    from matching.problem import Strength, Subject
    from tests.matching.small_worlds import a_host, a_problem, a_request, a_wish, a_youth, linked, nights

    wish = (a_wish("h", Subject.SITE, Strength.IMPORTANT),)
    asked = a_request("a", "y", nights(0), wishes=wish)
    requests = (linked(asked, "b0"), linked(a_request("b", "z", nights(0)), "a0"))
    youths = [a_youth("y"), a_youth("z", vetoes=frozenset({"h"}))]
    problem = a_problem(youths, requests, [a_host("h", beds=2)])
    told, helps = RoundReasons(problem, Plan()).of(problem.requests[0], [])
    assert told == {"site_id": "h", "wish": wish[0].id, "reasons": [{"code": "siblings", "side": "youth"}]}
    assert helps["helps"] == []  # her sibling's no is on the page for staff
    (change,) = RoundReasons(problem, Plan()).explainer.would_help("a0")
    assert change.steps[0].is_siblings
    assert "no of yours" not in change.steps[0].youth
    assert change.steps[0].staff.startswith("For her sibling:")
    free = a_problem([a_youth("y")], [asked], [a_host("h"), a_host("i")])
    (told, _) = RoundReasons(free, Plan()).of(free.requests[0], [])
    assert told["reasons"] == [{"code": "possible", "side": ""}]
