"""What follows from something being said: an answer in time, and a place on the map of the way."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.breaks import Proposal, StayRequest
from service.youths import rules
from service.youths.traits import TRAITS, traits_about, traits_of

UMEA = ZoneInfo("Europe/Stockholm")


@given(
    said_at=st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    days=st.integers(0, 30),
)
def test_an_answer_comes_on_a_working_day_never_before_its_days_and_never_more_than_two_later(said_at, days):
    due = rules.answer_due(said_at, days, "Europe/Stockholm").astimezone(UMEA)
    first = said_at.astimezone(UMEA).date() + timedelta(days=days)
    assert due.weekday() < 5
    evening = days == 0  # said after the day's end, an answer today cannot be promised
    assert first <= due.date() <= first + timedelta(days=2 + evening)
    assert due > said_at
    assert (due.hour, due.minute) == (17, 0)  # also across the change to summer time


@given(
    said_at=st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    days=st.integers(0, 30),
    ahead=st.integers(1, 60 * 24 * 40),
)
def test_an_answer_about_a_break_comes_before_it_when_a_working_day_is_left(said_at, days, ahead):
    before = said_at + timedelta(minutes=ahead)
    usual = rules.answer_due(said_at, days, "Europe/Stockholm")
    due = rules.answer_due(said_at, days, "Europe/Stockholm", before=before)
    assert due <= usual
    assert due.astimezone(UMEA).weekday() < 5
    assert due > said_at or due == usual
    if ahead > 60 * 24 * 5:
        assert due < before


def test_an_answer_about_the_coming_friday_is_promised_for_thursday():
    sunday, friday = datetime(2026, 11, 22, 9, tzinfo=UTC), datetime(2026, 11, 27, 16, tzinfo=UTC)
    assert rules.answer_due(sunday, 7, "Europe/Stockholm", before=friday) == datetime(2026, 11, 26, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (datetime(2026, 12, 5, 22, 30, tzinfo=UTC), datetime(2026, 12, 14, 16, tzinfo=UTC)),  # Saturday night there
        (datetime(2027, 3, 25, 8, tzinfo=UTC), datetime(2027, 4, 1, 15, tzinfo=UTC)),  # summer time began between
    ],
)
def test_some_days_worked_out_by_hand(said, due):
    assert rules.answer_due(said, 7, "Europe/Stockholm") == due


def _listed(table, column):
    (constraint,) = [one for one in table.constraints if one.name == f"ck_{table.name}_{column}"]
    text = str(constraint.sqltext)
    return [part.strip(" ')") for part in text[text.index("(") + 1 :].split(",")]


def test_every_status_has_a_place_on_the_map():
    for request in _listed(StayRequest.__table__, "status"):
        for proposal in [None, *_listed(Proposal.__table__, "status")]:
            assert rules.here_on_the_map(request, proposal).now


@pytest.mark.parametrize(
    ("request_status", "proposal_status", "place", "hers"),
    [
        ("open", None, "plan", False),
        ("planning", "asking", "host", False),
        ("offered", "offered", "choose", True),
        ("offered", "returned", "choose", True),
        ("chosen", "chosen", "approve", False),
        ("chosen", "approved", "approve", False),
        ("booked", "approved", "stay", False),
        ("open", "unmet", "plan", False),
        ("withdrawn", "withdrawn", "done", False),
    ],
)
def test_where_she_is(request_status, proposal_status, place, hers):
    here = rules.here_on_the_map(request_status, proposal_status)
    assert (here.place, here.hers) == (place, hers)


def test_she_is_shown_first_what_waits_for_her():
    day = datetime(2027, 1, 15, tzinfo=UTC)
    waits = rules.soonest_first(rules.here_on_the_map("offered", "offered"), day + timedelta(days=60))
    booked = rules.soonest_first(rules.here_on_the_map("booked", None), day)
    assert waits < booked


def test_every_trait_belongs_to_one_question_and_to_something():
    assert all(trait.of and trait.subject in rules.SUBJECTS for trait in TRAITS.values())
    assert sum(len(traits_about(subject)) for subject in rules.SUBJECTS) == len(TRAITS)
    assert "quiet" in traits_of("site")
    assert "quiet" not in traits_of("mentor")
