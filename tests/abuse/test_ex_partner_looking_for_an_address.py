"""Somebody looks for where she lives, or where the host lives: on every page, in the API, in jobs and logs, as everybody."""

import json
import logging
import os
from datetime import timedelta
from html import unescape
from uuid import uuid4

import psycopg
import pytest
import pytest_asyncio
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import Range

from models.people import Account, AccountRole, Role, YouthProtected
from models.record import RecordEvent
from models.supply import Mentor, MentorCleared, MentorOpening, SitePerson
from service import clock
from service.app import routes_of
from service.database import transaction
from service.planning.snapshot import snapshot
from service.record import vault_of
from service.stays import feed
from service.stays.where import give_address
from service.supply.rules import ADDRESS_PURPOSES
from service.trail import copies
from service.web import sessions
from tests.abuse.conftest import HER_ADDRESS, HOME_ADDRESS, NOW
from tests.given import OPEN_FROM, OPEN_TO, given_site, given_youth
from tests.stays.given import given_stay
from tests.web.conftest import browser
from tests.web.crawl import walk
from tests.web.forms import hidden, send
from tests.web.people import sign_in_as, token_for

START = {Role.YOUTH: "/home", Role.CASEWORKER: "/queue", Role.COORDINATOR: "/rounds", Role.HOST: "/asks", Role.MENTOR: "/availability",
         Role.PLACE_KEEPER: "/availability", Role.GUARDIAN: "/consents", Role.SUPPORT_PERSON: "/with", Role.AUDITOR: "/trail/verify",
         Role.ADMIN: "/accounts"}  # fmt: skip
MARKS = ("Kanariegatan", "gatan 4711", "Gömda", "Värdkanarie", "Undanby")
HER_OWN_WORDS = "Gömda"  # she named her grandmother with it herself: to her caseworker and herself
NAMED = frozenset({Role.YOUTH, Role.MENTOR, Role.CASEWORKER})  # for the break that begins in six hours


@pytest_asyncio.fixture(scope="module", autouse=True)
async def stay_id(told):
    """All that follows is at the worst hour: she goes there tonight, and her protected break's address is handed over."""
    here = told.town.given
    with clock.at(NOW):
        async with transaction(told.town.database.sessions, told.town.municipality_id) as session:
            begins = NOW + timedelta(hours=6)
            stay = await given_stay(
                session, here, mentor_id=here.mentor.id, arrival=begins, departure=begins + timedelta(days=1)
            )
            await give_address(session, here.as_caseworker, stay.id, given=True)
        return stay.id


@pytest.mark.parametrize("role", list(START), ids=str)
async def test_no_page_shows_an_address_to_anybody(app, told, role):
    async with browser(app) as somebody:
        await sign_in_as(somebody, told.town, role)
        pages = await walk(somebody, START[role], most=200, alike=2)
    assert pages
    for page in pages:
        for mark in MARKS:
            if mark == HER_OWN_WORDS and role in (Role.YOUTH, Role.CASEWORKER):
                continue
            assert mark not in page.answer.text, (role, page.path)


@pytest.mark.parametrize("role", list(START), ids=str)
async def test_no_answer_of_the_api_holds_an_address(app, told, role):
    here = told.town.given
    known = {
        "youth_id": here.youth.id, "site_id": here.host.id, "owner_id": here.host.id, "mentor_id": here.mentor.id,
        "account_id": here.youth.account_id, "support_id": told.support_id,
    }  # fmt: skip
    asked = 0
    async with browser(app) as program:
        program.headers["authorization"] = f"Bearer {await token_for(told.town, role)}"
        for method, path, _ in routes_of(app):
            if method != "GET" or not path.startswith("/api/v1/"):
                continue
            try:
                answer = await program.get(path.format(**known))
            except KeyError:
                continue
            asked += 1
            for mark in MARKS:
                if mark == HER_OWN_WORDS and role in (Role.YOUTH, Role.CASEWORKER):
                    continue
                assert mark not in answer.text, (role, path)
    assert asked > 10


async def test_no_search_of_an_address_finds_anything(app, told):
    """An address in a question is answered as any other nonsense."""
    async with browser(app) as kim:
        await sign_in_as(kim, told.town, Role.COORDINATOR)
        for path in ("/supply", "/rounds", "/calendar", "/accounts"):
            plain, sought = await kim.get(path), await kim.get(path, params={"q": "Kanariegatan"})
            assert sought.status_code in (200, 400, 422), path
            assert told.town.given.youth.called not in sought.text or told.town.given.youth.called in plain.text


async def test_in_the_database_an_address_is_sealed_in_one_place(told):
    """Every column of every table, read past all walls: not one letter of it in clear."""
    found: list[str] = []
    with psycopg.connect(host=os.environ["TEST_POSTGRESQL"], user="postgres", dbname=told.town.database.name) as line:
        tables = line.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        for (table,) in tables:
            for (row,) in line.execute(f"select row_to_json(t)::text from {table} t"):
                plain = json.dumps(json.loads(row), ensure_ascii=False)
                found += [f"{table}: {mark}" for mark in ("Kanariegatan", "Värdkanarie", "4711 Gömda") if mark in plain]
                found += [f"{table}: hex" for mark in ("Kanariegatan", "Värdkanarie") if mark.encode().hex() in plain]
    assert found == []


