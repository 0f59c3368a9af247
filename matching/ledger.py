"""The book of who is where, kept up to date stay by stay, that answers in microseconds: would this one fit as well?

Used where no search is needed: the first plan, menus, repairs, and "tonight". Like the checker it counts an occurrence
with several alternatives at its worst, so what fits here is safe whichever of them happens. Eligibility is not asked
again. It is a third telling of the rules, for speed; the checker judges everything that comes out of it.

Time is cut into segments (timeline), and for every house, youth and mentor the book keeps how many are there in each
segment as whole numbers (occupancy), on a page for each house and each mentor (pages). With beds(s) beds, rest r and
turnaround t at a site s, a stay of the occurrence o in the span w = [a, d) is barred by

    beds        if   guests_s(at least beds(s), others than o)  &  [a, d + t)      is not empty
    rest        if   bit a  is in  the arrivals barred by others, [their d, their d + r)   after their stays with nights
                or   bit d  is in  the departures barred by others, (their a - r, their a]
    one place   if   guests_y(at least 1, others than o)  &  [a, d)                is not empty
    limits      if   used - (what o uses at its worst) + max(that, what this one uses)  >  the limit

Each is one or two operations on whole numbers, however many stays are in the book. The rules about who is in the house
with whom are asked only where somebody else is in it at that time, and then guest by guest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from matching.horizon import Span
from matching.occupancy import Occupancy, Used
from matching.pages import FreeMentors, HousePage, MentorPage, weeks
from matching.plan import Stay, fixed_stays
from matching.problem import Exclusion, Kind, Problem
from matching.timeline import When


class Ledger:
    def __init__(self, problem: Problem, beside: Iterable[Stay] | None = None) -> None:
        """The book with everything that is claimed in it already, or with what is given instead."""
        self.problem = problem
        self.by_site: defaultdict[str, list[Stay]] = defaultdict(list)
        self.by_youth: defaultdict[str, list[Stay]] = defaultdict(list)
        self.by_mentor: defaultdict[str, list[Stay]] = defaultdict(list)
        self.by_occurrence: defaultdict[str, list[Stay]] = defaultdict(list)
        self._siblings = _neighbours(problem.together)
        self._apart_from = _neighbours(problem.apart)
        self._excluded: dict[tuple[str, str], list[Exclusion]] = {}
        for each in problem.exclusions:
            if each.site is not None and each.mentor is not None:
                self._excluded.setdefault((each.site, each.mentor), []).append(each)
        self._timeline = problem.timeline
        self._begin()
        for stay in fixed_stays(problem) if beside is None else beside:
            self.add(stay)

    def _begin(self) -> None:
        """Empty pages."""
        self._houses: dict[str, HousePage] = {}
        self._mentors: dict[str, MentorPage] = {}
        self._youths: defaultdict[str, Occupancy] = defaultdict(Occupancy)
        self._granted: defaultdict[tuple[str, str], Used] = defaultdict(Used)
        self._cost = Used()
        roster, mentors = self.problem.mentor_roster, self.problem.mentors
        self._free = FreeMentors(
            roster, self._mentors, roster.mask(mentor.id for mentor in mentors if mentor.most_youths == 0)
        )

    def add(self, stay: Stay) -> None:
        # The spans first: one that is new to the timeline makes the book be written anew.
        when, along = self._when(stay.span), self._when(stay.mentor_span)
        self.by_site[stay.site].append(stay)
        self.by_youth[stay.youth].append(stay)
        self.by_occurrence[stay.occurrence].append(stay)
        if stay.mentor is not None:
            self.by_mentor[stay.mentor].append(stay)
        self._write(stay, when, along)

    def _write(self, stay: Stay, when: When, along: When) -> None:
        o, house = stay.occurrence, self._house(stay.site)
        house.write(stay, when, self._timeline)
        self._youths[stay.youth].add(o, when.mask)
        for month, nights in when.months:
            self._granted[stay.youth, month].add(o, nights)
        if not stay.fixed:
            self._cost.add(o, house.site.cost_per_night * when.nights)
        if stay.mentor is not None:
            mentor = self._mentor(stay.mentor)
            mentor.write(stay, along)
            self._free.note(mentor, along, stay.youth)

    def remove(self, *occurrences: str) -> list[Stay]:
        """Takes out everything of these occurrences, and returns it."""
        gone = [stay for occurrence in occurrences for stay in self.by_occurrence.pop(occurrence, [])]
        for stay in gone:
            self.by_site[stay.site].remove(stay)
            self.by_youth[stay.youth].remove(stay)
            if stay.mentor is not None:
                self.by_mentor[stay.mentor].remove(stay)
            self._erase(stay)
        return gone

    def _erase(self, stay: Stay) -> None:
        o, when = stay.occurrence, self._when(stay.span)
        self._house(stay.site).erase(stay, when)
        self._youths[stay.youth].remove(o)
        for month, _ in when.months:
            self._granted[stay.youth, month].remove(o)
        self._cost.remove(o)
        if stay.mentor is not None:
            mentor = self._mentor(stay.mentor)
            mentor.erase(stay)
            self._free.note(mentor, self._when(stay.mentor_span), stay.youth)

    def with_a_bed(self, occurrence: str, span: Span, sites: Iterable[str]) -> Iterable[str]:
        """Those of the sites that are not full then; asked first, since it is what fails most often."""
        if occurrence in self.by_occurrence:
            return sites
        when, houses = self._when(span), self._houses
        return (
            site
            for site in sites
            if (house := houses.get(site)) is None or not house.full & when.stretched[house.site.turnaround]
        )

    def free_mentors(self, occurrence: str, youth: str, span: Span) -> int:
        """The mentors who are with nobody then and could be with her; a mask over all of them."""
        if occurrence in self.by_occurrence:
            return -1  # its other alternatives are in the book, and not in its own way
        return self._free.for_(youth, self._when(span))

    def mentors_there(self, site: str, span: Span) -> int:
        """The mentors who are in the house with somebody else then, and may have room for one more or not."""
        house, there = self._houses.get(site), 0
        if house is None or house.site.beds == 1:
            return 0
        for week in weeks(span):
            for each in house.by_week.get(week, ()):
                if each.mentor is not None and each.mentor_span.overlaps(span):
                    there |= self._mentors[each.mentor].bit
        return there

    def fits(self, stay: Stay) -> bool:
        return next(self.blockers(stay), None) is None

    def blockers(self, stay: Stay) -> Iterator[str]:
        """Codes of the rules that this stay, as one more alternative, would break beside all that is in the book."""
        parts = [self.barred_by_her_own(stay), self.barred_by_the_house(stay)]
        if stay.mentor is not None:
            parts.append(self.barred_by_the_mentor(stay))
        return chain.from_iterable(parts)

    def barred_by_her_own(self, stay: Stay) -> Iterator[str]:
        """What of her own is in the way of the time, wherever it is."""
        when = self._when(stay.span)
        if stay.youth in self._youths and self._youths[stay.youth].taken(1, stay.occurrence) & when.mask:
            yield "one_place_at_a_time"
        grant = self.problem.youth[stay.youth].grant
        if grant is not None:
            for month, nights in when.months:
                if self._granted[stay.youth, month].with_(stay.occurrence, nights) > grant.nights_per_month:
                    yield "grant"
                    break

    def barred_by_the_house(self, stay: Stay) -> Iterator[str]:
        """What is in the way of her being there then, whoever comes along."""
        when, house, budget = self._when(stay.span), self._house(stay.site), self.problem.budget
        yield from house.barred(stay, when)
        if budget is not None and self._cost.with_(stay.occurrence, house.site.cost_per_night * when.nights) > budget:
            yield "budget"
        if house.is_anybody_there(stay.occurrence, when):
            yield from self._people(stay, house)
        yield from self._siblings_elsewhere(stay)
        if stay.kind is Kind.VISIT or stay.visit_first:
            yield from self._before(stay)

    def barred_by_the_mentor(self, stay: Stay) -> Iterator[str]:
        """What is in the way of the mentor coming along there and then."""
        page = self._mentor(stay.mentor or "")
        mentor = page.mentor
        yield from page.barred(stay, self._when(stay.mentor_span))
        if mentor.id in self._apart_from and self._meets_whom_to_avoid(stay, mentor.id):
            yield "kept_apart"
        for exclusion in self._excluded.get((stay.site, mentor.id), ()):
            named = (
                (exclusion.youth, stay.youth),
                (exclusion.occurrence, stay.occurrence),
                (exclusion.window, stay.window),
            )
            if all(a in (None, b) for a, b in named):
                yield "pins_and_exclusions"

    def _people(self, stay: Stay, house: HousePage) -> Iterator[str]:
        """Who they are, where somebody else is in the house."""
        apart = self._apart_from.get(stay.youth, ())
        if house.mixes and not apart:
            return
        mixing = house.site.mixing
        me = self.problem.youth[stay.youth]
        for each in house.met(stay):
            if each.youth in apart or (each.mentor in apart and each.mentor_span.overlaps(stay.span)):
                yield "kept_apart"
            if house.mixes or each.youth == stay.youth:
                continue
            if frozenset((each.youth, stay.youth)) in self.problem.may_mix_anyway:
                continue
            other = self.problem.youth[each.youth]
            gap = mixing.largest_age_gap
            if (
                mixing.one_household
                or (mixing.one_group and other.group != me.group)
                or (gap is not None and abs(other.age - me.age) > gap)
            ):
                yield "mixing"

    def _meets_whom_to_avoid(self, stay: Stay, mentor: str) -> bool:
        return any(
            each.site == stay.site and each.occurrence != stay.occurrence and each.span.overlaps(stay.mentor_span)
            for youth in self._apart_from[mentor]
            for each in self.by_youth[youth]
        )

    def _siblings_elsewhere(self, stay: Stay) -> Iterator[str]:
        for sibling in self._siblings.get(stay.youth, ()):
            if any(each.site != stay.site and each.span.overlaps(stay.span) for each in self.by_youth[sibling]):
                yield "siblings"
        occurrence = self.problem.occurrence.get(stay.occurrence)
        linked = occurrence.together_with if occurrence is not None else None
        if linked is not None:
            # Linked occurrences have one alternative: two choices could not be kept alike.
            both = (*self.by_occurrence.get(linked, ()), *self.by_occurrence.get(stay.occurrence, ()))
            if any((each.site, each.span) != (stay.site, stay.span) for each in both):
                yield "siblings"

    def _before(self, stay: Stay) -> Iterator[str]:
        hers = [each for each in self.by_youth[stay.youth] if each.occurrence != stay.occurrence]
        if stay.kind is Kind.VISIT:
            # One more alternative for a visit must not leave a stay behind that leans on it.
            others = [*self.by_occurrence.get(stay.occurrence, ()), stay]
            for each in hers:
                if self._needs_visit(each) and not self._is_opened(each, stay.occurrence, others):
                    yield "visit_first"
                    return
        elif self._needs_visit(stay) and not self._is_opened(stay, "", []):
            yield "visit_first"

    def _needs_visit(self, stay: Stay) -> bool:
        is_asked = stay.visit_first and stay.kind is Kind.STAY and not stay.fixed
        return is_asked and stay.site not in self.problem.youth[stay.youth].known

    def _is_opened(self, stay: Stay, occurrence: str, instead: list[Stay]) -> bool:
        """Has she a visit that opens this door, with `instead` as the alternatives of one of them?"""
        visits = {each.occurrence for each in self.by_youth[stay.youth] if each.kind is Kind.VISIT} - {occurrence}
        held = [*(self.by_occurrence[each] for each in visits), instead]
        return any(_opens(options, stay) for options in held)

    def _house(self, site: str) -> HousePage:
        house = self._houses.get(site)
        if house is None:
            house = self._houses[site] = HousePage(self.problem.site[site])
        return house

    def _mentor(self, mentor: str) -> MentorPage:
        page = self._mentors.get(mentor)
        if page is None:
            page = self._mentors[mentor] = MentorPage(
                self.problem.mentor[mentor], self.problem.mentor_roster.bit[mentor]
            )
        return page

    def _when(self, span: Span) -> When:
        when = self._timeline.when(span)
        if when is None:  # a time that the problem does not know: the book is written anew on a finer timeline
            self._timeline = self._timeline.with_spans([(span.start, span.end)])
            self._begin()
            for stay in chain.from_iterable(self.by_occurrence.values()):
                self._write(stay, self._when(stay.span), self._when(stay.mentor_span))
            return self._when(span)
        return when


def _neighbours(pairs: frozenset[frozenset[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one, two in sorted(sorted(pair) for pair in pairs):
        found[one] = (*found.get(one, ()), two)
        found[two] = (*found.get(two, ()), one)
    return found


def _opens(options: list[Stay], stay: Stay) -> bool:
    return bool(options) and all(visit.site == stay.site and visit.span.end <= stay.span.start for visit in options)
