"""Soon or tonight, and placements made by hand: answered from the book, and the same as asking everything again."""

import pytest

from matching import Judge, Soon, check, judge, options_now
from matching.plan import Placement, Plan
from matching.points import total
from matching.problem import Strength, Subject
from matching.table import Table
from tests.matching.small_worlds import (
    SHAPES,
    a_claim,
    a_host,
    a_mentor,
    a_problem,
    a_request,
    a_wish,
    a_youth,
    an_evening,
    nights,
)
from tests.matching.towns import a_town


def an_evening_wished(strength=Strength.IMPORTANT):
    liked = (a_wish("h", Subject.SITE, strength), a_wish("g", Subject.SITE, Strength.NICE))
    problem = a_problem(
        [a_youth("y"), a_youth("z")],
        [a_request("a", "y", an_evening(0), wishes=liked), a_request("b", "z", an_evening(0))],
        [a_host("g"), a_host("h"), a_host("i")],
        [a_mentor()],
    )
    return problem, Plan((Placement("b0", "e0", "g"),))


def test_tonight_offers_what_is_free_best_first():
    problem, plan = an_evening_wished()
    assert [one.site for one in options_now(problem, plan, "a0")] == ["h", "i"]
    assert [one.site for one in options_now(problem, plan, "a0", most=1)] == ["h"]


def test_what_she_wished_and_is_not_offered_has_its_reason():
    problem, plan = an_evening_wished()
    answer = Soon(problem, plan).ask("a0")
    assert [one.site for one in answer.options] == ["h", "i"]
    (missed,) = answer.missed
    assert (missed.subject, missed.about) == ("site", "g")
    assert [each.code for each in missed.nearest.conflict] == ["beds"]


@pytest.mark.parametrize("number", range(len(SHAPES.all)))
def test_everything_offered_is_valid_and_the_best_that_is(number):
    problem, plan = a_town(number, SHAPES.all[number])
    soon, prepared = Soon(problem, plan), Soon(problem, plan, Table(problem))
    offered = 0
    for occurrence in list(problem.occurrence)[:15]:
        if problem.occurrence[occurrence].together_with is not None:
            continue
        options = soon.options(occurrence)
        alike = [total(problem, each) for each in prepared.options(occurrence)]
        offered += len(options)
        points = [total(problem, each) for each in options]
        assert points == alike == sorted(points, reverse=True)  # equals may come in another order
        for each in options:
            assert not [v for v in check(problem, plan.with_(each)) if occurrence in v.occurrences]
        if occurrence in plan.by_occurrence:
            assert points[0] >= total(problem, plan.by_occurrence[occurrence])
    assert offered > 0
    assert soon.options(next(iter(problem.occurrence))) == options_now(problem, plan, next(iter(problem.occurrence)))


@pytest.mark.parametrize("number", range(len(SHAPES.all)))
def test_a_hand_is_judged_as_the_checker_judges_the_whole_plan(number):
    problem, plan = a_town(number + 5, SHAPES.all[number])
    hand = Judge(problem, plan)
    broken = fine = 0
    for occurrence in list(problem.occurrence)[::2]:
        for window in problem.occurrence[occurrence].windows[:2]:
            for site in problem.sites[:4]:
                placement = Placement(occurrence, window.id, site.id)
                whole = {v.rule for v in check(problem, plan.with_(placement))}
                judged = hand.judge(placement)
                assert {v.rule for v in judged.violations} == whole
                broken, fine = broken + bool(whole), fine + (not whole)
    assert broken > 0
    assert fine > 0 or number in (1, 2)


def test_points_say_what_changes_for_whom():
    requests = [
        a_request("a", "y", nights(0), wishes=(a_wish("h", Subject.SITE, Strength.IMPORTANT),)),
        a_request("b", "z", nights(0)),
    ]
    problem = a_problem([a_youth("y"), a_youth("z")], requests, [a_host("g"), a_host("h")])
    plan = Plan((Placement("a0", "d0n1", "g"), Placement("b0", "d0n1", "h")))
    judged = judge(problem, plan, Placement("a0", "d0n1", "h"))
    assert not judged.is_valid
    assert [(each.code, each.stay) for each in judged.conflict] == [("beds", "b0")]
    was, more = total(problem, plan.placements[0]), total(problem, Placement("a0", "d0n1", "h"))
    others = total(problem, plan.placements[1])
    assert [(each.youth, each.before, each.after) for each in judged.points] == [("y", was, more), ("z", others, 0)]
    assert judge(problem, plan, plan.placements[0]).is_valid


def test_a_booking_of_earlier_stands_in_the_way_and_has_no_points_to_lose():
    taken = a_claim("old", "z", "h", nights(0))
    problem = a_problem([a_youth("y"), a_youth("z")], [a_request("a", "y", nights(0))], [a_host("h")], claims=(taken,))
    judged = judge(problem, Plan(), Placement("a0", "d0n1", "h"))
    assert [each.stay for each in judged.conflict] == ["old"]
    assert [each.youth for each in judged.points] == ["y"]