async def test_nothing_is_written_in_the_log(app, told, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    async with browser(app) as sara:
        await sign_in_as(sara, told.town, Role.CASEWORKER)
        await walk(sara, "/queue")
        await sara.get("/youths/not-an-id")
    heard: str = caplog.text + "".join(capsys.readouterr())
    for mark in ("Kanariegatan", "Värdkanarie", "Kanarieord"):
        assert mark not in heard


async def test_the_engine_and_its_jobs_are_told_no_address(told):
    async with transaction(told.town.database.sessions, told.town.municipality_id) as session:
        taken = repr(await snapshot(session, now=NOW))
        jobs = repr(list(await session.execute(text("select payload, progress, outcome from job"))))
    for mark in ("Kanarie", "gatan 4711", "Undanby"):
        assert mark not in taken + jobs


async def test_to_look_at_a_hosts_address_is_an_act_of_its_own_and_is_recorded(app, told):
    """Negative control: there is something to be found, and the one way to it leaves a trace."""
    here = told.town.given
    path = f"/supply/sites/{here.host.id}"
    async with browser(app) as kim:
        await sign_in_as(kim, told.town, Role.COORDINATOR)
        assert HOME_ADDRESS not in (await kim.get(path)).text
        shown = await send(kim, path, f"{path}/address", purpose=ADDRESS_PURPOSES[0])
        assert HOME_ADDRESS in unescape(shown.text)
        assert HOME_ADDRESS not in (await kim.get(path)).text  # once
    async with transaction(told.town.database.sessions, told.town.municipality_id) as session:
        kinds = list(
            await session.scalars(text("select kind from record_event where about_id = :id"), {"id": here.host.id})
        )
        vault = await vault_of(session, told.town.municipality_id, told.youth.id)
        kept = await session.get_one(YouthProtected, told.youth.id)
        assert vault.open(kept.address, told.youth.id, "address") == HER_ADDRESS
    assert "protected.revealed" in kinds


async def test_the_day_she_goes_there_those_named_for_it_are_shown_it_and_nobody_else(
    app, told, stay_id, caplog, capsys
):
    caplog.set_level(logging.DEBUG)
    shown = set()
    for role in START:
        async with browser(app) as somebody:
            await sign_in_as(somebody, told.town, role)
            token = hidden((await somebody.get("/look")).text)
            answer = await somebody.post(f"/stays/{stay_id}", data=token)
            if HOME_ADDRESS in unescape(answer.text):
                assert "Värdkanarie" not in answer.text[: answer.text.index("<body")]  # nor in its title
                shown.add(role)
            else:
                assert answer.status_code in (403, 404), role
    assert shown == NAMED
    heard = caplog.text + "".join(capsys.readouterr())
    assert "Värdkanarie" not in heard
    async with transaction(told.town.database.sessions, told.town.municipality_id) as session:
        looks = await session.scalars(select(RecordEvent.role).where(RecordEvent.kind == "stay.address_shown"))
        assert set(looks) == NAMED


@pytest.mark.parametrize("who", ["youth", "host", "mentor", "caseworker"])
async def test_the_same_role_without_this_break_gets_nothing(app, told, stay_id, who):
    """Another youth, another host, the mentor of another break, somebody else's caseworker."""
    here, town, role = told.town.given, told.town, Role(who)
    async with transaction(town.database.sessions, town.municipality_id) as session:
        if role is Role.YOUTH:
            account_id = (await given_youth(session, here.zone, here.as_caseworker, called="Ronja"))[1].account_id
        else:
            account = Account(id=uuid4(), called="Någon annan")
            session.add(account)
            await session.flush()
            session.add(AccountRole(account_id=account.id, role=who))
            account_id = account.id
        if role is Role.HOST:
            site = await given_site(session, here.zone, kind="host", called="Familjen Öst")
            session.add(SitePerson(site_id=site.id, account_id=account_id))
        elif role is Role.MENTOR:
            mentor = Mentor(account_id=account_id, called="Lo", zone_id=here.zone.id)
            session.add(mentor)
            await session.flush()
            for table in (MentorOpening, MentorCleared):
                session.add(table(mentor_id=mentor.id, span=Range(OPEN_FROM, OPEN_TO)))
            begins = NOW + timedelta(days=3)
            await given_stay(
                session,
                here,
                site=here.place,
                mentor_id=mentor.id,
                arrival=begins,
                departure=begins + timedelta(days=1),
            )
        secret = await sessions.open_session(session, account_id, role)
    async with browser(app) as somebody:
        somebody.cookies.set(sessions.session_cookie_name(town.database.settings), secret)
        page = await somebody.get(f"/stays/{stay_id}")
        answer = await somebody.post(f"/stays/{stay_id}", data=hidden((await somebody.get("/look")).text))
        pages = [one.answer for one in await walk(somebody, START[role], most=60, alike=2)]
    assert (page.status_code, answer.status_code) == ((404, 403) if role is Role.HOST else (404, 404))
    for one in (page, answer, *pages):
        assert "Värdkanarie" not in one.text


async def test_what_leaves_the_service_holds_no_address_after_she_has_looked(app, told, stay_id):
    """The copy of her file on paper and as data, and the calendar in a phone that was made before she was protected."""
    here, town = told.town.given, told.town
    async with browser(app) as alva:
        await sign_in_as(alva, town, Role.YOUTH)
        assert HOME_ADDRESS in unescape((await send(alva, f"/stays/{stay_id}", f"/stays/{stay_id}")).text)
    async with transaction(town.database.sessions, town.municipality_id) as session:
        copy = await copies.ask_for_copy(session, here.as_youth)
    async with transaction(town.database.sessions, town.municipality_id) as session:
        document, _ = await copies.collect(session, copy.id, {})
        feeds = feed.written(
            "x" * 43, "Upptagen", "Europe/Stockholm", [feed.Entry(stay_id, NOW, NOW + timedelta(1), 1, NOW)]
        )
    plain = document.model_dump_json()
    assert str(here.host.called) in plain  # negative control: the break is told of
    assert "Värdkanarie" not in plain
    assert b"kanarie" not in feeds
