"""Who gets a choice: as many as could, those without any first, and no home on half the town's menus."""

from collections import defaultdict
from dataclasses import replace
from itertools import combinations, product
from math import prod
from random import Random

import pytest

from matching import Menu, build_menus, check_reservations, solve
from matching.generate import generate
from matching.menu import MOST_PER_HOST
from matching.menu_report import report
from matching.plan import Placement, Plan
from matching.problem import Along, Kind, Limits, Mixing, Pin, SiblingRule, Siblings, SiteKind
from matching.table import Table
from tests.matching.small_worlds import (
    SHAPES,
    a_claim,
    a_host,
    a_mentor,
    a_problem,
    a_request,
    a_youth,
    an_evening,
    nights,
)


def value(problem, menus):
    """Youths with a real choice, occurrences with one, occurrences with any."""
    real = [len({(one.window, one.site) for one in menu.options}) > 1 for menu in menus]
    youths = {problem.request_of[menu.occurrence].youth for menu, is_real in zip(menus, real, strict=True) if is_real}
    return len(youths), sum(real), sum(len(menu.options) > 1 for menu in menus)


def a_contested_town(dice):
    """Everybody wants the same few days, and a room or two are left over, with limits of all kinds."""
    youths = [a_youth(f"y{n}", age=dice.choice((11, 15, 17)), group=dice.choice("ab")) for n in range(4)]
    requests = [
        a_request(
            f"r{n}",
            f"y{dice.randrange(4)}",
            tuple(nights(day, dice.randint(1, 2)) for day in dice.sample(range(6), dice.randint(1, 2))),
        )
        for n in range(6)
    ]
    sites = [
        a_host(
            f"h{n}",
            beds=dice.choice((1, 1, 2)),
            limits=Limits(nights_per_month=dice.choice((None, 3, 5)), rest_days=dice.choice((0, 0, 1))),
            mixing=Mixing(one_group=dice.random() < 0.5),
            turnaround=dice.choice((0, 600)),
        )
        for n in range(5)
    ]
    return a_problem(youths, requests, sites, siblings=(Siblings("y0", "y1", dice.choice(list(SiblingRule))),))


def test_no_more_could_have_a_choice_than_have_one():
    """Against every way to give each occurrence one other option or none, judged by the checker alone."""
    tried = 0
    for seed in range(30):
        problem = a_contested_town(Random(seed))
        plan, table = solve(problem, effort=0.2, menus=False).plan, Table(problem)
        menus, _ = build_menus(problem, plan, most=2, table=table, most_per_host=None)
        ways = [
            [
                Menu(one.occurrence, (one, *other))
                for other in ((), *((option.placement,) for option in table.options(one.occurrence)))
                if not other or (other[0] != one and not check_reservations(problem, [*plan.placements, *other]))
            ]
            for one in plan.placements
        ]
        if prod(map(len, ways)) <= 3000:
            better = [each for each in product(*ways) if value(problem, each) > value(problem, menus)]
            tried += len(better)
            assert all(check_reservations(problem, each) for each in better)
    assert tried > 200  # ways that would give more, if they held


def test_a_youth_without_any_choice_comes_before_anothers_second():
    """Two weekends of hers could each have the spare room then; the other youth has only the one."""
    youths = [a_youth("y"), a_youth("z")]
    requests = [a_request("a", "y", nights(0), nights(7)), a_request("b", "z", nights(0))]
    spare = a_host("spare")
    problem = a_problem(youths, requests, [a_host("g"), a_host("h"), spare])
    plan = Plan((Placement("a0", "d0n1", "g"), Placement("a1", "d7n1", "g"), Placement("b0", "d0n1", "h")))
    menus = {menu.occurrence: menu.options for menu in build_menus(problem, plan)[0]}
    assert [one.site for one in menus["b0"]] == ["h", "spare"]
    assert len(menus["a1"]) == 3


def test_another_time_or_house_comes_before_another_mentor():
    request = a_request("a", "y", (nights(0), nights(7)), mentor=Along.NICE)
    problem = a_problem([a_youth()], [request], [a_host("g"), a_host("h")], [a_mentor("m"), a_mentor("n")])
    (menu,), _ = build_menus(problem, Plan((Placement("a0", "d0n1", "g", "m"),)))
    assert len({(one.window, one.site) for one in menu.options}) == len(menu.options) == 4
    only_here = replace(problem, sites=problem.sites[:1], requests=(a_request("a", "y", nights(0), mentor=Along.NICE),))
    (menu,), _ = build_menus(only_here, Plan((Placement("a0", "d0n1", "g", "m"),)))
    assert [one.mentor for one in menu.options] == ["m", "n"]


def test_a_host_is_an_option_for_a_few_youths_a_month():
    youths = [a_youth(f"y{n}") for n in range(6)]
    requests = [a_request(f"r{n}", f"y{n}", nights(3 * n)) for n in range(6)]
    sites = [a_host("wanted"), *(a_host(f"own{n}") for n in range(6))]
    vetoed = [replace(y, vetoes=frozenset(f"own{m}" for m in range(6) if f"y{m}" != y.id)) for y in youths]
    problem = a_problem(vetoed, requests, sites)
    plan = Plan(tuple(Placement(f"r{n}0", f"d{3 * n}n1", f"own{n}") for n in range(6)))
    for most, found in ((MOST_PER_HOST, 3), (1, 1), (None, 6)):
        menus, _ = build_menus(problem, plan, most_per_host=most)
        assert sum(one.site == "wanted" for menu in menus for one in menu.options) == found
    a_place = replace(problem, sites=(replace(sites[0], kind=SiteKind.PLACE), *sites[1:]))
    menus, _ = build_menus(a_place, plan)
    assert sum(one.site == "wanted" for menu in menus for one in menu.options) == 6


