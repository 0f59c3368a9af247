"""The book of who is where, kept up to date stay by stay, that answers in microseconds: would this one fit as well?

Used where no search is needed: the first plan, menus, repairs, and "tonight". Like the checker it counts an occurrence
with several alternatives at its worst, so what fits here is safe whichever of them happens. Eligibility is not asked
again. It is a third telling of the rules, for speed; the checker judges everything that comes out of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from matching.horizon import Span
from matching.nights import months_of_nights
from matching.overlaps import maximal_overlaps, stretched
from matching.plan import Stay, fixed_stays
from matching.problem import Kind, Problem, Site

DAY = 24 * 60
Tally = defaultdict[tuple[str, str], dict[str, int]]  # (who, when) -> occurrence -> most of its alternatives


class Ledger:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.by_site: defaultdict[str, list[Stay]] = defaultdict(list)
        self.by_site_and_week: defaultdict[tuple[str, int], list[Stay]] = defaultdict(list)
        self.by_youth: defaultdict[str, list[Stay]] = defaultdict(list)
        self.by_mentor: defaultdict[str, list[Stay]] = defaultdict(list)
        self.by_occurrence: defaultdict[str, list[Stay]] = defaultdict(list)
        self.site_nights: Tally = defaultdict(dict)
        self.site_stays: Tally = defaultdict(dict)
        self.youth_nights: Tally = defaultdict(dict)
        self.cost: dict[str, int] = {}
        self.siblings: defaultdict[str, set[str]] = defaultdict(set)
        for pair in problem.together:
            one, two = sorted(pair)
            self.siblings[one].add(two)
            self.siblings[two].add(one)
        self.apart_from: defaultdict[str, set[str]] = defaultdict(set)
        for pair in problem.apart:
            one, two = sorted(pair)
            self.apart_from[one].add(two)
            self.apart_from[two].add(one)
        for stay in fixed_stays(problem):
            self.add(stay)

    def add(self, stay: Stay) -> None:
        self.by_site[stay.site].append(stay)
        for week in _weeks(stay.span):
            self.by_site_and_week[stay.site, week].append(stay)
        self.by_youth[stay.youth].append(stay)
        self.by_occurrence[stay.occurrence].append(stay)
        if stay.mentor is not None:
            self.by_mentor[stay.mentor].append(stay)
        self._count(stay)

    def _count(self, stay: Stay) -> None:
        o = stay.occurrence
        for month, nights in months_of_nights(self.problem, stay.span).items():
            for tally, key in ((self.site_nights, (stay.site, month)), (self.youth_nights, (stay.youth, month))):
                tally[key][o] = max(tally[key].get(o, 0), nights)
        arrival_month = self.problem.calendar.month_at(stay.span.start)
        if stay.kind is Kind.STAY and arrival_month is not None:
            self.site_stays[stay.site, arrival_month][o] = 1
        if not stay.fixed:
            self.cost[o] = max(self.cost.get(o, 0), self._cost(stay))

    def _cost(self, stay: Stay) -> int:
        each = self.problem.site[stay.site].cost_per_night
        return each * len(self.problem.calendar.nights_of(stay.span)) if each else 0

    def remove(self, *occurrences: str) -> list[Stay]:
        """Takes out everything of these occurrences, and returns it."""
        gone = [stay for occurrence in occurrences for stay in self.by_occurrence.pop(occurrence, [])]
        for stay in gone:
            self.by_site[stay.site].remove(stay)
            for week in _weeks(stay.span):
                self.by_site_and_week[stay.site, week].remove(stay)
            self.by_youth[stay.youth].remove(stay)
            if stay.mentor is not None:
                self.by_mentor[stay.mentor].remove(stay)
            for month in months_of_nights(self.problem, stay.span):
                self.site_nights[stay.site, month].pop(stay.occurrence, None)
                self.youth_nights[stay.youth, month].pop(stay.occurrence, None)
            arrival_month = self.problem.calendar.month_at(stay.span.start)
            if arrival_month is not None:
                self.site_stays[stay.site, arrival_month].pop(stay.occurrence, None)
            self.cost.pop(stay.occurrence, None)
        return gone

    def fits(self, stay: Stay) -> bool:
        return next(self.blockers(stay), None) is None

    def blockers(self, stay: Stay) -> Iterator[str]:
        """Codes of the rules that this stay, as one more alternative, would break beside all that is in the book."""
        site = self.problem.site[stay.site]
        hers = [each for each in self.by_youth[stay.youth] if each.occurrence != stay.occurrence]
        if any(each.span.overlaps(stay.span) for each in hers):
            yield "one_place_at_a_time"
        there = self._near(stay, site)
        yield from self._room(stay, site, there)
        yield from self._months(stay, site)
        yield from self._people(stay, site, there)
        yield from self._before(stay, hers)
        if stay.mentor is not None:
            yield from self._company(stay, stay.mentor)

    def _near(self, stay: Stay, site: Site) -> list[Stay]:
        """Others at the site, near enough in time to matter."""
        reach = max(site.turnaround, site.limits.rest_days * DAY)
        weeks = _weeks(Span(stay.span.start - reach, stay.span.end + reach))
        found = {id(each): each for week in weeks for each in self.by_site_and_week.get((stay.site, week), ())}
        return [each for each in found.values() if each.occurrence != stay.occurrence]

    def _room(self, stay: Stay, site: Site, there: list[Stay]) -> Iterator[str]:
        mine = stretched(stay.span, site.turnaround)
        met = [each for each in there if stretched(each.span, site.turnaround).overlaps(mine)]
        if len(met) >= site.beds and self._most_at_once(met, site.turnaround, mine) >= site.beds:
            yield "beds"
        rest = site.limits.rest_days * DAY
        if rest and len(self.problem.calendar.nights_of(stay.span)):
            for each in there:
                first, second = (each, stay) if each.span.start <= stay.span.start else (stay, each)
                gap = second.span.start - first.span.end
                if 0 <= gap < rest and len(self.problem.calendar.nights_of(each.span)):
                    yield "rest_between_stays"
                    break

    def _most_at_once(self, met: list[Stay], turnaround: int, within: Span) -> int:
        clipped = [
            Span(max(each.span.start, within.start), min(each.span.end + turnaround, within.end)) for each in met
        ]
        return max((len({met[n].occurrence for n in group}) for group in maximal_overlaps(clipped)), default=0)

    def _months(self, stay: Stay, site: Site) -> Iterator[str]:
        grant = self.problem.youth[stay.youth].grant
        nights = months_of_nights(self.problem, stay.span)
        for limit, tally, who, code in (
            (site.limits.nights_per_month, self.site_nights, stay.site, "nights_per_month"),
            (grant.nights_per_month if grant else None, self.youth_nights, stay.youth, "grant"),
        ):
            for month, count in nights.items() if limit is not None else ():
                used = tally[who, month]
                others = sum(used.values()) - used.get(stay.occurrence, 0)
                if limit is not None and others + max(count, used.get(stay.occurrence, 0)) > limit:
                    yield code
                    break
        arrival_month = self.problem.calendar.month_at(stay.span.start)
        if site.limits.stays_per_month is not None and stay.kind is Kind.STAY and arrival_month is not None:
            used = self.site_stays[stay.site, arrival_month]
            if len(used.keys() | {stay.occurrence}) > site.limits.stays_per_month:
                yield "stays_per_month"
        if self.problem.budget is not None:
            before = self.cost.get(stay.occurrence, 0)
            if sum(self.cost.values()) - before + max(before, self._cost(stay)) > self.problem.budget:
                yield "budget"

    def _people(self, stay: Stay, site: Site, there: list[Stay]) -> Iterator[str]:
        mixing = site.mixing
        mixes = not (mixing.one_household or mixing.one_group or mixing.largest_age_gap is not None)
        me = self.problem.youth[stay.youth]
        apart = self.apart_from.get(stay.youth, ())
        for each in there:
            if each.youth in apart and each.span.overlaps(stay.span):
                yield "kept_apart"
            if each.mentor is not None and each.mentor in apart and each.mentor_span.overlaps(stay.span):
                yield "kept_apart"
            from_mentor = self.apart_from.get(stay.mentor, ()) if stay.mentor is not None else ()
            if each.youth in from_mentor and each.span.overlaps(stay.mentor_span):
                yield "kept_apart"
            if mixes or each.youth == stay.youth or not each.span.overlaps(stay.span):
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
        for sibling in self.siblings.get(stay.youth, ()):
            if any(each.site != stay.site and each.span.overlaps(stay.span) for each in self.by_youth[sibling]):
                yield "siblings"
        linked = self.problem.occurrence[stay.occurrence].together_with
        if linked and any((s.site, s.span) != (stay.site, stay.span) for s in self.by_occurrence.get(linked, ())):
            yield "siblings"
        if linked and any((s.site, s.span) != (stay.site, stay.span) for s in self.by_occurrence[stay.occurrence]):
            yield "siblings"  # linked occurrences have one alternative: two choices could not be kept alike

    def _before(self, stay: Stay, hers: list[Stay]) -> Iterator[str]:
        if stay.kind is Kind.VISIT:
            # One more alternative for a visit must not leave a stay behind that leans on it.
            others = [*self.by_occurrence.get(stay.occurrence, ()), stay]
            leaning = [each for each in hers if self._needs_visit(each)]
            for each in leaning:
                if not any(_opens(held, each) for held in self._visits(each.youth, stay.occurrence, others)):
                    yield "visit_first"
                    return
        elif self._needs_visit(stay) and not any(_opens(held, stay) for held in self._visits(stay.youth, "", [])):
            yield "visit_first"

    def _needs_visit(self, stay: Stay) -> bool:
        is_asked = stay.visit_first and stay.kind is Kind.STAY and not stay.fixed
        return is_asked and stay.site not in self.problem.youth[stay.youth].known

    def _visits(self, youth: str, occurrence: str, instead: list[Stay]) -> list[list[Stay]]:
        visits = {each.occurrence for each in self.by_youth[youth] if each.kind is Kind.VISIT} - {occurrence}
        return [self.by_occurrence[each] for each in sorted(visits)] + ([instead] if instead else [])

    def _company(self, stay: Stay, mentor_id: str) -> Iterator[str]:
        mentor = self.problem.mentor[mentor_id]
        others = [each for each in self.by_mentor[mentor_id] if each.occurrence != stay.occurrence]
        met = [each for each in others if each.mentor_span.overlaps(stay.mentor_span)]
        if met and (mentor.youths_at_once == 1 or any(each.site != stay.site for each in met)):
            yield "mentor_one_place"
        elif len(met) >= mentor.youths_at_once:
            spans = [each.mentor_span for each in met]
            if (
                max(len({met[n].occurrence for n in group}) for group in maximal_overlaps(spans))
                >= mentor.youths_at_once
            ):
                yield "mentor_one_place"
        if mentor.minutes_per_week is not None and self._works_too_much(stay, mentor.minutes_per_week):
            yield "mentor_hours"
        if mentor.most_youths is not None:
            follows = {each.youth for each in self.by_mentor[mentor_id]}
            if stay.youth not in follows and len(follows) >= mentor.most_youths:
                yield "mentor_head_count"
        for exclusion in self.problem.exclusions:
            if (exclusion.site, exclusion.mentor) == (stay.site, stay.mentor):
                named = ((exclusion.youth, stay.youth), (exclusion.occurrence, stay.occurrence))
                if all(a in (None, b) for a, b in (*named, (exclusion.window, stay.window))):
                    yield "pins_and_exclusions"

    def _works_too_much(self, stay: Stay, limit: int) -> bool:
        company = [*self.by_mentor[stay.mentor or ""], stay]
        alternatives: defaultdict[str, list[tuple[str, Span]]] = defaultdict(list)
        for each in company:
            alternatives[each.occurrence].append((each.site, each.mentor_span))
        sure = {held[0] for held in alternatives.values() if len(held) == 1}
        touched = [span for _, span in alternatives[stay.occurrence]]  # one alternative more ends sharing for them all
        for week in self.problem.calendar.weeks:
            if not any(week.span.overlaps(span) for span in touched):
                continue
            worked = sum(_shared(span, week.span) for _, span in sure) + sum(
                max(_shared(span, week.span) for _, span in held) for held in alternatives.values() if len(held) > 1
            )
            if worked > limit:
                return True
        return False


def _weeks(span: Span) -> range:
    return range(span.start // (7 * DAY), (span.end - 1) // (7 * DAY) + 1)


def _shared(one: Span, two: Span) -> int:
    return max(0, min(one.end, two.end) - max(one.start, two.start))


def _opens(options: list[Stay], stay: Stay) -> bool:
    return bool(options) and all(visit.site == stay.site and visit.span.end <= stay.span.start for visit in options)
