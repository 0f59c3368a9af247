"""The table of moves of a wished break, and which grant carries it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import Range

from models.people import Role
from service.errors import Invalid
from service.requests import rules
from service.requests.errors import BeyondGrant, NoGrant, TooManyNights
from service.requests.rules import GrantFacts, Kind, Status, Step, WishedWindow
from service.requests.windows import windows_of_evening, windows_of_series, windows_of_weekend

ZONE = "Europe/Stockholm"
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
WEEKEND = windows_of_weekend(date(2027, 1, 15), ZONE)


def _grant(kind="contact_family", first=date(2026, 1, 1), last=date(2027, 12, 31), nights=8):
    return GrantFacts(uuid4(), kind, Range(first, last), nights)


def test_she_can_take_it_back_until_it_is_booked():
    can = {status for status in Status if Step.WITHDRAW in rules.possible_steps(status, Role.YOUTH)}
    assert can == {Status.DRAFT, Status.OPEN, Status.PLANNING, Status.OFFERED, Status.CHOSEN}


@pytest.mark.parametrize("role", [Role.HOST, Role.MENTOR, Role.GUARDIAN, Role.COORDINATOR, Role.ADMIN])
def test_nobody_else_takes_it_back(role):
    assert all(rules.next_status(status, Step.WITHDRAW, role) is None for status in Status)


def test_what_is_withdrawn_or_closed_stays_so():
    for over in (Status.WITHDRAWN, Status.CLOSED):
        assert not any(at is over for at, _ in rules.MOVES)


@given(steps=st.lists(st.sampled_from(list(Step)), max_size=12), roles=st.lists(st.sampled_from([None, *Role])))
def test_no_row_of_acts_reaches_a_booking_without_a_choice(steps, roles):
    status, chosen = Status.DRAFT, False
    for step in steps:
        for role in [*roles, None]:
            after = rules.next_status(status, step, role)
            if after is not None:
                chosen = chosen or step is Step.CHOOSE
                status = after
                break
    assert status is not Status.BOOKED or chosen


def test_a_grant_of_the_right_kind_and_time_is_found():
    too_early, right = _grant(last=date(2027, 1, 1)), _grant()
    assert rules.grant_for(Kind.WEEKEND, [WEEKEND], [too_early, _grant("mentor"), right], ZONE) == right


def test_an_evening_takes_the_open_offer_before_the_contact_family():
    open_offer = _grant("open_offer", nights=None)
    evening = windows_of_evening(date(2027, 1, 15), ZONE)
    assert rules.grant_for(Kind.EVENING, [evening], [_grant(), open_offer], ZONE) == open_offer


def test_without_a_grant_for_nights_she_is_told_so():
    with pytest.raises(NoGrant):
        rules.grant_for(Kind.WEEKEND, [WEEKEND], [_grant("open_offer", nights=None), _grant("mentor")], ZONE)


def test_a_time_after_the_grant_ends_is_told_with_its_last_day():
    ends_on_saturday = _grant(last=date(2027, 1, 17))
    with pytest.raises(BeyondGrant) as told:
        rules.grant_for(Kind.WEEKEND, [WEEKEND], [ends_on_saturday], ZONE)
    assert "16 januari" in told.value.params["last"]
    ends_on_sunday = _grant(last=date(2027, 1, 18))
    assert rules.grant_for(Kind.WEEKEND, [WEEKEND], [ends_on_sunday], ZONE) == ends_on_sunday


def test_a_series_with_more_nights_than_a_month_has_is_told_with_both_numbers():
    every_weekend = windows_of_series(Kind.WEEKEND, date(2027, 1, 1), date(2027, 1, 31), 1, ZONE)
    with pytest.raises(TooManyNights) as told:
        rules.grant_for(Kind.WEEKEND, every_weekend, [_grant(nights=8)], ZONE)
    assert (told.value.params["nights"], told.value.params["most"]) == (10, 8)
    assert rules.grant_for(Kind.WEEKEND, every_weekend, [_grant(nights=10)], ZONE).nights_per_month == 10


def _window(begin=timedelta(days=10), length=timedelta(days=2), **other):
    return WishedWindow(NOW + begin, NOW + begin + length, **other)


@pytest.mark.parametrize(
    "occurrences",
    [
        [],
        [[]],
        [[_window(begin=timedelta(days=-1))]],
        [[_window(length=timedelta(0))]],
        [[_window(length=timedelta(days=-2))]],
        [[_window(length=timedelta(days=30))]],
        [[_window(length=timedelta(hours=3))]],
        [[_window(begin=timedelta(days=500))]],
        [[_window(), _window()]],
        [[_window(preference=4)]],
        [[_window(begin=timedelta(days=n)) for n in range(1, 27)]],
        [[_window(begin=timedelta(days=n))] for n in range(1, 43)],
        [[WishedWindow(datetime(2027, 1, 15, 17), datetime(2027, 1, 17, 16))]],  # noqa: DTZ001
    ],
)
def test_times_that_nobody_could_plan_are_refused_at_their_field(occurrences):
    with pytest.raises(Invalid) as refused:
        rules.check_times(Kind.WEEKEND, occurrences, NOW, ZONE)
    assert refused.value.field == "occurrences"


def test_a_good_weekend_passes():
    rules.check_times(Kind.WEEKEND, [[_window()]], NOW, ZONE)
