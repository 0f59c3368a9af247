"""On tiny municipalities every stage has the value that trying every plan gives, with all of it written a second time."""

from dataclasses import replace
from fractions import Fraction
from functools import partial
from hashlib import sha256
from itertools import islice, product

import pytest

from matching import check, solve
from matching.generate import Knobs, generate
from matching.plan import Placement, Plan
from matching.problem import Problem
from tests.matching.small_worlds import (
    a_host,
    a_mentor,
    a_problem,
    a_request,
    a_wish,
    a_youth,
    an_evening,
    nights,
)

TOO_MANY = 4000
TINY = Knobs(
    youths=3, weeks=2, occurrences=(2, 3), requests=(1, 3), hosts_per_youth=1.4, places_per_youth=0.7,
    mentors_per_youth=0.34, suitable_hosts=3, series_share=0.3, sibling_share=1.0, told_share=0.5, mentor_share=0.3,
)  # fmt: skip
TINY_SHAPES = (
    TINY,
    replace(TINY, tightness=2.0, claims_share=0.2),
    replace(TINY, visit_share=1.0, youths=2, requests=(2, 2), occurrences=(2, 3)),
    replace(TINY, budget=4000, youths=4, occurrences=(1, 2)),
)


def every_plan(problem: Problem):
    """Every valid plan, occurrence by occurrence; a part that is broken for good is not continued."""
    not_for_good = {"visit_first", "siblings", "pins_and_exclusions"}
    occurrences = list(problem.occurrence)
    choices = []
    for occurrence in occurrences:
        windows = [window.id for window in problem.occurrence[occurrence].windows]
        mentors = [None, *(mentor.id for mentor in problem.mentors)]
        options = [
            Placement(occurrence, *rest) for rest in product(windows, [site.id for site in problem.sites], mentors)
        ]
        choices.append([one for one in options if not bad(problem, (one,), not_for_good)])

    def extend(n, so_far):
        if n == len(occurrences):
            if not bad(problem, so_far, set()):
                yield so_far
            return
        yield from extend(n + 1, so_far)
        for one in choices[n]:
            if not bad(problem, (*so_far, one), not_for_good):
                yield from extend(n + 1, (*so_far, one))

    return extend(0, ())


def bad(problem, placements, forgiven):
    return any(each.rule not in forgiven for each in check(problem, Plan(placements)))


def points(problem, one):
    request = problem.request_of[one.occurrence]
    site, mentor = problem.site[one.site], problem.mentor.get(one.mentor)
    here = 100 + problem.window[one.occurrence, one.window].preference
    along = 40 if mentor and request.mentor == "nice" else 0
    for wish in request.wishes:
        worth = {"important": 60, "nice": 25}.get(wish.strength, 0)
        if (wish.subject == "site" and wish.about == site.id) or (
            wish.subject == "trait" and wish.about in site.traits
        ):
            here += worth
        if mentor and (
            (wish.subject == "mentor" and wish.about == mentor.id)
            or (wish.subject == "mentor_trait" and wish.about in mentor.traits | mentor.languages)
        ):
            along += worth
    return request.importance * here, request.importance * along


def ideal(problem, youth):
    requests = tuple(each for each in problem.requests if each.youth == youth)
    mine = {one.id for each in requests for one in each.occurrences}
    alone = replace(
        problem,
        requests=requests,
        told=(),
        claims=tuple(each for each in problem.claims if each.youth == youth),
        exclusions=tuple(each for each in problem.exclusions if each.occurrence is None or each.occurrence in mine),
    )
    return max(sum(sum(points(alone, one)) for one in plan) for plan in every_plan(alone)) if requests else 0


def got(problem, plan):
    """Everybody's points."""
    found = dict.fromkeys(problem.youth, 0)
    for one in plan:
        found[problem.request_of[one.occurrence].youth] += sum(points(problem, one))
    return found


def where(plan):
    return {(one.occurrence, one.window, one.site) for one in plan}


def contest(problem, ideals, plan):
    """Who gets what, from the words of the documentation; larger is better in each."""
    have = got(problem, plan)
    youth_of = {one.occurrence: problem.request_of[one.occurrence].youth for one in plan}
    counted = [youth for youth in problem.youths if ideals[youth.id]]
    found = {}
    for tier in sorted({youth.urgency for youth in problem.youths} - {0}, reverse=True):
        found[f"urgent tier {tier}"] = sum(problem.youth[youth].urgency == tier for youth in youth_of.values())
    found["youths with any break"] = sum(have[youth.id] > 0 for youth in counted)

    def is_under(youth, floor):
        share = Fraction(5 * floor * (100 + youth.shortfall), 10_000)
        return have[youth.id] >= min(1, share) * ideals[youth.id]

    floors = [floor for floor in range(21) if all(is_under(youth, floor) for youth in counted)]
    found["floor under everybody, in steps of 5 %"] = max(floors)
    found["the lower, the more a step up counts"] = sum(
        lifted(youth, ideals[youth.id], have[youth.id]) for youth in counted
    )
    found["sum of shares of the ideal"] = sum(
        10_000 * part // ideals[youth_of[one.occurrence]] for one in plan for part in points(problem, one)
    )
    return found


