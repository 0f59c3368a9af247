"""The options of each occurrence with their points, best first: the table that everything else looks up in.

Points are a sum, so options fall into few steps. For a request, wishes part the sites into sets of equal worth, and the
mentors likewise; an occurrence has a step for each window, each such set of sites and each such set of mentors:

    points(o, w, s, m)  =  importance * (BREAK + preference(w))  +  worth_of_site(s)  +  worth_of_mentor(m)
    step                =  (points, window, sites of equal worth, mentors of equal worth), the sets as masks

A dozen steps stand for hundreds of options. They are put in order, and options are made one by one, from the best down,
as far as somebody asks: for the first that fits, that is a handful.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby, islice
from typing import NamedTuple
from zlib import crc32

from matching.candidates import Eligible
from matching.eligibility import Eligibility
from matching.ledger import Ledger
from matching.masks import Roster
from matching.plan import Placement, Stay, stay_in, stay_of
from matching.points import BREAK, COMPANY, WISH
from matching.problem import Along, Problem, Request, Site, Subject, Window

DAY = 24 * 60
MENTORS = 8  # how many mentors are tried for one window where no search is made
ABOUT_THE_MENTOR = {"kept_apart", "mentor_one_place", "mentor_hours", "mentor_head_count", "pins_and_exclusions"}
WHEREVER = {"mentor_one_place", "mentor_hours", "mentor_head_count"}  # said of a mentor of one youth, of no house

Worth = tuple[tuple[int, int], ...]  # points, and the mask of those who give them; best first


class Option(NamedTuple):
    """A placement that no rule bars by itself, and what it is worth to her."""

    placement: Placement
    points: int


class Step(NamedTuple):
    """Options of one occurrence that are worth the same and differ only in which of the sites and mentors it is."""

    points: int
    window: Window
    sites: int
    mentors: int  # no bit: nobody along


class Table:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.eligibility = Eligibility(problem)
        self._sites = self.eligibility.site_roster
        self._mentors = self.eligibility.mentor_roster
        self._sites_with = _with_trait(self._sites, ((each.id, each.traits) for each in problem.sites))
        self._mentors_with = _with_trait(
            self._mentors, ((each.id, each.traits | each.languages) for each in problem.mentors)
        )
        self._pinned = {pin.occurrence: pin.mentor for pin in problem.pins}
        self._worth_of_sites: dict[str, Worth] = {}
        self._worth_of_mentors: dict[str, Worth] = {}
        self._steps: dict[str, tuple[Step, ...]] = {}
        self._options: dict[str, tuple[Option, ...]] = {}
        self._ordered: dict[int, tuple[str, ...]] = {}

    @cached_property
    def eligible(self) -> Eligible:
        return self.eligibility.eligible()

    def steps(self, occurrence: str) -> tuple[Step, ...]:
        """The options in steps of equal points, best first."""
        if occurrence not in self._steps:
            self._steps[occurrence] = tuple(sorted(self._steps_of(occurrence), key=lambda step: -step.points))
        return self._steps[occurrence]

    def options(self, occurrence: str) -> tuple[Option, ...]:
        """The eligible options, best first; mentors a likely few for each window."""
        if occurrence not in self._options:
            self._options[occurrence] = tuple(
                Option(Placement(occurrence, step.window.id, site, mentor), step.points)
                for step in self.steps(occurrence)
                for site in self._sites.names(step.sites)
                for mentor in self._likely(occurrence, step)
            )
        return self._options[occurrence]

    def fitting(self, ledger: Ledger, occurrence: str, mentors_each: int = MENTORS) -> Iterator[Option]:
        """The options that fit beside all that is in the book, best first, and among equals the house least sought after.

        What she or the house bars is not asked again for every mentor, nor is a mentor who is busy for every house.
        """
        request = self.problem.request_of[occurrence]
        her_time: dict[str, bool] = {}
        houses: dict[tuple[str, str], bool] = {}
        free: dict[str, int] = {}
        busy: set[tuple[str, str]] = set()
        for points, window, site, mentors in self._one_by_one(ledger, occurrence):
            if window.id not in her_time:
                stay = stay_in(request, occurrence, window, site, None)
                her_time[window.id] = next(ledger.barred_by_her_own(stay), None) is None
                free[window.id] = ledger.free_mentors(occurrence, request.youth, window.mentor_span)
            if not her_time[window.id]:
                continue
            able = mentors and mentors & (free[window.id] | ledger.mentors_there(site, window.mentor_span))
            if mentors and not able:
                continue
            is_free = houses.get((window.id, site))
            if is_free is None:
                stay = stay_in(request, occurrence, window, site, None)
                is_free = houses[window.id, site] = next(ledger.barred_by_the_house(stay), None) is None
            if is_free and not mentors:
                yield Option(Placement(occurrence, window.id, site), points)
            elif is_free:
                company = (
                    mentor
                    for mentor in self._mixed(occurrence, able)
                    if (window.id, mentor) not in busy
                    and self._can_come(ledger, stay_in(request, occurrence, window, site, mentor), busy)
                )
                for mentor in islice(company, mentors_each):
                    yield Option(Placement(occurrence, window.id, site, mentor), points)

    def _one_by_one(self, ledger: Ledger, occurrence: str) -> Iterator[tuple[int, Window, str, int]]:
        """Points, window, site and mentors; only sites that are not full."""
        for points, together in groupby(self.steps(occurrence), key=lambda step: step.points):
            equals = list(together)
            if len(equals) == 1:
                _, window, sites, mentors = equals[0]
                for site in ledger.with_a_bed(occurrence, window.span, self._least_sought(sites)):
                    yield points, window, site, mentors
                continue
            turn = self.turn_of
            mixed = [
                (turn[site], n, site)
                for n, step in enumerate(equals)
                for site in ledger.with_a_bed(occurrence, step.window.span, self._sites.names(step.sites))
            ]
            for _, n, site in sorted(mixed):
                yield points, equals[n].window, site, equals[n].mentors

    def _least_sought(self, sites: int) -> tuple[str, ...]:
        """The sites of the set, those that others need least first."""
        if sites not in self._ordered:
            self._ordered[sites] = tuple(sorted(self._sites.names(sites), key=self.turn_of.__getitem__))
        return self._ordered[sites]

    @cached_property
    def turn_of(self) -> Mapping[str, int]:
        """The sites in order of how sought after they are, the least first: how many would come if everybody drew one of
        the sites they could go to, for each night that the site could give."""
        asking = dict.fromkeys(self._sites.ids, 0.0)
        for request in self.problem.requests:
            sites = many = 0
            for occurrence in request.occurrences:
                for window in occurrence.windows:
                    sites |= self.eligibility.sites.get((occurrence.id, window.id), 0)
                many += 1
            names = self._sites.names(sites)
            for name in names:
                asking[name] += many / len(names)
        order = sorted(self.problem.sites, key=lambda site: asking[site.id] / _nights_to_give(self.problem, site))
        return {site.id: n for n, site in enumerate(order)}

    def stay(self, placement: Placement) -> Stay:
        return stay_of(self.problem, placement)

    @cached_property
    def occurrences_of(self) -> Mapping[str, tuple[str, ...]]:
        """Occurrences with at least one eligible option, by youth."""
        possible = {occurrence for occurrence, _ in self.eligibility.sites}
        by_youth: dict[str, list[str]] = {youth.id: [] for youth in self.problem.youths}
        for request in self.problem.requests:
            by_youth[request.youth] += [each.id for each in request.occurrences if each.id in possible]
        return {youth: tuple(many) for youth, many in by_youth.items()}

    @cached_property
    def best_points(self) -> Mapping[str, int]:
        """The points of her best options together, by youth, as if they all fitted: never less than her ideal."""
        return {
            youth: sum(self.steps(each)[0].points for each in many if self.steps(each))
            for youth, many in self.occurrences_of.items()
        }

    def how_many(self, occurrence: str) -> int:
        """Pairs of a window and a site."""
        return sum(
            self.eligibility.sites.get((occurrence, window.id), 0).bit_count()
            for window in self.problem.occurrence[occurrence].windows
        )

    def _steps_of(self, occurrence: str) -> Iterator[Step]:
        request, found = self.problem.request_of[occurrence], self.eligibility
        pinned = self._pinned.get(occurrence)
        for window in self.problem.occurrence[occurrence].windows:
            sites = found.sites.get((occurrence, window.id), 0)
            if not sites:
                continue
            base = request.importance * (BREAK + window.preference)
            company = found.mentors.get((occurrence, window.id), 0)
            accompanied = sites if request.mentor is not Along.NO else sites & found.needing
            alone = 0 if request.mentor is Along.MUST or pinned is not None else sites & ~found.needing
            for points, worth in self._site_worth(request):
                if company and worth & accompanied:
                    for more, mentors in self._mentor_worth(request):
                        if mentors & company:
                            yield Step(base + points + more, window, worth & accompanied, mentors & company)
                if worth & alone:
                    yield Step(base + points, window, worth & alone, 0)

    def _site_worth(self, request: Request) -> Worth:
        if request.id not in self._worth_of_sites:
            by_name, by_trait = self._sites.bit, self._sites_with
            self._worth_of_sites[request.id] = _worth(
                request, self._sites.everybody, 0, {Subject.SITE: by_name, Subject.TRAIT: by_trait}
            )
        return self._worth_of_sites[request.id]

    def _mentor_worth(self, request: Request) -> Worth:
        if request.id not in self._worth_of_mentors:
            by_name, by_trait = self._mentors.bit, self._mentors_with
            self._worth_of_mentors[request.id] = _worth(
                request,
                self._mentors.everybody,
                COMPANY if request.mentor is Along.NICE else 0,
                {Subject.MENTOR: by_name, Subject.MENTOR_TRAIT: by_trait},
            )
        return self._worth_of_mentors[request.id]

    def _likely(self, occurrence: str, step: Step) -> tuple[str | None, ...]:
        """The mentors of the step, if they are among the best few for the window."""
        if not step.mentors:
            return (None,)
        left = MENTORS
        for _, mentors in self._mentor_worth(self.problem.request_of[occurrence]):
            here = mentors & self.eligibility.mentors.get((occurrence, step.window.id), 0)
            if here == step.mentors:
                return tuple(islice(self._mixed(occurrence, here), max(0, left)))
            left -= here.bit_count()
        return ()

    def _mixed(self, occurrence: str, mentors: int) -> Iterator[str]:
        """Among equals, others for others: not everybody asks the same mentor first."""
        first = crc32(occurrence.encode()) % len(self._mentors.ids)
        later = mentors >> first << first
        for some in (later, mentors ^ later):
            while some:
                yield self._mentors.ids[(some & -some).bit_length() - 1]
                some &= some - 1

    def _can_come(self, ledger: Ledger, stay: Stay, busy: set[tuple[str, str]]) -> bool:
        barred = next(ledger.barred_by_the_mentor(stay), None)
        if barred is not None and self.problem.mentor[stay.mentor or ""].youths_at_once == 1 and barred in WHEREVER:
            busy.add((stay.window or "", stay.mentor or ""))
        return barred is None


def _with_trait(roster: Roster, traits_of: Iterable[tuple[str, frozenset[str]]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for id_, traits in traits_of:
        for trait in traits:
            found[trait] = found.get(trait, 0) | roster.bit[id_]
    return found


def _worth(request: Request, everybody: int, to_all: int, meeting: Mapping[Subject, Mapping[str, int]]) -> Worth:
    """Everybody, parted by the points that her wishes give them."""
    parts = {request.importance * to_all: everybody}
    for wish in request.wishes:
        those = meeting[wish.subject].get(wish.about, 0) if wish.subject in meeting and wish.strength in WISH else 0
        if not those:
            continue
        parted: dict[int, int] = {}
        for points, mask in parts.items():
            for worth, part in (
                (points + request.importance * WISH[wish.strength], mask & those),
                (points, mask & ~those),
            ):
                if part:
                    parted[worth] = parted.get(worth, 0) | part
        parts = parted
    return tuple(sorted(parts.items(), reverse=True))


def _nights_to_give(problem: Problem, site: Site) -> float:
    nights = sum(span.minutes for span in site.open_time) / DAY * site.beds
    limit = site.limits.nights_per_month
    return max(1.0, nights if limit is None else min(nights, limit * len(problem.calendar.months)))
