"""Every reason can be checked by hand: points wish by wish, rules by name, and words that tell nothing of others."""

from dataclasses import replace

import pytest

from matching import RULES, Side, check, solve, why, why_not
from matching.generate import generate
from matching.horizon import Span
from matching.plan import Plan
from matching.points import total
from matching.problem import Along
from tests.matching.small_worlds import (
    DAY,
    SHAPES,
    a_claim,
    a_host,
    a_problem,
    a_request,
    a_youth,
    an_evening,
    nights,
)


def test_points_are_the_sum_of_reasons_and_each_is_what_leaving_the_wish_out_costs():
    for seed in range(4):
        problem = generate(seed, SHAPES.all[3])
        for one in solve(problem, effort=0.3, menus=False).plan.placements:
            reasons = why(problem, one)
            assert sum(each.points for each in reasons) == total(problem, one)
            request = problem.request_of[one.occurrence]
            for each in reasons:
                if each.wish is not None:
                    less = tuple(wish for wish in request.wishes if wish.id != each.wish)
                    without = replace(
                        problem,
                        requests=tuple(replace(r, wishes=less) if r is request else r for r in problem.requests),
                    )
                    assert total(problem, one) - total(without, one) == each.points
                    assert each.points in (0, each.most)


def test_an_outcome_carries_the_points_of_every_wish():
    problem = generate(1, SHAPES.all[0])
    outcome = solve(problem, effort=1)
    for youth in outcome.youths:
        mine = [p for p in outcome.points if problem.request_of[p.occurrence].youth == youth.youth]
        assert sum(each.points for each in mine) == youth.points
        assert youth.utility is None or youth.utility == 1000 * youth.points // youth.ideal


def test_why_not_names_the_rules_in_the_way_and_who_could_lift_them():
    youth = a_youth("y", vetoes=frozenset({"vetoed"}), unsuitable=frozenset({"unsuitable"}))
    sites = [
        a_host("vetoed"),
        a_host("unsuitable"),
        a_host("closed", openings=()),
        a_host("full"),
        a_host("free"),
        a_host("unchecked", cleared=()),
    ]
    taken = a_claim("old", "z", "full", nights(0))
    problem = a_problem([youth, a_youth("z")], [a_request("a", "y", nights(0))], sites, claims=(taken,))
    found = {each.placement.site: [(r.code, r.side) for r in each.reasons] for each in why_not(problem, Plan(), "a0")}
    assert found == {
        "vetoed": [("vetoed", Side.YOUTH)],
        "unsuitable": [("unsuitable", Side.SAFETY)],
        "closed": [("openings", Side.ADULT)],
        "full": [("beds", Side.OTHERS)],
        "unchecked": [("checks_valid", Side.SAFETY)],
        "free": [],
    }


def test_why_not_is_empty_exactly_for_what_is_valid():
    """Every option of every occurrence, against the independent checker."""
    possible = impossible = 0
    for seed, shape in enumerate(SHAPES.all):
        problem = generate(seed, shape)
        plan = solve(problem, effort=0.2, menus=False).plan
        for occurrence in list(problem.occurrence)[:6]:
            if problem.occurrence[occurrence].together_with:
                continue
            for each in why_not(problem, plan, occurrence):
                found = {violation.rule for violation in check(problem, plan.with_(each.placement))}
                codes = {reason.code for reason in each.reasons}
                assert bool(found) == bool(codes), (each.placement, found, codes)
                assert found - codes <= {"visit_first"}  # a visit that moved away from a stay that leans on it
                possible += not found
                impossible += bool(found)
    assert possible > 20
    assert impossible > 100


def test_nobody_learns_of_another_persons_no():
    """The words to her are the same in kind for a host who declined, and never speak of anybody else's situation."""
    for rule in RULES:
        assert rule.reason.youth.endswith(".")
        assert rule.reason.staff.endswith(".")
        assert not any(word in rule.reason.youth.lower() for word in ("declin", "refus", "another youth", "unsuitable"))


def test_unplaced_occurrences_say_what_stands_in_the_way():
    problem = a_problem(
        [a_youth("y"), a_youth("z")],
        [a_request("a", "y", nights(0), nights(0)), a_request("b", "z", nights(5), needs_grant=True)],
        [a_host(openings=(Span(0, 3 * DAY),))],
    )
    outcome = solve(problem, effort=1)
    reasons = {each.occurrence: each.reasons for each in outcome.unplaced}
    assert reasons["b0"] == ("openings",)
    (other,) = reasons.keys() - {"b0"}
    assert set(reasons[other]) == {"one_place_at_a_time", "beds"}


def test_an_unplaced_occurrence_without_any_mentor_says_so():
    problem = a_problem([a_youth()], [a_request("a", "y", an_evening(0), mentor=Along.MUST)], [a_host()])
    (missing,) = solve(problem, effort=1).unplaced
    assert missing.reasons == ("mentor_presence",)


@pytest.mark.parametrize("site", ["g", "h"])
def test_pins_are_met_or_the_problem_is_called_impossible(site):
    from matching.problem import Pin

    requests = [a_request("a", "y", nights(0)), a_request("b", "z", nights(0))]
    pins = (Pin("a0", site="g"), Pin("b0", site=site))
    problem = a_problem([a_youth("y"), a_youth("z")], requests, [a_host("g"), a_host("h")], pins=pins)
    outcome = solve(problem, effort=2)
    if site == "g":
        assert (outcome.status, outcome.plan.placements, outcome.menus) == ("impossible", (), ())
    else:
        assert [one.site for one in outcome.plan.placements] == ["g", "h"]
        assert [len(menu.options) for menu in outcome.menus] == [1, 1]
