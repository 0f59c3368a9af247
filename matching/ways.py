"""What is worth trying for one youth alone: for each of her occurrences the windows, and in each a few options.

A house is `easy` for her if it has no limit that she could reach, whatever she gets: no rest between stays, no turnaround
for its only bed, nights and stays per month no fewer than she could ever use there, no visit that has to come first, no
claim of hers already. A mentor is easy if her fullest week is within the hours. An easy option takes nothing from
anything else of hers, so beside it no option of the same window that is worth no more need be tried; only a visit to a
house that another stay of hers waits for is always kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.masks import bits
from matching.plan import Stay
from matching.problem import Kind, Window
from matching.table import Table
from matching.timeline import When


@dataclass(frozen=True)
class Option:
    points: int
    site: str
    mentor: str | None
    easy: bool


@dataclass(frozen=True)
class Way:
    """One window of an occurrence, and the options in it that are worth trying, best first."""

    window: Window
    taken: int
    nights: tuple[tuple[int, int], ...]  # number of the month, nights in it
    options: tuple[Option, ...]


class Limits:
    """The limits there are to be reached, sorted once for all youths."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.problem = problem = table.problem
        self.months = {
            month: n for n, month in enumerate(dict.fromkeys(each.month for each in problem.calendar.nights))
        }
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


class Ways:
    """The ways of one youth, occurrence by occurrence in the order in which they are tried."""

    def __init__(self, limits: Limits, youth: str, claims: Sequence[Stay]) -> None:
        self.limits, self.table, self.problem = limits, limits.table, limits.problem
        self.timeline = self.problem.timeline
        self.youth = self.problem.youth[youth]
        request_of, occurrence = self.problem.request_of, self.problem.occurrence
        # Visits open doors: they come first, then who waits for them; the rest in order of time.
        self.order = sorted(
            self.table.occurrences_of[youth],
            key=lambda o: (
                request_of[o].kind is not Kind.VISIT,
                not request_of[o].visit_first,
                min(window.arrival for window in occurrence[o].windows),
            ),
        )
        self.of = self._lay_out(claims)

    def _lay_out(self, claims: Sequence[Stay]) -> list[list[Way]]:
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
                    nights = tuple((self.limits.months[month], count) for month, count in when.months)
                    ways.append(Way(window, when.mask, nights, options))
            found.append(ways)
        return found

    def _waits(self, occurrence: str) -> bool:
        request = self.problem.request_of[occurrence]
        return request.visit_first and request.kind is Kind.STAY

    def _sites(self, occurrence: str) -> int:
        sites = 0
        for window in self.problem.occurrence[occurrence].windows:
            sites |= self.table.eligibility.sites.get((occurrence, window.id), 0)
        return sites

    def _easy_sites(self, whens: dict[tuple[str, str], When], claims: Sequence[Stay]) -> int:
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
        if self.youth.grant is not None:
            most_nights = min(most_nights, self.youth.grant.nights_per_month)
        most_stays = max(map(len, stays.values()), default=0)
        easy, roster = self.limits.unlimited, self.problem.site_roster
        mine = 0
        for o in self.order:
            mine |= self._sites(o)
        for id_ in (roster.ids[n] for n in bits(mine & self.limits.limited)):
            limits = self.problem.site[id_].limits
            enough = limits.nights_per_month is None or limits.nights_per_month >= most_nights
            if enough and (limits.stays_per_month is None or limits.stays_per_month >= most_stays):
                easy |= roster.bit[id_]
        return easy & ~roster.mask({stay.site for stay in claims})

    def _easy_mentors(self, claims: Sequence[Stay]) -> int:
        """The mentors whose hours she alone could not use up."""
        hours: dict[int, dict[str, int]] = {}
        for o in self.order:
            for window in self.problem.occurrence[o].windows:
                for week, minutes in self.timeline.known(window.mentor_span).weeks:
                    hers = hours.setdefault(week, {})
                    hers[o] = max(minutes, hers.get(o, 0))
        busiest = max((sum(each.values()) for each in hours.values()), default=0)
        able = 0
        for limit, mentors in self.limits.mentors_by_hours.items():
            if limit is None or limit >= busiest:
                able |= mentors
        return able & ~self.problem.mentor_roster.mask({stay.mentor for stay in claims if stay.mentor is not None})

    def _options(self, o: str, window: Window, among: int, easy: int, able: int, keep: int) -> Iterator[Option]:
        """Best first. The first that is easy makes all that are worth no more needless, but for the doors to keep."""
        sites, mentors, is_settled = self.problem.site_roster, self.problem.mentor_roster, False
        for step in self.table.steps(o):
            if step.window is not window:
                continue
            there = step.sites & among & (keep if is_settled else -1)
            who = _first(step.mentors & able) or step.mentors
            if there & easy and not who & self.limits.barred_somewhere:
                there = (there & keep) | _first(there & easy)
            for site in (sites.ids[n] for n in bits(there)):
                is_easy = bool(sites.bit[site] & easy)
                for mentor in [mentors.ids[n] for n in bits(who)] if who else [None]:
                    is_free = is_easy and (mentor is None or bool(mentors.bit[mentor] & able))
                    is_settled = is_settled or is_free
                    yield Option(step.points, site, mentor, is_free)
            if is_settled and not keep:
                return


def _first(mask: int) -> int:
    return mask & -mask
