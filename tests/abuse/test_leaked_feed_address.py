"""The secret address of her calendar is found in a phone, a browser's history or a mail. What does it give away?"""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from models.people import Role, YouthProtected
from service import clock
from service.database import transaction
from service.errors import DomainError
from service.stays import feed
from tests.abuse.conftest import NOW
from tests.stays.given import given_stay
from tests.web.conftest import browser
from tests.web.people import sign_in_as


@pytest.fixture
async def address(told):
    """Alva's, with a break in it; she is not protected in this story."""
    town = told.town
    async with transaction(town.database.owner, town.municipality_id) as session:
        await session.execute(delete(YouthProtected))
    async with transaction(town.database.sessions, town.municipality_id) as session:
        if not hasattr(told, "stay"):
            told.stay = await given_stay(session, town.given)
        secret = await feed.open_feed(session, town.given.as_youth, "Upptagen")
    return f"/feed/{secret}.ics"


async def test_it_gives_times_and_one_word_and_nothing_else(app, told, address):
    async with browser(app) as finder:
        found = await finder.get(address)
    assert found.status_code == 200
    assert "BEGIN:VEVENT" in found.text  # negative control: the break is in it
    assert "SUMMARY:Upptagen" in found.text
    for telling in ("Alva", "Lind", "Jo", "Sara", "Björkby", "Mellanrummet", "Umeå", "LOCATION", "DESCRIPTION", "ORGANIZER",
                    "URL", str(told.youth.id), str(told.stay.id), "paus", "vistelse"):  # fmt: skip
        assert telling not in found.text.replace("JOHN", ""), telling
    assert "set-cookie" not in found.headers


async def test_it_opens_no_door(app, told, address):
    """Neither page nor API takes it for her."""
    async with browser(app) as finder:
        await finder.get(address)
        for path in ("/home", "/calendar", "/settings", "/api/v1/me"):
            assert (await finder.get(path)).status_code in (303, 401), path
        secret = address.removeprefix("/feed/").removesuffix(".ics")
        finder.cookies.set("session", secret)
        assert (await finder.get("/home")).status_code == 303
        finder.headers["authorization"] = f"Bearer {secret}"
        assert (await finder.get("/api/v1/me")).status_code == 401


async def test_when_she_turns_it_off_the_leaked_one_is_dead_at_once(app, told, address):
    town = told.town
    async with browser(app) as finder:
        assert (await finder.get(address)).status_code == 200
        async with transaction(town.database.sessions, town.municipality_id) as session:
            await feed.end_feed(session, town.given.as_youth)
        gone = await finder.get(address)
    assert gone.status_code == 404
    assert gone.content == b""


async def test_a_new_address_kills_the_old_one(app, told, address):
    town = told.town
    async with transaction(town.database.sessions, town.municipality_id) as session:
        newer = await feed.open_feed(session, town.given.as_youth, "Upptagen")
    async with browser(app) as finder:
        assert (await finder.get(address)).status_code == 404
        assert (await finder.get(f"/feed/{newer}.ics")).status_code == 200


async def test_guessed_addresses_answer_alike(app, address):
    async with browser(app) as guesser:
        answers = [await guesser.get(f"/feed/{guess}.ics") for guess in ("a", "A" * 43, address[6:-5] + "x", "../home")]
    assert {one.status_code for one in answers} == {404}


async def test_she_sees_that_somebody_used_it(app, told, address):
    async with browser(app) as finder:
        with clock.at(NOW + timedelta(hours=2)):
            await finder.get(address)
    async with browser(app) as alva:
        with clock.at(NOW + timedelta(hours=3)):
            await sign_in_as(alva, told.town, Role.YOUTH)
            page = (await alva.get("/calendar/phone")).text
    assert "13:00" in page or "12:00" in page


async def test_a_protected_youth_has_no_such_address_at_all(told):
    from service.record import vault_of

    town = told.town
    async with transaction(town.database.sessions, town.municipality_id) as session:
        vault = await vault_of(session, town.municipality_id, told.youth.id)
        session.add(
            YouthProtected(
                youth_id=told.youth.id, municipality_id=town.municipality_id, grade="marked",
                address=vault.seal("x", told.youth.id, "address"),
            )
        )  # fmt: skip
        await session.flush()
        with pytest.raises(DomainError):
            await feed.open_feed(session, town.given.as_youth, "Upptagen")
        await session.rollback()
