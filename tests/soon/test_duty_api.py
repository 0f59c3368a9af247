"""Duty for programs: who waits and never why, what whoever is on duty may do, and nothing of it when the duty is over."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from models.breaks import Consent, ContactReminder, IdempotencyKey, Stay
from models.people import Account, AccountRole, Role
from models.reaching import Duty
from models.record import RecordEvent
from service import clock
from service.record import Event
from service.web import sessions
from tests.given import FRIDAY
from tests.soon.test_soon import THURSDAY
from tests.soon.test_soon_api import World, app, world
from tests.stays.conftest import _sign_ins
from tests.stays.given import given_stay
from tests.web.conftest import browser

__all__ = ["World", "app", "world"]
NOW, SOON, SHIFTS = "/api/v1/duty/now", "/api/v1/soon", "/api/v1/duty"
TOLD = {"manner": "phone", "text_shown": "Eva sa ja i telefon."}


@pytest_asyncio.fixture
async def as_(app, world):
    async for sign_in in _sign_ins(app, world):
        yield partial(sign_in, api=True)


@pytest_asyncio.fixture
async def daniel(app, world):
    """A caseworker who is nobody's here, and has the duty."""
    async with world.transaction() as session:
        account = Account(called="Daniel")
        session.add(account)
        await session.flush()
        session.add(AccountRole(account_id=account.id, role=Role.CASEWORKER.value, unit_id=world.town.given.unit.id))
        for before in await session.scalars(select(Duty)):
            await session.delete(before)
        await session.flush()
        during = Range(THURSDAY - timedelta(hours=2), THURSDAY + timedelta(days=3))
        session.add(Duty(account_id=account.id, during=during, phone="090-00 00 08"))
    async with browser(app) as client:
        client.account_id = account.id
        await signed_in_now(client, world)
        yield client


async def signed_in_now(client, world) -> None:
    async with world.transaction() as session:
        secret, _ = await sessions.open_token(session, client.account_id, Role.CASEWORKER)
    client.headers["Authorization"] = f"Bearer {secret}"


@pytest.fixture(autouse=True)
def _on_thursday_evening():
    with clock.at(THURSDAY):
        yield


async def chosen_by(youth) -> dict:
    """She has chosen a bed for tonight."""
    menu = await youth.post(SOON, json={"when": "tonight"})
    option = menu.json()["options"][0]
    taken = await youth.post(f"{menu.headers['location']}/choice", json={"option_id": option["id"]})
    return taken.json()


async def test_whoever_is_on_duty_reads_who_and_what_can_be_done_and_never_why(as_, daniel):
    youth = await as_(Role.YOUTH)
    chosen = (await chosen_by(youth))["chosen"]
    desk = (await daniel.get(NOW)).json()
    assert (desk["is_mine"], desk["on_duty"]) == (True, "Daniel")
    (one,) = desk["waiting"]
    assert (one["because"], one["youth"], one["youth_id"], one["may_call"]) == ("soon", "Alva", None, "never")
    assert (one["place"], one["arrival"]) == (chosen["called"], chosen["arrival"])
    assert (one["waits_for"], one["is_approved"], one["is_there_now"]) == (["Eva"], False, False)
    assert set(one) & {"words", "statement_id", "reason", "stay_id"} == set()


async def test_she_is_told_who_has_seen_it(as_, world, daniel):
    youth = await as_(Role.YOUTH)
    await youth.post(SOON, json={"when": "tonight"})
    (one,) = (await daniel.get(NOW)).json()["waiting"]
    steps = f"{NOW}/{one['id']}/steps"
    key = {"Idempotency-Key": "seen-1"}
    seen, same = [await daniel.post(steps, json={"step": "seen"}, headers=key) for _ in range(2)]
    assert (seen.status_code, seen.json()["seen_at"] is not None, seen.json()["done_at"]) == (200, True, None)
    assert same.json() == seen.json()
    assert (await youth.get(SOON)).json()["helper"]["seen_by"] == "Daniel"
    done = await daniel.post(steps, json={"step": "done"})
    assert done.json()["done_at"] is not None
    assert (await daniel.get(NOW)).json()["waiting"] == []
    assert (await daniel.post(steps, json={"step": "home"})).status_code == 404  # she is at no place now
    async with world.transaction() as session:
        kinds = list(await session.scalars(select(RecordEvent.kind).where(RecordEvent.kind.like("reminder.%"))))
        assert sorted(kinds) == sorted([Event.REMINDER_SEEN, Event.REMINDER_DONE])


