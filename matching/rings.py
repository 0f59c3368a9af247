"""Repairs without search: whoever was hit takes the best that is free, and if need be others make room in a ring.

First what still holds is kept just as it was told. Then each who was hit gets the best place that is free; then a place
that another of the hit has found, if that one finds one more (`local`: nobody else moves); then a place that anybody has
who in turn finds another, two moves deep (`ring`). Every step is undone that does not end with a place for everybody in it.

A local repair is proven to have the fewest changes if it leaves nobody out who had any option at all, for then everybody
it moves had to change: each was hit by a fact that bars by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from matching.difference import Repair, Repairs, as_repair
from matching.ledger import Ledger
from matching.plan import Placement, Plan, stay_of
from matching.problem import Along, Problem
from matching.rebooking import Rebooking
from matching.table import Table
from matching.touched import Touched

TRIED = 12  # houses and times of one who was hit, for each of which others may be asked to move
COMPANIONS = 4  # mentors tried for each of these
DEEP = 2  # whoever moves to make room may have one other move in turn
MOST_TRIES = 600  # over one repair, so that it ends soon and always at the same place


class Rings(Rebooking):
    """One repair, in both ways."""

    def __init__(
        self, problem: Problem, plan: Plan, ledger: Ledger, facts: Touched, table: Table | None = None
    ) -> None:
        super().__init__(problem, plan, ledger, facts, table)
        self.hit: list[str] = []
        self.is_forced = True
        self.tries = 0

    def repairs(self, add: bool, ring: bool = True) -> Repairs:
        self._keep_what_holds()
        for occurrence in self.hit:
            if occurrence not in self.now and not self._place_best(occurrence):
                self._make_room(occurrence, 1, {each for each in self.hit if each in self.now}, {occurrence})
        pinned = [each for each in sorted(self.pinned) if each not in self.now]
        for occurrence in pinned:
            self._place_best(occurrence)
        local = dict(self.now)
        repaired = self._result("local", add)
        if not ring or all(occurrence in local for occurrence in self.hit):
            return Repairs(repaired, replace(repaired, way="ring"))
        for occurrence in self.hit:
            if occurrence not in self.now:
                self._make_room(occurrence, DEEP, None, {occurrence})
        wider = self._result("ring", add)
        is_better = len(wider.lost) < len(repaired.lost)
        return Repairs(repaired, wider if is_better else replace(repaired, way="ring"))

    def _keep_what_holds(self) -> None:
        """What was told and still can be; visits first, with another time if need be, since stays lean on them."""
        told = [self.plan.by_occurrence[each] for each in self.facts.occurrences if each in self.problem.occurrence]
        ranked = sorted(told, key=lambda each: (not self._is_visit(each.occurrence), self._rank(each)))
        broken = [each for each in ranked if not self._holds(each)]
        self._prepare(each.occurrence for each in broken)
        # A visit that gets another time in the same house may open the door as before.
        for each in broken:
            if self._is_visit(each.occurrence):
                self._place_best(each.occurrence)
        self.hit = [each.occurrence for each in broken if self._is_visit(each.occurrence) or not self._holds(each)]
        linked = [each for each in self.problem.occurrence.values() if each.together_with is not None]
        for occurrence, other in ((each.id, each.together_with) for each in linked):
            if occurrence in self.now and other not in self.now:  # together or not at all
                self._remove(occurrence)
                self.hit.append(occurrence)
        self.hit.sort(key=lambda each: self._rank(self.plan.by_occurrence[each]))

    def _rank(self, placement: Placement) -> tuple[bool, int, int, str]:
        occurrence = placement.occurrence
        request = self.problem.request_of[occurrence]
        urgency = self.problem.youth[request.youth].urgency
        return (occurrence not in self.pinned, -urgency, -request.importance, occurrence)

    def _holds(self, placement: Placement) -> bool:
        if self._is_barred(placement):
            return False
        self.is_forced &= (fits := self._place(placement))
        return fits

    def _make_room(self, occurrence: str, depth: int, movable: set[str] | None, settled: set[str]) -> bool:
        """Places it where others have the room, if each of them gets a place of their own; else all is as before."""
        if self.problem.occurrence[occurrence].together_with is not None:
            return False
        for goes, option in self._contested(occurrence, movable, settled):
            if self.tries >= MOST_TRIES:
                return False
            self.tries += 1
            mark = len(self.trail)
            for other in goes:
                self._remove(other)
            if self._place(option) and all(
                self._place_best(other)
                or (depth > 1 and self._make_room(other, depth - 1, movable, {*settled, *goes, occurrence}))
                for other in goes
            ):
                return True
            self._back_to(mark)
        return False

    def _contested(
        self, occurrence: str, movable: set[str] | None, settled: set[str]
    ) -> list[tuple[list[str], Placement]]:
        """Options that others have the room of, and who they are: those where fewest would move first."""
        found: list[tuple[list[str], Placement]] = []
        asked: dict[tuple[str, str], int] = {}
        for option in self._table_of(occurrence).options(occurrence):
            one = option.placement
            if asked.get((one.window, one.site), 0) == COMPANIONS:
                continue
            asked[one.window, one.site] = asked.get((one.window, one.site), 0) + 1
            goes = self.conflicts.who_could_make_room(
                stay_of(self.problem, one), lambda each: self._may_move(each, movable, settled)
            )
            if goes is not None and len(goes) <= DEEP:
                found.append((goes, one))
                asked[one.window, one.site] = COMPANIONS
            if len(found) == TRIED:
                break
        return sorted(found, key=lambda each: len(each[0]))

    def _may_move(self, occurrence: str, movable: set[str] | None, settled: set[str]) -> bool:
        if occurrence not in self.now or occurrence in settled or occurrence in self.pinned:
            return False
        is_alone = self.problem.occurrence[occurrence].together_with is None
        return is_alone and not self._is_visit(occurrence) and (movable is None or occurrence in movable)

    def filled_up(self, plan: Plan) -> Plan:
        """With what has become free given to the unplaced; everything in the plan is in the book."""
        self.now = dict(plan.by_occurrence)
        list(self._add_waiting())
        return self._checked(Plan(tuple(self.now[each] for each in sorted(self.now))))

    def _result(self, way: str, add: bool) -> Repair:
        added = list(self._add_waiting()) if add else []
        plan = self._checked(Plan(tuple(self.now[each] for each in sorted(self.now))))
        for occurrence in added:
            self._remove(occurrence)
        found = as_repair(self.problem, self.plan, plan, way, proven=False, hit=frozenset(self.hit))
        return replace(found, proven=self._is_proven(found))

    def _is_proven(self, found: Repair) -> bool:
        """Everybody who changed had to, and nobody is left out who had any option at all."""
        had_to = set(self.hit)
        is_hopeless = all(not self._table_of(each).options(each) for each in found.lost)
        return self.is_forced and {*found.moved, *found.lost} <= had_to and is_hopeless

    def _add_waiting(self) -> Iterable[str]:
        """The unplaced take what has become free, if anything has for them."""
        left = [self.plan.by_occurrence[each] for each in self.facts.occurrences]
        free = {each.site for each in left} | self.facts.sites
        companions = {each.mentor for each in left if each.mentor} | self.facts.mentors
        for request in self.problem.requests:
            for one in request.occurrences:
                if one.id in self.now or one.id in self.plan.by_occurrence or one.together_with is not None:
                    continue
                concerns = any(
                    not self.conflicts.bars.at_site(one.id, window, self.problem.site[site])
                    for window in one.windows
                    for site in free
                    if site in self.problem.site
                ) or (companions and request.mentor is not Along.NO)
                if concerns and self._place_best(one.id):
                    yield one.id
