"""A second look at a plan made by turns: whoever has no place may have one if one other stay moves a little.

    for an occurrence o that is not placed, its best options in turn, and one other stay q in the way of the option:
        q moves to its best other option that fits, and o takes its place, if, in shares of each youth's own ideal,
            what o gives  >  what q loses          and   the lower of the two is no lower than before

So each step makes the sum larger and nobody the new worst-off. The worst-off are looked at first, with a fixed number of
looks, so it takes a fraction of a second and is the same every time. It is no search: it only gives the search a better
beginning, and people waiting a better first plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from matching.greedy import Draft
from matching.plan import Plan, Stay
from matching.points import total
from matching.problem import Kind
from matching.table import Option, Table

OPTIONS, OTHERS = 6, 3  # tried for one occurrence, and asked to move for one option
LOOKS = 2  # for each occurrence of the municipality, all together
DAY = 24 * 60


def make_room(table: Table, plan: Plan, ideals: Mapping[str, int]) -> Plan:
    """The plan with more in it: what still fits, and what fits when one other moves."""
    return _Second(table, plan, ideals).plan()


class _Second:
    def __init__(self, table: Table, plan: Plan, ideals: Mapping[str, int]) -> None:
        self.table, self.problem, self.ideals = table, table.problem, ideals
        self.draft = Draft(table, plan)
        self.worth = {each.occurrence: total(self.problem, each) for each in plan.placements}
        self.points = dict.fromkeys(self.problem.youth, 0)
        for occurrence, points in self.worth.items():
            self.points[self._whose(occurrence)] += points
        self.left = LOOKS * len(self.problem.occurrence)
        pinned = {pin.occurrence for pin in self.problem.pins}
        self.settled = {each.id for each in self.problem.occurrence.values() if each.together_with or each.id in pinned}

    def plan(self) -> Plan:
        missing = [
            each for many in self.table.occurrences_of.values() for each in many if each not in self.draft.placed
        ]
        for occurrence in sorted(missing, key=lambda o: self._share(self._whose(o))):
            if occurrence not in self.settled:
                self._place(occurrence)
        return self.draft.plan()

    def _whose(self, occurrence: str) -> str:
        return self.problem.request_of[occurrence].youth

    def _share(self, youth: str, more: int = 0) -> int:
        """In millionths of her ideal, with what earlier rounds left her short of counted in."""
        mine = 1_000_000 * (self.points[youth] + more) // max(1, self.ideals[youth])
        return mine - 10_000 * self.problem.youth[youth].shortfall

    def _place(self, occurrence: str) -> None:
        option = next(self.table.fitting(self.draft.ledger, occurrence), None)
        if option is not None:
            self._take(option)
            return
        for option in self._best_of_each_house(occurrence):
            stay = self.table.stay(option.placement)
            if next(self.draft.ledger.barred_by_her_own(stay), None) is None and self._squeeze_in(option, stay):
                return

    def _best_of_each_house(self, occurrence: str) -> Iterator[Option]:
        seen: set[tuple[str, str]] = set()
        for option in self.table.options(occurrence):
            slot = (option.placement.window, option.placement.site)
            if slot not in seen:
                seen.add(slot)
                yield option
            if len(seen) == OPTIONS:
                return

    def _squeeze_in(self, option: Option, stay: Stay) -> bool:
        """One of those in the way moves, if that is worth it; otherwise all is as it was."""
        ledger = self.draft.ledger
        for other in [each.occurrence for each in self._in_the_way(stay)][:OTHERS]:
            if self.left <= 0:
                return False
            self.left -= 1
            was = self.draft.placed[other]
            ledger.remove(other)
            if ledger.fits(stay):
                ledger.add(stay)
                instead = next(self.table.fitting(ledger, other), None)
                ledger.remove(stay.occurrence)
                if instead is not None and self._is_worth_it(option, stay.youth, other, instead):
                    self._take(instead)
                    self._take(option)
                    return True
            ledger.add(self.table.stay(was))
        return False

    def _in_the_way(self, stay: Stay) -> Iterator[Stay]:
        site = self.problem.site[stay.site]
        after = max(site.turnaround, site.limits.rest_days * DAY)
        for each in self.draft.ledger.by_site[stay.site]:
            near = each.span.start < stay.span.end + after and stay.span.start < each.span.end + after
            if near and self._may_move(each):
                yield each
        for each in self.draft.ledger.by_mentor[stay.mentor] if stay.mentor is not None else ():
            if each.site != stay.site and each.mentor_span.overlaps(stay.mentor_span) and self._may_move(each):
                yield each

    def _may_move(self, stay: Stay) -> bool:
        """Not what is claimed, pinned or linked, nor a visit: somebody may lean on it."""
        return not stay.fixed and stay.occurrence not in self.settled and stay.kind is not Kind.VISIT

    def _is_worth_it(self, option: Option, youth: str, other: str, instead: Option) -> bool:
        whose, loss = self._whose(other), self.worth[other] - instead.points
        if whose == youth:
            return option.points > loss
        gain = option.points * max(1, self.ideals[whose]) > loss * max(1, self.ideals[youth])
        before = min(self._share(youth), self._share(whose))
        return gain and min(self._share(youth, option.points), self._share(whose, -loss)) >= before

    def _take(self, option: Option) -> None:
        """Into book and plan; what was there for the occurrence is out of the book already."""
        occurrence = option.placement.occurrence
        self.draft.ledger.add(self.table.stay(option.placement))
        self.points[self._whose(occurrence)] -= self.worth.get(occurrence, 0)
        self.draft.placed[occurrence] = option.placement
        self.worth[occurrence] = option.points
        self.points[self._whose(occurrence)] += option.points
