"""A second solver, given every programme that the engine pursues a goal on, finds no better value, and the same one.

What is handed over is what the engine really worked on, goal by goal: the rows of the rules, the rows that say what has
been reached so far, and the weights. HiGHS shares no code with the search that is asked about. What it answers is put
into the rows again here, in whole numbers.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from matching.generate import generate
from matching.greedy import first_plan
from matching.ideal import ideals
from matching.objective.goal import Setting
from matching.programme import FAR, Matrix, Numbers
from matching.pursuit import Pursuit, Reached
from matching.solver import Run
from matching.table import Table
from tests.matching.small_worlds import SHAPES

ROOT = Path(__file__).parents[2]
MUNICIPALITIES = [(seed, shape) for shape in range(len(SHAPES.all)) for seed in (1, 2)]
IN_GROUPS = [(1, 3), (1, 8), (2, 3), (2, 5)]  # the same with mentors in groups, as in a large municipality


@dataclass
class Pursued:
    """A goal's programme as it was when the goal's turn came, and how far the engine came."""

    goal: str
    matrix: Matrix
    weights: Numbers
    before: int  # the value of the plan that the goal began with
    value: int
    proven: bool


class Recording(Pursuit):
    is_warm: bool
    seen: list[Pursued]

    def warm_up(self, start, quick, effort) -> None:
        """Left out in every second municipality: a warm start is so good that the goals after it find little to do."""
        if self.is_warm:
            super().warm_up(start, quick, effort)

    def pursue(self, goal, effort) -> Reached:
        weights = self.weights(goal)
        matrix, before = self.programme.matrix, int(weights @ self.x)
        reached = super().pursue(goal, effort)
        self.seen.append(Pursued(goal.name, matrix, weights, before, int(weights @ self.x), reached.proven))
        return reached


@dataclass
class Recorded(Run):
    seen: list[Pursued] = field(default_factory=list)

    def _pursuit(self, candidates, company, wider=None) -> Recording:
        pursuit = Recording(setting=self.setting, candidates=candidates, company=company, seed=self.seed, wider=wider)
        pursuit.seen, pursuit.is_warm = self.seen, self.seed % 2 == 1
        return pursuit


def pursued(seed, shape) -> list[Pursued]:
    problem = generate(seed, SHAPES.all[shape])
    table = Table(problem)
    setting = Setting(problem, ideals(table), seed)
    first = first_plan(table, setting.ideals, {youth: n for n, youth in enumerate(problem.youth)})
    run = Recorded(table, setting, first, 60.0, seed, 1, None, None, None, time.monotonic())
    run.go()
    return run.seen


def answered(many: dict[str, Pursued], path) -> dict[str, tuple[int, int]]:
    """What the second solver says of each: value and bound, the value computed here."""
    parts = ("low", "high", "starts", "columns", "factors", "least", "most")
    held = {f"{name}.{part}": getattr(each.matrix, part) for name, each in many.items() for part in parts}
    np.savez(path, **held, **{f"{name}.weights": each.weights for name, each in many.items()})
    command = [sys.executable, "-m", "tests.matching.second_solver", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    found = {}
    for name, said in json.loads(done.stdout).items():
        assert said["status"] == "Optimal", (name, said)
        x, each = np.array(said["x"], dtype=np.int64), many[name]
        assert not len(each.matrix.broken(x)), name
        assert np.all((each.matrix.low <= x) & (x <= each.matrix.high)), name
        found[name] = int(each.weights @ x), said["bound"]
    return found


def confirmed(municipalities, path) -> list[str]:
    """The goals, each confirmed; every one was proven by the engine and is by the second solver."""
    many = {
        f"{shape}-{seed}-{n}": each for seed, shape in municipalities for n, each in enumerate(pursued(seed, shape))
    }
    assert [name for name, each in many.items() if not each.proven] == []
    said = answered(many, path)
    assert said == {name: (each.value, each.value) for name, each in many.items()}
    # Where the goal's turn began with the best already, the search had nothing to do; that must be the exception.
    return [each.goal for each in many.values() if each.value > each.before]


def test_a_second_solver_confirms_every_goal_of_twenty_municipalities(tmp_path):
    searched = confirmed(MUNICIPALITIES, tmp_path / "programmes.npz")
    assert len(searched) > 30
    assert {"floor under everybody, in steps of 5 %", "the lower, the more a step up counts"} < set(searched)
    assert {"new hosts, and hosts per series", "lots drawn between equal stays"} < set(searched)
    assert {"new mentors", "lots drawn between equal mentors"} < set(searched)


def test_and_where_mentors_are_decided_after_the_stays(tmp_path, monkeypatch):
    monkeypatch.setattr("matching.company.EXACT", 0)
    assert len(confirmed(IN_GROUPS, tmp_path / "programmes.npz")) > 8


def the_sum(seed, shape) -> Pursued:
    return next(each for each in pursued(seed, shape) if each.goal == "sum of shares of the ideal")


def test_a_weight_or_a_limit_that_is_another_is_seen(tmp_path):
    """The negative control: the same programmes with one number changed have another optimum."""
    small, large = the_sum(1, 1), the_sum(2, 9)
    least, most = large.matrix.least.copy(), small.matrix.most.copy()
    least[-1] = -FAR  # the row that says what the goal before has reached: without it the sum takes from the worst-off
    most[np.flatnonzero(most == 1)[0]] = 2
    heavier = small.weights + (small.weights == small.weights.max())
    changed = {
        "same": small,
        "weight": replace(small, weights=heavier),
        "limit": replace(small, matrix=replace(small.matrix, most=most)),
        "settled": replace(large, matrix=replace(large.matrix, least=least)),
    }
    said = {name: value for name, (value, _) in answered(changed, tmp_path / "changed.npz").items()}
    assert said["same"] == small.value
    assert said["weight"] > small.value
    assert said["limit"] > small.value
    assert said["settled"] > large.value
