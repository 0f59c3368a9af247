"""The map of one break: exactly one place where she is, somebody whose turn it is, a day or an honest none."""

from datetime import UTC, datetime, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from models.people import Role
from service import clock
from service.youths.rules import Place
from service.youths.way import ORDER, TURNS, Facts, State, Who, here_of, station_here, stations
from service.youths.ways import late_for, ways_of
from tests.given import FRIDAY, given_municipality, given_request

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
    "hold_until",
    "chosen_at",
    "decided_at",
    "first_day",
    "departure",
)


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


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(REQUESTS),
    st.sampled_from(PROPOSALS),
    st.sampled_from(STAYS),
    moments.filter(bool),
    st.fixed_dictionaries(dict.fromkeys(DATES, moments)),
)
def test_whatever_is_known_of_it_the_map_is_sound(request, proposal, stay, now, known):
    is_sound(facts_of(request, proposal, stay, **known), now)


def test_each_thing_that_can_be_happening_has_somebody_whose_turn_it_is():
    happening = {here_of(facts_of(*state)).now for state in product(REQUESTS, PROPOSALS, STAYS)}
    assert happening <= set(TURNS)
    assert set(TURNS) <= happening  # and no turn is for something that never happens


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


def test_who_has_lost_her_place_is_not_told_of_a_promise_that_was_kept():
    facts = facts_of("open", "approved", "cancelled", answer_by=DAY, opened_at=DAY, chosen_at=DAY, decided_at=DAY)
    turn = station_here(stations(facts))
    assert (turn.who, turn.by) == (Who.WE, None)
    asked_only = facts_of("open", None, None, answer_by=DAY)
    assert station_here(stations(asked_only)).by == DAY


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
        from service.youths.actions import make_statement

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
