"""Choosing from a menu: nobody's answer takes anything from anybody, and what it releases makes menus grow."""

from random import Random

import pytest

from matching import Menu, build_menus, check, check_reservations, solve
from matching.generate import Knobs, generate
from matching.menu import NotOnTheMenu, grow, regrow
from matching.plan import Placement, Plan
from matching.problem import Along
from tests.matching.small_worlds import SMALL, a_host, a_mentor, a_problem, a_request, a_youth, nights

TOWN = Knobs(youths=16, weeks=8, occurrences=(3, 6), hosts_per_youth=0.6, visit_share=0.4, sibling_share=0.6)


@pytest.fixture(scope="module", params=(1, 2))
def town(request):
    problem = generate(request.param, TOWN)
    plan = solve(problem, effort=0.5, menus=False).plan
    return problem, plan, build_menus(problem, plan)[0]


def test_nobodys_choice_changes_what_another_can_choose(town):
    """Menus are settled before anybody chooses: in whatever order they answer, each finds her whole menu free."""
    problem, plan, menus = town
    dice = Random(1)
    for _ in range(5):
        chosen = plan
        for menu in dice.sample(menus, len(menus)):
            for option in menu.options:
                assert check(problem, chosen.with_(option)) == []
            chosen = chosen.with_(dice.choice(menu.options))


def test_after_each_choice_menus_only_grow_and_still_hold(town):
    problem, plan, menus = town
    dice, before, added = Random(2), menus, 0
    chosen: dict[str, Placement] = {}
    for occurrence in dice.sample([menu.occurrence for menu in menus if len(menu.options) > 1], 12):
        answer = dice.choice(next(menu.options for menu in before if menu.occurrence == occurrence))
        chosen[occurrence] = answer
        after = regrow(problem, plan, before, chosen.values())
        assert check_reservations(problem, after) == []
        for old, new in zip(before, after, strict=True):
            if new.occurrence in chosen:
                assert new.options == (chosen[new.occurrence],)
            else:
                assert new.options[: len(old.options)] == old.options
                assert len(new.options) <= 4
                added += len(new.options) - len(old.options)
        before = after
    assert added


def test_menus_that_nobody_knows_the_room_of_grow_only_by_what_is_wanted(town):
    problem, plan, menus = town
    short = tuple(Menu(menu.occurrence, menu.options[:1]) for menu in menus)
    houses = {site.id for site in problem.sites[::2]}
    grown = grow(problem, plan, short, is_wanted=lambda one: one.site in houses)
    assert check_reservations(problem, grown) == []
    new = [one for old, now in zip(short, grown, strict=True) for one in now.options[len(old.options) :]]
    assert [now.options[:1] for now in grown] == [old.options for old in short]
    assert new
    assert all(one.site in houses for one in new)


def test_taking_the_first_option_is_as_safe_as_taking_any_other(town):
    """Honest choice: whatever she takes, every other menu keeps at least what it had."""
    problem, plan, menus = town
    menu = max(menus, key=lambda one: len(one.options))
    for option in menu.options:
        after = {one.occurrence: one.options for one in regrow(problem, plan, menus, [option])}
        for other in menus:
            if other is not menu:
                assert set(other.options) <= set(after[other.occurrence])


def test_what_is_released_is_offered_to_somebody_else():
    youths = [a_youth("y"), a_youth("z")]
    requests = [a_request("a", "y", nights(0)), a_request("b", "z", nights(0))]
    problem = a_problem(youths, requests, [a_host("g"), a_host("h"), a_host("spare")])
    plan = Plan((Placement("a0", "d0n1", "g"), Placement("b0", "d0n1", "h")))
    menus, _ = build_menus(problem, plan)
    (holder,) = (menu for menu in menus if len(menu.options) == 2)
    (waiting,) = (menu for menu in menus if len(menu.options) == 1)
    after = {menu.occurrence: menu.options for menu in regrow(problem, plan, menus, [holder.options[0]])}
    assert [one.site for one in after[waiting.occurrence]] == [waiting.options[0].site, "spare"]
    after = {menu.occurrence: menu.options for menu in regrow(problem, plan, menus, [holder.options[1]])}
    assert [one.site for one in after[waiting.occurrence]] == [waiting.options[0].site, holder.options[0].site]


def test_only_what_is_on_the_menu_can_be_chosen():
    problem = a_problem([a_youth()], [a_request("a", "y", nights(0))], [a_host("g"), a_host("h")])
    plan = Plan((Placement("a0", "d0n1", "g"),))
    menus, _ = build_menus(problem, plan)
    with pytest.raises(NotOnTheMenu):
        regrow(problem, plan, menus, [Placement("a0", "d0n1", "nowhere")])


def test_a_mentor_is_held_for_one_of_two_who_could_have_them():
    youths = [a_youth("y"), a_youth("z")]
    requests = [a_request(n, y, nights(0), mentor=Along.MUST) for n, y in (("a", "y"), ("b", "z"))]
    problem = a_problem(youths, requests, [a_host("h", beds=4)], [a_mentor("m"), a_mentor("n"), a_mentor("spare")])
    plan = Plan((Placement("a0", "d0n1", "h", "m"), Placement("b0", "d0n1", "h", "n")))
    menus, _ = build_menus(problem, plan)
    assert sorted(len(menu.options) for menu in menus) == [1, 2]
    both = [Menu(m.occurrence, (m.options[0], Placement(m.occurrence, "d0n1", "h", "spare"))) for m in menus]
    assert {each.rule for each in check_reservations(problem, both)} == {"mentor_one_place"}


@pytest.mark.parametrize("seed", range(3))
def test_the_same_menus_every_time(seed):
    problem = generate(seed, SMALL)
    plan = solve(problem, effort=0.3, menus=False).plan
    assert build_menus(problem, plan) == build_menus(problem, plan)
