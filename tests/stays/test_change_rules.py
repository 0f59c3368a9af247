"""Which other times a break can have: whatever is offered is possible, also across summer time; nothing else is taken."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.stays.change_rules import (
    Times,
    is_longer,
    is_shorter,
    longer_times,
    read_times,
    shorter_times,
)

ZONE = "Europe/Stockholm"
FRIDAY = datetime(2027, 1, 15, 16, tzinfo=UTC)
SUNDAY = datetime(2027, 1, 17, 15, tzinfo=UTC)
moments = st.integers(0, 2 * 365 * 24).map(lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours))
lengths = st.integers(1, 14 * 24).map(lambda hours: timedelta(hours=hours))


@given(moments, lengths, st.integers(-400, 400))
def test_what_is_offered_can_be_taken(arrival, length, before):
    now, departure = arrival - timedelta(hours=before), arrival + length
    for one in shorter_times(now, arrival, departure, ZONE):
        assert is_shorter(now, arrival, departure, one)
        assert not is_longer(now, arrival, departure, one)
    for one in longer_times(now, arrival, departure, ZONE):
        assert is_longer(now, arrival, departure, one)
        assert not is_shorter(now, arrival, departure, one)


@given(moments, lengths, st.integers(-400, 400))
def test_nothing_is_offered_of_what_is_past_or_over(arrival, length, before):
    now, departure = arrival - timedelta(hours=before), arrival + length
    for one in shorter_times(now, arrival, departure, ZONE) + longer_times(now, arrival, departure, ZONE):
        assert one.departure > now
        assert one.arrival in (arrival,) or one.arrival > now
    if now >= departure:
        assert shorter_times(now, arrival, departure, ZONE) == longer_times(now, arrival, departure, ZONE) == []


@given(moments, lengths)
def test_what_stands_in_a_form_is_read_again(arrival, length):
    one = Times(arrival, arrival + length)
    assert read_times(one.value) == one


@pytest.mark.parametrize("typed", ["", "x", "2027-01-15/2027-01-16", "2027-01-15T10:00+0100", "a/b"])
def test_anything_else_is_no_time(typed):
    assert read_times(typed) is None


def test_a_day_earlier_keeps_the_hour_when_the_clock_is_changed():
    arrival = datetime(2027, 3, 26, 17, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    departure = datetime(2027, 3, 28, 16, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)  # summer time began that night
    offered = shorter_times(arrival - timedelta(days=3), arrival, departure, ZONE)
    hours = {
        (one.departure.astimezone(ZoneInfo(ZONE)).day, one.departure.astimezone(ZoneInfo(ZONE)).hour) for one in offered
    }
    assert (27, 16) in hours


def test_of_a_weekend_she_can_have_one_night_or_only_the_evening():
    offered = shorter_times(FRIDAY - timedelta(days=2), FRIDAY, SUNDAY, ZONE)
    assert Times(FRIDAY, SUNDAY - timedelta(days=1)) in offered
    assert Times(FRIDAY, datetime(2027, 1, 15, 20, tzinfo=UTC)) in offered
    assert Times(FRIDAY + timedelta(days=1), SUNDAY) in offered