def lifted(youth, ideal, have):
    """Fifth by fifth of her ideal, the first longer by her shortfall; each is worth half of the one before."""
    worth, left = 0, ideal
    for n, slope in enumerate((16, 8, 4, 2, 1)):
        length = left if n == 4 else min(left, ideal * (20 + (youth.shortfall if n == 0 else 0)) // 100)
        worth += 1_000_000 * slope // ideal * min(have, length)
        have, left = max(0, have - length), left - length
    return worth


def strange(problem, youth, adult):
    who = problem.youth[youth]
    booked = any(c.youth == youth and adult in (c.site, c.mentor) for c in problem.claims)
    return 0 if adult in who.own_people or booked else 1 if adult in who.known else 2


def arrangement(problem, seed, plan):
    """Where, once it is settled what everybody gets."""
    youth_of = {one.occurrence: problem.request_of[one.occurrence].youth for one in plan}
    faces = {}
    for one in plan:
        request = problem.request_of[one.occurrence]
        if problem.site[one.site].kind == "host":
            faces[request.youth, one.site] = strange(problem, request.youth, one.site)
        if request.series:
            faces["series", request.id, one.site] = 1
    found = {"new hosts, and hosts per series": -sum(faces.values())}
    placed = {one.occurrence: (one.window, one.site) for one in plan}
    if problem.told:
        found["changes to what was told"] = -sum(
            placed.get(each.occurrence) != (each.window, each.site) for each in problem.told
        )
    if problem.travel:
        found["half hours on the way"] = -sum(
            problem.travel_minutes[
                frozenset((problem.youth[youth_of[one.occurrence]].zone, problem.site[one.site].zone))
            ]
            // 30
            for one in plan
        )
    if any(site.cost_per_night for site in problem.sites):
        found["cost"] = -sum(
            problem.site[one.site].cost_per_night
            * sum(w.arrival <= night.moment < w.departure for night in problem.calendar.nights)
            for one in plan
            for w in [problem.window[one.occurrence, one.window]]
        )
    found["lots drawn between equal stays"] = sum(draw(seed, one.occurrence, one.window, one.site) for one in plan)
    return found


def company(problem, seed, plan):
    """Who comes along, once it is settled where everybody is."""
    if not problem.mentors:
        return {}
    along = [one for one in plan if one.mentor]
    youth_of = {one.occurrence: problem.request_of[one.occurrence].youth for one in along}
    pairs = {(youth_of[one.occurrence], one.mentor) for one in along}
    found = {"new mentors": -sum(strange(problem, *pair) for pair in pairs)}
    told = {each.occurrence: each.mentor for each in problem.told if each.mentor}
    if told:
        found["other mentors than was told"] = sum(told.get(one.occurrence) == one.mentor for one in along) - len(told)
    found["lots drawn between equal mentors"] = sum(
        draw(seed, one.occurrence, one.window, "with", one.mentor) for one in along
    )
    return found


def draw(*words):
    digest = sha256("\x1f".join(map(str, words)).encode()).hexdigest()
    return int(digest[:16], 16) % 1000


@pytest.mark.parametrize("shape", range(len(TINY_SHAPES)))
def test_every_stage_has_the_value_that_trying_every_plan_gives(shape):
    tried = 0
    for seed in range(12):
        problem = generate(100 * shape + seed, TINY_SHAPES[shape])
        ideals = {youth.id: ideal(problem, youth.id) for youth in problem.youths}
        plans = list(islice(every_plan(problem), TOO_MANY))
        if len(plans) == TOO_MANY:
            continue
        tried += len(plans)
        outcome = solve(problem, effort=20, seed=7)
        assert {each.youth: each.ideal for each in outcome.youths} == ideals
        assert all(stage.proven and stage.bound == stage.value for stage in outcome.stages)
        chosen, best = outcome.plan.placements, {}
        for judge, settled in (
            (partial(contest, problem, ideals), partial(got, problem)),
            (partial(arrangement, problem, 7), lambda plan: (where(plan), got(problem, plan))),  # noqa: B023
            (partial(company, problem, 7), tuple),
        ):
            best |= max(map(judge, plans), key=lambda found: tuple(found.values()))
            plans = [plan for plan in plans if settled(plan) == settled(chosen)]
        reached = {stage.goal: stage.value if stage.maximise else -stage.value for stage in outcome.stages}
        assert list(reached.items()) == list(best.items())
    assert tried > 500


def test_the_worst_off_come_before_the_sum():
    """One bed, two who want it: the sum alone would give both nights to the one who gains most by them."""
    rich = a_request("a", "y", nights(0), nights(3), wishes=(a_wish("h", "site", "important"),))
    modest = a_request("b", "z", (nights(3, preference=0),))
    problem = a_problem([a_youth("y"), a_youth("z")], [rich, modest], [a_host()], [a_mentor()])
    plan = solve(problem, effort=5).plan
    assert {one.occurrence for one in plan.placements} == {"a0", "b0"}


def test_earlier_shortfall_counts_before_later_plenty():
    """The same right, but one of them went without last time."""
    requests = [a_request("a", "y", an_evening(0)), a_request("b", "z", an_evening(0))]
    for short in ("y", "z"):
        youths = [a_youth(each, shortfall=40 if each == short else 0) for each in ("y", "z")]
        # A second evening each, that is free for both, so that both have something.
        more = [a_request("c", "y", an_evening(9)), a_request("d", "z", an_evening(20))]
        outcome = solve(a_problem(youths, [*requests, *more], [a_host()]), effort=5)
        assert ("a0" in outcome.plan.by_occurrence) is (short == "y")


def test_an_urgent_youth_comes_first():
    for urgent in ("y", "z"):
        youths = [a_youth(each, urgency=int(each == urgent)) for each in ("y", "z")]
        requests = [a_request("a", "y", an_evening(0)), a_request("b", "z", an_evening(0))]
        plan = solve(a_problem(youths, requests, [a_host()]), effort=5).plan
        assert [one.occurrence for one in plan.placements] == ["a0" if urgent == "y" else "b0"]
