"""(d) First come, first served: requests in the order in which they came in, each gets the best that is free."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.benchmarks.facts import Options, facts_of
from tests.benchmarks.methods import Task
from tests.benchmarks.room import Room, pinned_first


def run(task: Task) -> dict[str, Any]:
    problem = task.problem
    requests = list(problem.requests)
    Random(f"post {task.seed}").shuffle(requests)
    room = Room(problem, Options(facts_of(problem)))
    for occurrence in pinned_first(problem, (each.id for request in requests for each in request.occurrences)):
        room.add_best(occurrence)
    task.tell(room.plan(), None, None, "end")
    return {}
