"""Repairs move as few as they can, in ways to choose from; what they say about themselves is recounted here."""

from dataclasses import replace

import pytest

from matching import Replanner, as_repair, check, repair, repairs
from matching.horizon import Span
from matching.plan import Placement, Plan
from matching.problem import Along, Grant, Kind, Pin
from matching.touched import touched
from tests.matching.small_worlds import (
    ALWAYS,
    DAY,
    SHAPES,
    a_claim,
    a_host,
    a_mentor,
    a_problem,
    a_request,
    a_youth,
    linked,
    nights,
)
from tests.matching.towns import a_town


def with_site(problem, id, **facts):
    return replace(problem, sites=tuple(replace(s, **facts) if s.id == id else s for s in problem.sites))


def with_mentor(problem, id, **facts):
    return replace(problem, mentors=tuple(replace(m, **facts) if m.id == id else m for m in problem.mentors))


def what_happens(problem, plan):
    """A cancelled calendar, a withdrawn check, an illness, a bed less, another booking, a no, a lower limit."""
    busiest = max(problem.sites, key=lambda site: sum(one.site == site.id for one in plan.placements))
    mentors = [one.mentor for one in plan.placements if one.mentor]
    first = plan.placements[0]
    youth = problem.youth_of(first.occurrence)
    yield with_site(problem, busiest.id, openings=())
    yield with_site(problem, busiest.id, cleared=(Span(0, 7 * DAY),))
    yield with_site(problem, busiest.id, beds=busiest.beds - 1)
    yield with_site(problem, busiest.id, limits=replace(busiest.limits, nights_per_month=2))
    if mentors:
        yield with_mentor(problem, mentors[0], openings=())
        yield with_mentor(problem, mentors[0], minutes_per_week=60)
    yield replace(
        problem, youths=tuple(replace(y, vetoes=y.vetoes | {first.site}) if y is youth else y for y in problem.youths)
    )
    yield replace(problem, requests=problem.requests[1:])
    yield problem


@pytest.mark.parametrize("number", range(len(SHAPES.all)))
def test_whatever_happens_both_ways_are_valid_and_say_truly_what_changed(number):
    problem, plan = a_town(number, SHAPES.all[number])
    replanner = Replanner(problem, plan)
    for now in what_happens(problem, plan):
        ways = replanner.after(now)
        asked = {one.occurrence for one in plan.placements if one.occurrence in now.occurrence}
        for way in (ways.local, ways.ring):
            assert check(now, way.plan) == []
            placed = way.plan.by_occurrence
            assert {*way.kept, *way.moved, *way.lost} == asked
            assert all(placed[each] == plan.by_occurrence[each] for each in way.kept)
            assert all(placed[each] != plan.by_occurrence[each] for each in way.moved)
            assert all(each not in placed for each in way.lost)
            assert way.changes == len([each for each in way.difference if each.before is not None])
            assert list(way.difference) == sorted(way.difference, key=lambda each: (each.youth, each.occurrence))
        assert len(ways.ring.lost) <= len(ways.local.lost)
        assert ways.helps_more == (len(ways.ring.lost) < len(ways.local.lost))


@pytest.mark.parametrize("number", range(len(SHAPES.all)))
def test_a_local_repair_moves_only_who_was_hit(number):
    """Whoever is not broken by the new facts stays as told."""
    problem, plan = a_town(number + 50, SHAPES.all[number])
    for now in what_happens(problem, plan):
        rest = Plan(tuple(one for one in plan.placements if one.occurrence in now.occurrence))
        broken = {each for violation in check(now, rest) for each in violation.occurrences}
        linked_to_broken = {problem.occurrence[each].together_with for each in broken if each in problem.occurrence}
        local = Replanner(problem, plan).after(now).local
        assert {*local.moved, *local.lost} <= broken | linked_to_broken


@pytest.mark.parametrize("number", range(len(SHAPES.all)))
def test_a_repair_with_proof_has_the_fewest_changes(number):
    """Everybody who changed stands in a violation of their own, and nobody without a place had any option."""
    problem, plan = a_town(number + 60, SHAPES.all[number])
    proven = 0
    for now in what_happens(problem, plan):
        local = Replanner(problem, plan).after(now).local
        if local.proven:
            proven += 1
            for each in (*local.moved, *local.lost):
                partner = problem.occurrence[each].together_with
                alone = [plan.by_occurrence[o] for o in (each, partner) if o in plan.by_occurrence]
                visits = [
                    one
                    for one in plan.placements
                    if problem.request_of[one.occurrence].kind is Kind.VISIT
                    and problem.youth_of(one.occurrence) == problem.youth_of(each)
                ]
                facts = replace(now, pins=(), budget=None)
                assert check(facts, Plan(tuple({*alone, *visits}))) != []
    assert proven > 0


