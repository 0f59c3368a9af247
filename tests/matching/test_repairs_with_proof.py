"""What a repair with proof says is the best there is: tried against every plan, and against the whole programme."""

from dataclasses import replace
from itertools import islice
from random import Random

import numpy as np
import pytest

from matching import Replanner, check, repairs
from matching.cpsat import search
from matching.encoding import encoded
from matching.fewest import Fewest
from matching.generate import Knobs, generate
from matching.horizon import Span
from matching.loosened import Loosened, Opened
from matching.plan import Placement, Plan
from matching.points import total
from matching.problem import Along, Kind, Pin, SiteKind, Strength, Subject
from matching.table import Table
from matching.touched import everything, hit_by, touched
from tests.matching.small_worlds import (
    DAY,
    SHAPES,
    a_host,
    a_mentor,
    a_problem,
    a_request,
    a_wish,
    a_youth,
    linked,
    nights,
)
from tests.matching.test_equals_brute_force import TINY_SHAPES, every_plan
from tests.matching.test_repairs import a_house_lost, what_happens, with_mentor, with_site
from tests.matching.towns import a_town

TOO_MANY = 3000


def with_urgent(problem):
    """Every third youth is urgent, in two tiers."""
    return replace(problem, youths=tuple(replace(y, urgency=(2, 0, 1, 0)[n % 4]) for n, y in enumerate(problem.youths)))


def proven(problem, plan, **asked):
    return repairs(problem, plan, add=False, effort=5, **asked).fewest


def told_only(problem, plan):
    """The problem in which nothing is asked for but what was told."""
    told = plan.by_occurrence
    requests = (
        replace(each, occurrences=tuple(one for one in each.occurrences if one.id in told)) for each in problem.requests
    )
    return replace(problem, requests=tuple(each for each in requests if each.occurrences))


def worth(problem, before, hit, after):
    """What is sought, in its order, counted in the plan itself; larger is better. None: somebody else loses her stay."""
    told, now = before.by_occurrence, after.by_occurrence
    others = [each for each in told if each not in hit]
    if any(each not in now for each in others):
        return None
    urgency = {each: problem.youth_of(each).urgency for each in hit}
    where = [(one.window, one.site) != (told[o].window, told[o].site) for o, one in now.items()]
    return (
        *(sum(each in now for each in hit if urgency[each] == tier) for tier in (2, 1)),
        sum(each in now for each in hit),
        sum(now.get(each) == told[each] for each in told),
        -sum(where) - sum(each not in now for each in hit),
        -sum(max(0, total(problem, told[each]) - total(problem, now[each])) for each in others),
        sum(total(problem, now[each]) for each in hit if each in now),
    )


def a_scramble(seed):
    """Four youths for four houses, each of which takes some of them, so that one who moves needs another's place."""
    dice = Random(seed)
    names = [f"y{n}" for n in range(4)]
    youths = [a_youth(each, urgency=dice.choice((0, 0, 0, 1))) for each in names]
    sites = [a_host(f"h{n}", declines_youths=frozenset(dice.sample(names, 2))) for n in range(4)]
    requests = [
        a_request(
            f"r{n}",
            each,
            (nights(0, 2), nights(4)) if n == 0 else nights(dice.choice((0, 1))),
            mentor=dice.choice((Along.NO, Along.NO, Along.MUST)),
            wishes=(a_wish(f"h{dice.randrange(4)}", Subject.SITE, Strength.NICE),),
        )
        for n, each in enumerate(names)
    ]
    return a_problem(youths, requests, sites, [a_mentor("m"), a_mentor("n", declines_youths=frozenset({"y1"}))])


def each_house_closed(problem, plan):
    return (with_site(problem, each, openings=()) for each in sorted({one.site for one in plan.placements}))


