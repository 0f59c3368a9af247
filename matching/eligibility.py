"""Which options are worth a variable: everything that no rule bars by itself. What is barred keeps its reasons.

For an occurrence o of a request r, a window w, and over all sites s (and mentors m alike):

    sites[o, w]  =  whom[r]  &  when[span(w)]  -  excluded[o, w]

Each of the three is a set of sites as one whole number (see masks), and each is asked of the rules as seldom as it can
be: `whom` once for every youth and set of musts and nevers, `when` once for every span of time that any window has, for
all sites at once, `excluded` only where the coordinator has named somebody or something. So thousands of windows cost
one `&` each, and objects are made only for what is left.

    a mentor who has to be there and cannot be takes the sites with her:
    mentors[o, w] empty  =>  no site of [o, w] that needs a mentor,  and none at all if the request must have one
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

import numpy as np

from matching.candidates import Candidate, Eligible, Named
from matching.constraints import RULES
from matching.horizon import Flags, Times
from matching.masks import Roster, masks_of_rows
from matching.problem import (
    Along,
    Exclusion,
    Kind,
    Mentor,
    Occurrence,
    Pin,
    Problem,
    Request,
    Site,
    Strength,
    Subject,
    Window,
    Wish,
    Youth,
)
from matching.rule import Reason, Rule

Key = tuple[str, str]  # occurrence and window
Spans = dict[tuple[int, int], int]
Whose = tuple[str, Kind, tuple[Wish, ...]]
Adult = TypeVar("Adult", Site, Mentor)


def eligible(problem: Problem, rules: Sequence[Rule] = RULES) -> Eligible:
    """All candidates in the order of the document, and who could come along."""
    return Eligibility(problem, rules).eligible()


class Eligibility:
    """Sites and mentors for every occurrence and window that has any, as masks over the two rosters."""

    def __init__(self, problem: Problem, rules: Sequence[Rule] = RULES) -> None:
        self.problem = problem
        self.rules = rules
        self.site_roster = problem.site_roster
        self.mentor_roster = problem.mentor_roster
        self.needing = self.site_roster.mask(site.id for site in problem.sites if site.needs_mentor)
        self.sites: dict[Key, int] = {}
        self.mentors: dict[Key, int] = {}
        self._sites_for = _Whom(
            self.site_roster, problem.site, [rule.bars_site for rule in rules], (Subject.SITE, Subject.TRAIT)
        )
        self._mentors_for = _Whom(
            self.mentor_roster,
            problem.mentor,
            [rule.bars_mentor for rule in rules],
            (Subject.MENTOR, Subject.MENTOR_TRAIT),
        )
        self._named = _Named(problem, rules)
        windows = list(problem.window.values())
        self._site_when = _open_sites(problem, rules, list({(each.arrival, each.departure) for each in windows}))
        self._mentor_when = _free_mentors(problem, rules, list({each.mentor_times for each in windows}))
        self._bars_window = [rule.bars_window for rule in rules if rule.bars_window is not None]
        for request in problem.requests:
            self._filter(request)

    def eligible(self) -> Eligible:
        problem, names = self.problem, self.site_roster.names
        return Eligible(
            tuple(
                Candidate(occurrence.id, request.id, request.youth, window, site)
                for request in problem.requests
                for occurrence in request.occurrences
                for window in occurrence.windows
                for site in names(self.sites.get((occurrence.id, window.id), 0))
            ),
            Named(self.mentor_roster, self.mentors),
        )

    def _filter(self, request: Request) -> None:
        problem = self.problem
        youth = problem.youth[request.youth]
        whom = self._sites_for.allowed(problem, youth, request)
        for occurrence in request.occurrences if whom else ():
            named = self._named.about(occurrence, request)
            for window in occurrence.windows:
                sites = whom & self._site_when[window.arrival, window.departure]
                if not sites or any(bars(problem, youth, request, window) for bars in self._bars_window):
                    continue
                mentors = 0
                if named:
                    sites &= ~self._named.sites(named, occurrence, window, self.site_roster)
                if request.mentor is not Along.NO or sites & self.needing:
                    mentors = (
                        self._mentors_for.allowed(problem, youth, request) & self._mentor_when[window.mentor_times]
                    )
                    if named:
                        mentors &= ~self._named.mentors(named, occurrence, window, self.mentor_roster)
                if not mentors:
                    sites = 0 if request.mentor is Along.MUST else sites & ~self.needing
                if sites:
                    self.sites[occurrence.id, window.id] = sites
                    if mentors:
                        self.mentors[occurrence.id, window.id] = mentors


class _Whom(Generic[Adult]):
    """Who with whom: asked of every adult once for each youth, and for what she has called a must or a never."""

    def __init__(
        self,
        roster: Roster,
        adults: Mapping[str, Adult],
        rules: Sequence[Callable[[Problem, Youth, Request, Adult], bool] | None],
        subjects: tuple[Subject, Subject],
    ) -> None:
        self.roster = roster
        self.adults: Mapping[str, Adult] = adults
        self.subjects = subjects
        self.rules: list[tuple[int, int, Callable[[Problem, Youth, Request, Adult], bool]]] = [
            (0, n, bars) for n, bars in enumerate(rules) if bars is not None
        ]
        self.known: dict[Whose, int] = {}

    def allowed(self, problem: Problem, youth: Youth, request: Request) -> int:
        words = tuple(
            each
            for each in request.wishes
            if each.subject in self.subjects and each.strength in (Strength.MUST, Strength.NEVER)
        )
        whose = (youth.id, request.kind, words)
        if whose not in self.known:
            request = replace(request, wishes=words)
            # A must or a never only bars more: what is barred without any needs no second asking.
            among = self.allowed(problem, youth, replace(request, wishes=())) if words else None
            left = [self.adults[each] for each in (self.roster.ids if among is None else self.roster.names(among))]
            for k, (barred, n, bars) in enumerate(self.rules):
                passed = [each for each in left if not bars(problem, youth, request, each)]
                self.rules[k] = (barred + len(passed) - len(left), n, bars)
                left = passed
            self.rules.sort(key=lambda rule: rule[:2])  # the one that bars most is asked first
            self.known[whose] = self.roster.mask(each.id for each in left)
        return self.known[whose]


class _Named:
    """What pins and exclusions name. Only where one of them can apply are the rules about single options asked."""

    def __init__(self, problem: Problem, rules: Sequence[Rule]) -> None:
        self.problem = problem
        self.bars_option = [rule.bars_option for rule in rules if rule.bars_option is not None]
        self.bars_company = [rule.bars_company for rule in rules if rule.bars_company is not None]
        self.by_occurrence: dict[str | None, list[Pin | Exclusion]] = {}
        self.by_youth: dict[str | None, list[Pin | Exclusion]] = {}
        words: tuple[Pin | Exclusion, ...] = (*problem.pins, *problem.exclusions)
        for each in words:
            if each.occurrence is not None:
                self.by_occurrence.setdefault(each.occurrence, []).append(each)
            elif isinstance(each, Exclusion):
                self.by_youth.setdefault(each.youth, []).append(each)

    def about(self, occurrence: Occurrence, request: Request) -> list[Pin | Exclusion]:
        by_occurrence = self.by_occurrence.get(occurrence.id, [])
        return [*by_occurrence, *self.by_youth.get(request.youth, []), *self.by_youth.get(None, [])]

    def sites(self, named: list[Pin | Exclusion], occurrence: Occurrence, window: Window, roster: Roster) -> int:
        """The sites out of the question; asked of each only where a pin, or words about no site at all, concern all."""
        some = [each.site for each in named if isinstance(each, Exclusion)]
        everywhere = len(some) < len(named) or None in some
        return roster.mask(
            each
            for each in (roster.ids if everywhere else {one for one in some if one is not None})
            if any(bars(self.problem, occurrence.id, window, self.problem.site[each]) for bars in self.bars_option)
        )

    def mentors(self, named: list[Pin | Exclusion], occurrence: Occurrence, window: Window, roster: Roster) -> int:
        everybody = any(isinstance(each, Pin) for each in named)
        some = {each.mentor for each in named if each.mentor is not None}
        return roster.mask(
            each
            for each in (roster.ids if everybody else some)
            if any(bars(self.problem, occurrence.id, window, self.problem.mentor[each]) for bars in self.bars_company)
        )


def _open_sites(problem: Problem, rules: Sequence[Rule], spans: list[tuple[int, int]]) -> Spans:
    times = Times(spans, problem.calendar.nights)
    bars = [rule.bars_times_at_site for rule in rules if rule.bars_times_at_site is not None]
    columns = [_none_of(times, [barred(problem, times, site) for barred in bars]) for site in problem.sites]
    return dict(zip(spans, masks_of_rows(columns, len(spans)), strict=True))


def _free_mentors(problem: Problem, rules: Sequence[Rule], spans: list[tuple[int, int]]) -> Spans:
    times = Times(spans, problem.calendar.nights)
    bars = [rule.bars_times_of_mentor for rule in rules if rule.bars_times_of_mentor is not None]
    columns = [_none_of(times, [barred(problem, times, mentor) for barred in bars]) for mentor in problem.mentors]
    return dict(zip(spans, masks_of_rows(columns, len(spans)), strict=True))


def _none_of(times: Times, barred: list[Flags]) -> Flags:
    allowed: Flags = np.ones(len(times.start), dtype=np.bool_)
    for flags in barred:
        allowed &= ~flags
    return allowed


def site_reasons(problem: Problem, occurrence: str, window: Window, site: Site) -> tuple[Reason, ...]:
    """Every reason that by itself bars this occurrence from this window at this site; empty if none does."""
    request = problem.request_of[occurrence]
    return tuple(
        dict.fromkeys(
            (
                *_site_barred(RULES, problem, request, site),
                *_window_barred(RULES, problem, request, window),
                *_time_barred(RULES, problem, window, site),
                *_option_barred(RULES, problem, occurrence, window, site),
            )
        )
    )


def mentor_reasons(problem: Problem, occurrence: str, window: Window, mentor: Mentor) -> tuple[Reason, ...]:
    request = problem.request_of[occurrence]
    return tuple(
        dict.fromkeys(
            (
                *_mentor_barred(RULES, problem, request, mentor),
                *_mentor_time_barred(RULES, problem, window, mentor),
                *_company_barred(RULES, problem, occurrence, window, mentor),
            )
        )
    )


def _site_barred(rules: Sequence[Rule], problem: Problem, request: Request, site: Site) -> Iterator[Reason]:
    youth = problem.youth[request.youth]
    for rule in rules:
        if rule.bars_site is not None and rule.bars_site(problem, youth, request, site):
            yield rule.reason


def _window_barred(rules: Sequence[Rule], problem: Problem, request: Request, window: Window) -> Iterator[Reason]:
    youth = problem.youth[request.youth]
    for rule in rules:
        if rule.bars_window is not None and rule.bars_window(problem, youth, request, window):
            yield rule.reason


def _time_barred(rules: Sequence[Rule], problem: Problem, window: Window, site: Site) -> Iterator[Reason]:
    for rule in rules:
        if rule.bars_time_at_site is not None and rule.bars_time_at_site(problem, window, site):
            yield rule.reason


def _option_barred(
    rules: Sequence[Rule], problem: Problem, occurrence: str, window: Window, site: Site
) -> Iterator[Reason]:
    for rule in rules:
        if rule.bars_option is not None and rule.bars_option(problem, occurrence, window, site):
            yield rule.reason


def _mentor_barred(rules: Sequence[Rule], problem: Problem, request: Request, mentor: Mentor) -> Iterator[Reason]:
    youth = problem.youth[request.youth]
    for rule in rules:
        if rule.bars_mentor is not None and rule.bars_mentor(problem, youth, request, mentor):
            yield rule.reason


def _mentor_time_barred(rules: Sequence[Rule], problem: Problem, window: Window, mentor: Mentor) -> Iterator[Reason]:
    for rule in rules:
        if rule.bars_time_of_mentor is not None and rule.bars_time_of_mentor(problem, window, mentor):
            yield rule.reason


def _company_barred(
    rules: Sequence[Rule], problem: Problem, occurrence: str, window: Window, mentor: Mentor
) -> Iterator[Reason]:
    for rule in rules:
        if rule.bars_company is not None and rule.bars_company(problem, occurrence, window, mentor):
            yield rule.reason
