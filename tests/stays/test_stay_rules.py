"""What can happen to a booked break, by whom and when; nights and weeks across the change of clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.people import Role
from service.stays import rules
from service.stays.rules import MOVES, Status, Step, possible_steps

UMEA = "Europe/Stockholm"
ARRIVAL, DEPARTURE = datetime(2027, 1, 15, 16, tzinfo=UTC), datetime(2027, 1, 17, 15, tzinfo=UTC)
BEFORE, DURING, AFTER = ARRIVAL - timedelta(days=9), ARRIVAL + timedelta(hours=3), DEPARTURE + timedelta(minutes=1)


def steps(status: Status, role: Role, moment: datetime, *, arrived: bool = False) -> set[Step]:
    return set(possible_steps(status, role, ARRIVAL, DEPARTURE, moment, arrived=arrived))


def test_she_can_say_no_before_and_during_a_break():
    assert steps(Status.BOOKED, Role.YOUTH, BEFORE) == {Step.CANCEL}
    assert steps(Status.BOOKED, Role.YOUTH, DURING) == {Step.CANCEL}  # the job has not come round yet
    assert steps(Status.GOING_ON, Role.YOUTH, DURING, arrived=True) == {Step.CANCEL}


@pytest.mark.parametrize("status", [Status.ENDED, Status.CANCELLED, Status.INTERRUPTED, Status.NO_SHOW])
def test_what_is_over_is_over_for_everybody(status):
    assert all(steps(status, role, AFTER) == set() for role in Role)


@pytest.mark.parametrize("role", [Role.HOST, Role.PLACE_KEEPER, Role.MENTOR])
def test_who_receives_her_says_that_she_came_and_left(role):
    assert steps(Status.BOOKED, role, BEFORE) == set()
    assert steps(Status.BOOKED, role, ARRIVAL - timedelta(hours=1)) == {Step.ARRIVE}
    assert steps(Status.GOING_ON, role, DURING) == {Step.ARRIVE, Step.DEPART, Step.NOT_COME}
    assert steps(Status.GOING_ON, role, DURING, arrived=True) == {Step.DEPART}


@pytest.mark.parametrize("role", [Role.GUARDIAN, Role.COORDINATOR, Role.SUPPORT_PERSON, Role.AUDITOR, Role.ADMIN])
def test_others_look_on(role):
    assert all(steps(status, role, moment) == set() for status in Status for moment in (BEFORE, DURING, AFTER))


def test_a_host_can_not_cancel_in_her_name():
    assert all(Role.HOST not in move.by for (_, step), move in MOVES.items() if step is Step.CANCEL)


def test_a_guardian_is_shown_when_and_where_and_nothing_else():
    assert rules.SEES[Role.GUARDIAN] == {rules.YOUTH, rules.PLACE}


def test_a_weekend_is_two_nights_and_an_evening_its_day():
    assert rules.nights_of(ARRIVAL, DEPARTURE, UMEA) == [date(2027, 1, 15), date(2027, 1, 16)]
    assert rules.nights_of(ARRIVAL, ARRIVAL + timedelta(hours=3), UMEA) == [date(2027, 1, 15)]


def test_nights_follow_the_clock_on_the_wall_when_it_changes():
    """28 March 2027 is 23 hours long: a night from 23:30 to 23:15 the next day is still one."""
    arrival, departure = datetime(2027, 3, 27, 22, 30, tzinfo=UTC), datetime(2027, 3, 28, 21, 15, tzinfo=UTC)
    assert rules.nights_of(arrival, departure, UMEA) == [date(2027, 3, 27)]


@pytest.mark.parametrize("month", [date(2026, 12, 1), date(2027, 1, 31), date(2027, 2, 1), date(2021, 2, 14)])
def test_a_month_is_shown_in_whole_weeks_from_monday(month):
    first, last = rules.shown_days(month)
    assert first.isoweekday() == last.isoweekday() == 1
    assert first <= month.replace(day=1)
    assert all(first <= month.replace(day=1) + timedelta(days=n) < last for n in range(28))
    assert (last - first).days in (28, 35, 42)


def test_week_53_belongs_to_both_years():
    first, _ = rules.shown_days(date(2027, 1, 1))
    assert (first, first.isocalendar().week) == (date(2026, 12, 28), 53)


def test_the_months_beside():
    assert rules.neighbours(date(2027, 1, 20)) == (date(2026, 12, 1), date(2027, 2, 1))
    assert rules.neighbours(date(2026, 12, 1)) == (date(2026, 11, 1), date(2027, 1, 1))
