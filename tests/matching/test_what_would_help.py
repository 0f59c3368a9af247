"""What would make it possible: every change is carried out, the checker asked, and every step left out once."""

from dataclasses import replace

import pytest

from matching import Side, check, would_help
from matching.changes import WORDS
from matching.explain import Explainer
from matching.horizon import Span
from matching.nearby import shifted
from matching.plan import Placement, Plan
from matching.problem import Along, Calendar, Limits, Strength, Subject
from tests.matching.small_worlds import (
    DAY,
    HOUR,
    SHAPES,
    a_host,
    a_mentor,
    a_problem,
    a_request,
    a_wish,
    a_youth,
    nights,
)
from tests.matching.towns import a_town


def is_enough(problem, plan, change):
    return check(*change.applied(problem, plan)) == []


def superfluous(problem, plan, change):
    """Steps without which it would be possible as well."""
    return [step for step in change.steps if check(*change.applied(problem, plan, but=step)) == []]


@pytest.mark.parametrize("number", range(len(SHAPES.all)))
def test_every_change_makes_it_possible_and_every_step_of_it_is_needed(number):
    for seed in (number, number + 10):
        problem, plan = a_town(seed, SHAPES.all[number])
        explainer = Explainer(problem, plan)
        for occurrence in problem.occurrence:
            if occurrence not in plan.by_occurrence:
                for change in explainer.would_help(occurrence):
                    assert is_enough(problem, plan, change), change
                    assert superfluous(problem, plan, change) == [], change


def test_enough_is_found_for_most_and_all_kinds_of_steps_occur():
    kinds, asked, helped = set(), 0, 0
    for number, shape in enumerate(SHAPES.all):
        problem, plan = a_town(number + 30, shape)
        explainer = Explainer(problem, plan)
        for occurrence in problem.occurrence:
            if occurrence not in plan.by_occurrence:
                found = explainer.would_help(occurrence)
                kinds |= {step.kind for change in found for step in change.steps}
                asked, helped = asked + 1, helped + bool(found)
    assert helped > asked / 2
    assert {"window", "openings", "beds", "vetoed", "must_wishes"} <= kinds <= WORDS.keys()


def one_guest_too_many(**host):
    """y and z wish the same night in the only house; z has it."""
    requests = [a_request("a", "y", nights(3)), a_request("b", "z", nights(3))]
    problem = a_problem([a_youth("y"), a_youth("z")], requests, [a_host("h", **host)])
    return problem, Plan((Placement("b0", "d3n1", "h"),))


def test_another_day_is_hers_to_say_and_comes_first():
    problem, plan = one_guest_too_many()
    first, *others = would_help(problem, plan, "a0")
    assert [(step.kind, step.side, step.amount) for step in first.steps] == [("window", Side.YOUTH, 1)]
    assert first.option == Placement("a0", "d3n1+1d", "h")
    assert [step.kind for change in others for step in change.steps] == ["beds"]
    assert others[0].steps[0].staff == "Ask h for 1 more guest this once."


def test_a_step_left_out_is_found_out():
    """The tests above can fail: a change without its step is no change, and a step for nothing is superfluous."""
    problem, plan = one_guest_too_many()
    *_, bed = would_help(problem, plan, "a0")
    assert is_enough(problem, plan, bed)
    assert not is_enough(problem, plan, replace(bed, steps=()))
    day = would_help(problem, plan, "a0")[0]
    assert superfluous(problem, plan, replace(bed, steps=(*bed.steps, replace(bed.steps[0], kind="mixing")))) != []
    assert superfluous(problem, plan, day) == []


def test_one_bed_is_enough_for_two_guests_one_after_the_other():
    requests = [a_request("a", "y", nights(3, 2)), a_request("b", "z", nights(3)), a_request("c", "x", nights(4))]
    problem = a_problem([a_youth("y"), a_youth("z"), a_youth("x")], requests, [a_host("h")])
    plan = Plan((Placement("b0", "d3n1", "h"), Placement("c0", "d4n1", "h")))
    beds = [change for change in would_help(problem, plan, "a0") if change.steps[-1].kind == "beds"]
    assert [[step.amount for step in change.steps] for change in beds] == [[1]]


def test_what_is_missing_in_the_budget_counts_everything_planned():
    requests = [a_request("a", "y", nights(3)), a_request("b", "z", nights(50))]
    dear = a_host("h", cost_per_night=100)
    problem = a_problem([a_youth("y"), a_youth("z")], requests, [dear], budget=150)
    (change,) = would_help(problem, Plan((Placement("b0", "d50n1", "h"),)), "a0")
    assert [(step.kind, step.amount) for step in change.steps] == [("budget", 50)]


