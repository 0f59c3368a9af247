"""The map of one break: exactly one place where she is, somebody whose turn it is, a day or an honest none."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, update

from models.breaks import Claim, ContactReminder, Occurrence, Proposal, Stay, StayRequest
from models.people import Role
from service import clock
from service.messages.to_her import write_to_her
from service.proposals.desk import reminder_done
from service.requests.actions import withdraw_request
from service.stays import safety as _detaches  # noqa: F401  a house that closes asks it
from service.supply.safety import close_now
from service.youths.actions import answer_statement, make_statement
from service.youths.rules import CONTACT_DAYS, Place, answer_due
from service.youths.way import ORDER, TURNS, Facts, Loss, State, Who, here_of, station_here, stations
from service.youths.ways import late_for, ways_of
from service.youths.wording import STAFF_PLACES
from tests.given import FRIDAY, SUNDAY, given_municipality, given_request, given_youth
from tests.stays.given import given_chosen, given_stay

REQUESTS = ("draft", "open", "planning", "offered", "chosen", "booked", "withdrawn", "closed")
PROPOSALS = (None, "asking", "offered", "chosen", "approved", "returned", "declined", "wants_else", "wants_talk", "expired", "withdrawn", "unmet")  # fmt: skip
STAYS = (None, "booked", "going_on", "ended", "cancelled", "no_show", "interrupted")
DAY = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
FROM, TO = DAY.replace(day=1, tzinfo=None), DAY.replace(year=2027, month=3, tzinfo=None)
moments = st.none() | st.datetimes(min_value=FROM, max_value=TO, timezones=st.just(UTC))
DATES = (
    "answer_by",
    "planned_at",
    "asks_due",
    "opened_at",
    "menu_at",
    "hold_until",
    "chosen_at",
    "decided_at",
    "first_day",
    "departure",
    "heard_at",
)
a_time = st.datetimes(min_value=FROM, max_value=TO, timezones=st.just(UTC))
losses = st.lists(st.builds(Loss, a_time, moments), max_size=3).map(tuple)


def facts_of(request, proposal, stay, **known):
    return Facts(request, proposal, stay, DAY, "Europe/Stockholm", 7, **known)


def is_sound(facts, now):
    way = stations(facts)
    here = [one for one in way if one.state is State.HERE]
    assert len(here) == 1
    (turn,) = here
    assert turn.who in set(Who)
    assert turn.place is here_of(facts).place
    assert all(one.who is None and one.by is None for one in way if one is not turn)
    places = [ORDER.index(one.place) for one in way]
    assert places == sorted(set(places))
    assert all(
        (one.state is State.PAST) == (ORDER.index(one.place) < ORDER.index(turn.place))
        for one in way
        if one is not turn
    )
    if turn.who is Who.CASEWORKER:
        assert turn.by is not None  # a person is named when she has a day to keep
    if turn.who in (Who.YOU, Who.HOST):
        assert not turn.is_late(now)


def test_every_state_of_request_menu_and_break_is_one_place_with_somebody_whose_turn_it_is():
    for request, proposal, stay in product(REQUESTS, PROPOSALS, STAYS):
        is_sound(facts_of(request, proposal, stay), DAY)
        is_sound(facts_of(request, proposal, stay, **dict.fromkeys(DATES, DAY)), DAY + timedelta(days=30))
        is_sound(facts_of(request, proposal, stay, losses=(Loss(DAY),)), DAY + timedelta(days=30))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(REQUESTS),
    st.sampled_from(PROPOSALS),
    st.sampled_from(STAYS),
    moments.filter(bool),
    st.fixed_dictionaries(dict.fromkeys(DATES, moments)),
    losses,
)
def test_whatever_is_known_of_it_the_map_is_sound(request, proposal, stay, now, known, lost):
    is_sound(facts_of(request, proposal, stay, losses=lost, **known), now)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(("open", "planning")),
    st.sampled_from(PROPOSALS),
    a_time,
    st.fixed_dictionaries(dict.fromkeys(DATES, moments)),
    losses,
)
def test_of_a_lost_place_the_oldest_that_nobody_told_her_of_decides_and_is_late_after_its_day_alone(
    request, proposal, now, known, lost
):
    """Told anew, so that the rule is written down twice."""
    facts = facts_of(request, proposal, None, losses=lost, **known)
    answers = [known[name] for name in ("menu_at", "heard_at") if known[name]]
    owed = min((one for one in lost if all(one.at > each for each in answers)), key=lambda one: one.at, default=None)
    turn = station_here(stations(facts))
    if turn.place is not Place.PLAN:
        return
    if owed is None:
        assert (turn.who, turn.by) == (Who.WE, None) or (not lost and turn.by == known["answer_by"])
    else:
        assert (turn.who, turn.since) == (Who.CASEWORKER, owed.at)
        assert turn.by == answer_due(owed.at, CONTACT_DAYS, "Europe/Stockholm", before=owed.before)
        assert turn.by > owed.at  # never late at once
        assert turn.is_late(now) == (now > turn.by)


def test_each_thing_that_can_be_happening_has_somebody_whose_turn_it_is():
    happening = {
        here_of(facts_of(*state, losses=lost)).now
        for *state, lost in product(REQUESTS, PROPOSALS, STAYS, ((), (Loss(DAY),)))
    }
    assert happening <= set(TURNS)
    assert set(TURNS) <= happening  # and no turn is for something that never happens


def test_a_caseworker_has_a_word_for_each_that_can_be_on_its_way():
    assert set(STAFF_PLACES) >= set(TURNS) - {"been"}  # over, and no way any more


def test_a_caseworker_who_lets_a_choice_lie_is_late_on_the_map_and_not_before():
    facts = facts_of("chosen", "chosen", None, chosen_at=DAY, first_day=DAY + timedelta(days=60))
    turn = station_here(stations(facts))
    assert turn.place is Place.APPROVE
    assert turn.by == datetime(2026, 11, 10, 16, 0, tzinfo=UTC)
    assert not turn.is_late(turn.by)
    assert turn.is_late(turn.by + timedelta(minutes=1))


def test_a_choice_shortly_before_the_break_is_decided_before_it():
    facts = facts_of("chosen", "chosen", None, chosen_at=DAY, first_day=DAY + timedelta(days=2))
    assert station_here(stations(facts)).by == datetime(2026, 11, 4, 16, 0, tzinfo=UTC)


def test_who_has_lost_her_place_is_told_of_a_new_promise_and_not_of_the_one_that_was_kept():
    lost_on, then = DAY + timedelta(days=20), datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    before = {"answer_by": DAY, "opened_at": DAY, "menu_at": DAY, "chosen_at": DAY, "decided_at": DAY}
    facts = facts_of("open", "approved", "cancelled", losses=(Loss(lost_on),), **before)
    assert here_of(facts).now == "lost"
    turn = station_here(stations(facts))
    assert (turn.who, turn.by, turn.since) == (Who.CASEWORKER, then, lost_on)
    nothing_fitted = facts_of("open", "unmet", "cancelled", losses=(Loss(lost_on),), answer_by=DAY, menu_at=DAY)
    assert station_here(stations(nothing_fitted)).by == then  # and not the day from when she asked
    asked_only = facts_of("open", None, None, answer_by=DAY)
    assert station_here(stations(asked_only)).by == DAY


def test_it_is_told_before_the_break_would_have_begun():
    facts = facts_of("open", "approved", "cancelled", losses=(Loss(DAY, DAY + timedelta(days=1)),))
    assert station_here(stations(facts)).by == datetime(2026, 11, 3, 16, 0, tzinfo=UTC)


def test_hosts_that_are_asked_meanwhile_do_not_move_the_promise():
    asked = {"planned_at": DAY + timedelta(days=1), "losses": (Loss(DAY),)}
    later = facts_of("planning", "asking", None, asks_due=DAY + timedelta(days=30), **asked)
    turn = station_here(stations(later))
    assert (turn.who, turn.by, turn.since) == (Who.CASEWORKER, datetime(2026, 11, 4, 16, 0, tzinfo=UTC), DAY)
    sooner = facts_of("planning", "asking", None, asks_due=DAY + timedelta(hours=3), **asked)
    turn = station_here(stations(sooner))
    assert (turn.who, turn.by) == (Who.WE, DAY + timedelta(hours=3))


def test_what_has_been_has_its_day_and_what_it_never_came_to_is_left_out():
    way = stations(
        facts_of("offered", "offered", None, planned_at=DAY + timedelta(days=7), opened_at=DAY + timedelta(days=9))
    )
    assert [(one.place, one.at.day) for one in way if one.state is State.PAST] == [(Place.WISH, 3), (Place.PLAN, 10), (Place.HOST, 12)]  # fmt: skip
    withdrawn = stations(facts_of("withdrawn", None, None))
    assert [one.place for one in withdrawn] == [Place.WISH, Place.DONE]


async def test_what_is_late_on_her_map_is_late_in_the_queue_of_her_caseworker_alone(session):
    here = await given_municipality(session)
    with clock.at(DAY):
        request, _ = await given_request(session, here.youth, here.grant)
        await make_statement(
            session, here.as_youth, here.youth.id, kind="request", words="En helg.", stay_request_id=request.id
        )
        (way,) = await ways_of(session, here.as_youth, here.youth.id)
    due = datetime(2026, 11, 10, 16, 0, tzinfo=UTC)
    assert (way.turn.who, way.turn.by, way.turn.place) == (Who.CASEWORKER, due, Place.PLAN)
    assert way.soonest == FRIDAY
    with clock.at(due):
        assert await late_for(session, here.as_caseworker) == []
    with clock.at(due + timedelta(hours=1)):
        (late,) = await late_for(session, here.as_caseworker)
        assert (late.youth_called, late.since.date(), late.by) == ("Alva", request.made_at.date(), due)
        assert (await ways_of(session, here.as_youth, here.youth.id))[0].is_late
        for other in (here.as_coordinator, here.as_guardian, here.as_host):
            assert await late_for(session, other) == []
        assert other.role is Role.HOST


LOST_ON = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)  # a Tuesday
MORE_BY = datetime(2026, 12, 2, 16, 0, tzinfo=UTC)  # the next working day, as her caseworker is asked


async def given_a_lost_place(session, here):
    """A break she chose and got is taken back by the host, who falls ill."""
    proposal, placement = await given_chosen(session, here)
    claim = (await session.scalars(select(Claim).where(Claim.placement_id == placement.id))).one()
    request = await session.get_one(StayRequest, proposal.stay_request_id)
    occurrence = await session.get_one(Occurrence, placement.occurrence_id)
    proposal.opened_at, proposal.status = DAY, "approved"
    claim.state = request.status = occurrence.status = "booked"
    await session.flush()
    session.add(
        Stay(
            claim_id=claim.id,
            occurrence_id=occurrence.id,
            youth_id=request.youth_id,
            site_id=here.host.id,
            arrival=FRIDAY,
            departure=SUNDAY,
        )
    )
    await session.flush()
    with clock.at(LOST_ON):
        await close_now(session, here.as_host, site_id=here.host.id, reason="illness", until=SUNDAY + timedelta(days=1))
    return request


async def turn_of(session, here):
    (way,) = await ways_of(session, here.as_youth, here.youth.id)
    return way, (way.turn.who, way.turn.by)


async def test_a_place_that_a_host_took_back_is_a_promise_of_her_caseworker_and_late_after_its_day(session):
    here = await given_municipality(session)
    request = await given_a_lost_place(session, here)
    with clock.at(MORE_BY):
        way, turn = await turn_of(session, here)
        assert (way.here.now, way.lost_at, turn) == ("lost", LOST_ON, (Who.CASEWORKER, MORE_BY))
        assert not way.is_late
        assert await late_for(session, here.as_caseworker) == []
    with clock.at(MORE_BY + timedelta(minutes=1)):
        (late,) = await late_for(session, here.as_caseworker)
        assert (late.youth_called, late.request_id, late.since, late.by) == ("Alva", request.id, LOST_ON, MORE_BY)
        assert (await turn_of(session, here))[0].is_late
        for other in (here.as_coordinator, here.as_guardian, here.as_host):
            assert await late_for(session, other) == []


async def a_menu_opens(session, here, request):
    session.add(Proposal(stay_request_id=request.id, youth_id=here.youth.id, status="offered", opened_at=clock.now(), hold_until=FRIDAY))  # fmt: skip
    request.status = "offered"


async def she_takes_it_back(session, here, request):
    await withdraw_request(session, here.as_youth, request.id)


async def sara_writes(session, here, request):
    await write_to_her(session, here.as_caseworker, here.youth.id, "Vi letar hos två andra.")


async def sara_says_that_she_has_rung(session, here, request):
    ((reminder_id,),) = await session.execute(
        select(ContactReminder.id).where(ContactReminder.because == "interrupted")
    )
    await reminder_done(session, here.as_caseworker, reminder_id)


async def sara_answers_what_she_said_of_it(session, here, request):
    said = await make_statement(session, here.as_youth, here.youth.id, kind="message", words="Varför?", stay_request_id=request.id)  # fmt: skip
    await answer_statement(session, here.as_caseworker, said.id, verdict="heard", words="Någon blev sjuk där.")


async def she_writes_herself(session, here, request):
    await make_statement(session, here.as_youth, here.youth.id, kind="message", words="Varför?", stay_request_id=request.id)  # fmt: skip


async def sara_answers_something_else(session, here, request):
    said = await make_statement(session, here.as_youth, here.youth.id, kind="question", words="Får man ta med hund?")
    await answer_statement(session, here.as_caseworker, said.id, verdict="heard", words="Jag frågar.")


KEEPS = (a_menu_opens, she_takes_it_back, sara_writes, sara_says_that_she_has_rung, sara_answers_what_she_said_of_it)
DOES_NOT = (she_writes_herself, sara_answers_something_else)


@pytest.mark.parametrize("act", [*KEEPS, *DOES_NOT], ids=lambda act: act.__name__)
async def test_the_promise_is_kept_by_news_of_it_and_by_nothing_else(session, act):
    here = await given_municipality(session)
    request = await given_a_lost_place(session, here)
    with clock.at(LOST_ON + timedelta(days=1)):
        await act(session, here, request)
        await session.flush()
    with clock.at(MORE_BY + timedelta(days=1)):
        late = [one.since for one in await late_for(session, here.as_caseworker)]
        assert late == ([] if act in KEEPS else [LOST_ON])


async def test_what_sara_wrote_before_does_not_keep_it_and_a_second_loss_is_a_promise_of_its_own(session):
    here = await given_municipality(session)
    with clock.at(LOST_ON - timedelta(days=1)):
        await write_to_her(session, here.as_caseworker, here.youth.id, "Nu är det bokat.")
    await given_a_lost_place(session, here)
    with clock.at(LOST_ON):
        assert (await turn_of(session, here))[1] == (Who.CASEWORKER, MORE_BY)
    with clock.at(LOST_ON + timedelta(days=1)):
        await write_to_her(session, here.as_caseworker, here.youth.id, "Vi letar.")
        way, turn = await turn_of(session, here)
        assert (way.here.now, way.lost_at, turn) == (
            "lost",
            LOST_ON,
            (Who.WE, None),
        )  # it is lost still, and she knows more
    again = LOST_ON + timedelta(days=6)
    await session.execute(update(Stay).values(cancelled_at=again))
    with clock.at(again):
        assert (await turn_of(session, here))[1] == (Who.CASEWORKER, MORE_BY + timedelta(days=6))


async def test_a_break_that_she_gave_up_herself_is_no_loss(session):
    here = await given_municipality(session)
    await given_a_lost_place(session, here)
    await session.execute(update(Stay).values(cancelled_role=Role.YOUTH.value))
    with clock.at(MORE_BY + timedelta(days=1)):
        assert (await turn_of(session, here))[1] == (Who.WE, None)
        assert await late_for(session, here.as_caseworker) == []


async def test_many_lost_places_are_looked_up_at_once(session):
    here = await given_municipality(session)
    await given_a_lost_place(session, here)
    asked = []
    connection = await session.connection()
    event.listen(connection.sync_connection, "before_cursor_execute", lambda *said: asked.append(said[2]))
    with clock.at(MORE_BY + timedelta(days=1)):
        assert len(await late_for(session, here.as_caseworker)) == 1
        for_one = len(asked)
        occurrence = await session.scalar(select(Occurrence))
        stay = await session.scalar(select(Stay))
        for called in ("Bo", "Cleo", "Dag"):
            youth, _, grant = await given_youth(session, here.zone, here.as_caseworker, called=called)
            lost = await given_stay(session, here, youth=youth, grant=grant, site=here.place)
            await session.execute(update(Claim).where(Claim.id == lost.claim_id).values(state="released"))
            await session.execute(
                update(Occurrence).where(Occurrence.id == lost.occurrence_id).values(status=occurrence.status)
            )
            await session.execute(update(StayRequest).where(StayRequest.youth_id == youth.id).values(status="open"))
            lost.status, lost.cancelled_at, lost.cancelled_role = stay.status, stay.cancelled_at, stay.cancelled_role
            await session.flush()
        asked.clear()
        assert len(await late_for(session, here.as_caseworker)) == 4
        assert len(asked) == for_one
