"""The address of a break for programs: one look at a time, for people named for it, recorded, and kept nowhere."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from models.breaks import IdempotencyKey
from models.people import CaseworkerAssignment, Role
from models.record import RecordEvent
from service import clock
from service.database import transaction
from service.record import Event
from tests.given import FRIDAY, SUNDAY
from tests.stays.test_where import ADDRESS, told

SOON = FRIDAY - timedelta(hours=3)


async def kept(world, kind) -> list[str]:
    async with world.transaction() as session:
        rows = await session.scalars(select(RecordEvent.role).where(RecordEvent.kind == kind).order_by(RecordEvent.seq))
        return list(rows)


@pytest.mark.parametrize("role", [Role.YOUTH, Role.MENTOR, Role.CASEWORKER], ids=str)
async def test_each_look_is_asked_for_and_recorded(as_, world, role):
    where = f"/api/v1{await told(world)}/where"
    with clock.at(SOON):
        somebody = await as_(role, api=True)
        state = (await somebody.get(where)).json()
        assert state["state"] == "open"
        assert await kept(world, Event.ADDRESS_SHOWN) == []  # to ask from when is no look
        looks = [await somebody.post(where) for _ in range(2)]
    assert [(one.status_code, one.json(), one.headers["cache-control"]) for one in looks] == [
        (200, {"address": ADDRESS}, "no-store")
    ] * 2
    assert await kept(world, Event.ADDRESS_SHOWN) == [role.value] * 2


async def test_before_that_she_is_told_from_when_and_the_look_is_refused(as_, world):
    where = f"/api/v1{await told(world)}/where"
    with clock.at(FRIDAY - timedelta(days=9)):
        youth = await as_(Role.YOUTH, api=True)
        state = await youth.get(where)
        refused = await youth.post(where)
    assert state.json() == {"state": "later", "since": "2027-01-13T16:00:00Z", "is_known": None, "hers": None}
    assert (refused.status_code, refused.json()["code"]) == (409, "stays.address_not_now")
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert ADDRESS not in state.text + refused.text
    assert await kept(world, Event.ADDRESS_SHOWN) == []


async def test_when_it_is_over_nothing_is_left(as_, world):
    where = f"/api/v1{await told(world)}/where"
    with clock.at(SUNDAY + timedelta(minutes=1)):
        for role in (Role.YOUTH, Role.MENTOR, Role.CASEWORKER):
            somebody = await as_(role, api=True)
            assert set((await somebody.get(where)).json().values()) == {None}
            assert (await somebody.post(where)).status_code == 409


async def test_her_caseworker_hands_a_protected_one_over_and_takes_it_back(as_, world):
    where = f"/api/v1{await told(world, protected=True)}/where"
    with clock.at(SOON):
        youth, sara, mentor = [await as_(role, api=True) for role in (Role.YOUTH, Role.CASEWORKER, Role.MENTOR)]
        before = (await youth.get(where)).json()
        assert before == {"state": "told", "since": None, "is_known": None, "hers": None}  # and not why
        assert (await youth.post(where)).status_code == 409
        assert [(await one.post(f"{where}/given", json={"step": "give"})).status_code for one in (youth, mentor)] == [
            403
        ] * 2

        given = [await sara.post(f"{where}/given", json={"step": "give"}) for _ in range(2)]
        hers = given[0].json()["hers"]
        assert (given[0].status_code, given[0].json()) == (200, given[1].json())
        assert (hers["state"], hers["given_by"], hers["given_at"] is not None) == ("open", "Sara", True)
        assert (await youth.post(where)).json() == {"address": ADDRESS}

        back = await sara.post(f"{where}/given", json={"step": "take_back"})
        assert back.json()["hers"] == {"state": "told", "since": None, "given_at": None, "given_by": ""}
        assert (await youth.post(where)).status_code == 409
    assert len(await kept(world, Event.ADDRESS_GIVEN)) == len(await kept(world, Event.ADDRESS_TAKEN_BACK)) == 1


async def test_what_is_not_protected_is_not_handed_over(as_, world):
    where = f"/api/v1{await told(world)}/where"
    with clock.at(FRIDAY - timedelta(days=9)):
        sara = await as_(Role.CASEWORKER, api=True)
        assert (await sara.get(where)).json()["hers"] is None
        assert (await sara.post(f"{where}/given", json={"step": "give"})).status_code == 409


async def test_one_that_nobody_has_written_down_is_told_by_a_person(as_, world):
    where = f"/api/v1/stays/{world.stay_id}/where"
    with clock.at(SOON):
        youth, sara = await as_(Role.YOUTH, api=True), await as_(Role.CASEWORKER, api=True)
        assert (await youth.get(where)).json()["state"] == "told"
        assert (await sara.get(where)).json()["is_known"] is False
        assert [(await one.post(where)).status_code for one in (youth, sara)] == [409, 409]


@pytest.mark.parametrize(
    "role", [Role.HOST, Role.PLACE_KEEPER, Role.GUARDIAN, Role.COORDINATOR, Role.SUPPORT_PERSON], ids=str
)
async def test_others_are_turned_away(as_, world, role):
    where = f"/api/v1{await told(world)}/where"
    with clock.at(FRIDAY):
        somebody = await as_(role, api=True)
        answers = [await somebody.get(where), await somebody.post(where)]
    assert [one.status_code for one in answers] == [403, 403]
    assert ADDRESS not in answers[0].text + answers[1].text
    sees_the_break = role in (Role.HOST, Role.GUARDIAN, Role.COORDINATOR)  # and no address: that is no refused look
    assert await kept(world, Event.LOOK_REFUSED) == ([] if sees_the_break else [role.value])


async def test_anothers_break_is_answered_as_one_that_is_not_there_and_the_try_is_kept(as_, world):
    given = world.town.given
    async with transaction(world.town.database.owner, world.town.municipality_id) as session:
        for hers in await session.scalars(
            select(CaseworkerAssignment).where(CaseworkerAssignment.youth_id == given.youth.id)
        ):
            await session.delete(hers)
    await told(world)
    with clock.at(SOON):
        sara = await as_(Role.CASEWORKER, api=True)
        answers = [
            (await sara.post(f"/api/v1/stays/{one}/where")) for one in (world.stay_id, world.elsewhere_id, uuid4())
        ]
    alike = {(one.status_code, one.json()["code"], one.json()["detail"]) for one in answers}
    assert len(alike) == 1
    assert answers[0].status_code == 404
    assert await kept(world, Event.LOOK_REFUSED) == ["caseworker"]  # for hers, and not for what is not here


async def test_the_address_is_not_kept_with_the_key_of_the_call(as_, world):
    where, key = f"/api/v1{await told(world)}/where", {"Idempotency-Key": "where-1"}
    with clock.at(SOON):
        youth = await as_(Role.YOUTH, api=True)
        first, again = [await youth.post(where, headers=key) for _ in range(2)]
    assert (first.status_code, again.status_code, again.json()["code"]) == (200, 409, "request.already_done")
    assert ADDRESS not in again.text
    async with world.transaction() as session:
        bodies = (await session.scalars(select(IdempotencyKey.body))).all()
        assert ADDRESS not in str(bodies)
        assert await session.scalar(select(func.count()).select_from(IdempotencyKey)) == 1


@pytest.mark.parametrize("body", [{}, {"step": "show"}, {"step": "give", "more": 1}, {"step": ["give"]}, []])
async def test_nonsense_hands_nothing_over(as_, world, body):
    where = f"/api/v1{await told(world, protected=True)}/where"
    with clock.at(SOON):
        refused = await (await as_(Role.CASEWORKER, api=True)).post(f"{where}/given", json=body)
    assert refused.status_code == 422, refused.text
    assert await kept(world, Event.ADDRESS_GIVEN) == []
