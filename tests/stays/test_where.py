"""An address is shown to people named for the break, at the right time, on an answer they asked for; and to nobody else, ever."""

import json
from datetime import timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from models.breaks import Stay
from models.people import Role, YouthProtected
from models.record import RecordEvent
from models.supply import Site, SiteAddress
from service import clock
from service.errors import Forbidden, NotFound
from service.record import Event
from service.record.vault import seal_address
from service.stays.actions import cancel_stay
from service.stays.errors import AddressNotNow
from service.stays.rules import AddressIs, Status, address_at, status_at
from service.stays.where import give_address, show_address, where_of
from tests.given import FRIDAY, SUNDAY, events_of, given_municipality, given_youth
from tests.look.readability import ADULT, STAFF, YOUTH, lix, words_of
from tests.stays.given import given_stay
from tests.web.forms import hidden, send

ADDRESS = "Kanarievägen 12, Undanby"
WHEN = {
    "booked": FRIDAY - timedelta(days=20),
    "49 hours before": FRIDAY - timedelta(hours=49),
    "48 hours before": FRIDAY - timedelta(hours=48),
    "13 hours before": FRIDAY - timedelta(hours=13),
    "12 hours before": FRIDAY - timedelta(hours=12),
    "there": FRIDAY + timedelta(hours=5),
    "last minute": SUNDAY - timedelta(minutes=1),
    "over": SUNDAY,
}
# role, protected, handed over: the first and last moment of the list above at which it is shown. Written down twice on purpose.
SEES = {
    (Role.YOUTH, False, False): ("48 hours before", "last minute"),
    (Role.YOUTH, False, True): ("48 hours before", "last minute"),
    (Role.YOUTH, True, False): None,
    (Role.YOUTH, True, True): ("12 hours before", "last minute"),
    (Role.MENTOR, False, False): ("48 hours before", "last minute"),
    (Role.MENTOR, True, False): ("12 hours before", "last minute"),
    (Role.CASEWORKER, False, False): ("booked", "last minute"),
    (Role.CASEWORKER, True, False): ("booked", "last minute"),
}


def is_shown(role, protected, given, moment):
    status = status_at(Status.BOOKED, FRIDAY, SUNDAY, moment)
    found = address_at(role, status, FRIDAY, moment, protected=protected, given=given)
    return found is not None and found.state is AddressIs.OPEN


@pytest.mark.parametrize(("case", "span"), SEES.items(), ids=lambda one: str(one))
def test_each_sees_it_from_her_moment_until_the_break_is_over(case, span):
    names = list(WHEN)
    for name, moment in WHEN.items():
        expected = span is not None and names.index(span[0]) <= names.index(name) <= names.index(span[1])
        assert is_shown(*case, moment) is expected, name


@given(
    role=st.sampled_from(list(Role)),
    status=st.sampled_from(list(Status)),
    protected=st.booleans(),
    handed=st.booleans(),
    hours=st.integers(-500, 500),
)
def test_nobody_else_and_never_when_it_is_not_on(role, status, protected, handed, hours):
    moment = FRIDAY + timedelta(hours=hours)
    found = address_at(role, status, FRIDAY, moment, protected=protected, given=handed)
    named = role in (Role.YOUTH, Role.MENTOR, Role.CASEWORKER)
    if not named or status not in (Status.BOOKED, Status.GOING_ON):
        assert found is None
    elif protected:  # tighter, never wider
        plain = address_at(role, status, FRIDAY, moment, protected=False, given=handed)
        assert found.state is not AddressIs.OPEN or plain.state is AddressIs.OPEN


async def given_here(session, *, protected=False, mentor=True):
    here = await given_municipality(session)
    here.host.protected_address = protected
    sealed = seal_address(session.info["master_key"], ADDRESS, here.host.id)
    session.add(SiteAddress(site_id=here.host.id, address=sealed))
    stay = await given_stay(session, here, mentor_id=here.mentor.id if mentor else None)
    return here, stay


