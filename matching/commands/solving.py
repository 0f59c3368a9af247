"""solve, check, generate and schema: a plan is made, judged, and what it is made for is invented."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import matching
from matching.bar import Bar
from matching.commands.documents import problem_of, read_bytes, write_out
from matching.generate import SHAPES, Knobs
from matching.generate import generate as invented
from matching.ideal import ideals
from matching.objective import goals
from matching.objective.goal import Setting
from matching.table import Table

VIOLATED, IMPOSSIBLE = 1, 3


def solve(given: argparse.Namespace) -> int:
    problem = problem_of(given)
    interrupted, bar = threading.Event(), Bar(sys.stderr)
    # The search runs beside: a signal reaches Python only where the main thread is not inside the solver.
    before = signal.signal(signal.SIGINT, lambda *_: interrupted.set())
    try:
        with ThreadPoolExecutor(1) as beside:
            running = beside.submit(
                matching.solve,
                problem,
                effort=given.effort,
                seed=given.seed,
                workers=given.workers,
                seconds=given.seconds,
                progress=bar if given.progress else None,
                cancelled=interrupted.is_set,
            )
            while not running.done():
                wait((running,), timeout=0.2)
            outcome = running.result()
    finally:
        signal.signal(signal.SIGINT, before)
        bar.close()
    if outcome.status == "impossible":
        print("pins: cannot all be met together with the rules", file=sys.stderr)
        return IMPOSSIBLE
    write_out(outcome.to_document(), given.output)
    return 0


def check(given: argparse.Namespace) -> int:
    problem = problem_of(given)
    plan = matching.read_plan(read_bytes(given.plan), problem)
    violations = matching.check(problem, plan)
    for violation in violations:
        print(f"{violation.rule}: {violation.text}")
    setting = Setting(problem, ideals(Table(problem)), given.seed)
    for goal in goals(setting):
        print(f"{goal.stage} | {goal.name} | {goal.value(plan)}")
    print(f"{len(violations)} violations, {len(plan.placements)} placed of {len(problem.occurrence)}")
    return VIOLATED if violations else 0


def generate(given: argparse.Namespace) -> int:
    turned = {name: getattr(given, name, None) for name in Knobs.__dataclass_fields__}
    knobs = replace(SHAPES.get(given.shape, Knobs()), **{name: at for name, at in turned.items() if at is not None})
    write_out(matching.write_problem(invented(given.seed, knobs)), given.output)
    return 0


def schema(given: argparse.Namespace) -> int:
    write_out(matching.problem_schema() if given.document == "problem" else matching.plan_schema(), None)
    return 0
