"""Days, weeks and hours as people here say them."""

from datetime import UTC, date, datetime

import pytest

from service.web import texts
from service.web.texts import dates

ARRIVAL, DEPARTURE = datetime(2026, 12, 4, 17, 0, tzinfo=UTC), datetime(2026, 12, 6, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", "fre 4 dec 18:00 – sön 6 dec 16:00"),
        ("en", "Fri 4 Dec 18:00 – Sun 6 Dec 16:00"),
        ("da", "fre 4 dec 18:00 – søn 6 dec 16:00"),
        ("ar", "الجمعة 4 ديسمبر 18:00 – الأحد 6 ديسمبر 16:00"),
    ],
)
def test_a_break_is_said_in_local_hours(language, said):
    with texts.speaking(language):
        assert dates.span(ARRIVAL, DEPARTURE) == said


@pytest.mark.parametrize("language", ["sv", "en", "da", "ar"])
def test_the_days_of_a_week_can_be_told_apart_in_a_narrow_column(language):
    with texts.speaking(language):
        heads = [dates.weekday_narrow(day) for day in dates.week_of(ARRIVAL)]
    assert len(set(heads)) == 7
    assert all(len(head) <= 2 for head in heads)


def test_an_evening_names_its_day_once():
    assert dates.span(ARRIVAL, ARRIVAL.replace(hour=19)) == "fre 4 dec 18:00–20:00"


def test_a_moment_near_midnight_belongs_to_the_local_day():
    late = datetime(2026, 12, 4, 23, 30, tzinfo=UTC)
    assert dates.day(late) == "lör 5 dec"
    with texts.speaking("sv", "UTC"):
        assert dates.day(late) == "fre 4 dec"


@pytest.mark.parametrize(
    ("day", "said"), [(date(2026, 12, 4), "v. 49"), (date(2026, 12, 31), "v. 53"), (date(2027, 1, 3), "v. 53"), (date(2027, 1, 4), "v. 1")]
)  # fmt: skip
def test_weeks_are_iso_weeks_also_around_new_year(day, said):
    assert dates.week(day) == said


def test_the_hour_is_right_on_both_sides_of_daylight_saving():
    assert dates.clock(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "02:30"  # still summer
    assert dates.clock(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "02:30"  # the same hour again, in winter


def test_a_month_begins_on_the_monday_of_its_first_week():
    weeks = dates.calendar_weeks(date(2026, 12, 24))
    assert weeks[0][0] == date(2026, 11, 30)
    assert all(len(week) == 7 and week[0].weekday() == 0 for week in weeks)


def test_nights_are_counted_in_words():
    assert [dates.nights(count) for count in (1, 2)] == ["1 natt", "2 nätter"]
    assert dates.nights_between(ARRIVAL, DEPARTURE) == 2
