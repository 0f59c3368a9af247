"""The same acts for programs: the same fields by role, problem+json for what can't be."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.breaks import Consent, Stay
from models.people import Role
from service import clock
from tests.given import FRIDAY

BEFORE = FRIDAY - timedelta(days=3)


@pytest.fixture(autouse=True)
def _on_tuesday():
    with clock.at(BEFORE):
        yield


async def test_a_calendar_has_the_fields_of_its_reader(look_as, lasting):
    seen = {}
    for role in (Role.YOUTH, Role.HOST, Role.GUARDIAN, Role.MENTOR, Role.CASEWORKER):
        answer = await (await look_as(role, api=True)).get("/api/v1/calendar?month=2027-01")
        assert answer.status_code == 200
        (stay,) = answer.json()["stays"]
        seen[role] = (stay["youth"], stay["place"], stay["mentor"], stay["steps"])
    assert seen == {
        Role.YOUTH: ("", "Familjen Lind", "Jo", ["cancel"]),
        Role.HOST: ("Alva", "", "Jo", []),
        Role.GUARDIAN: ("Alva", "Familjen Lind", "", []),
        Role.MENTOR: ("Alva", "Familjen Lind", "", []),
        Role.CASEWORKER: ("Alva", "Familjen Lind", "Jo", ["cancel"]),
    }


async def test_she_cancels_through_the_api_once(as_, world):
    youth = await as_(Role.YOUTH, api=True)
    headers = {"Idempotency-Key": "one"}
    address = f"/api/v1/stays/{world.stay_id}/steps"
    answers = [await youth.post(address, json={"step": "cancel", "words": "nej"}, headers=headers) for _ in (1, 2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["status"] == "cancelled"
    again = await youth.post(address, json={"step": "cancel"})
    assert (again.status_code, again.json()["code"]) == (409, "stays.already_cancelled")


@pytest.mark.parametrize(
    ("role", "body", "status"),
    [
        (Role.YOUTH, {}, 422),
        (Role.YOUTH, {"step": "fly"}, 422),
        (Role.YOUTH, {"step": 7}, 422),
        (Role.YOUTH, {"step": "cancel", "words": 7}, 422),
        (Role.YOUTH, {"step": "cancel", "words": "x" * 10_001}, 422),
        (Role.YOUTH, {"step": "cancel", "rev": "många"}, 422),
        (Role.YOUTH, {"step": "cancel", "rev": -1}, 422),
        (Role.YOUTH, {"step": "cancel", "rev": 9}, 412),
        (Role.YOUTH, {"step": "cancel", "reason": "x"}, 422),
        (Role.YOUTH, {"step": "arrive"}, 403),
        (Role.YOUTH, [], 422),
        (Role.HOST, {"step": "cancel"}, 403),
        (Role.HOST, {"step": "arrive"}, 409),
        (Role.GUARDIAN, {"step": "cancel"}, 403),
        (Role.PLACE_KEEPER, {"step": "arrive"}, 404),
    ],
)
async def test_what_can_not_be_is_told_and_nothing_is_written(look_as, lasting, role, body, status):
    program = await look_as(role, api=True)
    answer = await program.post(f"/api/v1/stays/{lasting.stay_id}/steps", json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["detail"]
    async with lasting.transaction() as session:
        assert (await session.execute(select(Stay.status, Stay.rev))).one() == ("booked", 1)


async def test_a_guardian_reads_the_text_and_says_yes_to_it(as_, world):
    guardian = await as_(Role.GUARDIAN, api=True)
    ((child,),) = ((await guardian.get("/api/v1/consents")).json(),)
    (asked,) = child["asked"]
    body = {"youth_id": child["youth_id"], "kind": asked["kind"], "mark": asked["wording"]["mark"]}
    answer = await guardian.post("/api/v1/consents", json=body)
    assert (answer.status_code, answer.json()["text_shown"]) == (201, asked["wording"]["text"])
    twice = await guardian.post("/api/v1/consents", json=body)
    assert (twice.status_code, twice.json()["code"]) == (409, "consent.already_given")
    back = await guardian.post(f"/api/v1/consents/{answer.json()['id']}/withdrawal")
    assert (back.status_code, back.json()["withdrawn_at"] is not None) == (200, True)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "trip"},
        {"mark": 5},
        {"mark": "x"},
        {"youth_id": "x"},
        {"youth_id": None},
        {"more": 1},
    ],
)
async def test_a_yes_that_can_not_be_used_is_refused(look_as, lasting, changed):
    guardian = await look_as(Role.GUARDIAN, api=True)
    body = {"youth_id": str(lasting.town.given.youth.id), "kind": "overnight", "mark": "0" * 16, **changed}
    assert (await guardian.post("/api/v1/consents", json=body)).status_code == 422
    async with lasting.transaction() as session:
        assert (await session.scalars(select(Consent))).all() == []


async def test_a_caseworker_records_a_yes_through_the_api(as_, world):
    caseworker = await as_(Role.CASEWORKER, api=True)
    address = f"/api/v1/youths/{world.town.given.youth.id}/consents"
    body = {
        "guardian_id": str(world.town.given.guardian.id),
        "kind": "overnight",
        "manner": "paper",
        "text_shown": "Underskrivet 12 januari.",
    }
    assert (await caseworker.post(address, json={**body, "manner": "dream"})).status_code == 422
    answer = await caseworker.post(address, json=body)
    assert (answer.status_code, answer.json()["manner"]) == (201, "paper")
    shown = (await caseworker.get(address)).json()
    assert shown["asked"][0]["given"]["text_shown"] == "Underskrivet 12 januari."
    elsewhere = f"/api/v1/youths/{world.town.other.given.youth.id}/consents"
    assert (await caseworker.post(elsewhere, json=body)).status_code == 404