@pytest.mark.parametrize("towns", ["invented", "scrambled"])
def test_no_plan_at_all_is_better(towns):
    """Every plan of what was told, one by one, judged by the checker and counted by hand."""
    if towns == "invented":
        problems = [with_urgent(replace(generate(n, each), told=())) for each in TINY_SHAPES for n in range(3)]
        happens = what_happens
    else:
        problems = [a_scramble(n) for n in range(20)]
        happens = each_house_closed
    tried = moved_others = 0
    for problem in problems:
        plan = Plan(tuple(sorted(max(islice(every_plan(problem), TOO_MANY), key=len))))
        for now in happens(problem, plan):
            asked = Plan(tuple(each for each in plan.placements if each.occurrence in now.occurrence))
            small = told_only(now, asked)
            hit = hit_by(now, plan, everything(now, plan))
            every = list(islice(every_plan(small), TOO_MANY)) if hit else []
            if not hit or len(every) == TOO_MANY:
                continue
            found = proven(now, plan)
            best = max(w for each in every if (w := worth(now, asked, hit, Plan(each))) is not None)
            assert found.proven
            assert worth(now, asked, hit, found.plan) == best
            tried += 1
            moved_others += bool(found.others)
    assert tried >= 50
    assert moved_others >= 8 or towns == "invented"


def whole(problem, before, hit):
    """Most of the hit placed, then most kept, with everybody's every option in one programme: no growing, nobody loose."""
    small = told_only(problem, before)
    eligible = Table(small).eligible
    programme, variables = encoded(
        small, eligible.candidates, {k: [(m,) for m in v] for k, v in eligible.company.items()}
    )
    weights = [0] * len(programme.low)
    many = len(before.placements) + 1
    for told in before.placements:
        options = variables.by_occurrence.get(told.occurrence, [])
        if told.occurrence in hit:
            for each in options:
                weights[each.column] += many * (1 + many * (0, 1, many)[problem.youth_of(told.occurrence).urgency])
        else:
            programme.count([each.column for each in options], least=1)
        place = variables.at.get((told.occurrence, told.window, told.site))
        company = variables.along_by_window.get((told.occurrence, told.window), [])
        mine = [each.column for each in company if each.mentor == told.mentor]
        if place is None or (told.mentor and not mine):
            continue
        kept = programme.column()
        weights.append(1)
        programme.implies(kept, place.column)
        if told.mentor:
            programme.implies(kept, mine[0])
        else:
            programme.count([kept, *(each.column for each in company)], most=1)
    weights += [0] * (len(programme.low) - len(weights))
    found = search(programme.matrix, np.array(weights), effort=20)
    assert found.closed
    plan = variables.plan_of(found.x)
    assert check(small, plan) == []
    return worth(problem, before, hit, plan)[:4]


@pytest.mark.parametrize("number", range(len(SHAPES.all)))
def test_the_whole_programme_finds_nothing_better(number):
    problem, plan = a_town(number + 20, SHAPES.all[number])
    problem = with_urgent(problem)
    replanner = Replanner(problem, plan)
    for now in islice(what_happens(problem, plan), 7):
        asked = Plan(tuple(each for each in plan.placements if each.occurrence in now.occurrence))
        hit = hit_by(now, plan, touched(problem, now, plan))
        assert hit == hit_by(now, plan, everything(now, plan))
        ways = replanner.after(now, effort=5)
        found = ways.fewest
        assert found.proven
        assert check(now, found.plan) == []
        assert worth(now, asked, hit, found.plan)[:4] == whole(now, asked, hit)
        if ways.local.proven:
            assert (found.changes, len(found.lost)) == (ways.local.changes, len(ways.local.lost))
        others = [o for o, one in asked.by_occurrence.items() if o not in hit and found.plan.by_occurrence[o] != one]
        assert set(found.others) == set(others)


def test_what_the_first_look_promises_is_more_than_can_be():
    """With everybody else loose nobody has to be told where to go: a bound, and not what can be had."""
    more = 0
    for number, shape in enumerate(SHAPES.all):
        problem, plan = a_town(number + 20, shape)
        for now in islice(what_happens(problem, plan), 2):
            hit = hit_by(now, plan, touched(problem, now, plan))
            opened = Opened(now, dict(plan.by_occurrence), frozenset(), frozenset(hit))
            opened.open(hit)
            loosened = Loosened(opened)
            weights = np.zeros(len(loosened.programme.low), dtype=np.int64)
            for column, _ in loosened.placed(hit):
                weights[column] = 1
            first = search(loosened.programme.matrix, weights, effort=5)
            can = len(hit) - len(proven(now, plan).lost)
            assert first.bound >= can
            more += first.bound > can
    assert more > 0