async def test_a_yes_told_on_duty_and_an_approval_are_a_bed(as_, world, daniel):
    youth = await as_(Role.YOUTH)
    soon = await chosen_by(youth)
    (one,) = (await daniel.get(NOW)).json()["waiting"]
    choice = f"{NOW}/choices/{one['proposal_id']}"
    needed = (await daniel.get(f"{choice}/consents")).json()
    assert (needed["youth"], needed["kind"], [each["called"] for each in needed["missing"]]) == (
        "Alva",
        "overnight",
        ["Eva"],
    )
    assert "Alva" in needed["text"]

    told = TOLD | {"guardian_id": needed["missing"][0]["guardian_id"]}
    key = {"Idempotency-Key": "yes-1"}
    first, same = [await daniel.post(f"{choice}/consents", json=told, headers=key) for _ in range(2)]
    assert (first.status_code, first.json()["manner"], first.json()["text_shown"]) == (201, "phone", told["text_shown"])
    assert same.json() == first.json()
    assert (await daniel.get(f"{choice}/consents")).json()["missing"] == []
    assert (await daniel.post(f"{choice}/consents", json=told)).status_code == 404  # nobody's yes is missing any more

    late = await daniel.post(f"{choice}/approval", json={"rev": one["rev"] + 7})
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    approved = await daniel.post(f"{choice}/approval", json={"words": "Kom du.", "rev": one["rev"]})
    assert (approved.status_code, approved.json()["decision"]) == (201, "approved")
    assert (await youth.get(f"{SOON}/{soon['request_id']}")).json()["here"] == "booked"
    async with world.transaction() as session:
        kept = (await session.scalars(select(Consent))).one()
        assert kept.recorded_by == daniel.account_id
        details = await session.scalar(select(RecordEvent.details).where(RecordEvent.kind == Event.CONSENT_GIVEN))
        assert json.loads(details)["on_duty"] is True
        assert list(await session.scalars(select(Stay.status))) == ["booked"]
        assert "Kom du." not in str((await session.scalars(select(IdempotencyKey.body))).all())


async def test_when_the_duty_is_over_nothing_is_read_and_nothing_is_decided(as_, world, daniel):
    await chosen_by(await as_(Role.YOUTH))
    (one,) = (await daniel.get(NOW)).json()["waiting"]
    choice = f"{NOW}/choices/{one['proposal_id']}"
    told = TOLD | {"guardian_id": str(world.town.given.guardian.id)}
    async with world.transaction() as session:
        shift = (await session.scalars(select(Duty))).one()
        shift.during = Range(THURSDAY - timedelta(hours=2), THURSDAY - timedelta(minutes=1))
    desk = (await daniel.get(NOW)).json()
    assert (desk["is_mine"], desk["on_duty"], desk["waiting"]) == (False, "", [])
    answers = [
        await daniel.get(f"{choice}/consents"),
        await daniel.post(f"{choice}/consents", json=told),
        await daniel.post(f"{choice}/approval", json={}),
    ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(409, "soon.not_on_duty")] * 3
    hidden = await daniel.post(f"{NOW}/{one['id']}/steps", json={"step": "seen"})
    made_up = await daniel.post(f"{NOW}/{uuid4()}/steps", json={"step": "seen"})
    assert hidden.status_code == made_up.status_code == 404
    assert (hidden.json()["code"], hidden.json()["detail"]) == (made_up.json()["code"], made_up.json()["detail"])
    async with world.transaction() as session:
        refused = list(await session.scalars(select(RecordEvent).where(RecordEvent.kind == Event.LOOK_REFUSED)))
        assert [each.actor_id for each in refused] == [daniel.account_id]  # hers is kept; what is made up is not
        assert (await session.scalars(select(Consent.id))).all() == []
        assert await session.scalar(select(ContactReminder.seen_at)) is None


async def test_her_own_caseworker_sees_hers_without_the_duty_and_may_open_her_page(as_, world, daniel):
    await (await as_(Role.YOUTH)).post(SOON, json={"when": "tonight"})
    sara = await as_(Role.CASEWORKER)
    desk = (await sara.get(NOW)).json()
    assert (desk["is_mine"], desk["on_duty"]) == (False, "Daniel")
    assert [one["youth_id"] for one in desk["waiting"]] == [str(world.town.given.youth.id)]


async def test_on_duty_she_is_sent_home_from_where_she_is(as_, world, daniel):
    with clock.at(FRIDAY - timedelta(days=2)):
        async with world.transaction() as session:
            stay = await given_stay(session, world.town.given)
            stay_id = stay.id
    with clock.at(FRIDAY + timedelta(hours=6)):
        youth = await as_(Role.YOUTH)
        asked = await youth.post(f"/api/v1/stays/{stay_id}/going-home", json={})
        assert asked.status_code == 201, asked.text
        await signed_in_now(daniel, world)
        (one,) = (await daniel.get(NOW)).json()["waiting"]
        assert (one["because"], one["is_there_now"], one["place"]) == ("go_home", True, world.town.given.host.called)
        home = await daniel.post(f"{NOW}/{one['id']}/steps", json={"step": "home"})
        assert (home.status_code, home.json()["done_at"] is not None) == (200, True)
        assert (await daniel.get(NOW)).json()["waiting"] == []
    async with world.transaction() as session:
        assert await session.scalar(select(Stay.status)) == "interrupted"


