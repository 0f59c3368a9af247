"""When something is open, against a second reckoning that asks moment by moment and shares no code with the first."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import Range

from service.supply.availability import (
    common,
    covers,
    joined,
    night_span,
    nights_in,
    open_nights_of,
    spans_of,
    without,
)

UMEA = ZoneInfo("Europe/Stockholm")
SPRING = date(2027, 3, 28)  # 02:00 becomes 03:00
AUTUMN = date(2026, 10, 25)  # 03:00 becomes 02:00
WEEK_53 = date(2026, 12, 28)  # Monday; week 1 of 2027 follows, so two odd weeks meet
ALWAYS: Range[date] = Range(None, None)


@dataclass(frozen=True)
class Usually:
    weekday: int
    weeks: str = "every"
    from_time: time | None = None
    to_time: time | None = None
    valid: Range[date] = ALWAYS


@dataclass(frozen=True)
class Hand:
    span: Range[datetime]
    night: date | None = None


def a_night(day: date) -> Hand:
    return Hand(night_span(day, UMEA), day)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UMEA).astimezone(UTC)


def open_in(first: date, days: int, patterns=(), opened=(), closures=()) -> list[Range[datetime]]:
    return spans_of(patterns, opened, closures, first, first + timedelta(days=days - 1), UMEA)


# -- single cases, worked out by hand


def test_a_friday_and_a_saturday_night_are_one_weekend():
    spans = open_in(date(2027, 1, 11), 7, [Usually(5), Usually(6)])
    assert spans == [Range(local(date(2027, 1, 15), 12), local(date(2027, 1, 17), 18))]


def test_closing_the_night_between_leaves_the_nights_beside_it_whole():
    friday = date(2027, 1, 15)
    spans = open_in(date(2027, 1, 11), 7, [Usually(5), Usually(6), Usually(7)], closures=[a_night(date(2027, 1, 16))])
    assert spans == [
        Range(local(friday, 12), local(date(2027, 1, 16), 18)),
        Range(local(date(2027, 1, 17), 12), local(date(2027, 1, 18), 18)),
    ]


def test_a_closed_span_takes_away_just_that_time():
    repairs = Hand(Range(local(date(2027, 1, 16), 8), local(date(2027, 1, 16), 14)))
    spans = open_in(date(2027, 1, 11), 7, [Usually(5)], closures=[repairs])
    assert spans == [
        Range(local(date(2027, 1, 15), 12), local(date(2027, 1, 16), 8)),
        Range(local(date(2027, 1, 16), 14), local(date(2027, 1, 16), 18)),
    ]


def test_closed_wins_over_opened_by_hand():
    day = date(2027, 1, 15)
    assert open_in(day, 1, opened=[a_night(day)], closures=[a_night(day)]) == []


def test_odd_weeks_meet_at_the_turn_of_a_year_with_53_weeks():
    nights = open_nights_of([Usually(1, "odd")], (), (), WEEK_53 - timedelta(days=14), WEEK_53 + timedelta(days=21))
    assert nights == {WEEK_53 - timedelta(days=14), WEEK_53, WEEK_53 + timedelta(days=7), WEEK_53 + timedelta(days=21)}


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 29), (AUTUMN, 31), (date(2027, 1, 15), 30)])
def test_a_night_is_an_hour_shorter_in_spring_and_longer_in_autumn(day, hours):
    [span] = open_in(day - timedelta(days=1), 1, [Usually((day - timedelta(days=1)).isoweekday())])
    assert span.upper - span.lower == timedelta(hours=hours)


def test_hours_that_the_clocks_jump_over_do_not_exist():
    assert open_in(SPRING, 1, [Usually(7, from_time=time(2, 30), to_time=time(3, 0))]) == []
    [span] = open_in(SPRING, 1, [Usually(7, from_time=time(1, 0), to_time=time(4, 0))])
    assert span.upper - span.lower == timedelta(hours=2)


def test_hours_that_come_twice_are_open_both_times():
    [span] = open_in(AUTUMN, 1, [Usually(7, from_time=time(1, 0), to_time=time(4, 0))])
    assert span.upper - span.lower == timedelta(hours=4)


def test_a_pattern_ends_with_its_last_valid_day():
    until = Range(date(2027, 1, 1), date(2027, 1, 15))
    assert open_nights_of([Usually(5, valid=until)], (), (), date(2027, 1, 1), date(2027, 1, 31)) == {
        date(2027, 1, 1),
        date(2027, 1, 8),
    }


def test_a_stay_from_friday_to_sunday_sleeps_two_nights():
    assert nights_in(Range(local(date(2027, 1, 15), 17), local(date(2027, 1, 17), 16)), UMEA) == [
        date(2027, 1, 15),
        date(2027, 1, 16),
    ]


# -- against the second reckoning, over daylight saving and week 53

DAYS = 10
first_days = st.sampled_from([SPRING, AUTUMN, WEEK_53, date(2027, 6, 7)]).flatmap(
    lambda day: st.integers(0, 7).map(lambda back: day - timedelta(days=back))
)
hours = st.tuples(st.integers(4, 22), st.integers(1, 8)).map(lambda pair: (pair[0], min(23, pair[0] + pair[1])))
patterns_in = st.lists(
    st.builds(
        lambda weekday, weeks, span, nightly, since: Usually(
            weekday,
            weeks,
            None if nightly else time(span[0]),
            None if nightly else time(span[1], 30),
            Range(date(2026, 1, 1), since),
        ),
        st.integers(1, 7),
        st.sampled_from(["every", "odd", "even"]),
        hours,
        st.booleans(),
        st.sampled_from([None, SPRING, AUTUMN, WEEK_53]),
    ),
    max_size=6,
)


def hands(first: date) -> st.SearchStrategy[list[Hand]]:
    spans = st.tuples(st.integers(-12, DAYS * 24 + 12), st.integers(1, 60)).map(
        lambda pair: Hand(
            Range(local(first, 0) + timedelta(hours=pair[0]), local(first, 0) + timedelta(hours=sum(pair)))
        )
    )
    nights = st.integers(0, DAYS - 1).map(lambda number: a_night(first + timedelta(days=number)))
    return st.lists(spans | nights, max_size=4)


worlds = first_days.flatmap(lambda first: st.tuples(st.just(first), patterns_in, hands(first), hands(first)))


def is_open_at(moment: datetime, first: date, patterns, opened, closures) -> bool:
    """The second reckoning: one moment, by the wall clock."""
    clock = moment.astimezone(UMEA)
    today, yesterday = clock.date(), clock.date() - timedelta(days=1)
    last = first + timedelta(days=DAYS - 1)
    closed_days = {one.night for one in closures if one.night}
    if any(not one.night and one.span.lower <= moment < one.span.upper for one in closures):
        return False

    def falls(one: Usually, day: date) -> bool:
        odd = int(day.strftime("%V")) % 2 == 1
        ends = one.valid.upper is None or day < one.valid.upper
        return (
            first <= day <= last
            and day.isoweekday() == one.weekday
            and one.weeks in ("every", ("even", "odd")[odd])
            and ends
        )

    for night in (today, yesterday):
        within = clock.hour >= 12 if night == today else clock.hour < 18
        wanted = any(one.from_time is None and falls(one, night) for one in patterns)
        wanted |= any(one.night == night for one in opened) and first <= night <= last
        if within and wanted and night not in closed_days:
            return True
    if today in closed_days:
        return False
    if any(one.from_time and falls(one, today) and one.from_time <= clock.time() < one.to_time for one in patterns):
        return True
    in_frame = local(first, 0) <= moment < local(last + timedelta(days=1), 18)
    return in_frame and any(not one.night and one.span.lower <= moment < one.span.upper for one in opened)


@given(worlds)
@settings(max_examples=150, deadline=None)
def test_spans_agree_with_the_second_reckoning_at_every_half_hour(world):
    first, patterns, opened, closures = world
    spans = open_in(first, DAYS, patterns, opened, closures)
    moment = local(first, 0) - timedelta(days=2)
    while moment < local(first, 0) + timedelta(days=DAYS + 3):
        said = any(one.lower <= moment < one.upper for one in spans)
        assert said == is_open_at(moment, first, patterns, opened, closures), moment.astimezone(UMEA)
        moment += timedelta(minutes=30)


@given(worlds)
@settings(max_examples=100, deadline=None)
def test_spans_are_in_order_and_apart(world):
    first, patterns, opened, closures = world
    spans = open_in(first, DAYS, patterns, opened, closures)
    assert all(one.lower < one.upper and one.lower.tzinfo is UTC for one in spans)
    assert all(one.upper < other.lower for one, other in pairwise(spans))


@given(worlds, st.integers(0, DAYS - 1))
@settings(max_examples=100, deadline=None)
def test_closing_a_night_never_opens_anything_and_opening_one_never_closes_anything(world, number):
    first, patterns, opened, closures = world
    hand = a_night(first + timedelta(days=number))
    before = open_in(first, DAYS, patterns, opened, closures)
    assert without(open_in(first, DAYS, patterns, opened, [*closures, hand]), before) == []
    assert without(before, open_in(first, DAYS, patterns, [*opened, hand], closures)) == []


@given(worlds)
@settings(max_examples=50, deadline=None)
def test_the_order_in_which_things_were_said_does_not_matter(world):
    first, patterns, opened, closures = world
    turned = open_in(first, DAYS, patterns[::-1], opened[::-1], closures[::-1])
    assert turned == open_in(first, DAYS, patterns, opened, closures)


@given(worlds)
@settings(max_examples=50, deadline=None)
def test_an_open_night_of_the_calendar_can_be_slept(world):
    """The host's calendar and the spans speak of the same nights, but for closed spans."""
    first, patterns, opened, closures = world
    nightly = [one for one in closures if one.night]
    nights = open_nights_of(patterns, opened, nightly, first, first + timedelta(days=DAYS - 1))
    spans = open_in(first, DAYS, patterns, opened, nightly)
    assert all(covers(spans, night_span(night, UMEA)) for night in nights)


# -- the arithmetic of spans

some_spans = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 9)).map(
        lambda pair: Range(
            datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=pair[0]),
            datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=sum(pair)),
        )
    ),
    max_size=6,
)


@given(some_spans, some_spans)
def test_what_is_taken_away_and_what_is_common_make_the_whole(some, others):
    left, both = without(joined(some), others), common(some, others)
    assert joined([*left, *both]) == joined(some)
    assert not any(one.overlaps(other) for one in left for other in both)


def test_the_second_reckoning_can_fail():
    """Negative control: with the closure forgotten, the two disagree."""
    day = date(2027, 1, 15)
    spans = open_in(day, DAYS, [Usually(5)])
    moment = local(day, 20)
    assert any(one.lower <= moment < one.upper for one in spans)
    assert not is_open_at(moment, day, [Usually(5)], [], [a_night(day)])
