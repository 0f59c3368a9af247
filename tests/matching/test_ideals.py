"""Her ideal is exactly what trying every plan of hers alone gives, or, if the search is cut short, never less."""

from dataclasses import replace
from random import Random

import pytest

from matching import ideal as module
from matching.check import check
from matching.generate import Knobs, generate
from matching.ideal import ideals
from matching.plan import Placement, Plan
from matching.points import total
from matching.problem import Along, ClaimState, Exclusion, Kind, Limits, Pin
from matching.table import Table
from tests.matching.small_worlds import (
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

TINY = Knobs(
    youths=3, weeks=3, occurrences=(2, 3), requests=(1, 2), hosts_per_youth=1.0, places_per_youth=0.4,
    mentors_per_youth=0.67, suitable_hosts=2, series_share=0.3, mentor_share=0.5, visit_share=0.4, claims_share=0.2,
)  # fmt: skip


def best_of_every_plan(problem, youth):
    """Every plan for her occurrences alone, tried one by one and judged by the checker."""
    requests = tuple(
        replace(each, occurrences=tuple(replace(one, together_with=None) for one in each.occurrences))
        for each in problem.requests
        if each.youth == youth
    )
    hers = {one.id for each in requests for one in each.occurrences}
    alone = replace(
        problem, requests=requests, told=(), claims=tuple(each for each in problem.claims if each.youth == youth),
        pins=tuple(each for each in problem.pins if each.occurrence in hers),
        exclusions=tuple(each for each in problem.exclusions if each.occurrence in {None, *hers}),
    )  # fmt: skip
    mentors = [None, *(mentor.id for mentor in problem.mentors)]
    # Visits first, so that a stay is asked about when its visit is there.
    order = sorted(requests, key=lambda each: each.kind is not Kind.VISIT)
    occurrences = [one for each in order for one in each.occurrences]
    later = {"pins_and_exclusions"}  # a pin that is not met yet; the end decides
    best = 0

    def extend(n, there, points):
        nonlocal best
        if n == len(occurrences):
            if points > best and not check(alone, Plan(there)):
                best = points
            return
        extend(n + 1, there, points)
        for window in occurrences[n].windows:
            for site in problem.sites:
                for mentor in mentors:
                    one = Placement(occurrences[n].id, window.id, site.id, mentor)
                    if not any(v.rule not in later or v.stays for v in check(alone, Plan((*there, one)))):
                        extend(n + 1, (*there, one), points + total(alone, one))

    extend(0, (), 0)
    return best


def with_more_in_the_way(problem, seed):
    dice = Random(seed)
    sites, mentors = [each.id for each in problem.sites], [each.id for each in problem.mentors]
    changes = (
        {"budget": dice.choice([1500, 4000])},
        {"pins": (Pin(dice.choice(list(problem.occurrence)), None, dice.choice([None, dice.choice(sites)])),)},
        {"exclusions": tuple(Exclusion(site=dice.choice(sites), mentor=dice.choice(mentors)) for _ in range(3))},
        {"mentors": tuple(replace(each, minutes_per_week=dice.choice([240, 480]), most_youths=dice.choice([0, 1, None]))
                          for each in problem.mentors)},
        {"sites": tuple(replace(each, limits=replace(each.limits, stays_per_month=1, rest_days=2)) for each in problem.sites)},
        {"claims": tuple(replace(each, state=ClaimState.HELD, mentor=dice.choice(mentors)) for each in problem.claims)},
    )  # fmt: skip
    return replace(problem, **changes[seed % len(changes)])


@pytest.mark.parametrize("seed", range(24))
def test_her_ideal_is_the_best_of_every_plan(seed):
    problem = with_more_in_the_way(generate(seed, TINY), seed)
    found = ideals(Table(problem))
    assert found == {youth.id: best_of_every_plan(problem, youth.id) for youth in problem.youths}


def test_her_own_limits_bind_and_nobody_elses_stay_does():
    """Two weekends at the house she loves, which takes two nights a month; the rest elsewhere; others' claims nowhere."""
    loved = a_wish("h", "site", "important")
    problem = a_problem(
        [a_youth("y"), a_youth("z")],
        [a_request("a", "y", nights(0, 2), nights(7, 2), wishes=(loved,), importance=1)],
        [a_host("h", limits=Limits(nights_per_month=2)), a_host("g")],
        claims=(a_claim("old", "z", "h", nights(0, 2)),),
    )
    assert ideals(Table(problem)) == {"y": 2 * 150 + 60, "z": 0}
    free = replace(problem, sites=(a_host("h"), a_host("g")))
    assert ideals(Table(free))["y"] == 2 * 150 + 2 * 60


def test_a_visit_to_a_less_loved_house_may_open_the_better_door():
    """She would rather visit g, but only at h can she stay."""
    visit = a_request("v", "y", an_evening(0), kind=Kind.VISIT, wishes=(a_wish("g", "site", "nice"),))
    stay = a_request("a", "y", nights(7), visit_first=True)
    sites = [a_host("g", limits=Limits(shortest_nights=2)), a_host("h")]
    found = ideals(Table(a_problem([a_youth("y")], [visit, stay], sites)))
    assert found["y"] == 2 * 150 + 2 * 150  # the visit at h, and the stay


def test_a_pin_that_cannot_be_met_leaves_no_ideal():
    request = a_request("a", "y", nights(0), nights(0))
    problem = a_problem([a_youth("y")], [request], [a_host()], pins=(Pin("a0"), Pin("a1")))
    assert ideals(Table(problem)) == {"y": 0}
    assert ideals(Table(replace(problem, pins=(Pin("a1"),))))["y"] == 300


def test_a_search_that_is_cut_short_never_says_less(monkeypatch):
    """Hours for one evening only, and many evenings in that week: the first dive does not prove itself."""
    requests = [a_request(f"r{n}", "y", an_evening(n), mentor=Along.NICE) for n in range(5)]
    mentors = [a_mentor(f"m{n}", minutes_per_week=240) for n in range(2)]
    problem = a_problem([a_youth("y")], requests, [a_host()], mentors)
    exact = ideals(Table(problem))["y"]
    assert exact == 5 * 300 + 2 * 80
    monkeypatch.setattr(module, "LIMIT", 2)
    assert exact < ideals(Table(problem))["y"] <= 5 * 300 + 5 * 80