def test_an_occurrence_without_a_time_cannot_be_helped():
    problem = a_problem([a_youth("y")], [a_request("a", "y", ())], [a_host("h")])
    assert would_help(problem, Plan(), "a0") == ()


def test_the_other_moves_if_there_is_a_place_for_them():
    requests = [a_request("a", "y", nights(3)), a_request("b", "z", nights(3))]
    sites = [a_host("h"), a_host("i", declines_youths=frozenset({"y"}))]
    problem = a_problem([a_youth("y"), a_youth("z")], requests, sites)
    plan = Plan((Placement("b0", "d3n1", "h"),))
    (move,) = [change for change in would_help(problem, plan, "a0") if change.steps[0].kind == "move"]
    assert move.steps[0].move == Placement("b0", "d3n1", "i")
    assert (move.side, move.steps[0].stay) == (Side.OTHERS, "b0")
    assert "b0" not in move.steps[0].youth


def test_how_much_is_asked_for_is_said():
    limits = Limits(nights_per_month=3)
    night = a_request("a", "y", nights(3, 2))
    others = a_request("b", "z", nights(10, 2))
    problem = a_problem([a_youth("y"), a_youth("z")], [night, others], [a_host("h", limits=limits)])
    changes = would_help(problem, Plan((Placement("b0", "d10n2", "h"),)), "a0")
    assert [(change.steps[0].kind, change.steps[0].whom, change.steps[0].amount) for change in changes] == [
        ("nights_per_month", "h", 1)
    ]
    until_late = a_host("h", openings=(Span(3 * DAY, 4 * DAY + 8 * HOUR),))
    problem = a_problem([a_youth("y")], [a_request("a", "y", nights(3))], [until_late])
    (change,) = [each for each in would_help(problem, Plan(), "a0") if each.steps[0].kind == "openings"]
    assert change.steps[0].amount == 2 * HOUR
    assert change.steps[0].staff == "Ask h to open 2 hours more."


def test_her_own_no_and_her_must_are_hers_to_take_back():
    never = a_request("a", "y", nights(3), wishes=(a_wish("i", Subject.SITE, Strength.NEVER),))
    problem = a_problem([a_youth("y", vetoes=frozenset({"h"}))], [never], [a_host("h"), a_host("i")])
    changes = would_help(problem, Plan(), "a0")
    assert {change.steps[0].kind for change in changes} == {"vetoed", "must_wishes"}
    assert all(change.side is Side.YOUTH for change in changes)


def test_a_mentor_is_asked_for_hours_and_she_could_go_without():
    requests = [a_request("a", "y", nights(3, mentor_until=3 * DAY + 20 * HOUR), mentor=Along.MUST)]
    problem = a_problem([a_youth()], requests, [a_host()], [a_mentor(minutes_per_week=180)])
    found = {change.steps[0].kind: change.steps[0] for change in would_help(problem, Plan(), "a0")}
    assert found.keys() == {"mentor_presence", "mentor_hours"}
    assert found["mentor_hours"].staff == "Ask m for 1 hours more that week."
    assert found["mentor_presence"].side is Side.YOUTH


@pytest.mark.parametrize(
    "facts",
    [
        {"unsuitable": frozenset({"h"})},
        {"needs": frozenset({"protected"})},
    ],
)
def test_nothing_is_found_where_only_safety_decides(facts):
    problem = a_problem([a_youth("y", **facts)], [a_request("a", "y", nights(3))], [a_host("h")])
    assert would_help(problem, Plan(), "a0") == ()


@pytest.mark.parametrize("facts", [{"cleared": ()}, {"declines_youths": frozenset({"y"})}, {"openings": ()}])
def test_nobody_is_asked_to_do_without_a_check_or_to_reverse_a_no(facts):
    problem = a_problem([a_youth("y")], [a_request("a", "y", nights(3))], [a_host("h", **facts)])
    assert would_help(problem, Plan(), "a0") == ()


def test_another_day_is_at_the_same_time_by_the_clock_on_the_wall():
    from datetime import date
    from zoneinfo import ZoneInfo

    calendar = Calendar.between(date(2027, 3, 1), 56, ZoneInfo("Europe/Stockholm"))  # the clock changes on 28 March
    problem = replace(a_problem([a_youth()]), calendar=calendar)
    friday = nights(25)
    moved = shifted(problem, friday, 7)
    assert moved is not None
    assert (moved.arrival, moved.departure) == (32 * DAY + 15 * HOUR, 33 * DAY + 9 * HOUR)
    assert shifted(problem, friday, 35) is None


def test_no_sentence_for_a_youth_names_anybody():
    for youth, staff in WORDS.values():
        assert "%" not in youth
        assert youth.endswith(".")
        assert staff.endswith(".")
        assert "!" not in youth + staff
        assert not any(word in youth.lower() for word in ("another youth", "somebody else", "declin", "refus"))
