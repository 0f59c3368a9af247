"""Invented municipalities are what their knobs say, the same for the same seed, and quick to make."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from matching import faults, problem_hash, read_problem
from matching.__main__ import main
from matching.generate import SHAPES, Knobs, generate
from matching.problem import Along, Problem, SiteKind, Strength
from tests.matching.small_worlds import SHAPES as SMALL_SHAPES

REFERENCE = {"ample": (21, 4), "tight": (9, 4), "scarce": (9, 1)}  # hosts and places of 60 youths


def of_kind(problem: Problem, kind: SiteKind) -> list[str]:
    return [site.id for site in problem.sites if site.kind is kind]


def within_reach(problem: Problem, youth: str) -> set[str]:
    """Sites that no list and no need keeps her from."""
    who = problem.youth[youth]
    return {site.id for site in problem.sites if site.id not in who.unsuitable and who.needs <= site.traits}


def components(problem: Problem) -> int:
    """How many groups of youths there are that share no site, counted by walking from one to the next."""
    reach = {youth.id: within_reach(problem, youth.id) for youth in problem.youths}
    there: dict[str, list[str]] = {}
    for youth, sites in reach.items():
        for site in sites:
            there.setdefault(site, []).append(youth)
    left, found = set(reach), 0
    while left:
        found, ahead = found + 1, [left.pop()]
        while ahead:
            for site in reach[ahead.pop()]:
                ahead += [youth for youth in there[site] if youth in left]
                left.difference_update(there[site])
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_the_reference_municipalities_have_the_published_figures(shape):
    problem = generate(1, Knobs.named(shape))
    assert faults(problem) == []
    assert (len(of_kind(problem, SiteKind.HOST)), len(of_kind(problem, SiteKind.PLACE))) == REFERENCE[shape]
    assert len(problem.mentors) == 15
    hosts = set(of_kind(problem, SiteKind.HOST))
    assert all(len(hosts - youth.unsuitable) == 6 for youth in problem.youths)
    asked = Counter(request.youth for request in problem.requests for _ in request.occurrences)
    assert min(asked.values()) >= 7  # a wish that falls outside the horizon is left out
    assert max(asked.values()) <= 14 + 2  # and some ask for a visit and the stay after it
    series = Counter(request.youth for request in problem.requests if request.series)
    assert set(series.values()) == {1}
    assert len(series) >= 55
    assert {len(each.windows) for each in problem.occurrence.values()} == {1, 2, 3, 4}
    company = sum(request.mentor is not Along.NO for request in problem.requests) / len(problem.requests)
    assert 0.3 < company < 0.5
    several = sum(mentor.youths_at_once > 1 for mentor in generate(1, Knobs.named(shape, youths=800)).mentors)
    assert 1 <= several <= 20  # of 200: rare, but there


def test_a_bigger_municipality_does_not_put_everything_within_everybodys_reach():
    problem = generate(1, Knobs.named("ample", youths=200))
    assert len(of_kind(problem, SiteKind.PLACE)) == 13
    for youth in problem.youths:
        assert len(within_reach(problem, youth.id)) <= 6 + 4
        assert len({mentor.id for mentor in problem.mentors} - youth.unsuitable) == 15


def test_a_new_knob_leaves_the_municipalities_of_old_seeds_as_they_were():
    assert problem_hash(generate(1)).startswith("2d7f2931271bff55")
    assert problem_hash(generate(9, SMALL_SHAPES.all[9])).startswith("cdfdebd75d705f90")
    assert problem_hash(generate(2)) != problem_hash(generate(1))


def test_districts_share_nobody_until_somebody_crosses():
    knobs = Knobs.named("ample", youths=48, districts=4)
    apart, joined = generate(1, knobs), generate(1, replace(knobs, crossing=0.3))
    for problem in (apart, joined):
        assert faults(problem) == []
        assert len(problem.youths) == 48
    assert components(apart) == 4
    assert components(joined) < 4
    for request in apart.requests:
        here = request.youth.split("-")[0]
        assert all(each.startswith(f"{here}-") for each in within_reach(apart, request.youth))
        musts = {wish.about for wish in request.wishes if wish.strength is Strength.MUST}
        assert not request.wishes or f"district-{here[1:]}" in musts


def test_in_the_holidays_more_is_wished_and_less_is_open():
    knobs = Knobs(youths=60, weeks=30, first_day=date(2027, 3, 31))
    weeks = {"usual": range(1, 11), "summer": range(13, 20)}

    def per_week(problem: Problem, when: str) -> tuple[float, float]:
        days = [7 * 1440 * week for week in weeks[when]]
        wished = sum(
            start <= each.windows[0].arrival < start + 7 * 1440
            for start in days
            for request in problem.requests
            if not request.series
            for each in request.occurrences
        )
        open_minutes = sum(
            max(0, min(span.end, start + 7 * 1440) - max(span.start, start))
            for start in days
            for site in problem.sites
            for span in site.openings
        )
        return wished / len(days), open_minutes / len(days)

    plain, felt = generate(1, knobs), generate(1, replace(knobs, seasons=1.0))
    for problem, much in ((plain, False), (felt, True)):
        (usual, supply), (summer, less) = per_week(problem, "usual"), per_week(problem, "summer")
        assert (summer > 1.5 * usual) is much
        assert (less < 0.75 * supply) is much


def test_the_command_line_knows_the_shapes_and_turns_knobs_further(capsys):
    main(["generate", "--shape", "scarce", "--youths", "20", "--weeks", "4", "--districts", "2"])
    problem = read_problem(capsys.readouterr().out)
    assert problem_hash(problem) == problem_hash(generate(1, Knobs.named("scarce", youths=20, weeks=4, districts=2)))
    with pytest.raises(SystemExit):
        main(["generate", "--shape", "endless"])
    with pytest.raises(SystemExit):
        main(["generate", "--first-day", "soon"])
