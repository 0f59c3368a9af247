"""explain and replan on the command line: the documents, and the same as lines to read."""

import json
from dataclasses import replace

import pytest

from matching import Replanner, check, would_help, write_problem
from matching.__main__ import main
from matching.codec import write
from matching.plan import Plan
from tests.matching.small_worlds import SHAPES, a_host, a_problem, a_request, a_youth, nights
from tests.matching.towns import a_town


@pytest.fixture
def files(tmp_path):
    """A tight town, its plan, and the same town in which the busiest house is closed."""
    problem, plan = a_town(1, SHAPES.all[1])
    busiest = max(problem.sites, key=lambda site: sum(one.site == site.id for one in plan.placements))
    closed = replace(problem, sites=tuple(replace(s, openings=()) if s is busiest else s for s in problem.sites))
    for name, facts in (("problem", problem), ("closed", closed)):
        (tmp_path / f"{name}.json").write_text(json.dumps(write_problem(facts)))
    (tmp_path / "plan.json").write_text(json.dumps({"version": 1, "placements": write(plan)["placements"]}))
    return problem, plan, closed, lambda name: str(tmp_path / f"{name}.json")


def test_an_occurrence_without_an_option_is_told_what_would_help(files, capsys):
    problem, plan, _, path = files
    helped = {o: would_help(problem, plan, o) for o in problem.occurrence if o not in plan.by_occurrence}
    occurrence, changes = next((o, found) for o, found in helped.items() if found)
    assert main(["explain", path("problem"), path("plan"), occurrence]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["placed"] is None
    assert [each["option"] for each in said["would_help"]] == [write(each.option) for each in changes]
    step = said["would_help"][0]["steps"][0]
    assert (step["youth"], step["staff"]) == (changes[0].steps[0].youth, changes[0].steps[0].staff)
    assert main(["explain", path("problem"), path("plan"), occurrence, "--text"]) == 0
    lines = capsys.readouterr().out
    assert "placed: no place" in lines
    assert changes[0].steps[0].staff in lines


def test_nothing_found_is_said_too(tmp_path, capsys):
    problem = a_problem([a_youth(unsuitable=frozenset({"h"}))], [a_request("a", "y", nights(0))], [a_host("h")])
    (tmp_path / "problem.json").write_text(json.dumps(write_problem(problem)))
    (tmp_path / "plan.json").write_text(json.dumps({"version": 1, "placements": []}))
    assert main(["explain", str(tmp_path / "problem.json"), str(tmp_path / "plan.json"), "a0", "--text"]) == 0
    said = capsys.readouterr().out
    assert "nothing was found" in said
    assert "only law or safety decides" in said


def test_the_whole_round_is_explained(files, capsys):
    _, _, _, path = files
    assert main(["explain", path("problem"), path("plan")]) == 0
    missed = json.loads(capsys.readouterr().out)["missed"]
    assert {"occurrence", "subject", "about", "nearest"} == set(missed[0])
    assert main(["explain", path("problem"), path("plan"), "--text"]) == 0
    lines = capsys.readouterr().out
    assert "any option:" in lines
    assert "would leave another youth without" in lines


@pytest.mark.parametrize("way", ["local", "ring", "fewest"])
def test_a_repair_says_which_ways_there_are(files, capsys, way):
    problem, plan, closed, path = files
    ways = Replanner(problem, plan).after(closed, effort=10)
    command = ["replan", path("closed"), path("plan"), "--before", path("problem"), "--only-repair", "--way", way]
    assert main(command) == 0
    said = json.loads(capsys.readouterr().out)
    expected = getattr(ways, way)
    assert said["placements"] == write(expected.plan)["placements"]
    assert (said["way"], said["changes"], said["proven"]) == (way, expected.changes, expected.proven)
    assert {each: of["lost"] for each, of in said["ways"].items()} == {each.way: len(each.lost) for each in ways.all}
    assert said["worse"] == list(expected.worse)
    assert [each["proven"] for each in said["stages"]] == [each.proven for each in expected.stages]
    assert [each["youth"] for each in said["difference"]] == sorted(each["youth"] for each in said["difference"])
    assert check(closed, expected.plan) == []
    assert main([*command, "--text"]) == 0
    lines = capsys.readouterr().out
    assert all(f"{each.way}: {each.changes} changes" in lines for each in ways.all)
    assert "nobody else moves" in lines
    assert "proven: nobody more can be placed" in lines


def test_a_proof_without_effort_is_refused_and_others_may_be_limited(files, capsys):
    _, _, _, path = files
    command = ["replan", path("closed"), path("plan"), "--before", path("problem"), "--only-repair"]
    assert main([*command, "--way", "fewest", "--effort", "0"]) == 2
    assert "way: needs an effort above 0 (found fewest)" in capsys.readouterr().err
    assert main([*command, "--way", "fewest", "--most-others", "0"]) == 0
    assert json.loads(capsys.readouterr().out)["ways"]["fewest"]["others"] == 0


def test_a_plan_that_was_not_valid_before_is_refused(files, tmp_path, capsys):
    _, plan, _, path = files
    twice = Plan((*plan.placements, plan.placements[0]))
    (tmp_path / "twice.json").write_text(json.dumps({"version": 1, "placements": write(twice)["placements"]}))
    assert main(["replan", path("closed"), path("twice"), "--before", path("problem")]) == 2
    assert "placed 2 times" in capsys.readouterr().err