async def test_a_guardian_who_is_not_missing_is_not_there(as_, world, daniel):
    await chosen_by(await as_(Role.YOUTH))
    (one,) = (await daniel.get(NOW)).json()["waiting"]
    consents = f"{NOW}/choices/{one['proposal_id']}/consents"
    for guardian_id in (world.town.other.given.guardian.id, uuid4()):
        assert (await daniel.post(consents, json=TOLD | {"guardian_id": str(guardian_id)})).status_code == 404
    signed = TOLD | {"guardian_id": str(world.town.given.guardian.id), "manner": "signed_in"}
    refused = await daniel.post(consents, json=signed)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "manner")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("reminder/steps", {}),
        ("reminder/steps", {"step": "forget"}),
        ("reminder/steps", {"step": "seen", "more": 1}),
        ("choice/consents", {}),
        ("choice/consents", TOLD),
        ("choice/consents", TOLD | {"guardian_id": "Eva"}),
        ("choice/consents", TOLD | {"guardian_id": str(uuid4()), "text_shown": ""}),
        ("choice/approval", {"words": "x" * 10_001}),
        ("choice/approval", {"rev": 0}),
        ("choice/approval", {"decision": "approve"}),
    ],
)
async def test_what_can_not_be_is_told_and_nothing_is_done(as_, world, daniel, path, body):
    await chosen_by(await as_(Role.YOUTH))
    (one,) = (await daniel.get(NOW)).json()["waiting"]
    at = path.replace("reminder", one["id"]).replace("choice", f"choices/{one['proposal_id']}")
    answer = await daniel.post(f"{NOW}/{at}", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["errors"]
    assert (await daniel.get(NOW)).json()["waiting"] == [one]


@pytest.mark.parametrize("role", [Role.YOUTH, Role.GUARDIAN, Role.HOST, Role.MENTOR], ids=str)
async def test_the_desk_is_of_the_staff_alone(as_, role):
    somebody = await as_(role)
    answers = [
        await somebody.get(NOW),
        await somebody.post(f"{NOW}/{uuid4()}/steps", json={"step": "seen"}),
        await somebody.get(f"{NOW}/choices/{uuid4()}/consents"),
        await somebody.post(f"{NOW}/choices/{uuid4()}/approval", json={}),
        await somebody.get(SHIFTS),
        await somebody.post(f"{SHIFTS}/{uuid4()}/off"),
    ]
    assert [one.status_code for one in answers] == [403] * len(answers)


# -- who is on duty, and when


async def test_a_coordinator_puts_somebody_on_duty_and_takes_her_off(as_, world):
    kim = await as_(Role.COORDINATOR)
    (there,) = (await kim.get(SHIFTS)).json()
    assert (there["called"], there["phone"]) == ("Kim", "090-00 00 07")
    sara = str(world.town.given.as_caseworker.account_id)
    tomorrow = {"account_id": sara, "begins": "2027-01-15T17:00", "ends": "2027-01-16T08:00", "phone": "090-1"}
    made = await kim.post(SHIFTS, json=tomorrow)
    assert (made.status_code, made.json()["called"]) == (201, "Sara")
    assert datetime.fromisoformat(made.json()["begins"]) == datetime(2027, 1, 15, 16, tzinfo=UTC)
    twice = await kim.post(SHIFTS, json=tomorrow)
    assert 400 <= twice.status_code < 500, twice.text
    assert [one["called"] for one in (await kim.get(SHIFTS)).json()] == ["Kim", "Sara"]
    assert (await kim.post(f"{SHIFTS}/{made.json()['id']}/off")).status_code == 204
    assert (await kim.post(f"{SHIFTS}/{there['id']}/off")).status_code == 204
    assert (await kim.get(SHIFTS)).json() == []
    assert (await kim.post(f"{SHIFTS}/{uuid4()}/off")).status_code == 404


@pytest.mark.parametrize(
    "bad",
    [
        {"ends": "2027-01-15T16:00"},
        {"ends": "2027-03-15T16:00"},
        {"begins": "tonight"},
        {"phone": "<script>"},
        {"account_id": str(uuid4())},
        {"more": 1},
    ],
)
async def test_a_duty_that_can_not_be_is_told(as_, world, bad):
    kim = await as_(Role.COORDINATOR)
    good = {
        "account_id": str(world.town.given.as_caseworker.account_id),
        "begins": "2027-01-15T17:00",
        "ends": "2027-01-16T08:00",
    }
    answer = await kim.post(SHIFTS, json=good | bad)
    assert answer.status_code == 422, answer.text
    assert len((await kim.get(SHIFTS)).json()) == 1