def test_who_is_far_is_left_out_and_changes_nothing(monkeypatch):
    problem, plan = a_town(4, replace(SHAPES.all[9], weeks=12))
    closed = next(what_happens(problem, plan))
    hit = hit_by(closed, plan, touched(problem, closed, plan))
    near = Fewest(closed, plan, hit)
    monkeypatch.setattr(Opened, "near", lambda self: [e for o, e in self.told.items() if o not in self.occurrences])
    assert [each.value for each in Fewest(closed, plan, hit).stages] == [each.value for each in near.stages]
    # A negative control: who is near cannot be left out.
    monkeypatch.setattr(Opened, "near", lambda self: [])
    assert check(closed, Fewest(closed, plan, hit).plan) != []


def test_a_large_plan_is_repaired_within_the_rules_and_never_worse_than_without_search():
    problem, plan = a_town(1, Knobs.named("tight", youths=200))
    replanner, open_ones = Replanner(problem, plan), []
    hosts = [each for each in problem.sites if each.kind is SiteKind.HOST]
    busy = sorted(hosts, key=lambda site: -sum(one.site == site.id for one in plan.placements))
    for host in busy[:2]:
        now = with_site(problem, host.id, cleared=(Span(28 * DAY, problem.calendar.minutes),))
        ways = replanner.after(now, effort=10)
        found = ways.fewest
        assert found.changes > 0
        assert found.proven
        assert check(now, found.plan) == []
        assert len(found.lost) <= len(ways.ring.lost)
        assert set(found.worse) <= set(found.others)
        hit = hit_by(now, plan, touched(problem, now, plan))
        open_ones.append(len(Fewest(now, plan, hit).opened.occurrences) / len(plan.placements))
    assert max(open_ones) < 0.2  # a proof for all of them, that looked at the options of few


def test_others_move_no_further_than_they_may():
    problem, before = a_house_lost()
    assert (proven(problem, before).lost, proven(problem, before).others) == ((), ("b0",))
    nobody = proven(problem, before, others=0)
    assert (nobody.lost, nobody.others, nobody.proven) == (("a0",), (), True)


def test_whoever_would_have_fewer_points_for_it_is_named():
    problem, before = a_house_lost()
    assert proven(problem, before).worse == ()
    here = with_site(problem, "h", traits=frozenset({"dog"}))
    asks = tuple(
        replace(r, wishes=(a_wish("dog", Subject.TRAIT, Strength.NICE),)) if r.youth == "z" else r
        for r in here.requests
    )
    found = proven(replace(here, requests=asks), before)
    assert (found.others, found.worse) == (("b0",), ("b0",))
    assert [each.value for each in found.stages if each.name == "loss"] == [2 * 25]


def test_a_mentor_who_is_ill_moves_nobody_to_another_house():
    """She would have more points in another house by now, and was told this one."""
    request = a_request("a", "y", nights(0), mentor=Along.MUST, wishes=(a_wish("g", Subject.SITE, Strength.NICE),))
    problem = a_problem([a_youth("y")], [request], [a_host("g"), a_host("h")], [a_mentor("m"), a_mentor("n")])
    before = Plan((a_placement("a0", "h", "m"),))
    found = proven(with_mentor(problem, "m", openings=()), before)
    assert found.plan.placements == (a_placement("a0", "h", "n"),)


def a_placement(occurrence, site, mentor=None, window="d0n1"):
    return Placement(occurrence, window, site, mentor)


def test_the_urgent_come_first():
    """g is closed, and h has room for one of the two."""
    problem = a_problem(
        [a_youth("y"), a_youth("z", urgency=1)],
        [a_request("a", "y", nights(0), importance=3), a_request("b", "z", nights(0))],
        [a_host("g", beds=2, openings=()), a_host("h")],
    )
    found = proven(problem, Plan((a_placement("a0", "g"), a_placement("b0", "g"))))
    assert (found.moved, found.lost) == (("b0",), ("a0",))
    assert [(each.goal, each.value) for each in found.stages][:2] == [
        ("urgent tier 1 placed again", 1),
        ("placed again", 1),
    ]


