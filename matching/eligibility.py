"""Which options are worth a variable: everything that no rule bars by itself. What is barred keeps its reasons.

For an occurrence o of a request r, a window w, and over all sites s (and mentors m alike):

    sites[o, w]  =  whom[r]  &  when[span(w)]  &  ~excluded[o, w]

Each of the three is a set of sites as one whole number (see masks), and each is asked of the rules as seldom as it can
be: `whom` once for every request, of all sites together, `when` once for every span of time that any window has, for
all sites at once, `excluded` only where the coordinator has named somebody or something. So thousands of windows cost
one `&` each, and objects are made only for what is left.

    a mentor who has to be there and cannot be takes the sites with her:
    mentors[o, w] empty  =>  no site of [o, w] that needs a mentor,  and none at all if the request must have one
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from matching.candidates import Candidate, Eligible, Named
from matching.constraints import RULES
from matching.horizon import Flags, Times
from matching.masks import Among, masks_of_rows
from matching.problem import (
    Along,
    Mentor,
    Problem,
    Request,
    Site,
    Window,
)
from matching.rule import Reason, Rule
from matching.whom import Whom, Words

Key = tuple[str, str]  # occurrence and window
Spans = dict[tuple[int, int], int]


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
        self._sites_for = Whom(Among(self.site_roster, problem.sites), [rule.bars_sites for rule in rules])
        self._mentors_for = Whom(Among(self.mentor_roster, problem.mentors), [rule.bars_mentors for rule in rules])
        self._words = Words(problem, rules)
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
        company: int | None = None
        for occurrence in request.occurrences if whom else ():
            named = self._words.about(occurrence, request)
            for window in occurrence.windows:
                sites = whom & self._site_when[window.arrival, window.departure]
                if not sites or any(bars(problem, youth, request, window) for bars in self._bars_window):
                    continue
                mentors = 0
                if named:
                    sites &= ~self._words.sites(named, occurrence, window, self.site_roster)
                if request.mentor is not Along.NO or sites & self.needing:
                    if company is None:
                        company = self._mentors_for.allowed(problem, youth, request)
                    mentors = company & self._mentor_when[window.mentor_times]
                    if named:
                        mentors &= ~self._words.mentors(named, occurrence, window, self.mentor_roster)
                if not mentors:
                    sites = 0 if request.mentor is Along.MUST else sites & ~self.needing
                if sites:
                    self.sites[occurrence.id, window.id] = sites
                    if mentors:
                        self.mentors[occurrence.id, window.id] = mentors


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