@pytest.mark.parametrize("protected", [False, True], ids=["told", "protected"])
async def test_table_of_who_when_and_protected_through_the_action(session, protected):
    here, stay = await given_here(session, protected=protected)
    everybody = {
        Role.YOUTH: here.as_youth, Role.MENTOR: here.as_mentor, Role.CASEWORKER: here.as_caseworker, Role.HOST: here.as_host,
        Role.PLACE_KEEPER: here.as_place_keeper, Role.GUARDIAN: here.as_guardian, Role.COORDINATOR: here.as_coordinator,
        Role.ADMIN: here.as_admin,
    }  # fmt: skip
    looks = 0
    for role, actor in everybody.items():
        for name, moment in WHEN.items():
            with clock.at(moment):
                if is_shown(role, protected, False, moment):
                    assert await show_address(session, actor, stay.id) == ADDRESS, (role, name)
                    looks += 1
                else:
                    with pytest.raises((NotFound, AddressNotNow)):
                        await show_address(session, actor, stay.id)
    assert looks == (5 + 7 if not protected else 7) + (5 if not protected else 3)
    assert await events_of(session, here.youth.id) == [Event.ADDRESS_SHOWN] * looks


async def test_other_youths_mentors_hosts_and_caseworkers_get_nothing(session):
    here, stay = await given_here(session, mentor=False)
    _, another, _ = await given_youth(session, here.zone, here.as_coordinator)
    elsewhere = await given_stay(session, here, site=here.place, mentor_id=here.mentor.id, arrival=FRIDAY + timedelta(7),
                                 departure=SUNDAY + timedelta(7))  # fmt: skip
    with clock.at(FRIDAY):
        assert await show_address(session, here.as_youth, stay.id) == ADDRESS
        for actor in (another, here.as_mentor, here.as_place_keeper, here.as_host, here.as_guardian):
            with pytest.raises(NotFound):
                await show_address(session, actor, stay.id)
            assert await where_of(session, actor, stay.id) is None
    with clock.at(FRIDAY + timedelta(7)), pytest.raises(AddressNotNow):
        await show_address(session, here.as_mentor, elsewhere.id)  # of this place nobody has told it


async def test_taken_back_it_is_shown_to_nobody(session):
    here, stay = await given_here(session)
    with clock.at(FRIDAY - timedelta(hours=2)):
        await show_address(session, here.as_youth, stay.id)
        await cancel_stay(session, here.as_youth, stay.id)
        for actor in (here.as_youth, here.as_mentor, here.as_caseworker):
            assert await where_of(session, actor, stay.id) is None
            with pytest.raises((NotFound, AddressNotNow)):
                await show_address(session, actor, stay.id)


async def test_a_protected_one_is_handed_over_by_her_caseworker_and_can_be_taken_back(session):
    here, stay = await given_here(session, protected=True)
    with clock.at(FRIDAY - timedelta(days=3)):
        assert (await where_of(session, here.as_youth, stay.id)).at.state is AddressIs.TOLD
        for actor in (here.as_youth, here.as_mentor, here.as_host, here.as_coordinator, here.as_guardian):
            with pytest.raises(Forbidden):
                await give_address(session, actor, stay.id, given=True)
        await give_address(session, here.as_caseworker, stay.id, given=True)
        await give_address(session, here.as_caseworker, stay.id, given=True)
        later = (await where_of(session, here.as_youth, stay.id)).at
        assert (later.state, later.since) == (AddressIs.LATER, FRIDAY - timedelta(hours=12))
    with clock.at(FRIDAY - timedelta(hours=12)):
        assert await show_address(session, here.as_youth, stay.id) == ADDRESS
        await give_address(session, here.as_caseworker, stay.id, given=False)
        with pytest.raises(AddressNotNow):
            await show_address(session, here.as_youth, stay.id)
    kinds = await events_of(session, here.youth.id)
    assert kinds == [Event.ADDRESS_GIVEN, Event.ADDRESS_SHOWN, Event.ADDRESS_TAKEN_BACK]


async def test_what_is_not_protected_cannot_be_handed_over_ahead_of_time(session):
    here, stay = await given_here(session)
    with clock.at(FRIDAY - timedelta(days=3)), pytest.raises(AddressNotNow):
        await give_address(session, here.as_caseworker, stay.id, given=True)


@pytest.mark.parametrize("grade", ["marked", "protected_registration", "fictitious"])
async def test_her_own_protection_makes_it_as_tight(session, grade):
    here, stay = await given_here(session)
    session.add(YouthProtected(youth_id=here.youth.id, grade=grade, address=b""))
    await session.flush()
    with clock.at(FRIDAY):
        assert (await where_of(session, here.as_youth, stay.id)).at.state is AddressIs.TOLD
        with pytest.raises(AddressNotNow):
            await show_address(session, here.as_youth, stay.id)


