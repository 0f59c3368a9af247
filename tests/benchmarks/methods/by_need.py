"""(e) Serial dictatorship in order of need: one youth after another takes the best of everything she asked for."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.benchmarks.facts import Options, facts_of
from tests.benchmarks.methods import Task
from tests.benchmarks.room import Room, pinned_first


def run(task: Task) -> dict[str, Any]:
    problem, lots = task.problem, Random(f"lots {task.seed}")
    lot = {youth.id: lots.random() for youth in problem.youths}
    order = sorted(problem.youths, key=lambda youth: (-youth.urgency, -youth.shortfall, lot[youth.id]))
    hers: dict[str, list[str]] = {youth.id: [] for youth in order}
    for request in sorted(problem.requests, key=lambda request: -request.importance):
        hers[request.youth] += [each.id for each in request.occurrences]
    room = Room(problem, Options(facts_of(problem)))
    pins = [pin.occurrence for pin in problem.pins]
    for occurrence in [*pins, *(each for youth in order for each in pinned_first(problem, hers[youth.id]))]:
        if occurrence not in room.placed:
            room.add_best(occurrence)
    task.tell(room.plan(), None, None, "end")
    return {}
