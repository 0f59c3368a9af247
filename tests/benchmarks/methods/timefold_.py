"""(g) Timefold's Python edition with its default search, over the rows of the same programme, in a process of its own.

It is not among the project's dependencies, because it needs Java 17: `TIMEFOLD_PYTHON` names an interpreter in whose
environment `pip install timefold` has been run. A visit before the stay is left to the checker: what breaks that is taken
out of the plan and counted. Turning Python into Java takes it half a minute that its own clock does not see, so it has
more time than the others. Two mentors are tried for each window and site, for Python's options are slow to hand over.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from typing import Any

from matching.plan import Placement, Plan
from tests.benchmarks.facts import Options, facts_of
from tests.benchmarks.methods import Task
from tests.benchmarks.programme import SCALE, Programme, programme_of

ALONE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "timefold_alone.py")
GRACE = 60


class NotHere(RuntimeError):
    """Timefold cannot be run on this machine."""


def interpreter() -> str:
    python = os.environ.get("TIMEFOLD_PYTHON", sys.executable)
    found = subprocess.run([python, "-c", "import timefold.solver"], capture_output=True)
    if found.returncode or shutil.which("java") is None:
        raise NotHere("Timefold is not installed here: set TIMEFOLD_PYTHON to a Python with timefold, on Java 17")
    return python


def run(task: Task) -> dict[str, Any]:
    python = interpreter()
    facts = facts_of(task.problem)
    programme = programme_of(facts, task.ideals, fair=False)
    options, occurrences, placements = Options(facts, tried=2), [], {}
    uses = _uses(programme)
    at = {(each.occurrence, each.window.id, each.site.id): n for n, each in enumerate(facts.where)}
    by = {(e.occurrence, e.window.id, e.mentor.id): n for n, e in enumerate(facts.who, start=len(facts.where))}
    for occurrence in task.problem.occurrence:
        mine = []
        ideal = max(1, task.ideals[task.problem.request_of[occurrence].youth])
        for option in options.of(occurrence):
            one = option.placement
            columns = [at[one.occurrence, one.window, one.site]]
            if one.mentor is not None:
                columns.append(by[one.occurrence, one.window, one.mentor])
            used = [pair for column in columns for pair in uses.get(column, ())]
            mine.append([len(placements), SCALE * option.points // ideal, one.mentor or "", _most(task, one), used])
            placements[len(placements)] = one
        if mine:
            occurrences.append([occurrence, task.problem.request_of[occurrence].youth, mine])
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"rows": [row.high for row in programme.rows], "occurrences": occurrences}, file)
        file.flush()
        seconds = task.left()
        command = ["timeout", str(seconds + GRACE), python, ALONE, file.name, str(seconds), str(task.seed)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as solver:
            assert solver.stdout is not None
            for line in solver.stdout:
                if line.startswith("{"):
                    said = json.loads(line)
                    task.tell(_plan(placements, said["chosen"]), said["value"], None, "score")
    return {"status": "ended"}


def _most(task: Task, placement: Placement) -> int:
    most = None if placement.mentor is None else task.problem.mentor[placement.mentor].most_youths
    return len(task.problem.youths) if most is None else most


def _uses(programme: Programme) -> dict[int, list[tuple[int, int]]]:
    """By column, the rows that are limits, with how much of each it takes."""
    found: dict[int, list[tuple[int, int]]] = {}
    for n, row in enumerate(programme.rows):
        if min(row.weights) >= 0:
            for column, weight in zip(row.columns, row.weights, strict=True):
                found.setdefault(column, []).append((n, weight))
    return found


def _plan(placements: dict[int, Placement], chosen: dict[str, int]) -> Plan:
    return Plan(tuple(sorted((placements[n] for n in chosen.values()), key=lambda each: each.occurrence)))
