"""A break soon for programs: the same number, the same holds, the same way back."""

from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import delete, select

from models.breaks import Claim, StayRequest
from models.people import Role, SupportGrant
from models.reaching import ContactPreference
from models.words import Statement
from service import clock
from service.consents.actions import rules_of_today
from service.database import transaction
from tests.soon.test_soon import THURSDAY, on_duty
from tests.stays.conftest import _sign_ins
from tests.web.people import given_a_town

SOON = "/api/v1/soon"


class World:
    def __init__(self, town) -> None:
        self.town = town

    def transaction(self):
        return transaction(self.town.database.sessions, self.town.municipality_id)


@pytest_asyncio.fixture
async def world(module_database):
    town = await given_a_town(module_database)
    async with transaction(module_database.sessions, town.municipality_id) as session:
        session.add_all(rules_of_today(town.given.municipality))
        await on_duty(session, town.given.as_coordinator)
    return World(town)


@pytest_asyncio.fixture(scope="module")
async def app(module_database):
    from service.app import create_app

    return create_app(module_database.settings, engine=module_database.engine)


@pytest_asyncio.fixture
async def youth(app, world):
    async for sign_in in _sign_ins(app, world):
        yield await sign_in(Role.YOUTH, api=True)


@pytest.fixture(autouse=True)
def _on_thursday_evening():
    with clock.at(THURSDAY):
        yield


async def test_who_answers_and_what_can_be_asked_for_now(youth):
    now = (await youth.get(SOON)).json()
    assert [one["when"] for one in now["times"]] == ["evening", "tomorrow_evening", "tonight", "tomorrow"]
    assert now["nights_need"] == ["Eva"]
    answers = now["helper"]["answers"]
    assert (answers["called"], answers["phone"], answers["is_now"]) == ("Kim", "090-00 00 07", True)
    assert (now["helper"]["asked_at"], now["may_call"], now["begun"]) == (None, "never", None)


async def test_what_is_open_is_held_taken_and_given_back(youth, world):
    found = await youth.post(SOON, json={"when": "tonight"})
    assert found.status_code == 201
    address, menu = found.headers["location"], found.json()
    assert (menu["here"], menu["chosen"], menu["helper"]["asked_at"] is not None) == ("choose", None, True)
    assert {one["called"] for one in menu["options"]} == {"Familjen Lind", "Stugan"}
    assert (await youth.get(address)).json() == menu
    assert (await youth.get(SOON)).json()["begun"] == menu["request_id"]

    option = menu["options"][0]
    late = await youth.post(f"{address}/choice", json={"option_id": option["id"], "rev": menu["rev"] + 7})
    assert late.status_code == 412
    taken = await youth.post(f"{address}/choice", json={"option_id": option["id"], "rev": menu["rev"]})
    assert (taken.status_code, taken.json()["chosen"], taken.json()["options"]) == (200, option, [])
    assert (taken.json()["here"], taken.json()["waits_for"]) == ("needs_consent", ["Eva"])

    back = await youth.post(f"{address}/withdrawal")
    assert (back.status_code, back.json()["here"]) == (200, "over")
    async with world.transaction() as session:
        assert await session.scalar(select(StayRequest.status)) == "withdrawn"
        assert "held" not in set(await session.scalars(select(Claim.state)))


async def test_the_same_call_twice_is_one_request(youth, world):
    key = {"Idempotency-Key": "soon-1"}
    answers = [await youth.post(SOON, json={"when": "tonight"}, headers=key) for _ in (1, 2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["location"] == answers[0].headers["location"]
    async with world.transaction() as session:
        assert len((await session.scalars(select(StayRequest.id))).all()) == 1


async def test_where_nothing_can_be_asked_for_somebody_is_told_all_the_same(youth, world):
    async with transaction(world.town.database.owner, world.town.municipality_id) as session:
        await session.execute(delete(SupportGrant))
    answer = await youth.post(SOON, json={"when": "tonight"})
    assert (answer.status_code, answer.json()["request_id"], answer.json()["here"]) == (201, None, "nothing")
    assert answer.json()["helper"]["asked_at"] is not None
    assert "location" not in answer.headers


async def test_she_is_rung_only_where_she_has_said_that_it_is_safe(youth, world):
    assert (await youth.post(f"{SOON}/call")).status_code == 404
    async with world.transaction() as session:
        session.add(ContactPreference(youth_id=world.town.given.youth.id, channel="none", call="any_time"))
    told = await youth.post(f"{SOON}/call")
    assert told.status_code == 201
    async with world.transaction() as session:
        assert str(await session.scalar(select(Statement.id))) == told.json()["id"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "", {}, 422),
        ("POST", "", {"when": "next year"}, 422),
        ("POST", "", {"when": "tonight", "more": 1}, 422),
        ("GET", "/01980000-0000-7000-8000-000000000000", None, 404),
        ("POST", "/01980000-0000-7000-8000-000000000000/withdrawal", None, 404),
        ("POST", "/01980000-0000-7000-8000-000000000000/choice", {}, 422),
        ("GET", "/nothing", None, 404),
    ],
)
async def test_what_can_not_be_is_told(youth, method, path, body, status):
    answer = await youth.request(method, SOON + path, json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["detail"]


async def test_a_time_that_is_past_is_told_and_nothing_is_asked_for(app, world):
    with clock.at(THURSDAY + timedelta(hours=2)):  # the evening is nearly over
        async for sign_in in _sign_ins(app, world):
            answer = await (await sign_in(Role.YOUTH, api=True)).post(SOON, json={"when": "evening"})
    assert (answer.status_code, answer.json()["code"]) == (409, "soon.time_is_past")
    async with world.transaction() as session:
        assert await session.scalar(select(StayRequest.id)) is None