async def test_of_a_look_the_record_keeps_who_and_which_break_and_not_where(session):
    here, stay = await given_here(session)
    with clock.at(FRIDAY):
        await show_address(session, here.as_mentor, stay.id)
    await session.commit()
    kept = (await session.scalars(select(RecordEvent).where(RecordEvent.kind == Event.ADDRESS_SHOWN))).one()
    assert (kept.actor_id, kept.role, kept.purpose) == (here.as_mentor.account_id, "mentor", "stay")
    assert (kept.about_id, kept.youth_id) == (here.host.id, here.youth.id)
    assert json.loads(kept.details) == {"stay": str(stay.id)}


# -- her page, and the others'


async def told(world, *, protected=False):
    async with world.transaction() as session:
        site_id = world.town.given.host.id
        sealed = seal_address(session.info["master_key"], ADDRESS, site_id)
        session.add(SiteAddress(site_id=site_id, address=sealed))
        await session.execute(update(Site).where(Site.id == site_id).values(protected_address=protected))
    return f"/stays/{world.stay_id}"


@pytest.mark.parametrize("role", [Role.YOUTH, Role.MENTOR, Role.CASEWORKER], ids=str)
async def test_it_stands_on_the_one_answer_that_was_asked_for(as_, world, role):
    path = await told(world)
    with clock.at(FRIDAY - timedelta(hours=3)):
        somebody = await as_(role)
        before = await somebody.get(path)
        assert f'action="{path}"' in before.text
        shown = await send(somebody, path, path)
        again = await somebody.get(path)
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
    assert ADDRESS in unescape(shown.text)
    assert ADDRESS not in unescape(before.text + again.text)
    assert ADDRESS.split()[0] not in shown.text[: shown.text.index("<body")]
    assert lix(words_of(shown.text)) <= {Role.YOUTH: YOUTH, Role.MENTOR: ADULT, Role.CASEWORKER: STAFF}[role]


async def test_before_that_her_page_says_calmly_from_when_and_whom_to_ask(as_, world):
    path = await told(world)
    with clock.at(FRIDAY - timedelta(days=9)):
        youth = await as_(Role.YOUTH)
        page = (await youth.get(path)).text
        refused = await youth.post(path, data=hidden(page))
    assert "ons 13 jan 17:00" in page
    assert f'action="{path}"' not in page
    assert 'href="/words/new"' in page
    assert lix(words_of(page)) <= YOUTH
    assert refused.status_code == 409
    assert ADDRESS not in unescape(refused.text)


@pytest.mark.parametrize(
    "role", [Role.HOST, Role.PLACE_KEEPER, Role.GUARDIAN, Role.COORDINATOR, Role.SUPPORT_PERSON], ids=str
)
async def test_others_have_neither_the_button_nor_the_way(as_, world, role):
    path = await told(world)
    with clock.at(FRIDAY):
        somebody = await as_(role)
        page = await somebody.get(path)
        answer = await somebody.post(path, data=hidden((await somebody.get("/look")).text))
    assert f'action="{path}"' not in page.text
    assert "/where" not in page.text
    assert answer.status_code == 403
    assert ADDRESS not in unescape(page.text + answer.text)


async def test_her_caseworker_hands_a_protected_one_over_and_she_sees_it(as_, world):
    path = await told(world, protected=True)
    with clock.at(FRIDAY - timedelta(hours=3)):
        youth, sara = await as_(Role.YOUTH), await as_(Role.CASEWORKER)
        waits = (await youth.get(path)).text
        assert f'action="{path}"' not in waits
        assert lix(words_of(waits)) <= YOUTH
        desk = (await sara.get(path)).text
        assert lix(words_of(desk)) <= STAFF
        given_over = await send(sara, path, f"{path}/where/given", step="give")
        assert given_over.status_code == 303
        assert ADDRESS in unescape((await send(youth, path, path)).text)
        await send(sara, path, f"{path}/where/given", step="take_back")
        assert ADDRESS not in unescape((await send(youth, path, path)).text)
    async with world.transaction() as session:
        assert (await session.execute(select(Stay.address_given_at))).scalar_one() is None


@pytest.mark.parametrize("typed", [{}, {"step": "show"}, {"step": "give", "more": "x"}])
async def test_nonsense_hands_nothing_over(as_, world, typed):
    path = await told(world, protected=True)
    with clock.at(FRIDAY):
        assert (await send(await as_(Role.CASEWORKER), path, f"{path}/where/given", **typed)).status_code == 422
