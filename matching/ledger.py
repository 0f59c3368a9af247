"""The book of who is where, kept up to date stay by stay, that answers in microseconds: would this one fit as well?

Used where no search is needed: the first plan, menus, repairs, and "tonight". Like the checker it counts an occurrence
with several alternatives at its worst, so what fits here is safe whichever of them happens. Eligibility is not asked
again. It is a third telling of the rules, for speed; the checker judges everything that comes out of it.

Time is cut into segments (timeline), and for every house, youth and mentor the book keeps how many are there in each
segment as whole numbers (occupancy). With beds(s) beds, rest r and turnaround t at a site s, a stay of the occurrence o
in the span w = [a, d) is barred by

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
from matching.occupancy import Occupancy, Used, Work
from matching.plan import Stay, fixed_stays
from matching.problem import Exclusion, Kind, Mentor, Problem, Site
from matching.timeline import When

DAY = 24 * 60


class _House:
    """One host or place: who is there, and what has been used of it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.rest = site.limits.rest_days * DAY
        self.mixes = not (site.mixing.one_household or site.mixing.one_group or site.mixing.largest_age_gap is not None)
        self.guests = Occupancy()
        self.full = 0 if site.beds else -1
        self.no_coming = Occupancy()
        self.no_leaving = Occupancy()
        self.nights: defaultdict[str, Used] = defaultdict(Used)
        self.stays: defaultdict[str, Used] = defaultdict(Used)
        self.by_week: defaultdict[int, list[Stay]] = defaultdict(list)

    def add_guest(self, occurrence: str, when: When) -> None:
        self.guests.add(occurrence, when.stretched[self.site.turnaround])
        self.full = self.guests.taken(self.site.beds, "")

    def remove_guest(self, occurrence: str) -> None:
        self.guests.remove(occurrence)
        self.full = self.guests.taken(self.site.beds, "")


