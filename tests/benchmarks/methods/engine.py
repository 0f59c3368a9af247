"""(a) This engine, listened to from outside like anybody else would."""

from __future__ import annotations

from typing import Any

import matching
from tests.benchmarks.methods import Task


def run(task: Task) -> dict[str, Any]:
    def listen(step: matching.Progress) -> None:
        task.tell(step.plan, step.best, step.bound, f"{step.stage}: {step.goal}")

    outcome = matching.solve(
        task.problem,
        effort=task.seconds,
        seconds=task.seconds,
        seed=task.seed,
        workers=task.workers,
        menus=False,
        progress=listen,
    )
    task.tell(outcome.plan, None, None, "end")
    stages = [
        {
            "name": f"{stage.name}: {stage.goal}",
            "value": stage.value,
            "bound": stage.bound,
            "gap": stage.gap,
            "proven": stage.proven,
        }
        for stage in outcome.stages
    ]
    return {"stages": stages, "stopped_by": outcome.stopped_by}
