"""Whoever receives her says that she came and left; where nobody says anything, the clock does its part and claims no more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.breaks import ContactReminder, Occurrence, StayRequest
from models.people import Role
from service import clock
from service.actor import Actor
from service.errors import Forbidden, NotFound
from service.record import Event
from service.stays.actions import cancel_stay, take_step
from service.stays.errors import AlreadyCancelled, IsOver, StepImpossible
from service.stays.jobs import let_time_pass
from service.stays.rules import Step
from tests.given import FRIDAY, SUNDAY, events_of, given_municipality
from tests.stays.given import claim_of, given_stay

AT_THE_DOOR = FRIDAY + timedelta(minutes=10)


async def test_she_comes_and_leaves(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(AT_THE_DOOR):
        await take_step(session, here.as_host, stay.id, Step.ARRIVE)
    assert (stay.status, stay.arrived_at) == ("going_on", AT_THE_DOOR)
    with clock.at(SUNDAY - timedelta(hours=1)):
        await take_step(session, here.as_host, stay.id, Step.DEPART)
    assert (stay.status, stay.departed_at) == ("ended", SUNDAY - timedelta(hours=1))
    assert (await claim_of(session, stay)).state == "ended"
    assert (await session.scalars(select(Occurrence.status))).one() == "done"
    assert (await session.scalars(select(StayRequest.status))).one() == "closed"
    assert await events_of(session, here.youth.id) == [Event.STAY_ARRIVED, Event.STAY_ENDED]


async def test_a_mentor_who_comes_along_can_say_so_too(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here, mentor_id=here.mentor.id)
    with clock.at(AT_THE_DOOR):
        assert (await take_step(session, here.as_mentor, stay.id, Step.ARRIVE)).arrived_at == AT_THE_DOOR


async def test_nobody_arrives_a_week_ahead_or_twice(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(FRIDAY - timedelta(days=7)), pytest.raises(StepImpossible):
        await take_step(session, here.as_host, stay.id, Step.ARRIVE)
    with clock.at(AT_THE_DOOR):
        await take_step(session, here.as_host, stay.id, Step.ARRIVE)
        with pytest.raises(StepImpossible):
            await take_step(session, here.as_host, stay.id, Step.ARRIVE)


async def test_when_she_did_not_come_the_door_stays_open_and_her_caseworker_makes_contact(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(FRIDAY + timedelta(hours=4)):
        await take_step(session, here.as_host, stay.id, Step.NOT_COME)
    assert (stay.status, (await claim_of(session, stay)).state) == ("no_show", "released")
    assert (await session.scalars(select(ContactReminder.because))).one() == "no_show"
    assert await events_of(session, here.youth.id) == [Event.STAY_NO_SHOW]


async def test_who_has_come_did_not_stay_away(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(AT_THE_DOOR):
        await take_step(session, here.as_host, stay.id, Step.ARRIVE)
        with pytest.raises(StepImpossible):
            await take_step(session, here.as_host, stay.id, Step.NOT_COME)


async def test_a_cancelled_break_is_not_arrived_at(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(FRIDAY - timedelta(days=1)):
        await cancel_stay(session, here.as_youth, stay.id)
    with clock.at(AT_THE_DOOR), pytest.raises(AlreadyCancelled):
        await take_step(session, here.as_host, stay.id, Step.ARRIVE)


async def test_only_those_who_receive_her_say_so(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(AT_THE_DOOR):
        for actor in (here.as_youth, here.as_guardian, here.as_coordinator, here.as_caseworker, here.as_admin):
            with pytest.raises(Forbidden):
                await take_step(session, actor, stay.id, Step.ARRIVE)
        stranger = Actor(here.as_admin.account_id, here.municipality.id, Role.HOST, "Nils", here.place.id)
        for actor in (stranger, here.as_place_keeper, here.as_mentor):
            with pytest.raises(NotFound):
                await take_step(session, actor, stay.id, Step.ARRIVE)


async def test_the_clock_begins_and_ends_a_break_without_saying_that_she_came(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    moments = [FRIDAY - timedelta(minutes=1), FRIDAY, FRIDAY + timedelta(days=1), SUNDAY, SUNDAY + timedelta(days=1)]
    seen = []
    for moment in moments:
        with clock.at(moment):
            seen.append((await let_time_pass(session), stay.status))
    assert seen == [(0, "booked"), (1, "going_on"), (0, "going_on"), (1, "ended"), (0, "ended")]
    assert (stay.arrived_at, stay.departed_at) == (None, None)
    assert (await claim_of(session, stay)).state == "ended"
    assert await events_of(session, here.youth.id) == [Event.STAY_BEGAN, Event.STAY_ENDED]


async def test_a_break_slept_through_by_the_clock_ends_at_once(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(SUNDAY + timedelta(days=3)):
        assert await let_time_pass(session) == 1
        with pytest.raises(IsOver):
            await take_step(session, here.as_host, stay.id, Step.DEPART)
    assert await events_of(session, here.youth.id) == [Event.STAY_ENDED]
