"""Which times are left at each hour, and that nothing is kept past its beginning."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from service.proposals.rules import Status
from service.soon.rules import Facts, Here, When, held_until, in_order, possible, where

ZONE = "Europe/Stockholm"
hours = st.integers(0, 366 * 24 * 4).map(
    lambda quarter: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarter)
)


@given(hours)
def test_every_hour_has_something_and_nothing_lies_behind(now):
    found = possible(now, ZONE)
    assert When.TOMORROW in found
    for window in found.values():
        assert now + timedelta(minutes=30) <= window.arrival < window.departure
        assert window.departure <= now + timedelta(days=3)


@given(hours)
def test_evenings_end_on_their_day_and_nights_the_day_after(now):
    for when, window in possible(now, ZONE).items():
        begins, ends = (moment.astimezone(ZoneInfo(ZONE)).date() for moment in (window.arrival, window.departure))
        assert (ends - begins).days == (0 if "evening" in when.value else 1)


@given(hours, st.integers(0, 48 * 60))
def test_what_is_held_is_let_go_within_two_hours(now, minutes):
    until = held_until(now, now + timedelta(minutes=minutes))
    assert now < until <= now + timedelta(hours=2)


def test_evenings_come_first_when_a_night_needs_a_yes():
    every = list(possible(datetime(2027, 1, 14, 16, tzinfo=UTC), ZONE))
    assert in_order(every, nights_are_open=True) == every
    assert in_order(every, nights_are_open=False)[:2] == [When.EVENING, When.TOMORROW_EVENING]


def test_every_status_of_a_proposal_has_a_place_on_her_page():
    for status in Status:
        assert where(Facts(status.value, False, ())) in Here
    assert where(Facts("chosen", False, ("consents",))) is Here.NEEDS_CONSENT
    assert where(Facts("chosen", True, ())) is Here.BOOKED
