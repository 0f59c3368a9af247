"""The page of breaks without a place as a browser without JavaScript meets it, and what the youth reads meanwhile."""

from contextlib import asynccontextmanager
from datetime import timedelta
from html import unescape

import pytest_asyncio

from models.breaks import Round
from models.people import Role
from service import clock
from service.app import create_app
from service.database import enter_municipality, transaction
from service.jobs.running import claim
from service.planning.jobs import look_for_repairs as do_look
from service.planning.repair_actions import latest_search
from service.proposals.jobs import publish
from service.stays import safety  # noqa: F401  closing asks it first
from service.supply.safety import close_site_now
from service.youths.rules import Place, here_on_the_map
from tests.given import FRIDAY
from tests.look.readability import STAFF, YOUTH, lix, words_of
from tests.stays.given import given_stay
from tests.web.conftest import browser
from tests.web.forms import send
from tests.web.people import given_a_town, sign_in_as

SLICES = ("accounts", "consents", "planning", "proposals", "stays", "supply", "requests", "youths")
BEFORE = FRIDAY - timedelta(days=20)


@pytest_asyncio.fixture
async def town(database):
    """Alva's break was booked with a family that had to close."""
    with clock.at(BEFORE):
        town = await given_a_town(database)
        async with transaction(database.sessions) as session:
            await enter_municipality(session, town.municipality_id)
            town.given.more["stay"] = await given_stay(session, town.given)
            await close_site_now(session, town.given.as_coordinator, town.given.host.id)
        yield town


@asynccontextmanager
async def signed_in(town, role):
    app = create_app(town.database.settings, engine=town.database.engine, slices=SLICES)
    async with browser(app) as client:
        await sign_in_as(client, town, role)
        yield client


async def work(town, job_id, act):
    await act(town.database.sessions, await claim(town.database.sessions, job_id, town.municipality_id))


async def test_looked_for_taken_and_told(town):
    async with signed_in(town, Role.COORDINATOR) as kim:
        assert 'href="/repairs"' in (await kim.get("/rounds")).text
        page = unescape((await kim.get("/repairs")).text)
        assert "Alva" in page
        assert "Familjen Lind" in page
        assert "Föreslå" not in page  # nothing has been looked for yet
        assert (await send(kim, "/repairs", "/repairs/search")).status_code == 303
        assert "Letar efter nya platser" in (await kim.get("/repairs")).text
        async with transaction(town.database.sessions, town.municipality_id) as session:
            job = await latest_search(session)
        await work(town, job.id, do_look)
        page = unescape((await kim.get("/repairs")).text)
        assert "Ingen annan flyttar: 1 av 1 har en ny plats" in page
        assert "Alla har en plats" in page
        assert "Stugan" in page
        assert lix(words_of(page)) <= STAFF
        answer = await send(kim, "/repairs", "/repairs/taken", job_id=str(job.id))
        assert answer.status_code == 303
        round_id = answer.headers["location"].rpartition("/")[2]
        assert (await send(kim, "/repairs", "/repairs/taken", job_id=str(job.id))).status_code == 409
        async with transaction(town.database.sessions, town.municipality_id) as session:
            made = await session.get_one(Round, round_id)
            publishing = made.job_id
        await work(town, publishing, publish)
        assert "Alla bokade pauser har sin plats" in (await kim.get("/repairs")).text
        assert (await kim.get(f"/rounds/{round_id}/published")).status_code == 200
    async with signed_in(town, Role.YOUTH) as alva:
        page = unescape((await alva.get(f"/stays/{town.given.more['stay'].id}")).text)
        assert "Det finns något nytt som du kan välja." in page
        assert "/proposals/" in page


async def test_the_youth_reads_what_comes_next_by_when_and_where_help_is(town):
    async with signed_in(town, Role.YOUTH) as alva:
        home = unescape((await alva.get("/home")).text)
        address = f"/stays/{town.given.more['stay'].id}"
        assert f'href="{address}"' in home
        page = unescape((await alva.get(address)).text)
        assert "Det beror inte på dig." in page
        assert "Vi letar efter en ny plats nu." in page
        assert "Vi har bett Sara att höra av sig till dig senast" in page
        assert 'class="button second" href="/help"' in page
        assert lix(words_of(page)) <= YOUTH
        assert "/proposals/" not in page
        assert (await alva.get("/repairs")).status_code == 403


def test_on_the_map_she_is_where_we_plan_again():
    """Not where her old choice was approved; a choice that waits for a yes still is."""
    assert here_on_the_map("open", "approved").place is Place.PLAN
    assert here_on_the_map("chosen", "approved").place is Place.APPROVE


async def test_her_caseworker_reads_and_decides_nothing_here(town):
    async with signed_in(town, Role.CASEWORKER) as sara:
        assert 'href="/repairs"' in (await sara.get("/queue")).text
        page = unescape((await sara.get("/repairs")).text)
        assert "Alva" in page
        assert "/repairs/search" not in page
        assert (await send(sara, "/repairs", "/repairs/search")).status_code in (403, 404)