@pytest.mark.parametrize("shape", range(len(SHAPES.all)))
def test_no_host_is_an_option_for_more_youths_than_agreed(shape):
    problem = generate(shape, SHAPES.all[shape])
    plan = solve(problem, effort=0.3, menus=False).plan
    month = problem.calendar.month_at
    hoping = defaultdict(set)
    for menu in build_menus(problem, plan)[0]:
        for one in menu.options[1:]:
            youth = problem.request_of[one.occurrence].youth
            hoping[one.site, month(problem.window[one.occurrence, one.window].arrival)].add(youth)
    for one in plan.placements:
        youth = problem.request_of[one.occurrence].youth
        hoping[one.site, month(problem.window[one.occurrence, one.window].arrival)].discard(youth)
    hosts = {site.id for site in problem.sites if site.kind is SiteKind.HOST}
    assert all(len(youths) <= MOST_PER_HOST for (site, _), youths in hoping.items() if site in hosts)


def test_pinned_has_a_menu_of_one():
    problem = a_problem(
        [a_youth()], [a_request("a", "y", nights(0))], [a_host("g"), a_host("h")], pins=(Pin("a0", "d0n1"),)
    )
    menus, _ = build_menus(problem, Plan((Placement("a0", "d0n1", "g"),)))
    assert [len(menu.options) for menu in menus] == [1]


def test_a_visit_that_a_stay_leans_on_stays_where_it_is():
    visit = a_request("v", "y", (an_evening(0), an_evening(9)), kind=Kind.VISIT)
    stay = a_request("s", "y", (nights(4), nights(14)), visit_first=True)
    problem = a_problem([a_youth()], [visit, stay], [a_host("g"), a_host("h")])
    plan = Plan((Placement("s0", "d4n1", "g"), Placement("v0", "e0", "g")))
    menus, _ = build_menus(problem, plan)
    options = {menu.occurrence: menu.options for menu in menus}
    assert {one.site for one in options["s0"]} == {"g"}
    for visited, stayed in product(options["v0"], options["s0"]):
        assert visited.site == stayed.site
    assert len(options["s0"]) == 2  # another time in the house that she visits
    assert check_reservations(problem, menus) == []


def test_claims_and_limits_count_at_their_worst():
    """One month has room for two nights more: a longer alternative and another's short one do not both hold."""
    youths = [a_youth("y"), a_youth("z")]
    requests = [a_request("a", "y", (nights(0), nights(9, 3))), a_request("b", "z", (nights(4), nights(14, 2)))]
    full = a_host("h", limits=Limits(nights_per_month=5))
    problem = a_problem([*youths, a_youth("x")], requests, [full], claims=(a_claim("c", "x", "h", nights(20)),))
    plan = Plan((Placement("a0", "d0n1", "h"), Placement("b0", "d4n1", "h")))
    menus, _ = build_menus(problem, plan)
    assert sorted(len(menu.options) for menu in menus) == [1, 2]
    both = [
        Menu("a0", (*plan.placements[:1], Placement("a0", "d9n3", "h"))),
        Menu("b0", (*plan.placements[1:], Placement("b0", "d14n2", "h"))),
    ]
    assert {each.rule for each in check_reservations(problem, both)} == {"nights_per_month"}


def test_a_series_can_move_to_another_house_or_to_other_times():
    series = a_request("a", "y", *((nights(7 * n, 1), nights(7 * n + 2, 1)) for n in range(3)), series=True)
    problem = a_problem([a_youth()], [series], [a_host("g"), a_host("h")])
    plan = Plan(tuple(Placement(f"a{n}", f"d{7 * n}n1", "g") for n in range(3)))
    menus, (found,) = build_menus(problem, plan)
    ways = [(choice.site, [one.window for one in choice.placements]) for choice in found.choices]
    assert ways[0] == ("g", ["d0n1", "d7n1", "d14n1"])
    assert ("g", ["d2n1", "d9n1", "d16n1"]) in ways
    assert any(site == "h" for site, _ in ways[1:])
    options = {menu.occurrence: set(menu.options) for menu in menus}
    assert all(one in options[one.occurrence] for choice in found.choices for one in choice.placements)
    for one, two in combinations(found.choices, 2):
        assert one.placements != two.placements


def test_searching_gives_no_fewer_choices_than_turns_and_sometimes_more():
    more = 0
    for seed in range(8):
        problem = generate(seed, replace(SHAPES.all[9], tightness=1 + seed % 2))
        plan = solve(problem, effort=0.2, menus=False).plan
        turns, searched = (value(problem, build_menus(problem, plan, effort=effort)[0]) for effort in (0, 1))
        assert check_reservations(problem, build_menus(problem, plan, effort=0)[0]) == []
        assert searched >= turns
        more += searched > turns
    assert more


def test_a_report_counts_who_has_a_choice_and_of_what():
    problem = a_problem(
        [a_youth("y"), a_youth("z")],
        [a_request("a", "y", (nights(0), nights(7))), a_request("b", "z", nights(0))],
        [a_host("g"), a_host("h")],
    )
    menus, series = build_menus(problem, Plan((Placement("a0", "d0n1", "g"), Placement("b0", "d0n1", "h"))))
    lines = list(report(problem, menus, series))
    assert lines[0] == "breaks with another time or house: 1 of 2 (50 %)"
    assert "other options: another time: 2 of 2 (100 %)" in lines
    assert "other options: 100 % of the recommended one's points or more: 2 of 2 (100 %)" in lines
