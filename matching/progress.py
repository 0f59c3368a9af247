"""What a running solve tells: stage, best so far, bound, gap, time passed, and the plan when a better one is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matching.plan import Plan


@dataclass(frozen=True)
class Progress:
    """One step of a solve. `done` of `goals` are settled."""

    stage: str
    goal: str
    done: int
    goals: int
    best: int | None
    bound: int | None
    elapsed: float
    plan: Plan | None = None

    @property
    def gap(self) -> float | None:
        return gap(self.best, self.bound)

    def to_document(self) -> dict[str, Any]:
        """For an event stream; the plan itself is not sent along, only how much of it there is."""
        return {
            "stage": self.stage,
            "goal": self.goal,
            "done": self.done,
            "goals": self.goals,
            "best": self.best,
            "bound": self.bound,
            "gap": self.gap,
            "elapsed": round(self.elapsed, 2),
            "placed": None if self.plan is None else len(self.plan.placements),
        }


Listener = Callable[[Progress], None]
Cancelled = Callable[[], bool]


def gap(value: int | None, bound: int | None) -> float | None:
    """How far the value may be from the best possible, as a share; None while unknown."""
    if value is None or bound is None:
        return None
    return round(abs(bound - value) / max(1, abs(bound), abs(value)), 6)
