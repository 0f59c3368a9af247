"""The number that answers at this hour, in the municipality's own zone."""

from datetime import UTC, datetime

import pytest

from service.web import texts
from service.web.help_now import number_now, numbers_at

UMEÅ = "Europe/Stockholm"
LINES = [
    {
        "called": "Socialjouren",
        "number": "090-00 00 00",
        "example": True,
        "hours": [
            {"days": [1, 2, 3, 4, 5], "from": "16:30", "to": "08:00"},
            {"days": [6, 7], "from": "08:00", "to": "08:00"},
        ],
    }
]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A local winter hour in November 2026; the 23rd is a Monday."""
    return (
        datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)
        if hour
        else datetime(2026, 11, day - 1, 23, minute, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("moment", "answers"),
    [
        (at(23, 16, 29), "Bris"),
        (at(23, 16, 30), "Socialjouren"),
        (at(24, 7, 59), "Socialjouren"),
        (at(24, 8), "Bris"),
        (at(24, 0, 10), "Socialjouren"),
        (at(28, 12), "Socialjouren"),
        (at(29, 23, 59), "Socialjouren"),
        (at(30, 7, 59), "Socialjouren"),  # Sunday's hours end on Monday morning
        (at(30, 8), "Bris"),
        (at(27, 12), "Bris"),
    ],
)
def test_the_municipality_answers_when_it_is_open_and_bris_always(moment, answers):
    assert number_now(moment, LINES, UMEÅ).called == answers


def test_summer_time_is_counted():
    assert number_now(datetime(2026, 7, 6, 14, 30, tzinfo=UTC), LINES, UMEÅ).called == "Socialjouren"
    assert number_now(datetime(2026, 7, 6, 14, 29, tzinfo=UTC), LINES, UMEÅ).called == "Bris"


def test_an_open_line_says_until_when_so_that_it_stays_true_on_a_page_without_network():
    assert [line.until for line in numbers_at(at(23, 20), LINES, UMEÅ)] == ["", "08:00", ""]
    assert [line.until for line in numbers_at(at(23, 12), LINES, UMEÅ) if line.is_open] == ["", ""]


def test_112_is_first_and_those_that_are_closed_are_last():
    said = [line.called for line in numbers_at(at(23, 12), LINES, UMEÅ)]
    assert said == ["112", "Bris", "Socialjouren"]
    assert [line.href for line in numbers_at(at(23, 20), LINES, UMEÅ)] == ["tel:112", "tel:090000000", "tel:116111"]


def test_without_lines_of_its_own_there_is_still_somebody():
    assert [line.called for line in numbers_at(at(23, 12), [], UMEÅ)] == ["112", "Bris"]


def test_hours_are_in_the_readers_words():
    with texts.speaking("sv"):
        closed = numbers_at(at(23, 12), LINES, UMEÅ)[-1]
    assert closed.hours == ("mån–fre 16:30–08:00", "lör–sön 08:00–08:00")
    assert closed.is_example


@pytest.mark.asyncio
async def test_the_page_is_there_before_sign_in_and_marks_example_numbers(visitor, town):
    shown = await visitor.get("/help")
    assert shown.status_code == 200
    assert "116 111" in shown.text
    assert "tel:112" in shown.text
