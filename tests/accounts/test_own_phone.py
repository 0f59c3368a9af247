"""Only my phone: it rests, shows nothing about her, and goes on with her PIN; her four words work whatever happens."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import pytest_asyncio
from sqlalchemy import text

from models.people import Role
from service import clock
from service.accounts import queries, rules
from service.app import create_app
from service.database import transaction
from service.web.sessions import key_of
from tests.web.conftest import browser
from tests.web.forms import send
from tests.web.people import given_a_town, sign_in_as

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PIN = "4071"


@pytest_asyncio.fixture(scope="module")
async def town(module_database):
    with clock.at(NOON):
        return await given_a_town(module_database)


@pytest_asyncio.fixture(scope="module")
async def app(module_database):
    return create_app(module_database.settings, engine=module_database.engine)


@pytest_asyncio.fixture
async def phone(app, town):
    """Alva's, signed in at noon, with a PIN."""
    with clock.at(NOON):
        async with browser(app) as client:
            client.secret = await sign_in_as(client, town, Role.YOUTH)
            kept = await send(client, "/phone", pin=PIN)
            assert (kept.status_code, kept.headers["location"]) == (303, "/phone")
            yield client


async def is_inside(client) -> bool:
    return (await client.get("/phone")).status_code == 200


@pytest.mark.parametrize("pin", ["123", "1234567", "1111", "1234", "987654", "12a4", "", "٤٠٧١", "40 71"])
def test_a_pin_that_anybody_tries_first_is_not_taken(pin):
    assert not rules.is_pin(pin)


@pytest.mark.parametrize("pin", ["4071", "13579", "112233", "0002"])
def test_others_are(pin):
    assert rules.is_pin(pin)


async def test_it_lives_for_twelve_hours_and_no_longer(phone):
    moment = NOON
    while moment < NOON + timedelta(hours=12):
        with clock.at(moment):
            assert await is_inside(phone), moment
        moment += timedelta(minutes=25)
    with clock.at(NOON + timedelta(hours=12)):
        assert not await is_inside(phone)
        assert (await phone.get("/rest")).headers["location"] == "/sign-in"  # it does not even rest


async def test_after_half_an_hour_it_rests_and_goes_on_where_she_was(phone):
    with clock.at(NOON + timedelta(minutes=31)):
        asked = await phone.get("/wishes")
        assert (asked.status_code, asked.headers["location"]) == (303, "/rest?next=/wishes")
        shown = await phone.get("/rest?next=/wishes")
        assert "Alva" not in shown.text
        assert "nav" not in re.findall(r"<(\w+)", shown.text)
        assert "<title>Kalender</title>" in shown.text
        on = await send(phone, "/rest?next=/wishes", "/rest", pin=PIN, next="/wishes")
        assert (on.status_code, on.headers["location"]) == (303, "/wishes")
        assert (await phone.get("/wishes")).status_code == 200


async def test_a_session_without_a_pin_ends_and_does_not_rest(app, town):
    async with browser(app) as client:
        with clock.at(NOON):
            await sign_in_as(client, town, Role.YOUTH)
        with clock.at(NOON + timedelta(minutes=31)):
            assert (await client.get("/wishes")).headers["location"].startswith("/sign-in")
            assert (await client.get("/rest")).headers["location"] == "/sign-in"


async def test_it_rests_at_once_when_she_says_so(phone):
    with clock.at(NOON + timedelta(minutes=2)):
        rests = await send(phone, "/phone", "/rest/now")
        assert (rests.status_code, rests.headers["location"]) == (303, "/rest")
        assert not await is_inside(phone)
        assert (await send(phone, "/rest", pin=PIN)).status_code == 303
        assert await is_inside(phone)


async def test_five_wrong_pins_end_the_session_and_nothing_else(phone, town):
    with clock.at(NOON + timedelta(minutes=40)):
        for left in (4, 3, 2, 1):
            wrong = await send(phone, "/rest", pin="9999")
            assert wrong.status_code == 422
            assert f"Du har {left} försök kvar" in unescape(wrong.text)
            assert "9999" not in wrong.text
        last = await send(phone, "/rest", pin="9999")
        assert (last.status_code, last.headers["location"]) == (303, "/sign-in")
        phone.cookies.set("session", phone.secret)
        assert (await phone.get("/rest")).headers["location"] == "/sign-in"  # the right one is too late
    async with transaction(town.database.sessions, town.municipality_id) as session:
        closed = await session.scalar(
            text("select closed_at from account where id = :id"), {"id": town.given.youth.account_id}
        )
    assert closed is None


