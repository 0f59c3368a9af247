"""The obvious integer programme, as anybody would write it down from the rules: its columns, its one weighted goal.

    at[o, w, s]   0/1  occurrence o in window w at site s
    by[o, w, m]   0/1  mentor m comes along to o in w

Nothing here comes from the engine, so that neither its tricks nor its mistakes are shared. The rows are in rows.py. The
goal is one weighted sum: every youth's share of her ideal, the least of them, urgent stays, series with one host.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from matching.plan import Placement, Plan
from tests.benchmarks.facts import Facts, Where, Who
from tests.benchmarks.rows import INFINITE, Row, Rows, grouped

__all__ = ["INFINITE", "SCALE", "Programme", "programme_of"]

SCALE = 10_000
URGENT, ONE_HOST = SCALE // 2, SCALE // 50


@dataclass
class Programme:
    """Columns are 0/1 but for the last where there is one: the least share anybody gets, whole, from -SCALE to SCALE."""

    facts: Facts
    columns: int
    floor: int | None
    rows: list[Row]
    goal: dict[int, int]

    def plan(self, values: Sequence[float]) -> Plan:
        """The placements in a solution."""
        mentor = {
            (each.occurrence, each.window.id): each.mentor.id
            for n, each in enumerate(self.facts.who, start=len(self.facts.where))
            if values[n] > 0.5
        }
        return Plan(
            tuple(
                sorted(
                    (
                        Placement(e.occurrence, e.window.id, e.site.id, mentor.get((e.occurrence, e.window.id)))
                        for n, e in enumerate(self.facts.where)
                        if values[n] > 0.5
                    ),
                    key=lambda each: each.occurrence,
                )
            )
        )


def programme_of(facts: Facts, ideals: dict[str, int], *, fair: bool = True) -> Programme:
    """The whole programme; without `fair` the goal is the bare sum of shares."""
    rows, goal = Rows(facts), dict[int, int]()
    floor = _weigh(rows, ideals, goal, fair=fair)
    return Programme(facts, rows.columns, floor, rows.rows, goal)


def _weigh(rows: Rows, ideals: dict[str, int], goal: dict[int, int], *, fair: bool) -> int | None:
    """One weighted sum. A step up for the least well off counts as much as the same step for everybody."""
    shares: dict[str, list[tuple[int, int]]] = defaultdict(list)
    both: list[tuple[int, Where | Who]] = [*rows.where, *rows.who]
    for n, each in both:
        youth = each.request.youth
        share = SCALE * each.points // max(1, ideals[youth])
        shares[youth].append((n, share))
        goal[n] = share
    if not fair:
        return None
    for n, each in rows.where:
        if rows.problem.youth[each.request.youth].urgency:
            goal[n] += URGENT * rows.problem.youth[each.request.youth].urgency
    series = [each for each in rows.where if each[1].request.series]
    for options in grouped(series, lambda each: (each[1].request.id, each[1].site.id)).values():
        used = rows.new()
        goal[used] = -ONE_HOST
        for n, _ in options:
            rows.add([n, used], 0, [1, -1])
    floor = rows.new()
    with_ideal = [youth for youth in rows.problem.youths if ideals[youth.id] > 0]
    for youth in with_ideal:
        terms = shares[youth.id]
        # What earlier rounds did not give her is taken off before she is compared.
        rows.add([floor, *(n for n, _ in terms)], -SCALE * youth.shortfall // 100, [1, *(-s for _, s in terms)])
    goal[floor] = len(with_ideal)
    return floor
