"""(c) The same programme in HiGHS, in a process of its own because it and OR-Tools cannot be loaded into one."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from typing import Any

import numpy as np

from tests.benchmarks.facts import facts_of
from tests.benchmarks.methods import Task
from tests.benchmarks.programme import INFINITE, SCALE, Programme, programme_of

GRACE = 20  # seconds: HiGHS looks at the clock now and then only


def run(task: Task) -> dict[str, Any]:
    programme = programme_of(facts_of(task.problem), task.ideals)
    ended: dict[str, Any] = {"status": "ended by us", "proven": False}
    with tempfile.NamedTemporaryFile(suffix=".npz") as file:
        np.savez(file, **_arrays(programme))
        file.flush()
        seconds = task.left()
        command = ["timeout", str(seconds + GRACE), sys.executable, "-m", "tests.benchmarks.highs_alone", file.name]
        with subprocess.Popen([*command, str(seconds), str(task.seed)], stdout=subprocess.PIPE, text=True) as solver:
            assert solver.stdout is not None
            for line in solver.stdout:
                said = json.loads(line)
                if "ones" in said:
                    values = np.zeros(programme.columns)
                    values[said["ones"]] = 1
                    task.tell(programme.plan(values), said["value"], said["bound"], "one weighted sum")
                else:
                    ended = said
    return {**ended, "columns": programme.columns, "rows": len(programme.rows)}


def _arrays(programme: Programme) -> dict[str, Any]:
    many, rows = programme.columns, programme.rows
    costs, low, high = np.zeros(many), np.zeros(many), np.ones(many)
    for n, weight in programme.goal.items():
        costs[n] = weight
    if programme.floor is not None:
        low[programme.floor], high[programme.floor] = -SCALE, SCALE
    return {
        "costs": costs,
        "low": low,
        "high": high,
        "row_low": np.array([-np.inf if row.low <= -INFINITE else float(row.low) for row in rows]),
        "row_high": np.array([float(row.high) for row in rows]),
        "start": np.cumsum([0, *(len(row.columns) for row in rows)], dtype=np.int32),
        "index": np.array([n for row in rows for n in row.columns], dtype=np.int32),
        "weight": np.array([float(weight) for row in rows for weight in row.weights]),
    }
