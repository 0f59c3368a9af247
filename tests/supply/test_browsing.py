"""What she reads about hosts, places and mentors: filtered by her own wishes, a no undone at once, never an address."""

from html import unescape
from typing import Any

import pytest
import pytest_asyncio

from models.municipality import School, Zone
from models.people import Role, Youth, YouthProtected
from models.supply import Mentor, Presentation, Site
from models.words import Veto
from service.database import transaction
from service.supply.presentations import presentations_for
from service.youths.actions import make_wish
from tests.given import given_municipality, given_site
from tests.look.readability import YOUTH, lix
from tests.web.conftest import browser
from tests.web.people import sign_in_as
from tests.youths.pressing import count, press


@pytest_asyncio.fixture(scope="module")
async def app(module_database: Any) -> Any:
    from service.app import create_app

    slices = ("web", "accounts", "youths", "supply", "visits")
    return create_app(module_database.settings, engine=module_database.engine, slices=slices)


@pytest_asyncio.fixture
async def alva(app, town):
    async with browser(app) as client:
        await sign_in_as(client, town, Role.YOUTH)
        yield client


async def _given_wishes(town):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        given = town.given
        (await session.get(Site, given.host.id)).traits = ["quiet", "dog"]
        (await session.get(Site, given.place.id)).traits = ["music"]
        if not await session.get(Youth, given.youth.id):
            raise LookupError
        for trait, strength in (("quiet", "important"), ("music", "nice"), ("cat", "never")):
            await make_wish(session, given.as_youth, given.youth.id, subject="where", strength=strength, trait=trait)


async def test_the_list_is_filtered_by_kind_and_by_what_she_wished(alva, town):
    await _given_wishes(town)
    host, place, mentor = town.given.host.called, town.given.place.called, town.given.mentor.called
    everybody = unescape((await alva.get("/people")).text)
    assert all(f">{name}</bdi>" in everybody for name in (host, place, mentor))
    assert "Att det är tyst (1)" in everybody
    assert "Katt" not in everybody  # what she never wants is no filter
    quiet = unescape((await alva.get("/people?wish=quiet")).text)
    assert (f">{host}</bdi>" in quiet, f">{place}</bdi>" in quiet) == (True, False)
    mentors = unescape((await alva.get("/people?kind=mentor")).text)
    assert (f">{mentor}</bdi>" in mentors, f">{host}</bdi>" in mentors) == (True, False)
    nobody = unescape((await alva.get("/people?kind=mentor&wish=quiet")).text)
    assert "Ingen just nu. Välj något annat här ovanför." in nobody
    assert (await alva.get("/people?kind=castle&wish=gold&more=perhaps&left=nobody")).status_code == 200


async def test_one_she_says_no_to_goes_away_and_comes_back_with_undo(alva, town):
    host = town.given.host
    sent = await press(alva, f"/people/sites/{host.id}", on="/people", mark="veto", to="list")
    assert sent.headers["location"] == f"/people?left={host.id}"
    after = unescape((await alva.get(sent.headers["location"])).text)
    assert f"Du ser inte {host.called} här mer. Ingen frågar varför." in after
    assert f'id="p-{host.id}"' not in after
    assert "Visa dem jag sagt nej till (1)" in unescape((await alva.get("/people")).text)
    said_no = unescape((await alva.get("/people?more=yes")).text)
    assert (host.called in said_no, town.given.place.called in said_no) == (True, False)
    await press(alva, f"/people/sites/{host.id}", on="/people", mark="no_veto", to="list")
    back = unescape((await alva.get("/people")).text)
    assert f'id="p-{host.id}"' in back
    assert "Visa dem jag sagt nej till" not in back
    assert await count(town, Veto) == 1  # that she once said no is kept, lifted


async def test_a_presentation_tells_of_questions_animals_and_the_way_and_is_easy_to_read(alva, town):
    host = town.given.host
    async with transaction(town.database.sessions, town.municipality_id) as session:
        school = School(called="Skolan", zone_id=town.given.zone.id)
        session.add(school)
        await session.flush()
        (await session.get(Youth, town.given.youth.id)).school_id = school.id
        shown = await _presentation(session, host)
        shown.animals, shown.ask_us = "En katt.", "Om du får duscha."
        shown.may_ask, shown.may_not_ask = "Vad du äter.", "Hur det är hemma."
    page = unescape((await alva.get(f"/people/sites/{host.id}")).text)
    for words in ("En katt.", "Om du får duscha.", "Vad du äter.", "Hur det är hemma.", "Du behöver inte svara."):
        assert words in page
    assert "Ungefär 15 minuter från din skola" in page
    assert lix(page) <= YOUTH


async def _presentation(session, site) -> Presentation:
    from sqlalchemy import select

    return (await session.scalars(select(Presentation).where(Presentation.site_id == site.id))).one()


async def test_the_way_is_never_told_where_an_address_is_protected(session):
    here = await given_municipality(session)
    hidden = await given_site(session, here.zone, kind="place", called="Lyan", protected_address=True)
    cards = {one.id: one for one in await presentations_for(session, here.as_youth, here.youth.id, "sv")}
    assert (cards[here.host.id].minutes_from_home, cards[here.host.id].minutes_from_school) == (15, None)
    assert (cards[hidden.id].minutes_from_home, cards[hidden.id].zone) == (None, None)
    assert cards[here.mentor.id].minutes_from_home is None
    session.add(YouthProtected(youth_id=here.youth.id, grade="marked", address=b"sealed"))
    await session.flush()
    cards = {one.id: one for one in await presentations_for(session, here.as_youth, here.youth.id, "sv")}
    assert cards[here.host.id].minutes_from_home is None


async def test_close_to_school_is_met_by_the_way_and_never_by_a_protected_place(session):
    here = await given_municipality(session)
    far = Zone(called="Långt bort", latitude=64.6, longitude=21.2)
    school = School(called="Skolan", zone_id=here.zone.id)
    session.add_all([far, school])
    await session.flush()
    away = await given_site(session, far, kind="host", called="Bortom")
    hidden = await given_site(session, here.zone, kind="place", called="Lyan", protected_address=True)
    (await session.get(Youth, here.youth.id)).school_id = school.id
    await make_wish(session, here.as_youth, here.youth.id, subject="where", strength="nice", trait="near_school")
    cards = {one.id: one for one in await presentations_for(session, here.as_youth, here.youth.id, "sv")}
    near = {one for one, card in cards.items() if "near_school" in card.wished}
    assert near == {here.host.id, here.place.id}
    assert {away.id, hidden.id} <= set(cards)
    assert isinstance(await session.get(Mentor, here.mentor.id), Mentor)


@pytest.mark.parametrize("path", ["/people", "/people?kind=host", "/people?more=yes"])
async def test_lists_are_easy_to_read(alva, path):
    assert lix((await alva.get(path)).text) <= YOUTH
