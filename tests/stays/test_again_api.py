"""The way back for programs: what she gave up is the beginning of a new wish, looked at, sent or thrown."""

from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from models.breaks import IdempotencyKey, StayRequest
from models.people import Role
from service import clock
from service.youths.drafts import keep_draft
from tests.given import FRIDAY, SUNDAY, given_request, given_youth

DRAFT = "/api/v1/requests/draft"


@pytest_asyncio.fixture(scope="module")
async def app(module_database):
    from service.app import create_app

    return create_app(module_database.settings, engine=module_database.engine)


@pytest_asyncio.fixture
async def request_id(world):
    async with world.transaction() as session:
        return (await session.scalars(select(StayRequest.id))).one()


@pytest.fixture(autouse=True)
def _a_week_before():
    with clock.at(FRIDAY - timedelta(days=7)):
        yield


async def how_many(world) -> int:
    async with world.transaction() as session:
        return await session.scalar(select(func.count()).select_from(StayRequest))


async def test_what_she_gave_up_is_begun_again_and_sent(as_, world, request_id):
    youth = await as_(Role.YOUTH, api=True)
    gone = await youth.post(f"/api/v1/stays/{world.stay_id}/steps", json={"step": "cancel", "words": "Inte nu"})
    assert gone.status_code == 200
    begun = await youth.post(f"/api/v1/requests/{request_id}/again")
    assert begun.status_code == 200
    assert (begun.json()["kind"], begun.json()["words"]) == ("weekend", "")  # what she said meant that time
    assert begun.json()["occurrences"][0][0]["arrival"].startswith("2027-01-15")
    assert (await youth.post(f"/api/v1/requests/{request_id}/again")).json() == begun.json()
    assert (await youth.get(DRAFT)).json() == begun.json()
    assert await how_many(world) == 1  # nothing is asked for until she sends it

    key = {"Idempotency-Key": "again-1"}
    sent, same = [await youth.post(f"{DRAFT}/sending", headers=key) for _ in range(2)]
    assert (sent.status_code, sent.json()["status"]) == (201, "open")
    assert (same.json(), same.headers["location"]) == (sent.json(), sent.headers["location"])
    windows = [
        {name: one[name] for name in ("arrival", "departure")} for one in sent.json()["occurrences"][0]["windows"]
    ]
    assert windows == [{name: one[name] for name in ("arrival", "departure")} for one in begun.json()["occurrences"][0]]
    assert (await youth.get(sent.headers["location"])).json() == sent.json()
    assert await how_many(world) == 2
    assert [(await youth.get(DRAFT)).status_code, (await youth.post(f"{DRAFT}/sending")).status_code] == [404, 404]


async def test_what_she_has_begun_meanwhile_is_shown_and_not_written_over(as_, world, request_id):
    async with world.transaction() as session:
        await keep_draft(session, world.town.given.as_youth, "request", {"kind": "night", "words": "Snälla."})
    youth = await as_(Role.YOUTH, api=True)
    begun = (await youth.post(f"/api/v1/requests/{request_id}/again", headers={"Idempotency-Key": "a"})).json()
    assert (begun["kind"], begun["words"], begun["occurrences"]) == ("night", "Snälla.", [])
    async with world.transaction() as session:  # her words stand in her draft, sealed, and nowhere else
        assert "Snälla." not in str((await session.scalars(select(IdempotencyKey.body))).all())
    early = await youth.post(f"{DRAFT}/sending")
    assert (early.status_code, early.json()["errors"][0]["field"]) == (422, "occurrences")
    assert await how_many(world) == 1
    assert (await youth.get(DRAFT)).json() == begun  # what could not be sent is still there


async def test_past_days_are_left_out(as_, world, request_id):
    with clock.at(SUNDAY + timedelta(days=9)):
        youth = await as_(Role.YOUTH, api=True)
        assert (await youth.post(f"/api/v1/requests/{request_id}/again")).json()["occurrences"] == []


async def test_a_draft_is_thrown_once(as_, world, request_id):
    youth = await as_(Role.YOUTH, api=True)
    await youth.post(f"/api/v1/requests/{request_id}/again")
    assert [(await youth.delete(DRAFT)).status_code for _ in range(2)] == [204, 204]
    assert (await youth.get(DRAFT)).status_code == 404


async def test_anothers_wish_is_answered_as_one_that_is_not_there(as_, world):
    async with world.transaction() as session:
        given = world.town.given
        bo, _, grant = await given_youth(session, given.zone, given.as_caseworker, called="Bo")
        his, _ = await given_request(session, bo, grant)
        his_id = his.id
    youth = await as_(Role.YOUTH, api=True)
    answers = [(await youth.post(f"/api/v1/requests/{one}/again")) for one in (his_id, uuid4())]
    assert {(one.status_code, one.json()["code"], one.json()["detail"]) for one in answers} == {
        (404, "not_found", answers[1].json()["detail"])
    }
    assert (await youth.get(DRAFT)).status_code == 404
    assert (await youth.post("/api/v1/requests/mine/again")).status_code == 404


async def test_drafts_are_hers_alone(as_, request_id):
    for role in (Role.CASEWORKER, Role.GUARDIAN, Role.COORDINATOR):
        somebody = await as_(role, api=True)
        answers = [
            await somebody.get(DRAFT),
            await somebody.delete(DRAFT),
            await somebody.post(f"{DRAFT}/sending"),
            await somebody.post(f"/api/v1/requests/{request_id}/again"),
        ]
        assert [one.status_code for one in answers] == [403] * 4, role
        assert all(one.headers["content-type"].startswith("application/problem+json") for one in answers)
