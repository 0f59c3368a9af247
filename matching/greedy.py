"""A whole plan at once, without search: whoever has least so far, measured against her own ideal, takes her next best.

Pins come first, then urgent tiers, then turn by turn. It is the plan shown first and the start of every search.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush

from matching.ledger import Ledger
from matching.plan import Placement, Plan
from matching.points import total
from matching.problem import Kind
from matching.table import Option, Table


def first_plan(table: Table, ideals: Mapping[str, int], lottery: Mapping[str, int]) -> Plan:
    """The plan; `lottery` decides between youths who have the same right."""
    problem = table.problem
    ledger = Ledger(problem)
    placed: dict[str, Placement] = {}
    have = dict.fromkeys(problem.youth, 0)

    def place(occurrence: str) -> bool:
        for option in table.fitting(ledger, occurrence):
            together = _with_linked(table, option)
            if together is not None and _place_all(table, ledger, together):
                for each in together:
                    placed[each.occurrence] = each
                    have[problem.request_of[each.occurrence].youth] += total(problem, each)
                return True
        return False

    pinned = [pin.occurrence for pin in problem.pins]
    for occurrence in pinned:
        place(occurrence)
    # Visits first: they open doors. Then what matters most to her, and the rarest first.
    waiting = {
        youth: sorted(
            (each for each in many if each not in placed),
            key=lambda o: (
                problem.request_of[o].kind is not Kind.VISIT,
                -problem.request_of[o].importance,
                table.how_many(o),
            ),
        )
        for youth, many in table.occurrences_of.items()
    }

    def rank(youth: str) -> tuple[int, int, int, str]:
        who = problem.youth[youth]
        share = 1000 * have[youth] // max(1, ideals[youth]) - 10 * who.shortfall
        return (-who.urgency, share, lottery[youth], youth)

    turns = [rank(youth) for youth, many in waiting.items() if many]
    heapify(turns)
    while turns:
        youth = heappop(turns)[-1]
        occurrence = waiting[youth].pop(0)
        if occurrence not in placed:
            place(occurrence)
        if waiting[youth]:
            heappush(turns, rank(youth))
    return Plan(tuple(placed[each] for each in sorted(placed)))


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
