"""Life changes: repair a plan with few changes to what people were told, in three ways to choose from.

    local   only those who were hit get another place, the best that is free
    ring    whoever shares the contested time may move as well, each to a place of their own
    fewest  with proof, over the whole municipality: the solver's, see `as_repair`

What still holds is kept exactly as it was told. A local repair is proven to have the fewest changes if it leaves nobody
out who had any option at all, for then everybody it moves had to change: each was hit by a fact that bars by itself.
The difference, youth by youth, is the result.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from matching.check import check
from matching.conflict import Conflicts, book_of
from matching.ledger import Ledger
from matching.part import part_of
from matching.plan import Placement, Plan, Stay, stay_of
from matching.problem import Along, Kind, Problem
from matching.table import Table
from matching.touched import Touched, everything, touched

TRIED = 12  # houses and times of one who was hit, for each of which others may be asked to move
COMPANIONS = 4  # mentors tried for each of these
DEEP = 2  # whoever moves to make room may have one other move in turn
FEW = 8  # requests whose options are looked up by themselves before all are
MOST_TRIES = 600  # over one repair, so that it ends soon and always at the same place


@dataclass(frozen=True)
class Difference:
    """What is different for one occurrence from what was told; None is no place."""

    youth: str
    occurrence: str
    before: Placement | None
    after: Placement | None


@dataclass(frozen=True)
class Repair:
    """The repaired plan, and by occurrence what became of it. `proven`: no plan changes less and leaves out as few."""

    plan: Plan
    kept: tuple[str, ...]
    moved: tuple[str, ...]
    lost: tuple[str, ...]
    added: tuple[str, ...]
    way: str = "local"
    proven: bool = False
    difference: tuple[Difference, ...] = ()

    @property
    def changes(self) -> int:
        """To what people were told; what is new to them does not count."""
        return len(self.moved) + len(self.lost)


@dataclass(frozen=True)
class Repairs:
    """The ways there are, to choose from."""

    local: Repair
    ring: Repair

    @property
    def helps_more(self) -> bool:
        """Does letting others move keep somebody a place who would have none?"""
        return len(self.ring.lost) < len(self.local.lost)


def as_repair(problem: Problem, before: Plan, after: Plan, way: str, *, proven: bool) -> Repair:
    """What became of a plan, whoever repaired it; what has been withdrawn from the problem is neither kept nor lost."""
    told, now = before.by_occurrence, after.by_occurrence
    asked = [occurrence for occurrence in told if occurrence in problem.occurrence]
    # Most are the same object still; comparing them word by word would be most of the work.
    other = {o for o in asked if now.get(o) is not told[o] and now.get(o) != told[o]}
    added = [o for o in now if o not in told]
    differences = (
        Difference(problem.request_of[o].youth, o, told.get(o), now.get(o)) for o in (*sorted(other), *added)
    )
    return Repair(
        plan=after,
        kept=tuple(o for o in asked if o not in other),
        moved=tuple(o for o in asked if o in other and o in now),
        lost=tuple(o for o in asked if o not in now),
        added=tuple(added),
        way=way,
        proven=proven,
        difference=tuple(sorted(differences, key=lambda each: (each.youth, each.occurrence))),
    )


def repair(problem: Problem, plan: Plan, *, add: bool = True, table: Table | None = None) -> Repair:
    """The plan for facts that have changed since it was made, as a ring. With `add`, the unplaced may take what has
    become free."""
    return repairs(problem, plan, add=add, table=table).ring


def repairs(problem: Problem, plan: Plan, *, add: bool = True, table: Table | None = None) -> Repairs:
    """Both ways, when only the facts of now are known: everything is looked at again."""
    work = _Work(problem, plan, Ledger(problem), everything(problem, plan), table)
    return work.repairs(add)


class Replanner:
    """The book of today, kept open for what tomorrow brings."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.ledger = book_of(problem, plan)

    def after(self, changed: Problem, *, ring: bool = True, add: bool = False) -> Repairs:
        """Both ways for the changed facts; without `ring`, the local one only. The book is left as it was: nothing is
        decided yet."""
        _share_look_ups(self.problem, changed)
        facts = touched(self.problem, changed, self.plan)
        if facts.keeps_the_book:
            taken = self.ledger.remove(*sorted(facts.occurrences))
            work = _Work(changed, self.plan, self.ledger, facts)
            try:
                return work.repairs(add, ring)
            finally:
                work.take_back()
                for stay in taken:
                    self.ledger.add(stay)
        rest = Plan(tuple(each for each in self.plan.placements if each.occurrence not in facts.occurrences))
        return _Work(changed, self.plan, book_of(changed, rest), facts).repairs(add, ring)


def _share_look_ups(before: Problem, now: Problem) -> None:
    """What was looked up of requests that are the same still need not be looked up again."""
    if before.requests is now.requests:
        for name in ("request_of", "occurrence", "window"):
            now.__dict__.setdefault(name, getattr(before, name))


class _Work:
    """One repair. The ledger has everything in it that is not touched."""

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
        self.hit: list[str] = []
        self.is_forced = True
        self.tries = self.extra = 0

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

    def take_back(self) -> None:
        """The book as it was given."""
        self.ledger.remove(*[each for each in self.now if each not in self.untouched or each in self.displaced])
        for occurrence, stays in self.displaced.items():
            if occurrence in self.untouched:
                for stay in stays:
                    self.ledger.add(stay)

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

    def _is_visit(self, occurrence: str) -> bool:
        return self.problem.request_of[occurrence].kind is Kind.VISIT

    def _holds(self, placement: Placement) -> bool:
        if self._is_barred(placement):
            return False
        self.is_forced &= (fits := self._place(placement))
        return fits

    def _is_barred(self, one: Placement) -> bool:
        problem, bars = self.problem, self.conflicts.bars
        window, site = problem.window.get((one.occurrence, one.window)), problem.site.get(one.site)
        if window is None or site is None or (one.mentor is not None and one.mentor not in problem.mentor):
            return True
        if bars.at_site(one.occurrence, window, site) or self.conflicts.is_wrong_company(one, site):
            return True
        return one.mentor is not None and bool(bars.with_mentor(one.occurrence, window, problem.mentor[one.mentor]))

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

    def _result(self, way: str, add: bool) -> Repair:
        added = list(self._add_waiting()) if add else []
        plan = self._checked(Plan(tuple(self.now[each] for each in sorted(self.now))))
        for occurrence in added:
            self._remove(occurrence)
        found = as_repair(self.problem, self.plan, plan, way, proven=False)
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
