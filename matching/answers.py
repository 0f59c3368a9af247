"""Why one option is not hers, and which comes nearest: everything in its way, and of that a minimal conflict.

A set C of blockers of an option x beside a plan is a minimal conflict if

    x is possible once all of C is lifted,    and for every proper subset of C it is not.

What bars by itself (a veto, a closed house, a used-up limit) is lifted by changing that fact; where there is no room,
a stay that has it would have to go, and the smallest such set by inclusion is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from matching.conflict import Aside, Conflicts
from matching.constraints import RULE_BY_CODE
from matching.lifting import Blocker
from matching.plan import Placement, Plan, stay_of
from matching.problem import Along, Mentor, Problem, Request, Site, Window
from matching.rule import Reason, Side
from matching.table import Table

MENTORS = 8  # how many mentors are tried for one house and time where the nearest answer is looked for


@dataclass(frozen=True)
class WhyNot:
    """One option that is not in the plan, and what is in its way; nothing means it is possible, and less liked.

    `reasons` are all rules against it, `conflict` is a smallest set by inclusion that has to be lifted. `also` is the
    sibling's option that happens together with it, for occurrences that are linked.
    """

    placement: Placement
    reasons: tuple[Reason, ...]
    conflict: tuple[Blocker, ...] = ()
    also: Placement | None = None

    @property
    def is_possible(self) -> bool:
        return not self.reasons

    @property
    def by_side(self) -> dict[Side, tuple[Blocker, ...]]:
        """What she could change, what an adult could be asked, what law or safety decides, what others would lose."""
        return {side: found for side in Side if (found := tuple(b for b in self.conflict if b.side is side))}

    @property
    def options(self) -> tuple[Placement, ...]:
        return (self.placement,) if self.also is None else (self.placement, self.also)


class Answers:
    """The book with a whole plan in it, kept open between questions. Her own place is taken out while she is asked
    about, since she would have this instead, and put back."""

    def __init__(self, problem: Problem, plan: Plan, table: Table | None = None) -> None:
        self.problem = problem
        self.plan = plan
        self.conflicts = Conflicts(problem, plan)
        self.bars, self.ledger = self.conflicts.bars, self.conflicts.ledger
        self._table = table
        self._sites: dict[str, tuple[Site, ...]] = {}
        self._likely: dict[tuple[str, str], list[tuple[int, Mentor | None]]] = {}

    @cached_property
    def table(self) -> Table:
        return self._table or Table(self.problem)

    def why_not(
        self, occurrence: str, *, site: str | None = None, window: str | None = None, mentor: str | None = None
    ) -> tuple[WhyNot, ...]:
        """For each option of the occurrence with what is named: what stands in its way, the nearest first."""
        with Aside(self.conflicts, occurrence):
            found = [
                self._answer(occurrence, when, where, who)
                for when in self.problem.occurrence[occurrence].windows
                if window in (None, when.id)
                for where in self.problem.sites
                if site in (None, where.id)
                for who in self._company(occurrence, where, mentor)
            ]
        return tuple(sorted(found, key=lambda each: (len(each.conflict), len(each.reasons))))

    def about(self, placement: Placement) -> WhyNot:
        """What stands in the way of exactly this."""
        window = self.problem.window[placement.occurrence, placement.window]
        mentor = None if placement.mentor is None else self.problem.mentor[placement.mentor]
        with self.aside(placement.occurrence):
            return self._answer(placement.occurrence, window, self.problem.site[placement.site], mentor)

    def nearest(
        self, occurrence: str, *, site: str | None = None, window: str | None = None, mentor: str | None = None
    ) -> WhyNot | None:
        """The same question, answered for the one option that comes nearest; None if there is no window or no site."""
        with Aside(self.conflicts, occurrence):
            return self._nearest(occurrence, site, window, mentor)

    def _nearest(self, occurrence: str, site: str | None, window: str | None, mentor: str | None) -> WhyNot | None:
        """The option with the fewest rules in the way. Those with the fewest bars are asked first, and nobody is asked
        who has as many bars as the best so far has rules in the way."""
        problem = self.problem
        who = None if mentor is None else problem.mentor[mentor]
        sites = self._by_fit(problem.request_of[occurrence]) if site is None else (problem.site[site],)
        asked = [
            (len(self.bars.at_site(occurrence, when, where)), n, when, where)
            for n, (when, where) in enumerate(
                (when, where)
                for when in problem.occurrence[occurrence].windows
                if window in (None, when.id)
                for where in sites
            )
        ]
        best: tuple[int, Window, Site, Mentor | None] | None = None
        for bars, _, when, where in sorted(asked):
            if best is not None and bars >= best[0]:
                break
            house = bars + self._met(occurrence, when, where, None)
            for more, whoever in self.likely_company(occurrence, when, where, who):
                if best is not None and house + more >= best[0]:
                    break
                count = house if whoever is None else bars + more + self._met(occurrence, when, where, whoever)
                if best is None or count < best[0]:
                    best = (count, when, where, whoever)
        return None if best is None else self._answer(occurrence, *best[1:])

    def _met(self, occurrence: str, window: Window, site: Site, mentor: Mentor | None) -> int:
        """How many rules are in the way beside all that is in the book."""
        option = Placement(occurrence, window.id, site.id, mentor.id if mentor else None)
        return len(set(self.ledger.blockers(stay_of(self.problem, option))))

    def _by_fit(self, request: Request) -> tuple[Site, ...]:
        """Hosts and places that suit her best come first; if any does, nobody who does not is asked about."""
        if request.id not in self._sites:
            bars = [(len(self.bars.of_site(request, site)), site) for site in self.problem.sites]
            least = min((count for count, _ in bars), default=0)
            self._sites[request.id] = tuple(site for count, site in bars if count == least)
        return self._sites[request.id]

    def _company(self, occurrence: str, site: Site, mentor: str | None) -> list[Mentor | None]:
        """Who could come along; nobody, where nobody is wanted or needed."""
        if mentor is not None:
            return [self.problem.mentor[mentor]]
        if self.problem.request_of[occurrence].mentor is Along.MUST or site.needs_mentor:
            return list(self.problem.mentors) or [None]
        return [None]

    def likely_company(
        self, occurrence: str, window: Window, site: Site, mentor: Mentor | None = None
    ) -> list[tuple[int, Mentor | None]]:
        """Who could come along with the fewest bars, and how many."""
        key = (occurrence, window.id)
        company = self._company(occurrence, site, mentor.id if mentor else None)
        if mentor is None and len(company) > 1 and key in self._likely:
            return self._likely[key]
        bars = [(0 if who is None else len(self.bars.with_mentor(occurrence, window, who)), who) for who in company]
        found = sorted(bars, key=lambda each: each[0])[:MENTORS]
        if mentor is None and len(company) > 1:
            self._likely[key] = found
        return found

    def aside(self, occurrence: str) -> Aside:
        return Aside(self.conflicts, occurrence)

    def within(self, occurrence: str, window: Window, site: Site, most: int) -> Iterator[WhyNot]:
        """The option there and then with the fewest rules in the way, if they are no more than `most`; and without a
        mentor, if she could do without. To be asked while her own place is aside."""
        bars = len(self.bars.at_site(occurrence, window, site))
        if bars > most:
            return
        house = bars + self._met(occurrence, window, site, None)
        if house > most:
            return
        best: tuple[int, Mentor | None] | None = None
        for more, who in self.likely_company(occurrence, window, site):
            if best is not None and house + more >= best[0]:
                break
            count = house if who is None else bars + more + self._met(occurrence, window, site, who)
            if count <= most and (best is None or count < best[0]):
                best = (count, who)
        if best is not None:
            yield self._answer(occurrence, window, site, best[1])
        is_hers = self.problem.request_of[occurrence].mentor is Along.MUST and not site.needs_mentor
        if is_hers and house < most and (best is None or best[1] is not None):
            yield self._answer(occurrence, window, site, None)

    def _answer(self, occurrence: str, window: Window, site: Site, mentor: Mentor | None) -> WhyNot:
        mine = Placement(occurrence, window.id, site.id, mentor.id if mentor else None)
        codes, conflict = self.conflicts.against(mine, window, site, mentor)
        other = self.problem.occurrence[occurrence].together_with
        if other is None:
            return WhyNot(mine, tuple(RULE_BY_CODE[code].reason for code in codes), conflict)
        together = RULE_BY_CODE["siblings"].reason
        twin = next((w for w in self.problem.occurrence[other].windows if w.span == window.span), None)
        if twin is None:  # her sibling cannot go away at that time at all
            alone = Blocker(together.code, together.side, occurrence)
            return WhyNot(mine, (*(RULE_BY_CODE[code].reason for code in codes), together), (*conflict, alone))
        mine_stay = stay_of(self.problem, mine)
        self.ledger.add(mine_stay)
        try:
            its = min(
                (self._its(other, twin, site, who) for _, who in self.likely_company(other, twin, site, None)),
                key=lambda found: len(found[2]),
            )
        finally:
            self.ledger.remove(occurrence)
        reasons = dict.fromkeys(RULE_BY_CODE[code].reason for code in codes)
        if its[1]:
            reasons[together] = None
        # A limit that they share is found from the second of them, and lifted once.
        theirs = tuple(
            b for b in its[2] if (b.code, b.about, b.stay) not in {(m.code, m.about, m.stay) for m in conflict}
        )
        return WhyNot(mine, tuple(reasons), (*conflict, *theirs), its[0])

    def _its(
        self, occurrence: str, window: Window, site: Site, mentor: Mentor | None
    ) -> tuple[Placement, tuple[str, ...], tuple[Blocker, ...]]:
        placement = Placement(occurrence, window.id, site.id, mentor.id if mentor else None)
        return (placement, *self.conflicts.against(placement, window, site, mentor))
