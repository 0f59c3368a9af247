"""The pages of the book: one for each house and one for each mentor, each knowing only its own stays and limits.

What a page answers is about room, time and limits; who is there with whom, and what is hers, is the ledger's question.
The formulas stand in the ledger, the counting in occupancy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from matching.horizon import Span
from matching.masks import Roster
from matching.occupancy import Occupancy, Used, Work
from matching.plan import Stay
from matching.problem import Kind, Mentor, Site
from matching.timeline import Timeline, When

DAY = 24 * 60


def weeks(span: Span) -> range:
    """Sevens of days from the horizon's start: drawers to find neighbours in, no calendar's weeks."""
    return range(span.start // (7 * DAY), (span.end - 1) // (7 * DAY) + 1)


class HousePage:
    """One host or place: who is there, and what has been used of its limits."""

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

    def write(self, stay: Stay, when: When, timeline: Timeline) -> None:
        o = stay.occurrence
        self.guests.add(o, when.stretched[self.site.turnaround])
        self.full = self.guests.taken(self.site.beds, "")
        if self.rest and when.nights:
            self.no_coming.add(o, timeline.moments_within(when.end, when.end + self.rest))
            self.no_leaving.add(o, timeline.moments_after(when.start - self.rest, when.start))
        for month, nights in when.months:
            self.nights[month].add(o, nights)
        if stay.kind is Kind.STAY and when.arrival_month is not None:
            self.stays[when.arrival_month].add(o, 1)
        for week in weeks(stay.span):
            self.by_week[week].append(stay)

    def erase(self, stay: Stay, when: When) -> None:
        """The stay, and all that its occurrence counts for: with one alternative the others go too."""
        o = stay.occurrence
        for each in (self.guests, self.no_coming, self.no_leaving):
            each.remove(o)
        self.full = self.guests.taken(self.site.beds, "")
        for month, _ in when.months:
            self.nights[month].remove(o)
        if when.arrival_month is not None:
            self.stays[when.arrival_month].remove(o)
        for week in weeks(stay.span):
            self.by_week[week].remove(stay)

    def barred(self, stay: Stay, when: When) -> Iterator[str]:
        """Room and limits."""
        o, limits = stay.occurrence, self.site.limits
        if self.guests.taken(self.site.beds, o) & when.stretched[self.site.turnaround]:
            yield "beds"
        if self.rest and when.nights:
            too_soon = self.no_coming.taken(1, o) >> when.first & 1
            if too_soon or self.no_leaving.taken(1, o) >> when.last & 1:
                yield "rest_between_stays"
        if limits.nights_per_month is not None:
            for month, nights in when.months:
                if self.nights[month].with_(o, nights) > limits.nights_per_month:
                    yield "nights_per_month"
                    break
        begins, most = when.arrival_month, limits.stays_per_month
        if most is not None and stay.kind is Kind.STAY and begins and self.stays[begins].with_(o, 1) > most:
            yield "stays_per_month"

    def is_anybody_there(self, beside: str, when: When) -> bool:
        """Somebody else is in the house then, or has just left."""
        return bool(self.guests.taken(1, beside) & when.stretched[self.site.turnaround])

    def met(self, stay: Stay) -> Iterator[Stay]:
        """Others who are in the house at the same time."""
        here = weeks(stay.span)
        for week in here:
            for each in self.by_week.get(week, ()):
                is_first_look = week == max(here.start, weeks(each.span).start)
                if is_first_look and each.occurrence != stay.occurrence and each.span.overlaps(stay.span):
                    yield each


class MentorPage:
    """One mentor: when along, how many hours, with whom."""

    def __init__(self, mentor: Mentor, bit: int) -> None:
        self.mentor = mentor
        self.bit = bit
        self.busy = Occupancy()
        self.work = Work()
        self.follows: dict[str, int] = {}
        self.by_week: defaultdict[int, list[Stay]] = defaultdict(list)

    def write(self, stay: Stay, along: When) -> None:
        self.busy.add(stay.occurrence, along.mask)
        self.work.add(stay.occurrence, ((stay.site, stay.mentor_span), along.weeks))
        self.follows[stay.youth] = self.follows.get(stay.youth, 0) + 1
        for week in weeks(stay.mentor_span):
            self.by_week[week].append(stay)

    def erase(self, stay: Stay) -> None:
        self.busy.remove(stay.occurrence)
        self.work.remove(stay.occurrence)
        self.follows[stay.youth] -= 1
        if not self.follows[stay.youth]:
            del self.follows[stay.youth]
        for week in weeks(stay.mentor_span):
            self.by_week[week].remove(stay)

    def barred(self, stay: Stay, along: When) -> Iterator[str]:
        """Time, hours and how many youths."""
        o, mentor = stay.occurrence, self.mentor
        if self.busy.taken(1, o) & along.mask and self._is_elsewhere(stay, along):
            yield "mentor_one_place"
        hours, work = mentor.minutes_per_week, ((stay.site, stay.mentor_span), along.weeks)
        if hours is not None and self.work.most_with(o, work) > hours:
            yield "mentor_hours"
        if stay.youth not in self.follows and self.has_enough_youths:
            yield "mentor_head_count"

    @property
    def has_enough_youths(self) -> bool:
        return self.mentor.most_youths is not None and len(self.follows) >= self.mentor.most_youths

    def _is_elsewhere(self, stay: Stay, along: When) -> bool:
        """With somebody else then; is that in another house, or with as many as agreed?"""
        at_once = self.mentor.youths_at_once
        if at_once == 1 or self.busy.taken(at_once, stay.occurrence) & along.mask:
            return True
        return any(
            each.site != stay.site
            and each.occurrence != stay.occurrence
            and each.mentor_span.overlaps(stay.mentor_span)
            for week in weeks(stay.mentor_span)
            for each in self.by_week.get(week, ())
        )

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


class FreeMentors:
    """For each span that has been asked about, which mentors are free then: a mask over all, kept true as the book is
    written. A change of one mentor touches only the spans of the weeks in which it lies."""

    def __init__(self, roster: Roster, pages: dict[str, MentorPage], with_enough: int) -> None:
        self.everybody = roster.everybody
        self.pages = pages
        self.with_enough = with_enough
        self.followed_by: defaultdict[str, int] = defaultdict(int)
        self.free: dict[When, int] = {}
        self.asked_in_week: defaultdict[int, list[When]] = defaultdict(list)

    def for_(self, youth: str, when: When) -> int:
        free = self.free.get(when)
        if free is None:
            for week in when.week_numbers:
                self.asked_in_week[week].append(when)
            free = self.everybody
            for page in self.pages.values():
                if not page.is_free(when):
                    free &= ~page.bit
            self.free[when] = free
        return free & (~self.with_enough | self.followed_by[youth])

    def note(self, page: MentorPage, changed: When, youth: str) -> None:
        bit, hers = page.bit, self.followed_by[youth]
        self.with_enough = self.with_enough | bit if page.has_enough_youths else self.with_enough & ~bit
        self.followed_by[youth] = hers | bit if youth in page.follows else hers & ~bit
        for when in {when: None for week in changed.week_numbers for when in self.asked_in_week[week]}:
            free = self.free[when]
            self.free[when] = free | bit if page.is_free(when) else free & ~bit