def test_asking_leaves_the_replanner_as_it_was():
    problem, plan = a_town(3, SHAPES.all[3])
    replanner = Replanner(problem, plan)
    worlds = list(what_happens(problem, plan))
    first = [replanner.after(now) for now in worlds]
    assert [replanner.after(now) for now in worlds] == first
    assert replanner.after(problem).local.changes == 0
    assert [replanner.after(now, ring=False).local for now in worlds] == [each.local for each in first]


def test_knowing_the_facts_of_before_changes_no_answer_about_facts_that_bar_by_themselves():
    for number, shape in enumerate(SHAPES.all):
        problem, plan = a_town(number + 70, shape)
        for now in list(what_happens(problem, plan))[:2]:
            prepared, plain = Replanner(problem, plan).after(now).local, repairs(now, plan, add=False).local
            assert set(prepared.kept) <= set(plan.by_occurrence)
            assert {*prepared.moved, *prepared.lost} == {*plain.moved, *plain.lost}


def test_nothing_changes_when_nothing_has_changed():
    for seed, shape in enumerate(SHAPES.all):
        problem, plan = a_town(seed, shape)
        same = repair(problem, plan, add=False)
        assert same.plan == plan
        assert (same.moved, same.lost, same.added, same.changes, same.difference) == ((), (), (), 0, ())
        assert same.proven


def a_house_lost(*, second_window=False):
    """y lost her house; z is in the only other that takes y, and could be in the one that does not take y."""
    sites = [a_host("g", declines_youths=frozenset({"y"})), a_host("h")]
    windows = (nights(0), nights(7)) if second_window else (nights(0),)
    requests = [a_request("a", "y", windows), a_request("b", "z", nights(0))]
    problem = a_problem([a_youth("y"), a_youth("z")], requests, sites)
    return problem, Plan((Placement("a0", "d0n1", "g"), Placement("b0", "d0n1", "h")))


def test_one_other_moves_to_make_room_when_that_helps():
    problem, before = a_house_lost()
    ways = repairs(problem, before)
    assert (ways.local.lost, ways.local.moved, ways.local.proven) == (("a0",), (), False)
    assert {one.occurrence: one.site for one in ways.ring.plan.placements} == {"a0": "h", "b0": "g"}
    assert set(ways.ring.moved) == {"a0", "b0"}
    assert ways.helps_more


def test_nobody_else_moves_where_it_does_without():
    problem, before = a_house_lost(second_window=True)
    ways = repairs(problem, before)
    assert ways.local.plan == ways.ring.plan
    assert (ways.local.moved, ways.local.lost, ways.local.proven) == (("a0",), (), True)
    (difference,) = ways.local.difference
    assert (difference.youth, difference.before, difference.after) == (
        "y",
        before.by_occurrence["a0"],
        Placement("a0", "d7n1", "h"),
    )


def test_two_move_in_turn_where_one_is_not_enough():
    """y needs h, z there needs i, x there can go to g, which takes x alone."""
    sites = [
        a_host("g", declines_youths=frozenset({"y", "z"})),
        a_host("h", declines_youths=frozenset({"x"})),
        a_host("i", declines_youths=frozenset({"y"})),
    ]
    requests = [a_request("a", "y", nights(0)), a_request("b", "z", nights(0)), a_request("c", "x", nights(0))]
    problem = a_problem([a_youth("y"), a_youth("z"), a_youth("x")], requests, sites)
    before = Plan((Placement("a0", "d0n1", "g"), Placement("b0", "d0n1", "h"), Placement("c0", "d0n1", "i")))
    ways = repairs(problem, before)
    assert {one.occurrence: one.site for one in ways.ring.plan.placements} == {"a0": "h", "b0": "i", "c0": "g"}
    assert ways.local.lost == ("a0",)


