"""One method on one problem, in this process: everything that it tells, with the time, goes into a file at the end."""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matching.document import read_problem
from matching.plan import Plan
from matching.problem import Problem
from tests.benchmarks.methods import METHODS


@dataclass
class Clock:
    """Keeps what it is told: when, on the clock and in processor seconds, and the plan if it is another."""

    problem: Problem
    ideals: dict[str, int]
    seconds: float
    seed: int
    workers: int = 1
    events: list[dict[str, Any]] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    last: Plan | None = None

    spent: float = field(default_factory=lambda: _processor_seconds())

    def left(self) -> float:
        return max(0.5, self.seconds - (time.monotonic() - self.began))

    def tell(self, plan: Plan | None, value: int | None, bound: int | None, stage: str) -> None:
        at = {
            "at": round(time.monotonic() - self.began, 3),
            "cpu": round(_processor_seconds() - self.spent, 3),
            "stage": stage,
        }
        if plan is not None and plan != self.last:
            self.last = plan
            at["plan"] = [[p.occurrence, p.window, p.site, p.mentor] for p in plan.placements]
        self.events.append({**at, "value": value, "bound": bound})


def _processor_seconds() -> float:
    """Of this process and of what it has started and seen the end of."""
    return sum(os.times()[:4])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("method", choices=METHODS)
    parser.add_argument("problem", type=Path)
    parser.add_argument("ideals", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    problem = read_problem(given.problem.read_bytes())
    ideals = json.loads(given.ideals.read_text())
    clock = Clock(problem, ideals, given.seconds, given.seed, given.workers)
    notes = METHODS[given.method].run(clock)
    known = {
        "notes": notes,
        "events": clock.events,
        "seconds": round(time.monotonic() - clock.began, 3),
        "cpu": round(_processor_seconds() - clock.spent, 3),
        "memory": max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        // 1024,
    }
    given.out.write_text(json.dumps(known))


if __name__ == "__main__":
    sys.exit(main())
