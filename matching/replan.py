"""Life changes: repair a plan with few changes, first for those who were hit, then by moving one other at most.

What still holds is kept exactly as it was told. Whoever lost her place gets the best that is free; if nothing is, one
other stay may move to make room, if it gets a place of its own. The difference is the result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from matching.check import check
from matching.ledger import Ledger
from matching.plan import Placement, Plan, stay_of
from matching.problem import Kind, Problem
from matching.table import Table

TRIED = 12  # options of the one who was hit, for each of which one other may be asked to move


@dataclass(frozen=True)
class Repair:
    """The repaired plan, and by occurrence what became of it."""

    plan: Plan
    kept: tuple[str, ...]
    moved: tuple[str, ...]
    lost: tuple[str, ...]
    added: tuple[str, ...]


def repair(problem: Problem, plan: Plan, *, add: bool = True, table: Table | None = None) -> Repair:
    """The plan for facts that have changed since it was made. With `add`, the unplaced may take what has become free."""
    work = _Repair(table or Table(problem), plan)
    work.keep_what_holds()
    work.place_again()
    if add:
        work.place_the_waiting()
    return work.result()


def options_now(problem: Problem, plan: Plan, occurrence: str, most: int = 4) -> tuple[Placement, ...]:
    """Soon or tonight: the best options for one occurrence beside all that is planned, booked and held."""
    ledger = Ledger(problem)
    for placement in plan.without(occurrence).placements:
        ledger.add(stay_of(problem, placement))
    request = problem.request_of[occurrence]
    only = replace(request, occurrences=(problem.occurrence[occurrence],))
    found: dict[tuple[str, str], Placement] = {}
    for option in Table(replace(problem, requests=(only,))).fitting(ledger, occurrence):
        one = option.placement
        found.setdefault((one.window, one.site), one)
        if len(found) == most:
            break
    return tuple(found.values())


class _Repair:
    def __init__(self, table: Table, plan: Plan) -> None:
        self.table = table
        self.problem = table.problem
        self.before = {each.occurrence: each for each in plan.placements if each.occurrence in self.problem.occurrence}
        self.ledger = Ledger(self.problem)
        self.now: dict[str, Placement] = {}

    def keep_what_holds(self) -> None:
        pinned = {pin.occurrence for pin in self.problem.pins}
        by_need = sorted(
            self.before,
            key=lambda o: (o not in pinned, self.problem.request_of[o].kind is not Kind.VISIT),
        )
        for occurrence in by_need:
            placement = self.before[occurrence]
            if any(option.placement == placement for option in self.table.options(occurrence)):
                self._place(placement)
        self._drop_halves()

    def place_again(self) -> None:
        for occurrence in self.before:
            if occurrence not in self.now and not self._place_best(occurrence):
                self._place_by_moving_one(occurrence)

    def place_the_waiting(self) -> None:
        for occurrence in self.problem.occurrence:
            if occurrence not in self.now and occurrence not in self.before:
                self._place_best(occurrence)

    def result(self) -> Repair:
        self._drop_halves()
        plan = Plan(tuple(self.now[each] for each in sorted(self.now)))
        while broken := check(self.problem, plan):
            # What two occurrences only have together (a visit and its stay) may have come apart: take out and go on.
            involved = [each for violation in broken for each in violation.occurrences if each in plan.by_occurrence]
            if not involved:
                break  # a pin that cannot be met any more: said by the checker, decided by a person
            plan = plan.without(involved[0])
        placed = plan.by_occurrence
        return Repair(
            plan=plan,
            kept=tuple(o for o in self.before if placed.get(o) == self.before[o]),
            moved=tuple(o for o in self.before if o in placed and placed[o] != self.before[o]),
            lost=tuple(o for o in self.before if o not in placed),
            added=tuple(o for o in placed if o not in self.before),
        )

    def _place(self, placement: Placement) -> bool:
        stay = self.table.stay(placement)
        if not self.ledger.fits(stay):
            return False
        self.ledger.add(stay)
        self.now[placement.occurrence] = placement
        return True

    def _remove(self, occurrence: str) -> None:
        self.ledger.remove(occurrence)
        del self.now[occurrence]

    def _place_best(self, occurrence: str) -> bool:
        if self.problem.occurrence[occurrence].together_with is not None:
            return False  # two at once: left to a new round
        return any(self._place(option.placement) for option in self.table.fitting(self.ledger, occurrence))

    def _place_by_moving_one(self, occurrence: str) -> bool:
        if self.problem.occurrence[occurrence].together_with is not None:
            return False
        for option in self.table.options(occurrence)[:TRIED]:
            stay = self.table.stay(option.placement)
            near = [*self.ledger.by_site[stay.site], *self.ledger.by_mentor.get(stay.mentor or "", ())]
            for other in dict.fromkeys(each.occurrence for each in near if not each.fixed):
                if other == occurrence or self._may_not_move(other):
                    continue
                was = self.now[other]
                self._remove(other)
                if self._place(option.placement):
                    if self._place_best(other):
                        return True
                    self._remove(occurrence)
                self.ledger.add(self.table.stay(was))
                self.now[other] = was
        return False

    def _may_not_move(self, occurrence: str) -> bool:
        pinned = any(pin.occurrence == occurrence for pin in self.problem.pins)
        request = self.problem.request_of[occurrence]
        return pinned or request.kind is Kind.VISIT or self.problem.occurrence[occurrence].together_with is not None

    def _drop_halves(self) -> None:
        """Linked occurrences happen together or not at all."""
        for occurrence in list(self.now):
            other = self.problem.occurrence[occurrence].together_with
            if other is not None and other not in self.now and occurrence in self.now:
                self._remove(occurrence)
