"""Life changes: repair a plan with few changes to what people were told, in three ways to choose from.

    local   only those who were hit get another place, the best that is free
    ring    whoever shares the contested time may move as well, each to a place of their own
    fewest  most of the hit placed again with the fewest changes for others, with proof over the whole municipality

What still holds is kept exactly as it was told. The first two take some hundredths of a second (see rings), the third is
searched for and proven (see fewest), and is asked for with an effort. The difference, youth by youth, is the result:
nothing is decided by asking.
"""

from __future__ import annotations

from dataclasses import replace

from matching.conflict import book_of
from matching.difference import Difference, Repair, Repairs, as_repair
from matching.ledger import Ledger
from matching.plan import Plan
from matching.problem import Problem
from matching.rings import Rings
from matching.table import Table
from matching.touched import Touched, everything, hit_by, touched

__all__ = ["Difference", "Repair", "Repairs", "Replanner", "as_repair", "repair", "repairs"]


def repair(problem: Problem, plan: Plan, *, add: bool = True, table: Table | None = None) -> Repair:
    """The plan for facts that have changed since it was made, as a ring. With `add`, the unplaced may take what has
    become free."""
    return repairs(problem, plan, add=add, table=table).ring


def repairs(
    problem: Problem,
    plan: Plan,
    *,
    add: bool = True,
    table: Table | None = None,
    effort: float = 0.0,
    others: int | None = None,
) -> Repairs:
    """The ways, when only the facts of now are known: everything is looked at again."""
    facts = everything(problem, plan)
    ways = Rings(problem, plan, Ledger(problem), facts, table).repairs(add)
    return _with_proof(ways, problem, plan, facts, add, effort, others)


class Replanner:
    """The book of today, kept open for what tomorrow brings."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.ledger = book_of(problem, plan)

    def after(
        self,
        changed: Problem,
        *,
        ring: bool = True,
        add: bool = False,
        effort: float = 0.0,
        others: int | None = None,
    ) -> Repairs:
        """The ways for the changed facts; without `ring`, the local one only; with an effort (about seconds), the one with
        proof too, in which no more than `others` are moved who were not hit. The book is left as it was."""
        _share_look_ups(self.problem, changed)
        facts = touched(self.problem, changed, self.plan)
        if facts.keeps_the_book:
            taken = self.ledger.remove(*sorted(facts.occurrences))
            work = Rings(changed, self.plan, self.ledger, facts)
            try:
                ways = work.repairs(add, ring)
            finally:
                work.take_back()
                for stay in taken:
                    self.ledger.add(stay)
        else:
            rest = Plan(tuple(each for each in self.plan.placements if each.occurrence not in facts.occurrences))
            ways = Rings(changed, self.plan, book_of(changed, rest), facts).repairs(add, ring)
        return _with_proof(ways, changed, self.plan, facts, add, effort, others)


def _with_proof(
    ways: Repairs, problem: Problem, plan: Plan, facts: Touched, add: bool, effort: float, others: int | None
) -> Repairs:
    """With the repair that has the fewest changes beside the two, if it is asked for."""
    if effort <= 0:
        return ways
    from matching.fewest import Fewest  # whoever asks for no proof needs no solver

    hit = hit_by(problem, plan, facts)
    search = Fewest(problem, plan, hit, (ways.ring.plan, ways.local.plan), effort, others)
    after = search.plan
    if add:
        after = Rings(problem, plan, book_of(problem, after), facts).filled_up(after)
    found = as_repair(problem, plan, after, "fewest", proven=search.proven, hit=hit)
    return replace(ways, fewest=replace(found, stages=tuple(search.stages)))


def _share_look_ups(before: Problem, now: Problem) -> None:
    """What was looked up of requests that are the same still need not be looked up again."""
    if before.requests is now.requests:
        for name in ("request_of", "occurrence", "window"):
            now.__dict__.setdefault(name, getattr(before, name))
