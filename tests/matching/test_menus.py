"""Menus hold: whatever everybody chooses, at once and in any order, is a plan that keeps every rule."""

from random import Random

import pytest

from matching import Menu, build_menus, check, check_claims, check_reservations, solve
from matching.generate import Knobs, generate
from matching.menu import SeriesMenu
from matching.plan import Placement, Plan
from matching.table import Table
from tests.matching.small_worlds import (
    SHAPES,
    a_claim,
    a_host,
    a_problem,
    a_request,
    a_youth,
    an_evening,
    nights,
)

ROOMY = Knobs(youths=16, weeks=8, occurrences=(3, 6), hosts_per_youth=0.6)


def chosen(problem, menus, pick):
    return check(problem, Plan(tuple(pick(menu.options) for menu in menus)))


@pytest.mark.parametrize("shape", range(len(SHAPES.all) + 1))
def test_no_combination_of_choices_breaks_a_rule(shape):
    """Random choices, and hostile ones: everybody to the same house, everybody last, everybody longest."""
    knobs = (*SHAPES.all, ROOMY)[shape]
    dice, options = Random(shape), 0
    for seed in range(3):
        problem = generate(50 * shape + seed, knobs)
        outcome = solve(problem, effort=0.3)
        menus = outcome.menus
        options += sum(len(menu.options) for menu in menus)
        assert check_reservations(problem, menus) == []
        for _ in range(15):
            assert chosen(problem, menus, dice.choice) == []
        for site in problem.sites:
            assert chosen(problem, menus, lambda many: max(many, key=lambda one: one.site == site.id)) == []  # noqa: B023
        for mentor in problem.mentors[:4]:
            assert chosen(problem, menus, lambda many: max(many, key=lambda one: one.mentor == mentor.id)) == []  # noqa: B023
        assert chosen(problem, menus, lambda many: many[-1]) == []
        span = {key: window.span.minutes for key, window in problem.window.items()}
        assert chosen(problem, menus, lambda many: max(many, key=lambda one: span[one.occurrence, one.window])) == []  # noqa: B023
    assert options > 10


def test_what_is_free_one_by_one_does_collide():
    """The negative control: menus of options that are each free beside the plan break rules when all choose."""
    collided = 0
    for seed in range(3):
        problem = generate(seed, ROOMY)
        plan, table = solve(problem, effort=0.3, menus=False).plan, Table(problem)
        menus = []
        for one in plan.placements:
            free = [
                o.placement for o in table.options(one.occurrence)[:8] if not check(problem, plan.with_(o.placement))
            ]
            menus.append(Menu(one.occurrence, (one, *free[:3])))
        dice = Random(seed)
        clashes = sum(bool(chosen(problem, menus, dice.choice)) for _ in range(20))
        assert clashes == 0 or check_reservations(problem, menus)
        collided += clashes > 0
    assert collided >= 2


def test_the_recommended_option_is_the_plans_own_and_the_others_really_differ():
    problem = generate(1, ROOMY)
    outcome = solve(problem, effort=1)
    assert [menu.options[0] for menu in outcome.menus] == list(outcome.plan.placements)
    for menu in outcome.menus:
        assert 1 <= len(menu.options) <= 4
        times_and_houses = {(one.window, one.site) for one in menu.options}
        only_who_comes_along = len(times_and_houses) == 1 and len(menu.options) == 2
        assert len(times_and_houses) == len(menu.options) or only_who_comes_along
    assert sum(len(menu.options) >= 2 for menu in outcome.menus) > len(outcome.menus) / 4


def test_two_who_share_the_last_bed_are_not_both_offered_it():
    youths = [a_youth("y"), a_youth("z")]
    requests = [a_request("a", "y", nights(0)), a_request("b", "z", nights(0))]
    problem = a_problem(youths, requests, [a_host("g"), a_host("h"), a_host("spare")])
    plan = Plan((Placement("a0", "d0n1", "g"), Placement("b0", "d0n1", "h")))
    menus, _ = build_menus(problem, plan)
    assert [len(menu.options) for menu in menus] == [2, 1]  # the spare bed is held for one of them
    both = [Menu(menu.occurrence, (menu.options[0], Placement(menu.occurrence, "d0n1", "spare"))) for menu in menus]
    assert {each.rule for each in check_reservations(problem, both)} == {"beds"}


def test_options_held_for_somebody_else_are_not_offered():
    youths = [a_youth("y"), a_youth("z")]
    held = [a_claim("old", "z", site, nights(0), "held") for site in ("g", "h")]
    problem = a_problem(
        youths, [a_request("a", "y", nights(0))], [a_host("g"), a_host("h"), a_host("i")], claims=tuple(held)
    )
    (menu,) = solve(problem, effort=1).menus
    assert [one.site for one in menu.options] == ["i"]
    assert check_reservations(problem, [Placement("a0", "d0n1", "g")])


def test_a_series_is_offered_as_a_whole_at_one_house_with_what_differs_named():
    series = a_request("a", "y", nights(4, 2), nights(18, 2), nights(32, 2), series=True)
    busy = a_claim("old", "z", "g", nights(18, 2))
    problem = a_problem([a_youth("y"), a_youth("z")], [series], [a_host("g"), a_host("h")], claims=(busy,))
    outcome = solve(problem, effort=2)
    (menu,) = outcome.series
    assert isinstance(menu, SeriesMenu)
    own, other = menu.choices
    assert (own.site, own.differing) == ("h", ())
    assert (other.site, other.differing) == ("g", ("a1",))
    assert [one.site for one in other.placements] == ["g", "h", "g"]
    single = {menu.occurrence: menu.options for menu in outcome.menus}
    for choice in menu.choices:
        for one in choice.placements:
            assert one in single[one.occurrence]


def test_claims_made_by_hand_are_judged_alike():
    youths = [a_youth("y"), a_youth("z")]
    fine = a_problem(
        youths, [], [a_host()], claims=(a_claim("o", "y", "h", nights(0)), a_claim("p", "z", "h", nights(1)))
    )
    assert check_claims(fine) == []
    clash = a_problem(
        youths, [], [a_host()], claims=(a_claim("o", "y", "h", nights(0)), a_claim("p", "z", "h", an_evening(0)))
    )
    assert {each.rule for each in check_claims(clash)} == {"beds"}
