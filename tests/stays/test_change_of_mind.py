"""She changes her mind: no reason, no trace in what comes later, the place free at once, her words kept as typed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.breaks import ContactReminder, Occurrence, Stay, StayRequest
from models.people import Role
from models.words import Statement
from service import clock
from service.actor import Actor
from service.errors import Changed, Forbidden, NotFound
from service.record import Event, read_words
from service.stays.actions import cancel_stay
from service.stays.errors import AlreadyCancelled, IsOver
from service.stays.queries import calendar_of, effects_of, stay_of
from tests.given import FRIDAY, SUNDAY, events_of, given_municipality, given_youth
from tests.stays.given import claim_of, given_stay

A_WEEK_BEFORE = FRIDAY - timedelta(days=7)


async def test_the_bed_is_free_for_somebody_else_at_once(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    other, _, grant = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    with pytest.raises(Exception, match="ex_claim_bed"):  # as long as it is hers, it is hers
        async with session.begin_nested():
            await given_stay(session, here, youth=other, grant=grant)
    with clock.at(A_WEEK_BEFORE):
        await cancel_stay(session, here.as_youth, stay.id)
    assert (await claim_of(session, stay)).state == "released"
    assert (await given_stay(session, here, youth=other, grant=grant)).status == "booked"


async def test_the_row_is_kept_with_who_said_it_and_when(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(A_WEEK_BEFORE):
        await cancel_stay(session, here.as_youth, stay.id)
    await session.refresh(stay)
    assert (stay.status, stay.cancelled_at, stay.cancelled_role) == ("cancelled", A_WEEK_BEFORE, "youth")
    assert await events_of(session, here.youth.id) == [Event.STAY_CANCELLED]


async def test_nothing_is_asked_for_in_its_stead(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(A_WEEK_BEFORE):
        await cancel_stay(session, here.as_youth, stay.id)
    occurrence = (await session.scalars(select(Occurrence))).one()
    request = (await session.scalars(select(StayRequest))).one()
    assert (occurrence.status, request.status) == ("cancelled", "closed")


async def test_the_other_times_of_a_series_stay_as_they_are(session):
    here = await given_municipality(session)
    first = await given_stay(session, here)
    request = (await session.scalars(select(StayRequest))).one()
    second = Occurrence(stay_request_id=request.id, youth_id=here.youth.id, number=2)
    session.add(second)
    await session.flush()
    later = await given_stay(
        session,
        here,
        occurrence=second,
        arrival=FRIDAY + timedelta(days=14),
        departure=SUNDAY + timedelta(days=14),
    )
    with clock.at(A_WEEK_BEFORE):
        assert (await effects_of(session, here.as_youth, first.id)).others_in_series == 1
        await cancel_stay(session, here.as_youth, first.id)
    await session.refresh(later)
    await session.refresh(request)
    assert (later.status, request.status) == ("booked", "booked")


async def test_her_words_are_kept_as_typed_and_her_caseworker_owes_an_answer(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    words = "  jag orkar inte just nu… 🏔️\nförlåt "
    with clock.at(A_WEEK_BEFORE):
        await cancel_stay(session, here.as_youth, stay.id, words)
    statement = (await session.scalars(select(Statement))).one()
    texts = await read_words(session, here.as_youth, [statement.content_id], purpose="own")
    assert texts[statement.content_id] == words
    assert statement.kind == "cancellation"
    assert statement.answer_due is not None


@pytest.mark.parametrize("words", [None, "", "   \n"])
async def test_no_reason_is_asked_and_nothing_is_made_of_silence(session, words):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(A_WEEK_BEFORE):
        await cancel_stay(session, here.as_youth, stay.id, words)
    assert await session.scalar(select(func.count()).select_from(Statement)) == 0


async def test_her_caseworker_is_reminded_to_make_contact(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(A_WEEK_BEFORE):
        await cancel_stay(session, here.as_youth, stay.id)
    reminder = (await session.scalars(select(ContactReminder))).one()
    assert (reminder.because, reminder.youth_id, reminder.done_at) == ("cancelled", here.youth.id, None)
    assert A_WEEK_BEFORE < reminder.due <= A_WEEK_BEFORE + timedelta(days=4)


async def test_during_a_break_she_can_go_home_too(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(FRIDAY + timedelta(hours=20)):
        await cancel_stay(session, here.as_youth, stay.id)
    await session.refresh(stay)
    assert (stay.status, (await claim_of(session, stay)).state) == ("interrupted", "ended")
    assert await events_of(session, here.youth.id) == [Event.STAY_INTERRUPTED]


async def test_afterwards_there_is_nothing_to_cancel(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(SUNDAY), pytest.raises(IsOver):
        await cancel_stay(session, here.as_youth, stay.id)


async def test_twice_is_told_and_changes_nothing_more(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(A_WEEK_BEFORE):
        await cancel_stay(session, here.as_youth, stay.id)
        with pytest.raises(AlreadyCancelled):
            await cancel_stay(session, here.as_youth, stay.id)
    assert await session.scalar(select(func.count()).select_from(ContactReminder)) == 1


async def test_a_page_seen_before_somebody_changed_it_is_not_obeyed(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(A_WEEK_BEFORE), pytest.raises(Changed):
        await cancel_stay(session, here.as_youth, stay.id, rev=stay.rev - 1)
    await session.refresh(stay)
    assert stay.status == "booked"


async def test_her_caseworker_can_write_it_down_for_her(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(A_WEEK_BEFORE):
        await cancel_stay(session, here.as_caseworker, stay.id, "Hon ringde och vill vara hemma.")
    await session.refresh(stay)
    assert (stay.status, stay.cancelled_role) == ("cancelled", "caseworker")


async def test_nobody_else_cancels_for_her(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here, mentor_id=here.mentor.id)
    for actor in (here.as_host, here.as_mentor, here.as_guardian, here.as_coordinator, here.as_admin):
        with pytest.raises(Forbidden):
            await cancel_stay(session, actor, stay.id)
    _, stranger, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    other_caseworker = Actor(here.as_admin.account_id, here.municipality.id, Role.CASEWORKER, "Nils")
    for actor in (stranger, other_caseworker):
        with pytest.raises(NotFound):
            await cancel_stay(session, actor, stay.id)
    assert (await session.scalars(select(Stay.status))).one() == "booked"


async def test_the_host_learns_that_she_is_not_coming_and_not_why(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(A_WEEK_BEFORE):
        await cancel_stay(session, here.as_youth, stay.id, "de har hund")
        seen = await stay_of(session, here.as_host, stay.id)
        month = await calendar_of(session, here.as_host, FRIDAY.date())
    assert seen.status == "cancelled"
    assert (seen.cancelled_at, seen.cancelled_by_youth, seen.stay_request_id) == (None, False, None)
    assert "hund" not in repr(seen) + repr(month)
    assert month.coming == ()
