"""Every method that the engine is compared with makes plans that hold, and none of them is a straw man."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

import matching
from matching.generate import Knobs, generate
from matching.plan import Placement, Plan
from tests.benchmarks.country import inhabitants, seconds_for
from tests.benchmarks.facts import facts_of
from tests.benchmarks.kept import Kept
from tests.benchmarks.measure import Yardstick, after_a_cancellation, changes, ideals_of, made_valid
from tests.benchmarks.methods import METHODS
from tests.benchmarks.report import _moments, write_report
from tests.benchmarks.runs import Bench, Town
from tests.benchmarks.year import year

ROOT = Path(__file__).parents[2]
SMALL = Knobs.named("tight", youths=10, weeks=6, occurrences=(3, 6), several_at_once=0.25)
PROBLEM = generate(3, SMALL)
ELSEWHERE = "g"  # needs Java and a package that is not among ours


@pytest.fixture(scope="module")
def ideals():
    return ideals_of(PROBLEM)


@pytest.fixture(scope="module")
def told(ideals, tmp_path_factory):
    """What each method told, run as the benchmark runs it: in a process of its own."""
    folder = tmp_path_factory.mktemp("benchmark")
    (folder / "problem.json").write_text(json.dumps(matching.write_problem(PROBLEM)))
    (folder / "ideals.json").write_text(json.dumps(ideals))

    def run(letter):
        out = folder / f"{letter}.json"
        if not out.exists():
            command = [sys.executable, "-m", "tests.benchmarks.child", letter]
            paths = [str(folder / "problem.json"), str(folder / "ideals.json"), str(out)]
            subprocess.run([*command, *paths, "--seconds", "5"], cwd=ROOT, check=True, timeout=60)
        return json.loads(out.read_text())

    return run


def last_plan(told):
    return Plan(tuple(Placement(*each) for each in [e for e in told["events"] if "plan" in e][-1]["plan"]))


@pytest.mark.parametrize("letter", sorted(set(METHODS) - {ELSEWHERE}))
def test_every_method_makes_a_plan_that_holds(letter, told, ideals):
    ran = told(letter)
    plan = last_plan(ran)
    assert matching.check(PROBLEM, plan) == []
    assert len(plan.placements) > len(PROBLEM.occurrence) / 4
    assert ran["memory"] > 20  # megabytes; a process that has done anything has them
    figures = Yardstick(PROBLEM, ideals).figures(plan)
    assert 0 <= figures["worst"] <= figures["fifth"] <= 1
    assert figures["worst"] <= figures["mean"] <= 1


def test_two_solvers_agree_on_the_optimum_of_the_obvious_programme(told):
    cp_sat, highs = told("b"), told("c")
    assert cp_sat["notes"]["proven"]
    assert highs["notes"]["proven"]
    assert cp_sat["events"][-1]["value"] == highs["events"][-1]["value"] == cp_sat["events"][-1]["bound"]


def test_the_bare_sum_is_never_below_what_anybody_else_reaches(told, ideals):
    assert told("s")["notes"]["proven"]
    yardstick = Yardstick(PROBLEM, ideals)
    best = yardstick.figures(last_plan(told("s")))["sum"]
    rounding = 2 * len(PROBLEM.occurrence)  # the programme rounds stay by stay, the yardstick youth by youth
    for letter in set(METHODS) - {"s", ELSEWHERE}:
        plan = last_plan(told(letter))
        with_two = {mentor.id for mentor in PROBLEM.mentors if mentor.youths_at_once > 1}
        if not any(each.mentor in with_two for each in plan.placements):
            assert yardstick.figures(plan)["sum"] <= best + rounding, letter


def test_who_may_be_where_is_the_same_worked_out_twice():
    for seed in range(4):
        problem = generate(seed, replace(SMALL, protected_share=0.3, told_share=0.2))
        facts = facts_of(problem)
        places = {(each.occurrence, each.window.id, each.site.id) for each in facts.where}
        for each in facts.where[:60]:
            alone = Placement(each.occurrence, each.window.id, each.site.id)
            broken = {v.rule for v in matching.check(problem, Plan((alone,)))}
            assert broken <= {"mentor_presence", "visit_first", "grant", "nights_per_month"}
        outcome = matching.solve(problem, effort=0.5, menus=False)
        assert {(e.occurrence, e.window, e.site) for e in outcome.plan.placements} <= places


def test_a_method_that_is_not_here_says_so(ideals, tmp_path, monkeypatch):
    monkeypatch.setenv("TIMEFOLD_PYTHON", "/bin/false")
    bench = Bench(Town("tight", 6, 1), tmp_path)
    assert "Timefold is not installed here" in bench.run("g", 2)["failed"]


def test_a_record_becomes_a_report(tmp_path):
    """From one small municipality to tables and plots; nothing of it is written where it was not asked for."""
    (tmp_path / "town").mkdir()
    bench, kept = Bench(Town("scarce", 12, 1), tmp_path / "town"), Kept(tmp_path)
    for letter in "ad":
        kept.add(bench.run(letter, 1))
    write_report(Kept(tmp_path))
    report = (tmp_path / "report.md").read_text()
    assert "| a this engine |" in report
    assert "### 12 youths, scarce (1 municipality)" in report
    for name in ("quality", "fairness", "menus"):
        drawing = ElementTree.fromstring((tmp_path / f"{name}.svg").read_text())
        words = {text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")}
        assert any("12 youths" in word or "four" in word for word in words if word)
        assert f"({name}.svg)" in report


def test_the_report_says_where_another_way_was_ahead():
    """And says nothing of the kind where the engine was; a moment at which somebody had no plan yet is a dash."""

    def record(letter, worst):
        moments = [[5, 0, 0, 0] if letter == "c" else [5, 15_000, worst, worst]]
        return {
            "shape": "tight",
            "youths": 2,
            "seed": 1,
            "method": letter,
            "moments": moments,
            "shares": [worst, 9_000],
        }

    behind = "\n".join(_moments([record("a", 5_000), record("b", 6_000), record("c", 0)]))
    assert "- tight, 2, after 5 s: worst-off 60.0 % with CP-SAT, one weighted sum, 50.0 % with the engine" in behind
    assert "HiGHS" not in behind
    assert "| – |" in behind
    ahead = "\n".join(_moments([record("a", 6_000), record("b", 5_000)]))
    assert "At none of these moments" in ahead


def test_a_year_is_measured_and_says_how_many_promises_it_broke():
    lived = year(6, weeks=3, effort=0.1)
    assert lived["broken"] == 0
    assert lived["figures"]["rounds"] == 3


def test_the_country_is_as_many_and_as_large_as_it_says():
    sizes = inhabitants()
    assert len(sizes) == 290
    assert 15_000 < sizes[145] < 17_000
    assert 990_000 < sizes[0] < 1_010_000
    measured = [(30, 2.0), (100, 8.0), (200, 20.0)]
    assert seconds_for(100, measured) == pytest.approx(8)
    assert 2 < seconds_for(60, measured) < 8 < 20 < seconds_for(800, measured)


def test_a_plan_that_breaks_a_rule_is_put_right_and_counted(told):
    plan = last_plan(told("d"))
    first = plan.placements[0]
    mine = PROBLEM.request_of[first.occurrence].youth
    elsewhere = [
        Placement(each.id, window.id, first.site)
        for request in PROBLEM.requests
        if request.youth != mine
        for each in request.occurrences
        for window in each.windows
        if each.id not in plan.by_occurrence
    ][:3]
    broken = plan.with_(*elsewhere)
    assert matching.check(PROBLEM, broken)
    valid, dropped = made_valid(PROBLEM, broken)
    assert matching.check(PROBLEM, valid) == []
    assert 1 <= dropped <= len(elsewhere) + 3


def test_after_a_cancellation_only_who_is_hit_need_move(told):
    plan = last_plan(told("d"))
    later, host, hit = after_a_cancellation(PROBLEM, plan)
    assert hit
    assert all(plan.by_occurrence[each].site == host for each in hit)
    rules = {violation.rule for violation in matching.check(later, plan)}
    assert rules == {"openings"}
    repaired = matching.repair(later, plan).plan
    assert matching.check(later, repaired) == []
    assert changes(plan, repaired, hit) <= len(plan.placements) / 10
    assert changes(plan, plan.without(*hit), hit) == 0
