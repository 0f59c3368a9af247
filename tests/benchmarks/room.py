"""What is still free when plans are made one stay at a time, without any search."""

from __future__ import annotations

from collections.abc import Iterable

from matching.ledger import Ledger
from matching.plan import Placement, Plan, stay_of
from matching.problem import Kind, Problem, Request
from tests.benchmarks.facts import Options


class Room:
    """A calendar on the wall: an option fits or it does not."""

    def __init__(self, problem: Problem, options: Options) -> None:
        self.problem = problem
        self.options = options
        self.ledger = Ledger(problem)
        self.placed: dict[str, Placement] = {}

    def add(self, placement: Placement) -> bool:
        stay = stay_of(self.problem, placement)
        if not self.ledger.fits(stay):
            return False
        self.ledger.add(stay)
        self.placed[placement.occurrence] = placement
        return True

    def add_best(self, occurrence: str) -> bool:
        return any(self.add(option.placement) for option in self.options.of(occurrence))

    def remove(self, occurrence: str) -> None:
        self.ledger.remove(occurrence)
        del self.placed[occurrence]

    def plan(self) -> Plan:
        return Plan(tuple(self.placed[each] for each in sorted(self.placed)))


def pinned_first(problem: Problem, occurrences: Iterable[str]) -> list[str]:
    """The same order, but what is pinned goes before all, and a visit before the stay that wants it."""
    pinned = {pin.occurrence for pin in problem.pins}

    def key(occurrence: str) -> tuple[bool, bool]:
        request: Request = problem.request_of[occurrence]
        return occurrence not in pinned, request.kind is not Kind.VISIT

    return sorted(occurrences, key=key)