def test_whoever_is_booked_or_pinned_stays():
    problem, before = a_house_lost()
    pinned = replace(problem, pins=(Pin("b0", site="h"),))
    assert repairs(pinned, before).ring.lost == ("a0",)
    booked = a_claim("old", "x", "h", nights(0))
    booked_problem = replace(problem, youths=(*problem.youths, a_youth("x")), claims=(booked,))
    ways = repairs(booked_problem, before)
    assert len(ways.ring.lost) == 1


def test_siblings_move_together_or_not_at_all():
    together = (linked(a_request("a", "y", nights(0)), "b0"), linked(a_request("b", "z", nights(0)), "a0"))
    houses = [a_host("g", beds=2, openings=()), a_host("h", beds=2)]
    problem = a_problem([a_youth("y"), a_youth("z")], together, houses)
    before = Plan((Placement("a0", "d0n1", "g"), Placement("b0", "d0n1", "g")))
    assert {one.site for one in repair(problem, before).plan.placements} == {"h"}
    narrow = with_site(problem, "h", beds=1)
    assert set(repair(narrow, before).lost) == {"a0", "b0"}


def test_a_stay_that_leans_on_a_visit_goes_with_it():
    visit = a_request("v", "y", nights(0), kind=Kind.VISIT)
    stay = a_request("a", "y", nights(7), visit_first=True)
    problem = a_problem([a_youth("y")], [visit, stay], [a_host("g"), a_host("h")])
    before = Plan((Placement("a0", "d7n1", "g"), Placement("v0", "d0n1", "g")))
    closed = with_site(problem, "g", openings=(Span(5 * DAY, 20 * DAY),))
    after = Replanner(problem, before).after(closed).local
    assert {one.occurrence: one.site for one in after.plan.placements} == {"a0": "h", "v0": "h"}


def test_what_has_become_free_may_be_taken_by_those_without():
    requests = [a_request("a", "y", nights(0)), a_request("b", "z", nights(0))]
    problem = a_problem([a_youth("y"), a_youth("z")], requests, [a_host("h")])
    before = Plan((Placement("a0", "d0n1", "h"),))
    two = with_site(problem, "h", beds=2)
    replanner = Replanner(problem, before)
    assert replanner.after(two).local.added == ()
    assert replanner.after(two, add=True).local.added == ("b0",)
    withdrawn = replace(problem, requests=problem.requests[1:])
    assert replanner.after(withdrawn, add=True).local.added == ("b0",)


def test_only_what_the_facts_are_about_is_looked_at_again():
    problem, plan = a_town(0, SHAPES.all[0])
    busiest = max(problem.sites, key=lambda site: sum(one.site == site.id for one in plan.placements))
    facts = touched(problem, with_site(problem, busiest.id, openings=()), plan)
    assert facts.keeps_the_book
    there = {one.occurrence for one in plan.placements if one.site == busiest.id}
    assert there <= facts.occurrences
    assert len(facts.occurrences) < len(plan.placements)
    assert touched(problem, problem, plan).occurrences == frozenset()
    assert not touched(problem, with_site(problem, busiest.id, beds=0), plan).keeps_the_book
    for now in (replace(problem, budget=0), replace(problem, now=DAY)):
        assert touched(problem, now, plan).occurrences == set(plan.by_occurrence)


def test_a_lower_grant_is_found_and_whoever_repaired_may_report_it():
    problem = a_problem([a_youth("y")], [a_request("a", "y", nights(0), nights(3))], [a_host("h")])
    before = Plan((Placement("a0", "d0n1", "h"), Placement("a1", "d3n1", "h")))
    less = replace(problem, youths=(a_youth("y", grant=Grant(1, (ALWAYS,))),))
    after = Replanner(problem, before).after(less).local
    assert len(after.kept) == len(after.lost) == 1
    told = as_repair(less, before, after.plan, "fewest", proven=True)
    assert (told.way, told.proven, told.changes) == ("fewest", True, 1)


def test_a_mentor_who_is_ill_is_replaced():
    request = a_request("a", "y", nights(0), mentor=Along.MUST)
    problem = a_problem([a_youth("y")], [request], [a_host("h")], [a_mentor("m"), a_mentor("n")])
    before = Plan((Placement("a0", "d0n1", "h", "m"),))
    after = Replanner(problem, before).after(with_mentor(problem, "m", openings=())).local
    assert after.plan.placements == (Placement("a0", "d0n1", "h", "n"),)
