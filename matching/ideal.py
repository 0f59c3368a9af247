"""Her own ideal: the points she would get if she were alone in the municipality, under every rule that is hers.

    ideal(y) = max of points(plan) over plans for y's occurrences alone, beside her own claims

Utility is points over the ideal, so that whoever wishes much, or little, is measured by her own yardstick. It is found
exactly, and without a solver, since alone there is little that can bind:

1. Her time and her grant are hers wherever she goes. Over the windows alone this is a small dynamic programme, and what
   it gives is never less than her ideal, and nearly always just that:

       most(i, taken, used)  =  max of   most(i+1, taken, used)                                   without occurrence i
                                         value(i, w) + most(i+1, taken + w, used + nights(w))     for every free window w

   with the occurrences in order of time, `taken` and `used` cut down to what any later window can still touch, and
   value(i, w) the points of the best option in w. So the states stay few.
2. A house or a mentor can only be in her way by limits of their own: nights and stays per month, rest, hours, a visit
   first. For most of them she could not reach such a limit if she tried; these are `easy`. In one window nothing that
   is worth no more than an easy option need be tried beside it: the easy one takes nothing from anything else of hers.
3. What is left is tried depth first, the most promising first, each asked of a book with nobody else in it, and a branch
   is left as soon as its points and `most` of the rest together are no more than what has been found. When the first
   dive already reaches `most` of the whole, that is the proof.

If it should not end within LIMIT steps, the highest bound still open is the yardstick: never less than the ideal, so
nobody is made to look better served than she is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from matching.ledger import Ledger
from matching.plan import Stay, fixed_stays, stay_in
from matching.problem import Kind
from matching.table import Table
from matching.ways import Limits, Option, Way, Ways

LIMIT = 20_000  # steps of the search for one youth; a few dozen are usual

Used = tuple[int, ...]  # nights by month


def ideals(table: Table) -> dict[str, int]:
    """Points by youth; 0 where nothing at all is possible for her."""
    problem, ledger, limits = table.problem, Ledger(table.problem, beside=()), Limits(table)
    claims: defaultdict[str, list[Stay]] = defaultdict(list)
    for stay in fixed_stays(problem):
        claims[stay.youth].append(stay)
    pinned: defaultdict[str, set[str]] = defaultdict(set)
    for pin in problem.pins:
        pinned[problem.request_of[pin.occurrence].youth].add(pin.occurrence)
    found = {}
    for youth in table.problem.youth:
        found[youth] = 0
        if table.occurrences_of[youth] and pinned[youth] <= set(table.occurrences_of[youth]):
            for stay in claims[youth]:
                ledger.add(stay)
            ways = Ways(limits, youth, claims[youth])
            found[youth] = _Alone(ways, ledger, claims[youth], frozenset(pinned[youth])).points()
            ledger.remove(*{stay.occurrence for stay in claims[youth]})
    return found


class _Alone:
    """One youth, with nobody else in the world, and nobody else in the book."""

    def __init__(self, ways: Ways, ledger: Ledger, claims: Sequence[Stay], pinned: frozenset[str]) -> None:
        self.problem, self.timeline, self.ledger, self.pinned = ways.problem, ways.timeline, ledger, pinned
        self.order, self.ways, self.months = ways.order, ways.of, ways.limits.months
        grant = ways.youth.grant
        self.granted = grant.nights_per_month if grant is not None else None
        self.taken, self.used = self._before(claims)
        self.later, self.months_later = self._later()
        self.remembered: dict[tuple[int, int, Used], int] = {}
        self.best, self.open, self.steps = -1, -1, 0

    def points(self) -> int:
        bound = self._most(0, self.taken, self.used)
        if bound >= 0:
            self._try(0, 0, self.taken, self.used)
        return max(0, min(bound, max(self.best, self.open)))

    def _before(self, claims: Sequence[Stay]) -> tuple[int, Used]:
        """The time and the nights that her own claims take already; of alternatives, the most."""
        taken, most = 0, defaultdict[tuple[str, str], int](int)
        for stay in claims:
            when = self.timeline.known(stay.span)
            taken |= when.mask
            for month, nights in when.months:
                most[stay.occurrence, month] = max(nights, most[stay.occurrence, month])
        used = dict.fromkeys(self.months, 0)
        for (_, month), nights in most.items():
            used[month] += nights
        return taken, tuple(used.values())

    def _later(self) -> tuple[list[int], list[frozenset[int]]]:
        """From each occurrence on: the time and the months that some window still touches."""
        time, months = [0], [frozenset[int]()]
        for ways in reversed(self.ways):
            time.append(time[-1])
            months.append(months[-1])
            for way in ways:
                time[-1] |= way.taken
                months[-1] |= {month for month, _ in way.nights}
        return time[::-1], months[::-1]

    def _after(self, way: Way, taken: int, used: Used) -> tuple[int, Used] | None:
        """Her time and nights with this window too, cut down to what still matters; None if it does not go together."""
        if taken & way.taken:
            return None
        if self.granted is not None and way.nights:
            counts = list(used)
            for month, nights in way.nights:
                counts[month] += nights
                if counts[month] > self.granted:
                    return None
            used = tuple(counts)
        return taken | way.taken, used

    def _most(self, n: int, taken: int, used: Used) -> int:
        """The most that the occurrences from n on can give over the windows alone; -1 where a pin cannot be met."""
        if n == len(self.ways):
            return 0
        months = self.months_later[n]
        taken &= self.later[n]
        used = tuple(count if month in months else 0 for month, count in enumerate(used))
        key = (n, taken, used)
        if key not in self.remembered:
            most = -1 if self.order[n] in self.pinned else self._most(n + 1, taken, used)
            for way in self.ways[n]:
                after = self._after(way, taken, used)
                if after is not None:
                    rest = self._most(n + 1, *after)
                    if rest >= 0:
                        most = max(most, way.options[0].points + rest)
            self.remembered[key] = most
        return self.remembered[key]

    def _try(self, n: int, points: int, taken: int, used: Used) -> None:
        """Depth first from occurrence n on, the most promising first."""
        if n == len(self.ways):
            self.best = max(self.best, points)
            return
        moves: list[tuple[int, int, Way | None, Option | None]] = []
        if self.order[n] not in self.pinned and (rest := self._most(n + 1, taken, used)) >= 0:
            moves.append((-points - rest, 0, None, None))
        for way in self.ways[n]:
            after = self._after(way, taken, used)
            rest = -1 if after is None else self._most(n + 1, *after)
            if rest >= 0:
                moves += [
                    (-points - each.points - rest, len(moves) + k, way, each) for k, each in enumerate(way.options)
                ]
        moves.sort(key=lambda move: move[:2])
        o = self.order[n]
        request = self.problem.request_of[o]
        for bound, _, chosen, option in moves:
            if -bound <= max(self.best, self.open):
                return
            if self.steps > LIMIT:
                self.open = max(self.open, -bound)
                return
            self.steps += 1
            if chosen is None or option is None:
                self._try(n + 1, points, taken, used)
                continue
            after = self._after(chosen, taken, used)
            stay = stay_in(request, o, chosen.window, option.site, option.mentor)
            if after is None or not (option.easy or self._fits(stay)):
                continue
            if option.easy and request.kind is not Kind.VISIT:
                self._try(n + 1, points + option.points, *after)
                continue
            self.ledger.add(stay)
            self._try(n + 1, points + option.points, *after)
            self.ledger.remove(o)

    def _fits(self, stay: Stay) -> bool:
        barred = [self.ledger.barred_by_the_house(stay)]
        if stay.mentor is not None:
            barred.append(self.ledger.barred_by_the_mentor(stay))
        return all(next(each, None) is None for each in barred)
