"""Packing and meeting up, the calendar in her phone, and taking back: for programs."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from models.breaks import IdempotencyKey, Stay
from models.people import Role, YouthProtected
from models.reaching import CalendarFeed
from models.record import RecordEvent
from models.words import Heart, Veto
from service import clock
from tests.given import FRIDAY, SUNDAY

FEED = "/api/v1/calendar/feed"


@pytest.fixture(autouse=True)
def _on_tuesday():
    with clock.at(FRIDAY - timedelta(days=3)):
        yield


async def test_her_mentor_writes_what_she_alone_reads(as_, world):
    mentor, youth = await as_(Role.MENTOR, api=True), await as_(Role.YOUTH, api=True)
    address = f"/api/v1/stays/{world.stay_id}/notes"
    written = await mentor.post(address, json={"kind": "packing", "words": "Ta med gummistövlar"})
    assert (written.status_code, written.json()["by"], written.json()["words"]) == (201, "Jo", "")
    own = await youth.post(address, json={"kind": "own", "words": "laddare"})
    assert own.json()["words"] == "laddare"

    hers = (await youth.get(address)).json()
    assert [(one["kind"], one["words"], one["by"]) for one in hers["notes"]] == [
        ("packing", "Ta med gummistövlar", "Jo"),
        ("own", "laddare", "Alva"),
    ]
    assert set(hers["house"]) == {"room", "food", "house_rules"}
    for role in (Role.MENTOR, Role.HOST, Role.CASEWORKER):
        theirs = (await (await as_(role, api=True)).get(address)).json()
        assert [(one["kind"], one["words"]) for one in theirs["notes"]] == [("packing", "")], role
        assert theirs["house"] is None
    async with world.transaction() as session:  # nobody has read anything, so nothing stands as read
        reads = select(func.count()).select_from(RecordEvent).where(RecordEvent.kind == "words.read")
        assert await session.scalar(reads.where(RecordEvent.youth_id == world.town.given.youth.id)) == 0


@pytest.mark.parametrize(
    ("role", "body", "status"),
    [
        (Role.YOUTH, {"kind": "packing", "words": "x"}, 403),
        (Role.HOST, {"kind": "own", "words": "x"}, 403),
        (Role.HOST, {"kind": "packing", "words": ""}, 422),
        (Role.HOST, {"kind": "packing", "words": " "}, 422),
        (Role.HOST, {"kind": "song", "words": "x"}, 422),
        (Role.HOST, {"kind": "packing"}, 422),
        (Role.PLACE_KEEPER, {"kind": "packing", "words": "x"}, 404),
        (Role.GUARDIAN, {"kind": "packing", "words": "x"}, 403),
    ],
)
async def test_a_note_that_can_not_be_is_told(look_as, lasting, role, body, status):
    answer = await (await look_as(role, api=True)).post(f"/api/v1/stays/{lasting.stay_id}/notes", json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_somebody_elses_notes_do_not_exist(look_as, lasting):
    for stay_id in (lasting.elsewhere_id, "01980000-0000-7000-8000-000000000000"):
        answer = await (await look_as(Role.CASEWORKER, api=True)).get(f"/api/v1/stays/{stay_id}/notes")
        assert answer.status_code == 404


# -- the calendar in her phone


async def test_on_a_new_address_and_off(as_, app, world):
    youth = await as_(Role.YOUTH, api=True)
    assert (await youth.get(FEED)).json()["is_on"] is False
    first = await youth.post(FEED, json={"called": "Ring"})
    assert (first.status_code, first.json()["called"]) == (201, "Ring")
    state = (await youth.get(FEED)).json()
    assert (state["is_on"], "address" in state) == (True, False)

    second = await youth.post(FEED, json={"called": "Ring"})
    old, new = (one.json()["address"] for one in (first, second))
    assert old != new
    assert (await youth.get(old)).status_code == 404
    assert b"Ring" in (await youth.get(new)).content

    assert [(await youth.delete(FEED)).status_code for _ in (1, 2)] == [204, 204]
    assert (await youth.get(new)).status_code == 404
    assert (await youth.get(FEED)).json()["is_on"] is False


async def test_the_address_is_kept_nowhere_not_even_with_the_key_of_the_call(as_, world):
    youth, key = await as_(Role.YOUTH, api=True), {"Idempotency-Key": "feed-1"}
    first = await youth.post(FEED, json={"called": "Ring"}, headers=key)
    again = await youth.post(FEED, json={"called": "Ring"}, headers=key)
    assert (again.status_code, again.json()["code"]) == (409, "request.already_done")
    secret = first.json()["address"].rpartition("/")[2].removesuffix(".ics")
    async with world.transaction() as session:
        kept = (await session.execute(select(IdempotencyKey.location, IdempotencyKey.body))).all()
        assert secret not in str(kept)
        assert len((await session.scalars(select(CalendarFeed.id).where(CalendarFeed.ended_at.is_(None)))).all()) == 1
    assert (await youth.get(first.json()["address"])).status_code == 200  # the repeated call did not end it


async def test_with_a_protected_identity_there_is_none(as_, world):
    youth, here = await as_(Role.YOUTH, api=True), world.town.given
    async with world.transaction() as session:
        session.add(
            YouthProtected(
                youth_id=here.youth.id, municipality_id=here.municipality.id, grade="marked", address=b"sealed"
            )
        )
    assert (await youth.get(FEED)).json()["is_refused"] is True
    assert (await youth.post(FEED, json={"called": "Ring"})).status_code == 403


@pytest.mark.parametrize("body", [{}, {"called": ""}, {"called": "x" * 41}, {"called": "a\nb"}, {"called": 7}])
async def test_a_word_that_is_none_is_told(look_as, lasting, body):
    answer = await (await look_as(Role.YOUTH, api=True)).post(FEED, json=body)
    assert answer.status_code == 422, answer.text


# -- taking back, and remembering


async def test_a_longer_break_is_asked_for_and_taken_back(as_, world):
    youth = await as_(Role.YOUTH, api=True)
    body = {"kind": "longer", "arrival": FRIDAY.isoformat(), "departure": (SUNDAY + timedelta(days=1)).isoformat()}
    asked = (await youth.post(f"/api/v1/stays/{world.stay_id}/changes", json=body)).json()
    back = await youth.post(f"/api/v1/stays/{world.stay_id}/changes/{asked['id']}/withdrawal")
    assert (back.status_code, back.json()["state"]) == (200, "withdrawn")
    async with world.transaction() as session:
        assert await session.scalar(select(Stay.departure)) == SUNDAY


@pytest.mark.parametrize(("what", "table"), [("again", Heart), ("never", Veto)])
async def test_only_her_own_tap_makes_it_count(as_, world, what, table):
    youth, address = await as_(Role.YOUTH, api=True), f"/api/v1/stays/{world.stay_id}/reflection/remember"
    assert (await youth.post(address, json={"what": what})).status_code == 409  # it is not over
    async with world.transaction() as session:
        await session.execute(update(Stay).values(status="ended"))
    with clock.at(SUNDAY + timedelta(days=1)):
        youth = await as_(Role.YOUTH, api=True)
        assert [(await youth.post(address, json={"what": what})).status_code for _ in (1, 2)] == [204, 204]
    async with world.transaction() as session:
        assert len((await session.scalars(select(table.id))).all()) == 1
