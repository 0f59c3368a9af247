"""The plan that is there at once: valid, complete, and the worst-off have taken their turns first."""

from dataclasses import replace

from matching import check
from matching.generate import Knobs, generate
from matching.greedy import fill, first_plan
from matching.ideal import ideals
from matching.ledger import Ledger
from matching.making_room import make_room
from matching.plan import Placement, Plan
from matching.points import total
from matching.problem import Pin
from matching.table import Table
from tests.matching.small_worlds import SHAPES, a_host, a_problem, a_request, a_wish, a_youth, linked, nights

SCARCE = Knobs(youths=40, weeks=10, tightness=2.3, occurrences=(4, 6), requests=(2, 3))


def by_lot(problem):
    return {youth.id: n for n, youth in enumerate(problem.youths)}


def a_first_plan(problem):
    table = Table(problem)
    return table, first_plan(table, table.best_points, by_lot(problem))


def utilities(problem, plan, ideal):
    points = dict.fromkeys(problem.youth, 0)
    for one in plan.placements:
        points[problem.request_of[one.occurrence].youth] += total(problem, one)
    return sorted(points[youth] / ideal[youth] for youth in points if ideal[youth])


def test_the_first_plan_is_valid_and_nothing_more_fits_beside_it():
    placed = 0
    for seed in range(4):
        for n, shape in enumerate(SHAPES.all):
            problem = generate(500 * n + seed, shape)
            table, plan = a_first_plan(problem)
            assert check(problem, plan) == []
            ledger = Ledger(problem)
            for one in plan.placements:
                ledger.add(table.stay(one))
            for occurrence in problem.occurrence.values():
                if occurrence.id not in plan.by_occurrence and occurrence.together_with is None:
                    left = [o for o in table.options(occurrence.id) if ledger.fits(table.stay(o.placement))]
                    # What was tried before its turn could come true later only by a visit, and these come first.
                    assert left == []
            placed += len(plan.placements)
    assert placed > 300


def test_turns_by_need_leave_the_worst_off_better_than_a_queue_does():
    """The control: the same table and book, everybody served in turn of registration with all her wishes."""
    better = 0
    for seed in range(4):
        problem = generate(seed, SCARCE)
        table, plan = a_first_plan(problem)
        ideal = ideals(table)
        queue, ledger = [], Ledger(problem)
        for many in table.occurrences_of.values():
            for occurrence in many:
                for option in table.fitting(ledger, occurrence):
                    ledger.add(table.stay(option.placement))
                    queue.append(option.placement)
                    break
        turns, queued = (utilities(problem, each, ideal) for each in (plan, Plan(tuple(queue))))
        better += (turns[0], sum(turns[:4])) > (queued[0], sum(queued[:4]))
    assert better == 4


def test_among_equals_the_house_that_others_need_least_is_taken():
    """y may go to either, z only to h; whoever comes first, both are placed."""
    for first in ("y", "z"):
        youths = [a_youth("y", shortfall=40 * (first == "y")), a_youth("z", unsuitable=frozenset({"g"}))]
        requests = [a_request("a", "y", nights(0)), a_request("b", "z", nights(0))]
        for sites in (["g", "h"], ["h", "g"]):
            _, plan = a_first_plan(a_problem(youths, requests, [a_host(each) for each in sites]))
            assert {one.occurrence: one.site for one in plan.placements} == {"a0": "g", "b0": "h"}


def test_a_house_she_likes_better_comes_before_one_that_is_free():
    liked = a_request("a", "y", nights(0), wishes=(a_wish("h", "site", "nice"),))
    youths = [a_youth("y", urgency=1), a_youth("z", unsuitable=frozenset({"g"}))]
    _, plan = a_first_plan(a_problem(youths, [liked, a_request("b", "z", nights(0))], [a_host("g"), a_host("h")]))
    assert plan.placements == (Placement("a0", "d0n1", "h"),)


def test_pins_come_first_and_siblings_together_or_not_at_all():
    requests = [linked(a_request("a", "y", nights(0)), "b0"), linked(a_request("b", "z", nights(0)), "a0")]
    problem = a_problem([a_youth("y"), a_youth("z")], requests, [a_host("g"), a_host("h", beds=2)])
    assert {one.site for one in a_first_plan(problem)[1].placements} == {"h"}
    assert a_first_plan(replace(problem, sites=(a_host("g"),)))[1] == Plan()
    alone = [a_request("c", "y", nights(5)), a_request("d", "z", nights(5))]
    pinned = a_problem([a_youth("y", urgency=9), a_youth("z")], alone, [a_host()], pins=(Pin("d0"),))
    assert [one.occurrence for one in a_first_plan(pinned)[1].placements] == ["d0"]


def test_filling_up_changes_nothing_that_was_there():
    problem = generate(3, SHAPES.all[9])
    table, plan = a_first_plan(problem)
    half = Plan(plan.placements[::2])
    full = fill(table, half)
    assert check(problem, half) == check(problem, full) == []
    assert set(half.placements) <= set(full.placements)
    assert len(full.placements) > len(half.placements)


def test_making_room_places_more_and_leaves_nobody_the_new_worst_off():
    more = 0
    for seed in range(5):
        problem = generate(seed, replace(SCARCE, tightness=1.2 + seed / 4))
        problem = replace(problem, youths=tuple(replace(each, shortfall=0) for each in problem.youths))
        table, plan = a_first_plan(problem)
        ideal = ideals(table)
        better = make_room(table, plan, ideal)
        assert check(problem, better) == []
        before, after = utilities(problem, plan, ideal), utilities(problem, better, ideal)
        assert sum(after) >= sum(before)
        assert min(after) >= min(before)
        assert better == make_room(table, plan, ideal)
        more += len(better.placements) - len(plan.placements)
    assert more > 5


def test_one_moves_for_another_only_if_it_costs_less_than_it_gives():
    """z has h, the only house for y; z could be at g too, which is worth a little less to her."""
    liked = a_wish("h", "site", "nice")
    requests = [a_request("a", "y", nights(0)), a_request("b", "z", nights(0), wishes=(liked,))]
    youths = [a_youth("y", unsuitable=frozenset({"g"})), a_youth("z")]
    problem = a_problem(youths, requests, [a_host("g"), a_host("h")])
    before = Plan((Placement("b0", "d0n1", "h"),))
    table = Table(problem)
    found = make_room(table, before, ideals(table)).by_occurrence
    assert {each: one.site for each, one in found.items()} == {"a0": "h", "b0": "g"}
    for kept in (replace(problem, pins=(Pin("b0", site="h"),)), replace(problem, sites=(a_host("h"),))):
        table = Table(kept)
        assert make_room(table, before, ideals(table)) == before