async def test_many_at_the_same_time_get_no_more_tries(app, phone):
    with clock.at(NOON + timedelta(minutes=40)):
        page = (await phone.get("/rest")).text
        token = {name: unescape(value) for name, value in re.findall(r'name="(_\w+)" value="([^"]+)"', page)}
        answers = await asyncio.gather(
            *(phone.post("/rest", data={**token, "pin": f"{5000 + n * 13}"}) for n in range(12))
        )
        assert sum(one.status_code == 422 for one in answers) <= 4
        assert (await phone.get("/rest")).headers["location"] == "/sign-in"


async def test_leaving_ends_it_also_while_it_rests(phone):
    with clock.at(NOON + timedelta(minutes=40)):
        left = await phone.post("/exit")
        assert left.headers["location"] == "/almanac"
        phone.cookies.set("session", phone.secret)
        assert (await phone.get("/rest")).headers["location"] == "/sign-in"


async def test_the_pin_is_kept_as_argon2id_and_never_as_typed(phone, town):
    import os

    import psycopg

    with psycopg.connect(host=os.environ["TEST_POSTGRESQL"], user="postgres", dbname=town.database.name) as c:
        (kept,) = c.execute("select pin_hash from web_session where key = %s", (key_of(phone.secret),)).fetchone()
    assert kept.startswith("$argon2id$")
    assert PIN not in kept.split("$")[-1] or len(PIN) > 4


async def test_an_adult_has_no_pin(app, town):
    with clock.at(NOON):
        async with browser(app) as client:
            await sign_in_as(client, town, Role.CASEWORKER)
            assert (await client.get("/phone")).status_code == 403


# -- what she is told at her next sign-in


async def test_she_is_told_how_she_came_in_last_and_what_was_renewed(app, town):
    from service.accounts import actions

    settings = town.database.settings
    tuesday = NOON + timedelta(days=2)

    async def card_and_words(phrase: str, name: str) -> None:
        async with transaction(town.database.sessions, town.municipality_id) as session:
            card = await actions.make_card(
                session, town.given.as_caseworker, settings.secret_key, town.given.youth.account_id
            )
        await actions.use_card(
            town.database.sessions, settings.secret_key, code=card.code, name=name, phrase=phrase, address="a"
        )

    async def told():
        async with transaction(town.database.sessions, town.municipality_id) as session:
            return await queries.entrance_of(session, town.given.as_youth)

    with clock.at(tuesday):
        await card_and_words("båten lampan musen katten", "alva.test")
    with clock.at(tuesday + timedelta(days=1)):
        await actions.sign_in(
            town.database.sessions,
            settings.secret_key,
            name="alva.test",
            phrase="båten lampan musen katten",
            address="a",
        )
        entrance = await told()
        assert (entrance.before_at, entrance.before_by, entrance.renewed) == (tuesday, "card", ())
    with clock.at(tuesday + timedelta(days=2)):  # somebody else has got a card for her
        await card_and_words("solen molnet regnet snön", "alva.test")
    with clock.at(tuesday + timedelta(days=2, hours=1)):
        entrance = await told()
    assert entrance.before_by == "phrase"
    assert {(one.what, one.by) for one in entrance.renewed} == {("card_made", "Sara")}


async def test_the_first_page_says_it_and_only_at_first(app, town):
    with clock.at(NOON + timedelta(days=5)):
        async with transaction(town.database.sessions, town.municipality_id) as session:
            await session.execute(
                text("update youth set careful_at = now() where id = :id"), {"id": town.given.youth.id}
            )
        async with browser(app) as client:
            await sign_in_as(client, town, Role.YOUTH)
            first = await client.get("/home")
            assert "Du var här senast" in unescape(first.text)
            with clock.at(NOON + timedelta(days=5, minutes=11)):
                await client.get("/wishes")
            with clock.at(NOON + timedelta(days=5, minutes=9)):
                await client.get("/home")


# -- other words


async def test_other_words_sign_everybody_out_and_need_the_old_ones(app, town):
    with clock.at(NOON + timedelta(days=6)):
        async with browser(app) as alva, browser(app) as thief:
            await sign_in_as(alva, town, Role.YOUTH)
            await sign_in_as(thief, town, Role.YOUTH)
            wrong = await send(alva, "/sign-in-words", now="inte de orden", phrase="tåget bilen båten cykeln")
            assert wrong.status_code == 422
            right = await send(
                alva, "/sign-in-words", now="solen molnet regnet snön", phrase="tåget bilen båten cykeln"
            )
            assert (right.status_code, right.headers["location"]) == (303, "/sign-in")
            assert not await is_inside(thief)
            again = await send(alva, "/sign-in", sign_in_name="alva.test", phrase="tåget bilen båten cykeln")
            assert again.headers["location"] == "/home"
