"""The methods that are compared. Each takes a problem and tells of every plan it has, as soon as it has it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from matching.plan import Plan
from matching.problem import Problem


class Task(Protocol):
    """What a method is given. The ideals are a present to all but the engine, which works them out in its own time."""

    problem: Problem
    ideals: dict[str, int]
    seconds: float
    seed: int
    workers: int

    def left(self) -> float:
        """Seconds of the time that was given."""

    def tell(self, plan: Plan | None, value: int | None, bound: int | None, stage: str) -> None:
        """A plan, or how good its own goal is known to be, or both."""


@dataclass(frozen=True)
class Method:
    letter: str
    name: str
    module: str
    largest: int  # youths, beyond which it is not tried

    def run(self, task: Task) -> dict[str, Any]:
        """What is worth knowing besides the plans."""
        ran: dict[str, Any] = import_module(f"tests.benchmarks.methods.{self.module}").run(task)
        return ran


METHODS = {
    method.letter: method
    for method in (
        Method("a", "this engine", "engine", 10_000),
        Method("b", "CP-SAT, one weighted sum", "cp_sat", 800),
        Method("s", "CP-SAT, the bare sum", "bare_sum", 800),
        Method("c", "HiGHS, the same programme", "highs", 800),
        Method("d", "first come, first served", "first_come", 10_000),
        Method("e", "one after another, by need", "by_need", 10_000),
        Method("f", "deferred acceptance, week by week", "acceptance", 800),
        Method("g", "Timefold", "timefold_", 200),
    )
}
