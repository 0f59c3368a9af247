"""What bars an option by itself, remembered: who with whom, and when, are asked once however many options share them.

The same filters that decide which candidates exist, kept here with their reasons, so that hundreds of thousands of
questions "why not this one?" are look-ups.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from matching.constraints import RULES
from matching.problem import Mentor, Problem, Request, Site, Strength, Window

_SITE = tuple((rule.code, rule.bars_site) for rule in RULES if rule.bars_site is not None)
_WINDOW = tuple((rule.code, rule.bars_window) for rule in RULES if rule.bars_window is not None)
_TIME = tuple((rule.code, rule.bars_time_at_site) for rule in RULES if rule.bars_time_at_site is not None)
_OPTION = tuple((rule.code, rule.bars_option) for rule in RULES if rule.bars_option is not None)
_MENTOR = tuple((rule.code, rule.bars_mentor) for rule in RULES if rule.bars_mentor is not None)
_MENTOR_TIME = tuple((rule.code, rule.bars_time_of_mentor) for rule in RULES if rule.bars_time_of_mentor is not None)
_COMPANY = tuple((rule.code, rule.bars_company) for rule in RULES if rule.bars_company is not None)

Codes = tuple[str, ...]


@dataclass
class Bars:
    """Codes of the rules that bar, each once, in the order of the rules."""

    problem: Problem
    _sites: dict[tuple[str, str], Codes] = field(default_factory=dict)
    _times: dict[tuple[str, int, int], Codes] = field(default_factory=dict)
    _mentors: dict[tuple[str, str], Codes] = field(default_factory=dict)
    _mentor_times: dict[tuple[str, int, int], Codes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._has_words = bool(self.problem.pins or self.problem.exclusions)
        # Of a request only its musts and nevers bar anybody, so her requests without any are one.
        self._who = {
            request.id: request.id
            if any(wish.strength in (Strength.MUST, Strength.NEVER) for wish in request.wishes)
            else f"youth {request.youth}"
            for request in self.problem.requests
        }

    def at_site(self, occurrence: str, window: Window, site: Site) -> Codes:
        """Everything that by itself bars this occurrence from this window at this host or place."""
        problem = self.problem
        request = problem.request_of[occurrence]
        codes = self.of_site(request, site) + self.of_window(request, window) + self.of_time(window, site)
        if self._has_words:
            codes += tuple(code for code, bars in _OPTION if bars(problem, occurrence, window, site))
        return codes

    def with_mentor(self, occurrence: str, window: Window, mentor: Mentor) -> Codes:
        """Everything that by itself bars this mentor from coming along then."""
        problem = self.problem
        request = problem.request_of[occurrence]
        codes = self.of_mentor(request, mentor) + self.of_mentor_time(window, mentor)
        if self._has_words:
            codes += tuple(code for code, bars in _COMPANY if bars(problem, occurrence, window, mentor))
        return codes

    def of_site(self, request: Request, site: Site) -> Codes:
        key = (self._who[request.id], site.id)
        found = self._sites.get(key)
        if found is None:
            youth = self.problem.youth[request.youth]
            found = tuple([code for code, bars in _SITE if bars(self.problem, youth, request, site)])
            self._sites[key] = found
        return found

    def of_window(self, request: Request, window: Window) -> Codes:
        youth = self.problem.youth[request.youth]
        return tuple([code for code, bars in _WINDOW if bars(self.problem, youth, request, window)])

    def of_time(self, window: Window, site: Site) -> Codes:
        key = (site.id, window.arrival, window.departure)
        found = self._times.get(key)
        if found is None:
            found = tuple([code for code, bars in _TIME if bars(self.problem, window, site)])
            self._times[key] = found
        return found

    def of_mentor(self, request: Request, mentor: Mentor) -> Codes:
        key = (self._who[request.id], mentor.id)
        found = self._mentors.get(key)
        if found is None:
            youth = self.problem.youth[request.youth]
            found = tuple([code for code, bars in _MENTOR if bars(self.problem, youth, request, mentor)])
            self._mentors[key] = found
        return found

    def of_mentor_time(self, window: Window, mentor: Mentor) -> Codes:
        span = window.mentor_span
        key = (mentor.id, span.start, span.end)
        found = self._mentor_times.get(key)
        if found is None:
            found = tuple([code for code, bars in _MENTOR_TIME if bars(self.problem, window, mentor)])
            self._mentor_times[key] = found
        return found
