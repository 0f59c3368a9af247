"""The pages of a booked break, through the application: three taps, effects first, each role its own."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.breaks import Claim, Consent, ContactReminder, Stay
from models.people import Role
from service import clock
from tests.given import FRIDAY
from tests.look.readability import ADULT, STAFF, YOUTH, lix, words_of
from tests.web.forms import hidden, send

JANUARY = "/calendar?month=2027-01"
BEFORE = FRIDAY - timedelta(days=3)
AT_THE_DOOR = FRIDAY + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _on_tuesday():
    with clock.at(BEFORE):
        yield


async def status_of(world) -> str:
    async with world.transaction() as session:
        return (await session.execute(select(Stay.status).where(Stay.id == world.stay_id))).scalar_one()


async def test_from_her_calendar_she_says_no_in_three_taps(as_, world):
    youth = await as_(Role.YOUTH)
    calendar = (await youth.get(JANUARY)).text
    first_tap = re.search(rf'href="(/stays/{world.stay_id})"', calendar)[1]
    stay = (await youth.get(first_tap)).text
    second_tap = re.search(r'href="(/stays/[0-9a-f-]+/cancel)"', stay)[1]
    effects = (await youth.get(second_tap)).text
    assert "Familjen Lind" in effects
    assert "Sara" in effects
    rev = re.search(r'name="rev" value="(\d+)"', effects)[1]
    third_tap = await youth.post(second_tap, data={**hidden(effects), "rev": rev, "words": ""})
    assert (third_tap.status_code, third_tap.headers["location"]) == (303, first_tap)
    assert await status_of(world) == "cancelled"
    async with world.transaction() as session:
        assert (await session.scalars(select(Claim.state))).one() == "released"
    after = (await youth.get(first_tap)).text
    assert "/again" in after
    assert "/cancel" not in after


async def test_looking_at_the_effects_does_nothing(as_, world):
    youth = await as_(Role.YOUTH)
    await youth.get(f"/stays/{world.stay_id}/cancel")
    assert await status_of(world) == "booked"


async def test_pressed_twice_it_is_done_once(as_, world):
    youth = await as_(Role.YOUTH)
    page = (await youth.get(f"/stays/{world.stay_id}/cancel")).text
    answers = [await youth.post(f"/stays/{world.stay_id}/cancel", data={**hidden(page), "rev": "1"}) for _ in (1, 2)]
    assert [one.status_code for one in answers] == [303, 303]
    async with world.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(ContactReminder)) == 1


async def test_what_could_not_be_used_is_kept_and_nothing_is_done(as_, world):
    youth = await as_(Role.YOUTH)
    for field, typed, kept in (
        ("words", "h" * 10_001, "h" * 10_001),
        ("rev", "inte ett tal", ""),
        ("rev", "99999999999", ""),
        ("rev", "0", ""),
        ("reason", "därför", ""),
    ):
        answer = await send(youth, f"/stays/{world.stay_id}/cancel", **{"words": "mina ord", field: typed})
        assert answer.status_code == 422, (field, typed)
        assert 'role="alert"' in answer.text
        assert (kept or "mina ord") in answer.text
        assert await status_of(world) == "booked"


async def test_somebody_changed_it_meanwhile(as_, world):
    youth = await as_(Role.YOUTH)
    answer = await send(youth, f"/stays/{world.stay_id}/cancel", rev="7", words="mina ord")
    assert answer.status_code == 412
    assert "mina ord" in answer.text
    assert await status_of(world) == "booked"


async def test_a_host_says_that_she_came_and_left(as_, world):
    with clock.at(AT_THE_DOOR):
        host = await as_(Role.HOST)
        answer = await send(host, f"/stays/{world.stay_id}", f"/stays/{world.stay_id}/steps", step="arrive", rev="1")
        assert (answer.status_code, await status_of(world)) == (303, "going_on")
        answer = await send(host, f"/stays/{world.stay_id}", f"/stays/{world.stay_id}/steps", step="depart", rev="2")
        assert (answer.status_code, await status_of(world)) == (303, "ended")


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({}, 422),
        ({"step": "fly"}, 422),
        ({"step": "cancel"}, 403),
        ({"step": "arrive"}, 409),  # it is Tuesday
        ({"step": "depart"}, 409),
        ({"step": "arrive", "who": "x"}, 422),
    ],
)
async def test_steps_that_can_not_be_taken_are_refused_with_a_sentence(as_, world, typed, status):
    host = await as_(Role.HOST)
    answer = await send(host, f"/stays/{world.stay_id}", f"/stays/{world.stay_id}/steps", **typed)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert await status_of(world) == "booked"


@pytest.mark.parametrize("month", ["2027-13", "2027-1", "202701", "nu", "2019-12", "9999-01", "2027-01-01", "२०२७-०१"])
async def test_a_month_that_is_none_is_told(look_as, lasting, month):
    for client in (await look_as(Role.YOUTH), await look_as(Role.COORDINATOR)):
        assert (await client.get("/calendar", params={"month": month})).status_code == 422


SHOWN = {
    Role.YOUTH: {"Familjen Lind", "Jo"},
    Role.CASEWORKER: {"Alva", "Familjen Lind", "Jo"},
    Role.COORDINATOR: {"Alva", "Familjen Lind", "Jo"},
    Role.HOST: {"Alva", "Jo"},
    Role.MENTOR: {"Alva", "Familjen Lind"},
    Role.GUARDIAN: {"Alva", "Familjen Lind"},
    Role.PLACE_KEEPER: set(),
}


@pytest.mark.parametrize("role", SHOWN)
async def test_every_calendar_shows_its_own_and_no_more(look_as, lasting, role):
    client = await look_as(role)
    for address in (JANUARY, f"/stays/{lasting.stay_id}"):
        answer = await client.get(address)
        if role is Role.PLACE_KEEPER and address != JANUARY:
            assert answer.status_code == 404
            continue
        assert answer.status_code == 200
        main = answer.text[answer.text.index("<main") :]
        seen = {name for name in ("Alva", "Familjen Lind", "Jo") if re.search(rf"\b{name}\b", main)}
        assert seen == SHOWN[role], address
        assert "<title>" in answer.text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN, Role.SUPPORT_PERSON])
async def test_others_have_no_calendar(look_as, lasting, role):
    client = await look_as(role)
    for address in (JANUARY, f"/stays/{lasting.stay_id}", f"/stays/{lasting.stay_id}/cancel"):
        assert (await client.get(address)).status_code == 403


@pytest.mark.parametrize("role", [Role.YOUTH, Role.CASEWORKER, Role.HOST, Role.MENTOR, Role.GUARDIAN, Role.COORDINATOR])
async def test_a_break_in_another_municipality_does_not_exist(look_as, lasting, role):
    client = await look_as(role)
    program = await look_as(role, api=True)
    for number in (lasting.elsewhere_id, lasting.town.municipality_id):
        assert (await client.get(f"/stays/{number}")).status_code == 404
        assert (await program.get(f"/api/v1/stays/{number}")).status_code == 404
    assert (await client.get("/stays/not-an-id")).status_code == 404


@pytest.mark.parametrize("role", [Role.HOST, Role.MENTOR, Role.GUARDIAN, Role.COORDINATOR, Role.PLACE_KEEPER])
async def test_only_she_and_her_caseworker_can_say_no(look_as, lasting, role):
    client = await look_as(role)
    assert (await client.get(f"/stays/{lasting.stay_id}/cancel")).status_code == 403
    page = (await client.get(JANUARY)).text
    answer = await client.post(f"/stays/{lasting.stay_id}/cancel", data=hidden(page))
    assert answer.status_code == 403
    assert await status_of(lasting) == "booked"


# -- consents


async def test_a_guardian_says_yes_and_takes_it_back(as_, world):
    guardian = await as_(Role.GUARDIAN)
    page = (await guardian.get("/consents")).text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]+)"', page))
    assert (await guardian.post("/consents", data=fields)).status_code == 303
    async with world.transaction() as session:
        consent = (await session.scalars(select(Consent))).one()
    assert "Alva" in consent.text_shown
    assert consent.text_shown in page
    given = (await guardian.get("/consents")).text
    take_back = re.search(r'href="(/consents/[0-9a-f-]+/withdrawal)"', given)[1]
    assert (await send(guardian, take_back)).status_code == 303
    async with world.transaction() as session:
        assert (await session.scalars(select(Consent.withdrawn_at))).one() is not None


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"mark": ""}, 422),
        ({"mark": "zz"}, 422),
        ({"mark": "0" * 16}, 412),  # another text than today's
        ({"kind": "trip"}, 422),
        ({"youth_id": "nobody"}, 422),
        ({"youth_id": "01890000-0000-7000-8000-000000000000"}, 404),
        ({"text_shown": "Något annat"}, 422),
        ({"guardian_id": "01890000-0000-7000-8000-000000000000"}, 422),
    ],
)
async def test_a_yes_that_can_not_be_used_is_not_kept(as_, world, changed, status):
    guardian = await as_(Role.GUARDIAN)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]+)"', (await guardian.get("/consents")).text))
    answer = await guardian.post("/consents", data={**fields, **changed})
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    async with world.transaction() as session:
        assert (await session.scalars(select(Consent))).all() == []


async def test_a_guardians_pages_know_nothing_of_wishes(as_, world):
    youth = await as_(Role.YOUTH)
    await send(youth, f"/stays/{world.stay_id}/cancel", words="pappa dricker", rev="1")
    guardian = await as_(Role.GUARDIAN)
    for address in ("/consents", JANUARY, f"/stays/{world.stay_id}"):
        answer = await guardian.get(address)
        assert answer.status_code == 200
        assert "pappa" not in answer.text
        assert "/requests" not in answer.text
        assert "/proposals" not in answer.text


def recorded(world, **changed: str) -> dict[str, str]:
    return {
        "guardian_id": str(world.town.given.guardian.id),
        "kind": "overnight",
        "manner": "phone",
        "text_shown": "Eva sa ja till helger.",
        **changed,
    }


async def test_a_caseworker_records_a_yes_with_text_and_manner(as_, world):
    caseworker = await as_(Role.CASEWORKER)
    address = f"/youths/{world.town.given.youth.id}/consents"
    assert (await send(caseworker, address, **recorded(world))).status_code == 303
    async with world.transaction() as session:
        consent = (await session.scalars(select(Consent))).one()
    assert (consent.manner, consent.text_shown) == ("phone", "Eva sa ja till helger.")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"guardian_id": ""}, 422),
        ({"guardian_id": "x"}, 422),
        ({"guardian_id": "01890000-0000-7000-8000-000000000000"}, 404),
        ({"kind": ""}, 422),
        ({"kind": "trip"}, 422),
        ({"manner": ""}, 422),
        ({"manner": "signed_in"}, 422),
        ({"manner": "m" * 21}, 422),
        ({"text_shown": ""}, 422),
        ({"text_shown": "t" * 4001}, 422),
        ({"note": "x"}, 422),
    ],
)
async def test_a_record_of_a_yes_that_can_not_be_used_is_given_back(as_, world, changed, status):
    caseworker = await as_(Role.CASEWORKER)
    typed = recorded(world, **changed)
    answer = await send(caseworker, f"/youths/{world.town.given.youth.id}/consents", **typed)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    if "text_shown" not in changed:
        assert "Eva sa ja till helger." in answer.text
    async with world.transaction() as session:
        assert (await session.scalars(select(Consent))).all() == []


async def test_consents_of_another_municipality_do_not_exist(look_as, lasting):
    caseworker = await look_as(Role.CASEWORKER)
    other = lasting.town.other.given.youth.id
    page = (await caseworker.get(JANUARY)).text
    assert (await caseworker.get(f"/youths/{other}/consents")).status_code == 404
    answer = await caseworker.post(f"/youths/{other}/consents", data={**hidden(page), **recorded(lasting)})
    assert answer.status_code == 404
    assert (await caseworker.get(f"/consents/{other}/withdrawal")).status_code == 404


# -- readable


PLAIN = [
    (Role.YOUTH, "/calendar?month=2027-01", YOUTH),
    (Role.YOUTH, "/stays/{stay}", YOUTH),
    (Role.YOUTH, "/stays/{stay}/cancel", YOUTH),
    (Role.YOUTH, "/my-file", YOUTH),
    (Role.YOUTH, "/stays/{stay}", YOUTH),
    (Role.YOUTH, "/stays/{stay}/shorter", YOUTH),
    (Role.YOUTH, "/stays/{stay}/longer", YOUTH),
    (Role.YOUTH, "/calendar/phone", YOUTH),
    (Role.GUARDIAN, "/consents", ADULT),
    (Role.GUARDIAN, "/calendar?month=2027-01", ADULT),
    (Role.HOST, "/calendar?month=2027-01", ADULT),
    (Role.HOST, "/stays/{stay}", ADULT),
    (Role.CASEWORKER, "/youths/{youth}/consents", STAFF),
    (Role.AUDITOR, "/trail/verify", STAFF),
]


@pytest.mark.parametrize(("role", "address", "most"), PLAIN)
async def test_a_tired_reader_can_read_it(look_as, lasting, role, address, most):
    client = await look_as(role)
    answer = await client.get(address.format(stay=lasting.stay_id, youth=lasting.town.given.youth.id))
    assert lix(words_of(answer.text)) <= most
