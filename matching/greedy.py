"""A whole plan at once, without search: whoever has least so far, measured against her own ideal, takes her next best.

    pins;  then, until nobody waits:  the youth with the highest urgency, then the lowest
           share(y) = points(y) / ideal(y) - shortfall(y),  then by lot,
           takes for the occurrence that could give her most the best option that still fits

Visits come first of hers, since they open doors. Among options that are worth the same to her she takes the one in the
house that is least sought after, so that little is taken from those who have fewer to choose from. It is the plan shown
first and the start of every search.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heapify, heappop, heappush

from matching.ledger import Ledger
from matching.plan import Plan
from matching.problem import Kind
from matching.table import Option, Table


def first_plan(table: Table, ideals: Mapping[str, int], lottery: Mapping[str, int]) -> Plan:
    """The plan; `lottery` decides between youths who have the same right."""
    draft = Draft(table, Plan())
    for pin in table.problem.pins:
        draft.place(pin.occurrence)
    waiting = {youth: _next_last(table, many) for youth, many in table.occurrences_of.items()}

    def rank(youth: str) -> tuple[int, int, int, str]:
        who = table.problem.youth[youth]
        share = 1000 * draft.points[youth] // max(1, ideals[youth]) - 10 * who.shortfall
        return (-who.urgency, share, lottery[youth], youth)

    turns = [rank(youth) for youth, many in waiting.items() if many]
    heapify(turns)
    while turns:
        youth = heappop(turns)[-1]
        draft.place(waiting[youth].pop())
        if waiting[youth]:
            heappush(turns, rank(youth))
    return draft.plan()


def fill(table: Table, plan: Plan) -> Plan:
    """The plan and whatever still fits beside it, whoever has placed least of her occurrences first."""
    draft = Draft(table, plan)
    count = dict.fromkeys(table.problem.youth, 0)
    for occurrence in draft.placed:
        count[table.problem.request_of[occurrence].youth] += 1
    for occurrence in sorted(
        (each for many in table.occurrences_of.values() for each in many if each not in draft.placed),
        key=lambda o: count[table.problem.request_of[o].youth],
    ):
        draft.place(occurrence)
    return draft.plan()


class Draft:
    """A plan in the making, its book, and the points that everybody has so far."""

    def __init__(self, table: Table, plan: Plan) -> None:
        self.table, self.problem = table, table.problem
        self.ledger = Ledger(self.problem)
        self.placed = dict(plan.by_occurrence)
        self.points = dict.fromkeys(self.problem.youth, 0)
        for placement in plan.placements:
            self.ledger.add(table.stay(placement))

    def plan(self) -> Plan:
        return Plan(tuple(self.placed[each] for each in sorted(self.placed)))

    def place(self, occurrence: str) -> None:
        """Her best that fits, if it is not placed already; linked occurrences both or neither."""
        other = self.problem.occurrence[occurrence].together_with
        if occurrence in self.placed or other in self.placed:
            return
        for option in self.table.fitting(self.ledger, occurrence):
            if other is None:
                self._take(option)
                return
            twin = self._twin(option, other)
            if twin is not None and self._fit_both(option, twin):
                self._take(option)
                self._take(twin)
                return

    def _take(self, option: Option) -> None:
        self.ledger.add(self.table.stay(option.placement))
        self.placed[option.placement.occurrence] = option.placement
        self.points[self.problem.request_of[option.placement.occurrence].youth] += option.points

    def _twin(self, option: Option, other: str) -> Option | None:
        """The same house at the same time for the sibling it is linked to; None if there is none."""
        window, mine = self.problem.window, option.placement
        span = window[mine.occurrence, mine.window].span
        for twin in self.table.options(other):
            if twin.placement.site == mine.site and window[other, twin.placement.window].span == span:
                return twin
        return None

    def _fit_both(self, one: Option, two: Option) -> bool:
        first = self.table.stay(one.placement)
        self.ledger.add(first)
        fits = self.ledger.fits(self.table.stay(two.placement))
        self.ledger.remove(first.occurrence)
        return fits


def _next_last(table: Table, occurrences: tuple[str, ...]) -> list[str]:
    """Visits, then what could give her most, the rarest first; turned round, so that the next is the last."""

    def key(o: str) -> tuple[bool, int, int]:
        is_visit = table.problem.request_of[o].kind is Kind.VISIT
        return (not is_visit, -table.steps(o)[0].points, table.how_many(o))

    return sorted(occurrences, key=key)[::-1]
