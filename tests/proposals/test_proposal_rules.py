"""Who may do what from where, which gates are open, and how long things are kept: tables and pure functions."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from models.people import Role
from service.proposals.rules import (
    ANSWER_OF,
    HOLDING,
    LIVE,
    MOVES,
    Facts,
    Status,
    Step,
    all_open,
    asks_due,
    gates,
    has_standing_yes,
    hold_ends,
    possible_steps,
    sent_now,
)
from service.youths.ages import age_span

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ALL_OPEN = Facts(
    chosen=True, approved=True, asks=("yes", "standing_yes"), consents_open=True, grant_valid=True, nights_per_month=4
)


def test_she_may_choose_talk_say_no_or_want_something_else_when_a_menu_is_open():
    assert possible_steps(Status.OFFERED, Role.YOUTH) == {*ANSWER_OF, Step.WITHDRAW}


def test_a_yes_is_not_for_ever():
    assert Step.DECLINE in possible_steps(Status.CHOSEN, Role.YOUTH)
    assert Step.DECLINE in possible_steps(Status.APPROVED, Role.YOUTH)


def test_a_returned_choice_leaves_her_with_every_answer():
    assert possible_steps(Status.RETURNED, Role.YOUTH) == possible_steps(Status.OFFERED, Role.YOUTH)


def test_only_a_caseworker_approves_or_returns_and_only_what_is_chosen():
    assert {(at, move.by) for (at, step), move in MOVES.items() if step in (Step.APPROVE, Step.RETURN)} == {
        (Status.CHOSEN, Role.CASEWORKER)
    }


def test_nobody_else_has_any_step():
    assert {move.by for move in MOVES.values()} == {Role.YOUTH, Role.CASEWORKER, None}


@pytest.mark.parametrize("ended", [Status.DECLINED, Status.WANTS_ELSE, Status.EXPIRED, Status.WITHDRAWN, Status.UNMET])
def test_what_has_ended_stays_ended(ended: Status):
    assert ended not in LIVE
    assert not [step for at, step in MOVES if at is ended]


def test_everything_that_holds_beds_lets_go_of_them_in_the_end():
    for status in HOLDING - {Status.ASKING}:
        assert (status, Step.EXPIRE) in MOVES


def test_all_gates_open_means_booked():
    assert all_open(gates(ALL_OPEN))


@pytest.mark.parametrize(
    ("closed", "change"),
    [
        ("choice", {"chosen": False}),
        ("host", {"asks": ("standing_yes", "open")}),
        ("host", {"asks": ()}),
        ("mentor", {"mentors_not_open": ("Jo",)}),
        ("consents", {"consents_open": False, "consents_missing": ("Eva",)}),
        ("checks", {"not_cleared": ("Familjen Lind",)}),
        ("grant", {"grant_valid": False}),
        ("grant", {"nights": (("2027-01", 5),)}),
        ("approval", {"approved": False}),
    ],
)
def test_one_thing_missing_closes_its_own_gate_and_no_other(closed: str, change: dict):
    listed = gates(Facts(**(vars(ALL_OPEN) | change)))
    assert [gate.name for gate in listed if not gate.is_open] == [closed]


def test_a_gate_says_what_it_waits_for():
    listed = {
        gate.name: gate for gate in gates(Facts(chosen=True, approved=True, asks=("open",), consents_missing=("Eva",)))
    }
    assert listed["consents"].waits_for == ("Eva",)
    assert listed["host"].waits_for == ("open",)


def test_a_place_and_an_open_night_are_a_yes_unless_the_host_wants_to_be_asked():
    ages = range(12, 18)
    assert has_standing_yes(kind="place", ask_each_time=True, accepted_ages=ages, age=20)
    assert has_standing_yes(kind="host", ask_each_time=False, accepted_ages=ages, age=15)
    assert not has_standing_yes(kind="host", ask_each_time=True, accepted_ages=ages, age=15)
    assert not has_standing_yes(kind="host", ask_each_time=False, accepted_ages=ages, age=11)


def test_a_host_is_told_an_age_span_and_never_an_age():
    assert {age_span(age) for age in (12, 13, 14)} == {(12, 15)}


def test_a_host_is_asked_at_most_so_often_and_recommended_options_come_first():
    host, other = uuid4(), uuid4()
    wanted = [("Alva's second", 2, frozenset({host})), ("Bo's first", 1, frozenset({host})),
              ("Bo's second", 2, frozenset({other})), ("Cim's first", 1, frozenset({host}))]  # fmt: skip
    assert sent_now(wanted, {}, 2) == {"Bo's first", "Cim's first", "Bo's second"}
    assert sent_now(wanted, {host: 1}, 2) == {"Bo's first", "Bo's second"}
    assert sent_now(wanted, {host: 5}, 2) == {"Bo's second"}


def test_questions_of_an_option_are_sent_together_or_not_at_all():
    full, free = uuid4(), uuid4()
    assert sent_now([("series", 1, frozenset({full, free}))], {full: 3}, 3) == set()


def test_a_hold_lasts_its_hours_but_never_past_what_it_holds():
    assert hold_ends(NOW, 72, NOW + timedelta(days=30)) == NOW + timedelta(hours=72)
    assert hold_ends(NOW, 72, NOW + timedelta(hours=10)) == NOW + timedelta(hours=10)


def test_waiting_for_a_host_leaves_her_time_to_choose():
    assert asks_due(NOW, 48, NOW + timedelta(days=30)) == NOW + timedelta(hours=48)
    assert asks_due(NOW, 48, NOW + timedelta(hours=20)) == NOW + timedelta(hours=10)
