"""When a wished break could be: wall times that hold across summer time and week 53, and nights counted once."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import Range

from service.requests import windows as w
from service.requests.windows import Kind, WishedWindow

ZONE = "Europe/Stockholm"
UMEA = ZoneInfo(ZONE)
DAYS = st.dates(date(2026, 1, 1), date(2032, 12, 31))
SPORT_BREAK = Range(date(2027, 3, 8), date(2027, 3, 13))


def _walls(window):
    return window.arrival.astimezone(UMEA), window.departure.astimezone(UMEA)


@given(day=DAYS)
def test_a_weekend_is_friday_after_school_to_sunday_afternoon_of_the_same_iso_week(day):
    (window,) = w.windows_of_weekend(day, ZONE)
    arrival, departure = _walls(window)
    assert (arrival.weekday(), arrival.time()) == (4, time(17))
    assert (departure.weekday(), departure.time()) == (6, time(16))
    assert arrival.isocalendar()[:2] == departure.isocalendar()[:2] == day.isocalendar()[:2]
    assert len(w.nights_of(window, ZONE)) == 2


@given(day=DAYS, kind=st.sampled_from(list(Kind)), shorter=st.booleans())
def test_every_window_ends_after_it_begins_is_as_long_as_its_kind_and_best_when_whole(day, kind, shorter):
    every = w.WINDOWS_OF[kind](day, ZONE, shorter=shorter)
    least, most = w.NIGHTS[kind]
    for window in every:
        assert window.arrival < window.departure
        assert least <= len(w.nights_of(window, ZONE)) <= most
        assert window.arrival.astimezone(UMEA).date() >= w.first_day_of(kind, day)
    assert every[0].preference == max(one.preference for one in every)
    assert len({(one.arrival, one.departure) for one in every}) == len(every)


@given(
    first=DAYS,
    length=st.integers(0, 400),
    every=st.integers(1, 8),
    kind=st.sampled_from([Kind.WEEKEND, Kind.NIGHT, Kind.EVENING]),
)
def test_a_series_keeps_its_wall_times_its_distance_and_its_end(first, length, every, kind):
    last = first + timedelta(days=length)
    series = w.windows_of_series(kind, first, last, every, ZONE)
    assert len(series) <= w.MOST_OCCURRENCES + 1
    starts = [windows[0].arrival.astimezone(UMEA) for windows in series]
    assert all(b.date() - a.date() == timedelta(weeks=every) for a, b in pairwise(starts))
    assert all(
        one.departure.astimezone(UMEA).replace(tzinfo=None) <= datetime.combine(last, time()) + timedelta(days=1)
        for windows in series
        for one in windows
    )
    if kind is Kind.WEEKEND:
        assert {start.time() for start in starts} <= {time(17)}


def test_every_other_weekend_until_june_worked_out_by_hand():
    series = w.windows_of_series(Kind.WEEKEND, date(2027, 1, 15), date(2027, 6, 30), 2, ZONE)
    fridays = [windows[0].arrival.astimezone(UMEA).date() for windows in series]
    assert fridays[0] == date(2027, 1, 15)
    assert fridays[-1] == date(2027, 6, 18)
    assert [day.isocalendar().week for day in fridays] == list(range(2, 26, 2))
    before_summer_time, after = series[5][0], series[6][0]  # 26 March and 9 April; the clock changes on 28 March
    assert before_summer_time.arrival == datetime(2027, 3, 26, 16, tzinfo=UTC)
    assert before_summer_time.departure == datetime(2027, 3, 28, 14, tzinfo=UTC)  # an hour shorter
    assert after.arrival == datetime(2027, 4, 9, 15, tzinfo=UTC)


def test_a_series_passes_through_week_53():
    series = w.windows_of_series(Kind.WEEKEND, date(2026, 12, 18), date(2027, 1, 31), 1, ZONE)
    assert [one[0].arrival.astimezone(UMEA).isocalendar().week for one in series] == [51, 52, 53, 1, 2, 3, 4]


def test_the_last_day_holds_the_whole_of_the_last_time():
    until_saturday = w.windows_of_series(Kind.WEEKEND, date(2027, 1, 15), date(2027, 1, 30), 1, ZONE)
    assert len(until_saturday) == 2  # the third would end on Sunday the 31st


@pytest.mark.parametrize(
    ("day", "leaves"),
    [
        (date(2027, 3, 3), time(8)),  # Wednesday: school on Thursday
        (date(2027, 3, 5), time(12)),  # Friday
        (date(2027, 3, 7), time(12)),  # Sunday before the sport break
        (date(2027, 3, 14), time(8)),  # Sunday after it
    ],
)
def test_she_leaves_in_time_for_school_and_later_when_there_is_none(day, leaves):
    (window,) = w.windows_of_night(day, ZONE, [SPORT_BREAK])
    assert window.departure.astimezone(UMEA).time() == leaves


def test_an_evening_begins_earlier_on_a_free_day():
    school = w.windows_of_evening(date(2027, 3, 3), ZONE, [SPORT_BREAK])[0]
    free = w.windows_of_evening(date(2027, 3, 10), ZONE, [SPORT_BREAK])[0]
    assert (_walls(school)[0].hour, _walls(free)[0].hour) == (16, 14)


def test_a_wall_time_that_the_night_skips_becomes_one_that_exists():
    assert w.local(date(2027, 3, 28), time(2, 30), ZONE).astimezone(UMEA).time() == time(3, 30)


@given(today=DAYS, kind=st.sampled_from(list(Kind)), weeks=st.integers(1, 12), skip=st.integers(0, 20))
def test_no_day_is_offered_whose_break_has_begun(today, kind, weeks, skip):
    for day in w.days_to_offer(kind, today, weeks, skip):
        assert w.first_day_of(kind, day) > today


@given(today=DAYS, kind=st.sampled_from(list(Kind)))
def test_further_pages_of_days_go_on_where_the_first_ended(today, kind):
    together = w.days_to_offer(kind, today, 8)
    assert together == w.days_to_offer(kind, today, 4) + w.days_to_offer(kind, today, 4, 4)


def test_nights_are_counted_in_the_month_they_begin_in():
    over_new_year = w.windows_of_weekend(date(2027, 12, 31), ZONE)
    assert w.fewest_nights_by_month([over_new_year], ZONE) == {(2027, 12): 1, (2028, 1): 1}


def test_the_fewest_nights_are_counted_when_something_shorter_will_do():
    either = w.windows_of_weekend(date(2027, 1, 15), ZONE, shorter=True)
    assert w.fewest_nights_by_month([either, either], ZONE) == {(2027, 1): 2}


def test_half_open_windows_of_one_evening_have_no_night():
    evening = WishedWindow(datetime(2027, 1, 15, 15, tzinfo=UTC), datetime(2027, 1, 15, 19, tzinfo=UTC))
    assert w.nights_of(evening, ZONE) == []
