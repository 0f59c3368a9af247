"""The book while a plan is being repaired: step by step, and every step can be taken back.

It is lent, not copied: a whole book takes longer to write than a repair takes, so `take_back` leaves it as it was given.
Options are looked up for the few requests that are asked about, and for everybody only when many are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from matching.check import check
from matching.conflict import Conflicts
from matching.ledger import Ledger
from matching.part import part_of
from matching.plan import Placement, Plan, Stay, stay_of
from matching.problem import Kind, Problem
from matching.table import Table
from matching.touched import Touched

FEW = 8  # requests whose options are looked up by themselves before all are


class Rebooking:
    """What is placed now. The ledger has everything in it that is not touched."""

    def __init__(
        self, problem: Problem, plan: Plan, ledger: Ledger, facts: Touched, table: Table | None = None
    ) -> None:
        self.problem = problem
        self.plan = plan
        self.ledger = ledger
        self.facts = facts
        self.conflicts = Conflicts(problem, plan, ledger)
        self.whole = table
        self.tables: dict[str, Table] = {}
        self.untouched = {each.occurrence: each for each in plan.placements if each.occurrence not in facts.occurrences}
        self.now = dict(self.untouched)
        self.displaced: dict[str, list[Stay]] = {}
        self.trail: list[tuple[str, Placement | None]] = []  # what was there before each step, to go back by
        self.pinned = {pin.occurrence for pin in problem.pins}
        self.extra = 0

    def take_back(self) -> None:
        """The book as it was given."""
        self.ledger.remove(*[each for each in self.now if each not in self.untouched or each in self.displaced])
        for occurrence, stays in self.displaced.items():
            if occurrence in self.untouched:
                for stay in stays:
                    self.ledger.add(stay)

    def _is_barred(self, one: Placement) -> bool:
        problem, bars = self.problem, self.conflicts.bars
        window, site = problem.window.get((one.occurrence, one.window)), problem.site.get(one.site)
        if window is None or site is None or (one.mentor is not None and one.mentor not in problem.mentor):
            return True
        if bars.at_site(one.occurrence, window, site) or self.conflicts.is_wrong_company(one, site):
            return True
        return one.mentor is not None and bool(bars.with_mentor(one.occurrence, window, problem.mentor[one.mentor]))

    def _is_visit(self, occurrence: str) -> bool:
        return self.problem.request_of[occurrence].kind is Kind.VISIT

    def _place(self, placement: Placement) -> bool:
        stay = stay_of(self.problem, placement)
        if not self.ledger.fits(stay):
            return False
        self.ledger.add(stay)
        self.trail.append((placement.occurrence, None))
        self.now[placement.occurrence] = placement
        return True

    def _remove(self, occurrence: str) -> None:
        stays = self.ledger.remove(occurrence)
        self.displaced.setdefault(occurrence, stays)
        self.trail.append((occurrence, self.now.pop(occurrence)))

    def _back_to(self, mark: int) -> None:
        """Undoes everything since, last first."""
        while len(self.trail) > mark:
            occurrence, was = self.trail.pop()
            if occurrence in self.now:
                self.ledger.remove(occurrence)
                del self.now[occurrence]
            if was is not None:
                self.ledger.add(stay_of(self.problem, was))
                self.now[occurrence] = was

    def _place_best(self, occurrence: str) -> bool:
        table = self._table_of(occurrence)
        other = self.problem.occurrence[occurrence].together_with
        if other is not None:
            return self._place_both(occurrence, other)
        best = next(table.fitting(self.ledger, occurrence), None)
        return best is not None and self._place(best.placement)

    def _place_both(self, occurrence: str, other: str) -> bool:
        """The same house at the same time for the sibling, or nothing for either."""
        if other in self.now or other not in self.problem.occurrence:
            return False
        table = self._table_of(occurrence)
        spans = self.problem.window
        for option in table.fitting(self.ledger, occurrence):
            mine = option.placement
            self._place(mine)
            for twin in self._table_of(other).fitting(self.ledger, other):
                its = twin.placement
                is_same = spans[its.occurrence, its.window].span == spans[mine.occurrence, mine.window].span
                if its.site == mine.site and is_same and self._place(its):
                    return True
            self._remove(occurrence)
        return False

    def _prepare(self, occurrences: Iterable[str]) -> None:
        """One small table for all of these."""
        asked = set(occurrences)
        if not asked or self.whole is not None:
            return
        asked |= {other for each in asked if (other := self.problem.occurrence[each].together_with) is not None}
        requests = {self.problem.request_of[each].id for each in asked}
        table = Table(replace(self.problem, requests=tuple(r for r in self.problem.requests if r.id in requests)))
        self.tables |= dict.fromkeys(requests, table)

    def _table_of(self, occurrence: str) -> Table:
        """Small tables for those who were hit; the whole one only when others come into it."""
        request = self.problem.request_of[occurrence].id
        if self.whole is None and request not in self.tables:
            self.extra += 1
            if self.extra > FEW:
                self.whole = Table(self.problem)
            else:
                self._prepare([occurrence])
        return self.whole or self.tables[request]

    def _checked(self, plan: Plan) -> Plan:
        """Judged by the checker before anybody sees it, in the part of the municipality that has changed."""
        before = self.plan.by_occurrence
        new = [each for each in plan.placements if (b := before.get(each.occurrence)) is not each and b != each]
        gone = [o for o in before if o not in plan.by_occurrence and o in self.problem.occurrence]
        youths = {self.problem.request_of[each.occurrence].youth for each in new}
        youths |= {self.problem.request_of[o].youth for o in gone}
        touched_here = [plan.by_occurrence[o] for o in self.facts.occurrences if o in plan.by_occurrence]
        while True:
            sites = {each.site for each in (*new, *touched_here)}
            mentors = {each.mentor for each in new if each.mentor} | self.facts.mentors
            broken = check(*part_of(self.problem, plan, sites=sites, mentors=mentors, youths=youths))
            involved = [each for one in broken for each in one.occurrences if each in plan.by_occurrence]
            if not involved:
                return plan  # nothing broken; or a pin that cannot be met, which a person decides
            plan = plan.without(involved[0])
