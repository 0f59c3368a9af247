"""(s) The obvious programme with nothing but the sum of shares as its goal: what fairness is weighed against."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.methods import Task, cp_sat


def run(task: Task) -> dict[str, Any]:
    return cp_sat.run(task, fair=False)