class _Company:
    """One mentor: when along, how many hours, with whom."""

    def __init__(self, mentor: Mentor, bit: int) -> None:
        self.mentor = mentor
        self.bit = bit
        self.busy = Occupancy()
        self.work = Work()
        self.follows: dict[str, int] = {}
        self.by_week: defaultdict[int, list[Stay]] = defaultdict(list)

    def is_free(self, when: When) -> bool:
        """With nobody else then, and with hours left for it."""
        if self.busy.levels and self.busy.levels[0] & when.mask:
            return False
        limit, minutes = self.mentor.minutes_per_week, self.work.minutes
        if limit is not None:
            for week, more in when.weeks:
                if minutes.get(week, 0) + more > limit:
                    return False
        return True


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
        self._houses: dict[str, _House] = {}
        self._companies: dict[str, _Company] = {}
        self._youths: defaultdict[str, Occupancy] = defaultdict(Occupancy)
        self._granted: defaultdict[tuple[str, str], Used] = defaultdict(Used)
        self._cost = Used()
        self._free_mentors: dict[When, int] = {}
        self._asked_in_week: defaultdict[int, list[When]] = defaultdict(list)
        self._no_more_youths = self.problem.mentor_roster.mask(
            mentor.id for mentor in self.problem.mentors if mentor.most_youths == 0
        )
        self._followed_by: defaultdict[str, int] = defaultdict(int)

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
        self._youths[stay.youth].add(o, when.mask)
        house.add_guest(o, when)
        if house.rest and when.nights:
            house.no_coming.add(o, self._timeline.moments_within(when.end, when.end + house.rest))
            house.no_leaving.add(o, self._timeline.moments_after(when.start - house.rest, when.start))
        for month, nights in when.months:
            house.nights[month].add(o, nights)
            self._granted[stay.youth, month].add(o, nights)
        if stay.kind is Kind.STAY and when.arrival_month is not None:
            house.stays[when.arrival_month].add(o, 1)
        if not stay.fixed:
            self._cost.add(o, house.site.cost_per_night * when.nights)
        for week in _weeks(stay.span):
            house.by_week[week].append(stay)
        if stay.mentor is not None:
            company = self._company(stay.mentor)
            company.busy.add(o, along.mask)
            company.work.add(o, ((stay.site, stay.mentor_span), along.weeks))
            company.follows[stay.youth] = company.follows.get(stay.youth, 0) + 1
            for week in _weeks(stay.mentor_span):
                company.by_week[week].append(stay)
            self._note(company, along, stay.youth)

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
        o, house, when = stay.occurrence, self._house(stay.site), self._when(stay.span)
        self._youths[stay.youth].remove(o)
        house.remove_guest(o)
        house.no_coming.remove(o)
        house.no_leaving.remove(o)
        for month, _ in when.months:
            house.nights[month].remove(o)
            self._granted[stay.youth, month].remove(o)
        if when.arrival_month is not None:
            house.stays[when.arrival_month].remove(o)
        self._cost.remove(o)
        for week in _weeks(stay.span):
            house.by_week[week].remove(stay)
        if stay.mentor is not None:
            company = self._company(stay.mentor)
            company.busy.remove(o)
            company.work.remove(o)
            for week in _weeks(stay.mentor_span):
                company.by_week[week].remove(stay)
            company.follows[stay.youth] -= 1
            if not company.follows[stay.youth]:
                del company.follows[stay.youth]
            self._note(company, self._when(stay.mentor_span), stay.youth)

    def _note(self, company: _Company, changed: When, youth: str) -> None:
        """Keeps the sets of free mentors true after something has changed for one of them."""
        bit, follows = company.bit, company.follows
        full = company.mentor.most_youths is not None and len(follows) >= company.mentor.most_youths
        self._no_more_youths = self._no_more_youths | bit if full else self._no_more_youths & ~bit
        self._followed_by[youth] = (
            self._followed_by[youth] | bit if youth in follows else self._followed_by[youth] & ~bit
        )
        for when in {when: None for week in changed.week_numbers for when in self._asked_in_week[week]}:
            free = self._free_mentors[when]
            self._free_mentors[when] = free | bit if company.is_free(when) else free & ~bit

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
        when = self._when(span)
        free = self._free_mentors.get(when)
        if free is None:
            for week in when.week_numbers:
                self._asked_in_week[week].append(when)
            free = self.problem.mentor_roster.everybody
            for company in self._companies.values():
                if not company.is_free(when):
                    free &= ~company.bit
            self._free_mentors[when] = free
        return free & (~self._no_more_youths | self._followed_by[youth])

    def mentors_there(self, site: str, span: Span) -> int:
        """The mentors who are in the house with somebody else then, and may have room for one more or not."""
        house, there = self._houses.get(site), 0
        if house is None or house.site.beds == 1:
            return 0
        for week in _weeks(span):
            for each in house.by_week.get(week, ()):
                if each.mentor is not None and each.mentor_span.overlaps(span):
                    there |= self._companies[each.mentor].bit
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
        when, house, o = self._when(stay.span), self._house(stay.site), stay.occurrence
        site = house.site
        if house.guests.taken(site.beds, o) & when.stretched[site.turnaround]:
            yield "beds"
        if (
            house.rest
            and when.nights
            and (house.no_coming.taken(1, o) >> when.first & 1 or house.no_leaving.taken(1, o) >> when.last & 1)
        ):
            yield "rest_between_stays"
        limits = site.limits
        if limits.nights_per_month is not None:
            for month, nights in when.months:
                if house.nights[month].with_(o, nights) > limits.nights_per_month:
                    yield "nights_per_month"
                    break
        begins, stays, budget = when.arrival_month, limits.stays_per_month, self.problem.budget
        if stays is not None and stay.kind is Kind.STAY and begins and house.stays[begins].with_(o, 1) > stays:
            yield "stays_per_month"
        if budget is not None and self._cost.with_(o, site.cost_per_night * when.nights) > budget:
            yield "budget"
        if house.guests.taken(1, o) & when.stretched[site.turnaround]:
            yield from self._people(stay, house)
        yield from self._siblings_elsewhere(stay)
        if stay.kind is Kind.VISIT or stay.visit_first:
            yield from self._before(stay)

    def barred_by_the_mentor(self, stay: Stay) -> Iterator[str]:
        """What is in the way of the mentor coming along there and then."""
        when, company, o = self._when(stay.mentor_span), self._company(stay.mentor or ""), stay.occurrence
        mentor = company.mentor
        if company.busy.taken(1, o) & when.mask and self._is_elsewhere(stay, company, when):
            yield "mentor_one_place"
        hours, work = mentor.minutes_per_week, ((stay.site, stay.mentor_span), when.weeks)
        if hours is not None and company.work.most_with(o, work) > hours:
            yield "mentor_hours"
        is_new = stay.youth not in company.follows
        if is_new and mentor.most_youths is not None and len(company.follows) >= mentor.most_youths:
            yield "mentor_head_count"
        if mentor.id in self._apart_from and self._meets_whom_to_avoid(stay, mentor.id):
            yield "kept_apart"
        for exclusion in self._excluded.get((stay.site, mentor.id), ()):
            named = ((exclusion.youth, stay.youth), (exclusion.occurrence, o), (exclusion.window, stay.window))
            if all(a in (None, b) for a, b in named):
                yield "pins_and_exclusions"

    def _is_elsewhere(self, stay: Stay, company: _Company, when: When) -> bool:
        """The mentor is with somebody else then; is that in another house, or with as many as agreed?"""
        at_once = company.mentor.youths_at_once
        if at_once == 1 or company.busy.taken(at_once, stay.occurrence) & when.mask:
            return True
        return any(
            each.site != stay.site
            and each.occurrence != stay.occurrence
            and each.mentor_span.overlaps(stay.mentor_span)
            for week in _weeks(stay.mentor_span)
            for each in company.by_week.get(week, ())
        )

    def _people(self, stay: Stay, house: _House) -> Iterator[str]:
        """Somebody else is in the house then, or has just left."""
        apart = self._apart_from.get(stay.youth, ())
        if house.mixes and not apart:
            return
        mixing = house.site.mixing
        me = self.problem.youth[stay.youth]
        for each in self._met(stay, house):
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

    def _met(self, stay: Stay, house: _House) -> Iterator[Stay]:
        """Others who are in the house at the same time."""
        weeks = _weeks(stay.span)
        for week in weeks:
            for each in house.by_week.get(week, ()):
                is_first_look = week == max(weeks.start, _weeks(each.span).start)
                if is_first_look and each.occurrence != stay.occurrence and each.span.overlaps(stay.span):
                    yield each

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

    def _house(self, site: str) -> _House:
        house = self._houses.get(site)
        if house is None:
            house = self._houses[site] = _House(self.problem.site[site])
        return house

    def _company(self, mentor: str) -> _Company:
        company = self._companies.get(mentor)
        if company is None:
            company = self._companies[mentor] = _Company(
                self.problem.mentor[mentor], self.problem.mentor_roster.bit[mentor]
            )
        return company

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


def _weeks(span: Span) -> range:
    return range(span.start // (7 * DAY), (span.end - 1) // (7 * DAY) + 1)


def _opens(options: list[Stay], stay: Stay) -> bool:
    return bool(options) and all(visit.site == stay.site and visit.span.end <= stay.span.start for visit in options)
