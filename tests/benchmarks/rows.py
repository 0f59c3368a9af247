"""The rows of the obvious programme: one for each thing that may not be.

Limits over time are rows "at every arrival, no more than fit"; what two stays must not do to each other is a row for
each pair. Where an outsider would simplify, it is simplified to the safe side: a mentor is with one youth at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from matching.horizon import Span
from matching.problem import Along, Claim, Kind, Mixing, Problem, SiblingRule
from tests.benchmarks.facts import Facts, Where

DAY = 1440
INFINITE = 10**9


@dataclass
class Row:
    columns: list[int]
    weights: list[int]
    low: int
    high: int


def grouped(items: Iterable[Any], key: Callable[[Any], Hashable]) -> dict[Any, list[Any]]:
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


class Rows:
    """Written once, when it is made; whoever has more to say may add columns and rows."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.problem: Problem = facts.problem
        self.where = list(enumerate(facts.where))
        self.who = list(enumerate(facts.who, start=len(facts.where)))
        self.columns = len(self.where) + len(self.who)
        self.rows: list[Row] = []
        self.by_site = grouped(self.where, lambda each: each[1].site.id)
        self.by_youth = grouped(self.where, lambda each: each[1].request.youth)
        self.by_mentor = grouped(self.who, lambda each: each[1].mentor.id)
        self.fixed_at = grouped(self.problem.claims, lambda claim: claim.site)
        self.fixed_of = grouped(self.problem.claims, lambda claim: claim.youth)
        self.fixed_by = grouped((c for c in self.problem.claims if c.mentor), lambda claim: claim.mentor)
        self.siblings = {
            frozenset((s.first, s.second)) for s in self.problem.siblings if s.rule is not SiblingRule.APART
        }
        self._write()

    def _write(self) -> None:
        self._one_option_each()
        for site in self.problem.sites:
            self._site(site.id)
        for youth in self.problem.youths:
            self._youth(youth.id)
        self._pairs_of_youths()
        self._presence()
        for mentor in self.problem.mentors:
            self._mentor(mentor.id)
        self._words_of_adults()

    def new(self) -> int:
        self.columns += 1
        return self.columns - 1

    def add(self, columns: list[int], high: int, weights: list[int] | None = None, low: int = -INFINITE) -> None:
        weights = weights or [1] * len(columns)
        if columns and (low > -INFINITE or sum(w for w in weights if w > 0) > high):
            self.rows.append(Row(columns, weights, low, high))

    def _one_option_each(self) -> None:
        for options in grouped(self.where, lambda each: each[1].occurrence).values():
            self.add([n for n, _ in options], 1)

    def _at_every_arrival(self, mine: list[tuple[int, Span]], fixed: list[tuple[str, Span]], most: int) -> None:
        """At each arrival no more than `most` are there; held claims of one occurrence count once."""
        coming = sorted([*((span, n) for n, span in mine), *((span, o) for o, span in fixed)], key=lambda e: e[0].start)
        here: list[tuple[Span, int | str]] = []
        for moment, arriving in groupby(coming, key=lambda each: each[0].start):
            here = [*(each for each in here if each[0].end > moment), *arriving]
            there = [n for _, n in here if isinstance(n, int)]
            self.add(there, max(0, most - len({o for _, o in here if isinstance(o, str)})))

    def _nights(self, span: Span, month: str) -> int:
        nights = self.problem.calendar.nights
        return sum(nights[n].month == month for n in self.problem.calendar.nights_of(span))

    def _nights_per_month(self, mine: list[tuple[int, Where]], fixed: list[Claim], most: int) -> None:
        for month in self.problem.calendar.months:
            counted = [(n, self._nights(each.window.span, month.id)) for n, each in mine]
            used: dict[str, int] = defaultdict(int)
            for claim in fixed:
                used[claim.occurrence] = max(used[claim.occurrence], self._nights(claim.span, month.id))
            terms = [(n, nights) for n, nights in counted if nights]
            self.add([n for n, _ in terms], max(0, most - sum(used.values())), [nights for _, nights in terms])

    def _site(self, id_: str) -> None:
        site, mine, fixed = self.problem.site[id_], self.by_site[id_], self.fixed_at[id_]

        def until(span: Span, more: int) -> Span:
            return Span(span.start, span.end + more)

        self._at_every_arrival(
            [(n, until(each.window.span, site.turnaround)) for n, each in mine],
            [(claim.occurrence, until(claim.span, site.turnaround)) for claim in fixed],
            site.beds,
        )
        limits = site.limits
        if limits.nights_per_month is not None:
            self._nights_per_month(mine, fixed, limits.nights_per_month)
        if limits.stays_per_month is not None:
            for month in self.problem.calendar.months:
                stays = [n for n, e in mine if e.request.kind is Kind.STAY and month.span.covers(_start(e.window.span))]
                there = {c.occurrence for c in fixed if c.kind is Kind.STAY and month.span.covers(_start(c.span))}
                self.add(stays, max(0, limits.stays_per_month - len(there)))
        if limits.rest_days:
            self._rest(mine, fixed, limits.rest_days * DAY)
        if site.beds > 1:
            self._mixing(site.mixing, mine, fixed)

    def _rest(self, mine: list[tuple[int, Where]], fixed: list[Claim], rest: int) -> None:
        slept = [(n, e.window.span, e.occurrence) for n, e in mine if self._sleeps(e.window.span)]
        slept.sort(key=lambda each: each[1].start)
        for k, (n, one, first) in enumerate(slept):
            for m, two, second in slept[k + 1 :]:
                if two.start >= one.end + rest:
                    break
                if first != second and two.start >= one.end:
                    self.add([n, m], 1)
        for claim in fixed:
            for n, span, _ in slept:
                gap = max(span.start - claim.span.end, claim.span.start - span.end)
                if self._sleeps(claim.span) and 0 <= gap < rest:
                    self.add([n], 0)

    def _sleeps(self, span: Span) -> bool:
        return len(self.problem.calendar.nights_of(span)) > 0

    def _mixing(self, rule: Mixing, mine: list[tuple[int, Where]], fixed: list[Claim]) -> None:
        if not (rule.one_household or rule.one_group or rule.largest_age_gap is not None):
            return
        guests = [(n, each.request.youth, each.window.span) for n, each in mine]
        guests += [(None, claim.youth, claim.span) for claim in fixed]
        guests.sort(key=lambda each: each[2].start)
        for k, (n, a, one) in enumerate(guests):
            for m, b, two in guests[k + 1 :]:
                if two.start >= one.end:
                    break
                if a != b and not self._may_mix(rule, a, b):
                    there = [column for column in (n, m) if column is not None]
                    self.add(there, len(there) - 1)

    def _may_mix(self, rule: Mixing, a: str, b: str) -> bool:
        one, two = self.problem.youth[a], self.problem.youth[b]
        if frozenset((a, b)) in self.siblings:
            return True
        too_far = rule.largest_age_gap is not None and abs(one.age - two.age) > rule.largest_age_gap
        return not (rule.one_household or (rule.one_group and one.group != two.group) or too_far)

    def _youth(self, id_: str) -> None:
        youth, mine, fixed = self.problem.youth[id_], self.by_youth[id_], self.fixed_of[id_]
        self._at_every_arrival(
            [(n, each.window.span) for n, each in mine], [(claim.occurrence, claim.span) for claim in fixed], 1
        )
        if youth.grant is not None:
            self._nights_per_month(mine, fixed, youth.grant.nights_per_month)
        visits = [(n, each) for n, each in mine if each.request.kind is Kind.VISIT]
        for n, each in mine:
            if not each.request.visit_first or each.request.kind is Kind.VISIT or each.site.id in youth.known:
                continue
            if self._has_visited(each, fixed):
                continue
            before = [m for m, v in visits if v.site.id == each.site.id and v.window.departure <= each.window.arrival]
            self.add([n, *before], 0, [1, *([-1] * len(before))])

    def _has_visited(self, each: Where, fixed: list[Claim]) -> bool:
        visits = grouped((claim for claim in fixed if claim.kind is Kind.VISIT), lambda claim: claim.occurrence)
        return any(
            all(claim.site == each.site.id and claim.departure <= each.window.arrival for claim in held)
            for held in visits.values()
        )

    def _pairs_of_youths(self) -> None:
        for pair in self.problem.apart:
            youths = sorted(each for each in pair if each in self.problem.youth)
            if len(youths) == 2:
                self._never_meet(*youths, lambda one, two: one == two)
        for siblings in self.problem.siblings:
            if siblings.rule is SiblingRule.TOGETHER:
                self._never_meet(siblings.first, siblings.second, lambda one, two: one != two)
        for occurrence in self.problem.occurrence.values():
            if occurrence.together_with is not None and occurrence.id < occurrence.together_with:
                sides = [
                    grouped(
                        ((n, e) for n, e in self.where if e.occurrence == id_),
                        lambda each: (each[1].site.id, each[1].window.span),
                    )
                    for id_ in (occurrence.id, occurrence.together_with)
                ]
                for key in {*sides[0], *sides[1]}:
                    one, two = ([n for n, _ in side.get(key, ())] for side in sides)
                    self.add([*one, *two], 0, [*[1] * len(one), *[-1] * len(two)], low=0)

    def _never_meet(self, a: str, b: str, clash: Callable[[str, str], bool]) -> None:
        """No two stays of theirs at the same time that clash by where they are."""
        for (n, one), (m, two) in ((x, y) for x in self.by_youth[a] for y in self.by_youth[b]):
            if one.window.span.overlaps(two.window.span) and clash(one.site.id, two.site.id):
                self.add([n, m], 1)
        for mine, theirs in ((a, b), (b, a)):
            for claim in self.fixed_of[theirs]:
                for n, each in self.by_youth[mine]:
                    if each.window.span.overlaps(claim.span) and clash(each.site.id, claim.site):
                        self.add([n], 0)

    def _presence(self) -> None:
        company = grouped(self.who, lambda each: (each[1].occurrence, each[1].window.id))
        for key, places in grouped(self.where, lambda each: (each[1].occurrence, each[1].window.id)).items():
            mentors = [n for n, _ in company.get(key, ())]
            anywhere = [n for n, _ in places]
            needing = [n for n, each in places if each.site.needs_mentor]
            wanted = places[0][1].request.mentor
            low = 0 if wanted is Along.MUST else -INFINITE
            allowed = needing if wanted is Along.NO else anywhere
            self.add([*mentors, *allowed], 0, [*[1] * len(mentors), *[-1] * len(allowed)], low=low)
            if needing and wanted is not Along.MUST:
                self.add([*needing, *mentors], 0, [*[1] * len(needing), *[-1] * len(mentors)])

    def _mentor(self, id_: str) -> None:
        mentor, mine, fixed = self.problem.mentor[id_], self.by_mentor[id_], self.fixed_by[id_]
        self._at_every_arrival(
            [(n, each.window.mentor_span) for n, each in mine],
            [(claim.occurrence, claim.mentor_span) for claim in fixed],
            1,
        )
        if mentor.minutes_per_week is not None:
            spans = [(n, each.window.mentor_span) for n, each in mine]
            for week in self.problem.calendar.weeks:
                in_it = [(n, span) for n, span in spans if span.start < week.end and week.start < span.end]
                terms = [(n, _shared(span, week.span)) for n, span in in_it]
                used: dict[str, int] = defaultdict(int)
                for claim in fixed:
                    used[claim.occurrence] = max(used[claim.occurrence], _shared(claim.mentor_span, week.span))
                left = max(0, mentor.minutes_per_week - sum(used.values()))
                self.add([n for n, _ in terms], left, [minutes for _, minutes in terms])
        if mentor.most_youths is not None:
            already = {claim.youth for claim in fixed}
            follows = []
            for youth, hers in grouped(mine, lambda each: each[1].request.youth).items():
                if youth not in already:
                    follows.append(self.new())
                    for n, _ in hers:
                        self.add([n, follows[-1]], 0, [1, -1])
            self.add(follows, max(0, mentor.most_youths - len(already)))

    def _words_of_adults(self) -> None:
        for pin in self.problem.pins:
            columns = [n for n, each in self.where if each.occurrence == pin.occurrence]
            self.add(columns, 1, low=1)
            if pin.mentor is not None:
                self.add([n for n, each in self.who if each.occurrence == pin.occurrence], 1, low=1)
        if self.problem.budget is not None:
            calendar = self.problem.calendar
            costs = [each.site.cost_per_night * len(calendar.nights_of(each.window.span)) for _, each in self.where]
            self.add([n for n, _ in self.where], self.problem.budget, costs)


def _start(span: Span) -> Span:
    return Span(span.start, span.start + 1)


def _shared(one: Span, two: Span) -> int:
    return max(0, min(one.end, two.end) - max(one.start, two.start))
