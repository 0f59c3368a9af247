"""What she reads about hosts, places and mentors, for programs: as on her pages, and never an address."""

from uuid import uuid4

import pytest
import pytest_asyncio

from models.people import Role
from models.supply import Site, Suitability
from service.database import transaction
from tests.supply.test_api import calling
from tests.supply.test_browsing import _given_wishes
from tests.web.people import given_a_town

PEOPLE = "/api/v1/people"


@pytest_asyncio.fixture
async def town(module_database):
    """A new one for each test: hearts and wishes stay."""
    return await given_a_town(module_database)


@pytest_asyncio.fixture(scope="module")
async def app(module_database):
    from service.app import create_app

    slices = ("web", "accounts", "youths", "supply", "visits", "trail")
    return create_app(module_database.settings, engine=module_database.engine, slices=slices)


@pytest_asyncio.fixture
async def alva(app, town):
    async with calling(app, town, Role.YOUTH) as client:
        yield client


async def names(client, **narrowed) -> list[str]:
    answer = await client.get(PEOPLE, params=narrowed)
    assert answer.status_code == 200, answer.text
    return [one["called"] for one in answer.json()["people"]]


async def test_she_narrows_the_list_by_kind_and_by_what_she_wished(alva, town):
    await _given_wishes(town)
    host, place, mentor = town.given.host.called, town.given.place.called, town.given.mentor.called
    every = (await alva.get(PEOPLE)).json()
    assert {one["called"] for one in every["people"]} == {host, place, mentor}
    assert every["wished"] == [{"trait": "quiet", "many": 1}, {"trait": "music", "many": 1}]
    assert await names(alva, wish="quiet") == [host]
    assert await names(alva, kind="mentor") == [mentor]
    assert await names(alva, kind="mentor", wish="quiet") == []


async def test_one_is_read_as_on_the_page(alva, town):
    host = town.given.host
    one = (await alva.get(f"{PEOPLE}/sites/{host.id}")).json()
    page_says = ("headline", "about", "food", "room", "house_rules", "may_ask", "may_not_ask", "ask_us", "animals")
    assert (one["id"], one["called"], one["kind"]) == (str(host.id), host.called, "host")
    assert set(page_says) <= set(one)
    assert one in (await alva.get(PEOPLE)).json()["people"]
    assert "address" not in str(sorted(one))
    mentor = (await alva.get(f"{PEOPLE}/mentors/{town.given.mentor.id}")).json()
    assert (mentor["kind"], mentor["minutes_from_home"]) == ("mentor", None)


async def test_hearts_come_first_and_those_she_says_no_to_are_kept_apart(alva, town):
    liking = f"/api/v1/youths/{town.given.youth.id}"
    host, mentor = town.given.host, town.given.mentor
    await alva.put(f"{liking}/mentors/{mentor.id}/liking", json={"heart": True, "veto": False})
    await alva.put(f"{liking}/sites/{host.id}/liking", json={"heart": False, "veto": True})
    shown = (await alva.get(PEOPLE)).json()
    assert (shown["people"][0]["called"], shown["people"][0]["has_heart"]) == (mentor.called, True)
    assert host.called not in [one["called"] for one in shown["people"]]
    assert shown["said_no"] == 1
    assert await names(alva, said_no=True) == [host.called]
    assert (await alva.get(f"{PEOPLE}/sites/{host.id}")).json()["has_veto"] is True  # she can change her mind


async def test_where_an_address_is_protected_neither_district_nor_way_is_told(alva, town):
    open_one = (await alva.get(f"{PEOPLE}/sites/{town.given.host.id}")).json()
    assert (open_one["zone"] is not None, open_one["minutes_from_home"]) == (True, 15)
    async with transaction(town.database.sessions, town.municipality_id) as session:
        (await session.get(Site, town.given.host.id)).protected_address = True
    hidden = (await alva.get(f"{PEOPLE}/sites/{town.given.host.id}")).json()
    assert (hidden["zone"], hidden["minutes_from_home"], hidden["minutes_from_school"]) == (None, None, None)


async def test_one_who_cannot_receive_her_is_answered_as_one_that_is_not_there(alva, town):
    given = town.given
    async with transaction(town.database.sessions, town.municipality_id) as session:
        session.add(
            Suitability(
                youth_id=given.youth.id,
                site_id=given.place.id,
                verdict="unsuitable",
                made_by=given.as_caseworker.account_id,
            )
        )
    wanted = [
        f"{PEOPLE}/sites/{given.place.id}",
        f"{PEOPLE}/sites/{town.other.given.host.id}",
        f"{PEOPLE}/sites/{given.mentor.id}",  # a mentor is no house
        f"{PEOPLE}/mentors/{given.host.id}",
        f"{PEOPLE}/sites/{uuid4()}",
    ]
    answers = [await alva.get(one) for one in wanted]
    assert {(one.status_code, one.json()["code"], one.json()["detail"]) for one in answers} == {
        (404, "not_found", answers[-1].json()["detail"])
    }
    assert given.place.called not in await names(alva)


@pytest.mark.parametrize("query", ["kind=castle", "wish=gold", "wish=cat", "said_no=perhaps", f"wish={'x' * 41}"])
async def test_what_cannot_be_asked_for_is_told(alva, query):
    answer = await alva.get(f"{PEOPLE}?{query}")
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.GUARDIAN, Role.HOST, Role.MENTOR], ids=str)
async def test_it_is_her_list_alone(app, town, role):
    async with calling(app, town, role) as somebody:
        for path in (PEOPLE, f"{PEOPLE}/sites/{town.given.host.id}", f"{PEOPLE}/mentors/{town.given.mentor.id}"):
            assert (await somebody.get(path)).status_code == 403
