"""A whole plan at once, without search: whoever has least so far, measured against her own ideal, takes her next best.

Pins come first, then urgent tiers, then turn by turn. It is the plan shown first and the start of every search.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush

from matching.ledger import Ledger
from matching.plan import Placement, Plan
from matching.problem import Kind
from matching.table import Option, Table


def first_plan(table: Table, ideals: Mapping[str, int], lottery: Mapping[str, int]) -> Plan:
    """The plan; `lottery` decides between youths who have the same right."""
    return _Turns(table, ideals, lottery).plan()


class _Turns:
    def __init__(self, table: Table, ideals: Mapping[str, int], lottery: Mapping[str, int]) -> None:
        self.table, self.problem = table, table.problem
        self.ideals, self.lottery = ideals, lottery
        self.ledger = Ledger(self.problem)
        self.placed: dict[str, Option] = {}
        self.points = dict.fromkeys(self.problem.youth, 0)

    def plan(self) -> Plan:
        for pin in self.problem.pins:
            self._place(pin.occurrence)
        waiting = {youth: self._in_order(many) for youth, many in self.table.occurrences_of.items()}
        turns = [self._rank(youth) for youth, many in waiting.items() if many]
        heapify(turns)
        while turns:
            youth = heappop(turns)[-1]
            self._place(waiting[youth].pop())
            if waiting[youth]:
                heappush(turns, self._rank(youth))
        return Plan(tuple(self.placed[each].placement for each in sorted(self.placed)))

    def _in_order(self, occurrences: tuple[str, ...]) -> list[str]:
        """Visits first: they open doors. Then what matters most to her, and the rarest first. The next is the last."""
        request_of = self.problem.request_of

        def key(o: str) -> tuple[bool, int, int]:
            request = request_of[o]
            return (request.kind is not Kind.VISIT, -request.importance, self.table.how_many(o))

        return sorted(occurrences, key=key)[::-1]

    def _rank(self, youth: str) -> tuple[int, int, int, str]:
        who = self.problem.youth[youth]
        share = 1000 * self.points[youth] // max(1, self.ideals[youth]) - 10 * who.shortfall
        return (-who.urgency, share, self.lottery[youth], youth)

    def _place(self, occurrence: str) -> None:
        """Her best that fits, if it is not placed already."""
        if occurrence in self.placed:
            return
        for option in self.table.fitting(self.ledger, occurrence):
            other = self.problem.occurrence[occurrence].together_with
            if other is None:
                self._take(option)
                return
            twin = _twin(self.table, option, other)
            if twin is not None and self._take_both(option, twin):
                return

    def _take(self, option: Option) -> None:
        self.ledger.add(self.table.stay(option.placement))
        self.placed[option.placement.occurrence] = option
        self.points[self.problem.request_of[option.placement.occurrence].youth] += option.points

    def _take_both(self, one: Option, two: Option) -> bool:
        stays = [self.table.stay(each.placement) for each in (one, two)]
        self.ledger.add(stays[0])
        fits = self.ledger.fits(stays[1])
        self.ledger.remove(stays[0].occurrence)
        if fits:
            self._take(one)
            self._take(two)
        return fits


def _twin(table: Table, option: Option, other: str) -> Option | None:
    """The same house at the same time for the sibling it is linked to; None if there is none."""
    problem, mine = table.problem, option.placement
    span = problem.window[mine.occurrence, mine.window].span
    for twin in table.options(other):
        if twin.placement.site == mine.site and problem.window[other, twin.placement.window].span == span:
            return twin
    return None


def fill(table: Table, plan: Plan) -> Plan:
    """The plan and whatever still fits beside it, whoever has placed least of her occurrences first."""
    problem, ledger = table.problem, Ledger(table.problem)
    placed = dict(plan.by_occurrence)
    for placement in plan.placements:
        ledger.add(table.stay(placement))
    count = dict.fromkeys(problem.youth, 0)
    for occurrence in placed:
        count[problem.request_of[occurrence].youth] += 1
    missing = [each for many in table.occurrences_of.values() for each in many if each not in placed]
    for occurrence in sorted(missing, key=lambda o: count[problem.request_of[o].youth]):
        for option in table.fitting(ledger, occurrence) if occurrence not in placed else ():
            together = _with_linked(table, option)
            if together and not any(o.occurrence in placed for o in together) and _place_all(table, ledger, together):
                placed |= {each.occurrence: each for each in together}
                break
    return Plan(tuple(placed[each] for each in sorted(placed)))


def _with_linked(table: Table, option: Option) -> tuple[Placement, ...] | None:
    """The option, and the same house at the same time for the sibling it is linked to; None if there is none."""
    problem, mine = table.problem, option.placement
    other = problem.occurrence[mine.occurrence].together_with
    if other is None:
        return (mine,)
    span = problem.window[mine.occurrence, mine.window].span
    for twin in table.options(other):
        its = twin.placement
        if its.site == mine.site and problem.window[its.occurrence, its.window].span == span:
            return (mine, its)
    return None


def _place_all(table: Table, ledger: Ledger, placements: Iterable[Placement]) -> bool:
    done: list[str] = []
    for placement in placements:
        stay = table.stay(placement)
        if not ledger.fits(stay):
            ledger.remove(*done)
            return False
        ledger.add(stay)
        done.append(stay.occurrence)
    return True
