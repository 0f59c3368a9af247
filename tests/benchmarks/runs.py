"""One method on one municipality, measured: the record that tables and plots are made from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import matching
from matching.generate import Knobs, generate
from matching.plan import Placement, Plan
from matching.problem import Problem
from tests.benchmarks.measure import Yardstick, after_a_cancellation, changes, ideals_of, made_valid
from tests.benchmarks.methods import METHODS

ROOT = Path(__file__).resolve().parents[2]
SECONDS = {30: 6, 60: 10, 100: 12, 200: 40, 400: 60, 800: 120, 10_000: 600}  # for each size, unless said otherwise
ONE_DISTRICT = 1_000  # youths; a larger municipality is made of districts of two hundred
POINTS = 120  # of a curve, at most
MOMENTS = (5, 10, 20, 60)  # seconds after which the plan that there is then is judged like the last one
PLANNED_ANEW = 100  # youths, up to which the others plan anew after a cancellation, for half the time more
NO_ANSWER = 120  # seconds after the time that was given, before a method is ended from outside


@dataclass(frozen=True)
class Town:
    """A reference municipality, by what it is made from."""

    shape: str
    youths: int
    seed: int

    @property
    def knobs(self) -> Knobs:
        districts = 1 if self.youths <= ONE_DISTRICT else self.youths // 200
        return Knobs.named(self.shape, youths=self.youths, districts=districts)

    def problem(self) -> Problem:
        return generate(self.seed, self.knobs)


class Bench:
    """All methods on one municipality, one after another: the problem is written once, the ideals worked out once."""

    def __init__(self, town: Town, folder: Path, workers: int = 1) -> None:
        self.town = town
        self.workers = workers
        self.problem = town.problem()
        self.ideals = ideals_of(self.problem)
        self.yardstick = Yardstick(self.problem, self.ideals)
        self.folder = folder
        self._write(self.problem)

    def _write(self, problem: Problem) -> None:
        (self.folder / "problem.json").write_text(json.dumps(matching.write_problem(problem)))
        (self.folder / "ideals.json").write_text(json.dumps(self.ideals))

    def run(self, letter: str, seconds: float, *, beyond: bool = True) -> dict[str, Any]:
        """`beyond`: menus and what a cancellation changes, which take a while at the largest sizes."""
        record: dict[str, Any] = {
            **asdict(self.town),
            "method": letter,
            "given": seconds,
            "workers": self.workers,
            "load": os.getloadavg()[0],
        }
        told = self._told(letter, seconds)
        if "failed" in told:
            return {**record, **told}
        record |= {name: told[name] for name in ("seconds", "cpu", "memory", "notes")}
        plans = [(event, _plan(event)) for event in told["events"] if "plan" in event]
        record["goal"] = [
            [e["at"], e["stage"], e["value"], e["bound"]] for e in told["events"] if e["bound"] is not None
        ]
        record["goal"] = _thinned(record["goal"])
        if not plans:
            return {**record, "failed": "no plan"}
        record["curve"] = _thinned([self._point(event, plan) for event, plan in plans])
        record["moments"] = [self._moment(after, plans) for after in MOMENTS if after <= seconds]
        final, record["dropped"] = made_valid(self.problem, plans[-1][1])
        record["figures"] = self.yardstick.figures(final)
        record["shares"] = sorted(self.yardstick.shares(final).values())
        if beyond:
            began = time.process_time()
            record["menus"] = self.yardstick.menus(final)
            record["menus"]["cpu"] = round(time.process_time() - began, 2)
            record["cancelled"] = self._cancelled(letter, final, seconds)
        return record

    def _point(self, event: dict[str, Any], plan: Plan) -> list[float]:
        shares = self.yardstick.shares(plan).values()
        return [event["at"], sum(shares), min(shares), event["cpu"]]

    def _moment(self, after: float, plans: list[tuple[dict[str, Any], Plan]]) -> list[float]:
        """Sum and least of the shares in the last plan told by then, less what breaks a rule; and the least with what is owed."""
        by_then = [plan for event, plan in plans if event["at"] <= after]
        plan = made_valid(self.problem, by_then[-1])[0] if by_then else Plan()
        shares = self.yardstick.shares(plan)
        return [after, sum(shares.values()), min(shares.values()), self.yardstick.least(shares)]

    def _told(self, letter: str, seconds: float) -> dict[str, Any]:
        out = self.folder / "told.json"
        out.unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.benchmarks.child", letter]
        paths = [str(self.folder / name) for name in ("problem.json", "ideals.json", "told.json")]
        limits = ["--seconds", str(seconds), "--seed", str(self.town.seed), "--workers", str(self.workers)]
        try:
            done = subprocess.run(
                [*command, *paths, *limits], cwd=ROOT, capture_output=True, text=True, timeout=3 * seconds + NO_ANSWER
            )
        except subprocess.TimeoutExpired:
            return {"failed": "did not end in time"}
        if done.returncode:
            return {"failed": (done.stderr.strip().splitlines() or ["ended without a word"])[-1][:200]}
        told: dict[str, Any] = json.loads(out.read_text())
        return told

    def _cancelled(self, letter: str, plan: Plan, seconds: float) -> dict[str, Any] | None:
        """The busiest host's busiest weeks are called off: the engine repairs, everybody else plans anew."""
        changed = after_a_cancellation(self.problem, plan)
        if changed is None or (letter != "a" and self.town.youths > PLANNED_ANEW):
            return None
        later, _, hit = changed
        began = time.process_time()
        if letter == "a":
            new = matching.repair(later, plan).plan
            cpu = time.process_time() - began
        else:
            self._write(later)
            told = self._told(letter, seconds / 2)
            self._write(self.problem)
            plans = [event for event in told.get("events", ()) if "plan" in event]
            if not plans:
                return None
            new, cpu = made_valid(later, _plan(plans[-1]))[0], told["cpu"]
        assert matching.check(later, new) == []
        return {
            "hit": len(hit),
            "placed_again": sum(each in new.by_occurrence for each in hit),
            "changes": changes(plan, new, hit),
            "of": len(plan.placements),
            "cpu": round(cpu, 3),
        }


def _plan(event: dict[str, Any]) -> Plan:
    return Plan(tuple(Placement(*each) for each in event["plan"]))


def _thinned(points: list[Any]) -> list[Any]:
    """The first and the last, and few enough between them."""
    step = max(1, len(points) // POINTS)
    return [point for n, point in enumerate(points) if n % step == 0 or n == len(points) - 1]


def all_runs(
    shapes: list[str], sizes: list[int], methods: list[str], runs: int, seconds: float | None, workers: int
) -> Iterator[dict[str, Any]]:
    for youths in sizes:
        for shape in shapes:
            for seed in range(1, runs + 1):
                with tempfile.TemporaryDirectory() as folder:
                    bench = Bench(Town(shape, youths, seed), Path(folder), workers)
                    for letter in methods:
                        if youths <= METHODS[letter].largest:
                            yield bench.run(letter, seconds or SECONDS.get(youths, youths / 5), beyond=youths <= 800)