def test_where_a_house_has_become_smaller_those_in_it_are_on_equal_terms():
    problem = a_problem(
        [a_youth("y"), a_youth("z")],
        [a_request("a", "y", (nights(0), nights(7))), a_request("b", "z", nights(0))],
        [a_host("h", beds=1)],
    )
    before = Plan((a_placement("a0", "h"), a_placement("b0", "h")))
    found = proven(problem, before)
    assert (found.kept, found.moved, found.lost, found.others) == (("b0",), ("a0",), (), ())


def test_nobody_else_loses_her_stay_however_urgent_the_hit():
    problem = a_problem(
        [a_youth("y", urgency=2), a_youth("z")],
        [a_request("a", "y", nights(0)), a_request("b", "z", nights(0))],
        [a_host("g", openings=()), a_host("h")],
    )
    assert proven(problem, Plan((a_placement("a0", "g"), a_placement("b0", "h")))).lost == ("a0",)


def test_whoever_is_pinned_stays_and_a_pin_that_cannot_be_met_is_left_to_a_person():
    problem, before = a_house_lost()
    assert proven(replace(problem, pins=(Pin("b0", site="h"),)), before).lost == ("a0",)
    assert proven(replace(problem, pins=(Pin("a0", site="g"),)), before).lost == ("a0",)
    met = proven(replace(problem, pins=(Pin("a0", site="h"),)), before)
    assert (met.lost, met.stages[0].goal, met.stages[0].value) == ((), "pinned and placed again", 1)


def test_siblings_and_stays_after_a_visit_move_together():
    both = (linked(a_request("a", "y", nights(0)), "b0"), linked(a_request("b", "z", nights(0)), "a0"))
    other = a_request("c", "x", nights(0))
    sites = [a_host("g", beds=2, openings=()), a_host("h", beds=2), a_host("i", declines_youths=frozenset("yz"))]
    problem = a_problem([a_youth("x"), a_youth("y"), a_youth("z")], [*both, other], sites)
    found = proven(problem, Plan((a_placement("a0", "g"), a_placement("b0", "g"), a_placement("c0", "h"))))
    assert {one.occurrence: one.site for one in found.plan.placements} == {"a0": "h", "b0": "h", "c0": "i"}
    visit = a_request("v", "y", nights(0), kind=Kind.VISIT)
    stay = a_request("a", "y", nights(7), visit_first=True)
    closed = a_host("g", openings=(Span(5 * DAY, 20 * DAY),))
    problem = a_problem([a_youth("y")], [visit, stay], [closed, a_host("h")])
    found = proven(problem, Plan((a_placement("a0", "g", window="d7n1"), a_placement("v0", "g"))))
    assert {one.occurrence: one.site for one in found.plan.placements} == {"a0": "h", "v0": "h"}


def test_who_is_not_placed_takes_what_has_become_free_only_if_asked():
    requests = [a_request("a", "y", nights(0)), a_request("b", "z", nights(0))]
    problem = a_problem([a_youth("y"), a_youth("z")], requests, [a_host("h")])
    replanner = Replanner(problem, Plan((a_placement("a0", "h"),)))
    two = with_site(problem, "h", beds=2)
    assert replanner.after(two, effort=5).fewest.added == ()
    assert replanner.after(two, effort=5, add=True).fewest.added == ("b0",)
    assert replanner.after(two).fewest is None


def test_without_the_effort_the_gap_is_told_and_the_plan_is_as_good_as_the_ring():
    problem, plan = a_town(9, SHAPES.all[9])
    replanner, seen = Replanner(problem, plan), 0
    for now in what_happens(problem, plan):
        ways = replanner.after(now, effort=1e-6)
        found, full = ways.fewest, replanner.after(now, effort=5).fewest
        assert check(now, found.plan) == []
        assert len(found.lost) <= len(ways.ring.lost)
        if not found.proven:
            seen += 1
            placed = next(each for each in found.stages if each.goal == "placed again")
            assert placed.bound is None or placed.bound >= next(
                each.value for each in full.stages if each.goal == "placed again"
            )
            assert any(not each.proven for each in found.stages if each.name in ("placed", "changes"))
    assert seen > 0


def test_the_same_question_has_the_same_answer():
    problem, plan = a_town(1, SHAPES.all[1])
    closed = next(what_happens(problem, plan))
    assert Replanner(problem, plan).after(closed, effort=5) == Replanner(problem, plan).after(closed, effort=5)
