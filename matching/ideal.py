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
from collections.abc import Iterator
from dataclasses import dataclass

from matching.ledger import Ledger
from matching.masks import bits
from matching.plan import Stay, fixed_stays, stay_in
from matching.problem import Kind, Window
from matching.table import Table
from matching.timeline import When

LIMIT = 20_000  # steps of the search for one youth; a few dozen are usual

Used = tuple[int, ...]  # nights by month


@dataclass(frozen=True)
class _Option:
    points: int
    site: str
    mentor: str | None
    easy: bool


@dataclass(frozen=True)
class _Way:
    """One window of an occurrence, and the options in it that are worth trying, best first."""

    window: Window
    taken: int
    nights: tuple[tuple[int, int], ...]  # number of the month, nights in it
    options: tuple[_Option, ...]


def ideals(table: Table) -> dict[str, int]:
    """Points by youth; 0 where nothing at all is possible for her."""
    ground = _Ground(table)
    return {youth.id: ground.ideal(youth.id) for youth in table.problem.youths}


def ideal(table: Table, youth: str) -> int:
    return _Ground(table).ideal(youth)


class _Ground:
    """What is the same for every youth: a book with nobody in it, and which limits there are to be reached."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.problem = problem = table.problem
        self.ledger = Ledger(problem, beside=())
        self.pinned = frozenset(pin.occurrence for pin in problem.pins)
        self.months = {
            month: n for n, month in enumerate(dict.fromkeys(each.month for each in problem.calendar.nights))
        }
        self.claims: defaultdict[str, list[Stay]] = defaultdict(list)
        for stay in fixed_stays(problem):
            self.claims[stay.youth].append(stay)
        roster = problem.site_roster
        roomy = [
            each for each in problem.sites if each.beds > (1 if each.turnaround else 0) and not each.limits.rest_days
        ]
        is_limited = {
            each.id: each.limits.nights_per_month is not None or each.limits.stays_per_month is not None
            for each in roomy
        }
        self.unlimited = roster.mask(each.id for each in roomy if not is_limited[each.id])
        self.limited = roster.mask(each.id for each in roomy if is_limited[each.id])
        self.barred_somewhere = problem.mentor_roster.mask(
            {each.mentor for each in problem.exclusions if each.site is not None and each.mentor is not None}
        )
        self.mentors_by_hours: defaultdict[int | None, int] = defaultdict(int)
        for mentor in problem.mentors:
            if mentor.most_youths != 0:
                able = problem.mentor_roster.bit[mentor.id] & ~self.barred_somewhere
                self.mentors_by_hours[mentor.minutes_per_week] |= able

    def ideal(self, youth: str) -> int:
        claims = self.claims[youth]
        occurrences = self.table.occurrences_of[youth]
        pinned = [o for o in self.pinned if self.problem.request_of[o].youth == youth]
        if not occurrences or not set(pinned) <= set(occurrences):
            return 0
        for stay in claims:
            self.ledger.add(stay)
        found = _Search(self, youth, claims).points()
        self.ledger.remove(*{stay.occurrence for stay in claims})
        return found


class _Search:
    """One youth, with nobody else in the world."""

    def __init__(self, ground: _Ground, youth: str, claims: list[Stay]) -> None:
        self.ground, self.problem, self.ledger = ground, ground.problem, ground.ledger
        self.timeline = self.problem.timeline
        self.youth = self.problem.youth[youth]
        self.granted = self.youth.grant.nights_per_month if self.youth.grant is not None else None
        self.taken, self.used = self._before(claims)
        request_of, occurrence = self.problem.request_of, self.problem.occurrence
        # Visits open doors: they come first, then who waits for them; the rest in order of time.
        self.order = sorted(
            ground.table.occurrences_of[youth],
            key=lambda o: (
                request_of[o].kind is not Kind.VISIT,
                not request_of[o].visit_first,
                min(window.arrival for window in occurrence[o].windows),
            ),
        )
        self.ways = self._lay_out(claims)
        self.later, self.months_later = self._later()
        self.remembered: dict[tuple[int, int, Used], int] = {}
        self.best, self.open, self.steps = -1, -1, 0

    def points(self) -> int:
        bound = self._most(0, self.taken, self.used)
        if bound >= 0:
            self._try(0, 0, self.taken, self.used)
        return max(0, min(bound, max(self.best, self.open)))

    def _before(self, claims: list[Stay]) -> tuple[int, Used]:
        """The time and the nights that her own claims take already; of alternatives, the most."""
        taken, most = 0, defaultdict[tuple[str, str], int](int)
        for stay in claims:
            when = self.timeline.known(stay.span)
            taken |= when.mask
            for month, nights in when.months:
                most[stay.occurrence, month] = max(nights, most[stay.occurrence, month])
        used = dict.fromkeys(self.ground.months, 0)
        for (_, month), nights in most.items():
            used[month] += nights
        return taken, tuple(used.values())

    def _lay_out(self, claims: list[Stay]) -> list[list[_Way]]:
        whens = {
            (o, window.id): self.timeline.known(window.span)
            for o in self.order
            for window in self.problem.occurrence[o].windows
        }
        easy, able = self._easy_sites(whens, claims), self._easy_mentors(claims)
        known = self.problem.site_roster.mask(each for each in self.youth.known if each in self.problem.site)
        visited = self.problem.site_roster.mask(stay.site for stay in claims if stay.kind is Kind.VISIT)
        wanted = 0  # houses that some stay of hers can only have after a visit
        for o in self.order:
            if self._waits(o):
                wanted |= self._sites(o) & ~known
            elif self.problem.request_of[o].kind is Kind.VISIT:
                visited |= self._sites(o)
        found = []
        for o in self.order:
            is_visit = self.problem.request_of[o].kind is Kind.VISIT
            keep = wanted if is_visit else 0
            among = known | visited if self._waits(o) else -1
            hers = easy & ~keep & (known if self._waits(o) else -1)
            ways = []
            for window in self.problem.occurrence[o].windows:
                options = tuple(self._options(o, window, among, hers, able, keep))
                when = whens[o, window.id]
                if options:
                    nights = tuple((self.ground.months[month], count) for month, count in when.months)
                    ways.append(_Way(window, when.mask, nights, options))
            found.append(ways)
        return found

    def _waits(self, occurrence: str) -> bool:
        request = self.problem.request_of[occurrence]
        return request.visit_first and request.kind is Kind.STAY

    def _sites(self, occurrence: str) -> int:
        sites = 0
        for window in self.problem.occurrence[occurrence].windows:
            sites |= self.ground.table.eligibility.sites.get((occurrence, window.id), 0)
        return sites

    def _easy_sites(self, whens: dict[tuple[str, str], When], claims: list[Stay]) -> int:
        """The houses with no limit that she alone could reach, whatever she gets."""
        if self.problem.budget is not None:
            dearest = max((site.cost_per_night for site in self.problem.sites), default=0)
            longest: dict[str, int] = {}
            for (o, _), when in whens.items():
                longest[o] = max(when.nights, longest.get(o, 0))
            if dearest * sum(longest.values()) > self.problem.budget:
                return 0
        nights: dict[str, dict[str, int]] = {}
        stays: dict[str, set[str]] = {}
        for (o, _), when in whens.items():
            for month, count in when.months:
                hers = nights.setdefault(month, {})
                hers[o] = max(count, hers.get(o, 0))
            if when.arrival_month is not None:
                stays.setdefault(when.arrival_month, set()).add(o)
        most_nights = max((sum(each.values()) for each in nights.values()), default=0)
        if self.granted is not None:
            most_nights = min(most_nights, self.granted)
        most_stays = max(map(len, stays.values()), default=0)
        easy, roster = self.ground.unlimited, self.problem.site_roster
        mine = 0
        for o in self.order:
            mine |= self._sites(o)
        for id_ in (roster.ids[n] for n in bits(mine & self.ground.limited)):
            limits = self.problem.site[id_].limits
            enough = limits.nights_per_month is None or limits.nights_per_month >= most_nights
            if enough and (limits.stays_per_month is None or limits.stays_per_month >= most_stays):
                easy |= roster.bit[id_]
        return easy & ~roster.mask({stay.site for stay in claims})

    def _easy_mentors(self, claims: list[Stay]) -> int:
        """The mentors whose hours she alone could not use up."""
        hours: dict[int, dict[str, int]] = {}
        for o in self.order:
            for window in self.problem.occurrence[o].windows:
                for week, minutes in self.timeline.known(window.mentor_span).weeks:
                    hers = hours.setdefault(week, {})
                    hers[o] = max(minutes, hers.get(o, 0))
        busiest = max((sum(each.values()) for each in hours.values()), default=0)
        able = 0
        for limit, mentors in self.ground.mentors_by_hours.items():
            if limit is None or limit >= busiest:
                able |= mentors
        return able & ~self.problem.mentor_roster.mask({stay.mentor for stay in claims if stay.mentor is not None})

    def _options(self, o: str, window: Window, among: int, easy: int, able: int, keep: int) -> Iterator[_Option]:
        """Best first. The first that is easy makes all that are worth no more needless, but for the doors to keep."""
        sites, mentors, is_settled = self.problem.site_roster, self.problem.mentor_roster, False
        for step in self.ground.table.steps(o):
            if step.window is not window:
                continue
            there = step.sites & among & (keep if is_settled else -1)
            who = _first(step.mentors & able) or step.mentors
            if there & easy and not who & self.ground.barred_somewhere:
                there = (there & keep) | _first(there & easy)
            for site in (sites.ids[n] for n in bits(there)):
                is_easy = bool(sites.bit[site] & easy)
                for mentor in [mentors.ids[n] for n in bits(who)] if who else [None]:
                    is_free = is_easy and (mentor is None or bool(mentors.bit[mentor] & able))
                    is_settled = is_settled or is_free
                    yield _Option(step.points, site, mentor, is_free)
            if is_settled and not keep:
                return

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

    def _after(self, n: int, way: _Way, taken: int, used: Used) -> tuple[int, Used] | None:
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
            most = -1 if self.order[n] in self.ground.pinned else self._most(n + 1, taken, used)
            for way in self.ways[n]:
                after = self._after(n, way, taken, used)
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
        moves: list[tuple[int, int, _Way | None, _Option | None]] = []
        if self.order[n] not in self.ground.pinned and (rest := self._most(n + 1, taken, used)) >= 0:
            moves.append((-points - rest, 0, None, None))
        for way in self.ways[n]:
            after = self._after(n, way, taken, used)
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
            after = self._after(n, chosen, taken, used)
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


def _first(mask: int) -> int:
    return mask & -mask
