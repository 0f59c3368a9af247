"""The options of each occurrence with their points, best first: the table that everything else looks up in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

from matching.candidates import Candidate, Company, Eligible
from matching.eligibility import eligible
from matching.ledger import Ledger
from matching.plan import Placement, Stay, stay_of
from matching.points import mentor_points, site_points
from matching.problem import Along, Problem

MENTORS = 8  # how many mentors are tried for one window where no search is made
ABOUT_THE_MENTOR = {"kept_apart", "mentor_one_place", "mentor_hours", "mentor_head_count", "pins_and_exclusions"}


@dataclass(frozen=True)
class Option:
    """A placement that no rule bars by itself, and what it is worth to her."""

    placement: Placement
    points: int


class Table:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.eligible: Eligible = eligible(problem)
        self.candidates: defaultdict[str, list[tuple[Candidate, int]]] = defaultdict(list)
        self.companies: defaultdict[tuple[str, str], list[tuple[Company, int]]] = defaultdict(list)
        remembered: dict[tuple[str, str, int], int] = {}
        for each in self.eligible.candidates:
            request = problem.request_of[each.occurrence]
            key = (request.id, each.site, each.window.preference)
            if key not in remembered:
                remembered[key] = site_points(problem, request, each.window, each.site)
            self.candidates[each.occurrence].append((each, remembered[key]))
        for company in self.eligible.companies:
            request = problem.request_of[company.occurrence]
            key = (request.id, company.mentor, -1)
            if key not in remembered:
                remembered[key] = mentor_points(problem, request, company.mentor)
            self.companies[company.occurrence, company.window.id].append((company, remembered[key]))
        self._options: dict[str, tuple[Option, ...]] = {}

    def options(self, occurrence: str) -> tuple[Option, ...]:
        """The eligible options, best first; equals in the order of the document, mentors a likely few for each window."""
        if occurrence not in self._options:
            found = list(self._options_of(occurrence))
            self._options[occurrence] = tuple(sorted(found, key=lambda option: -option.points))
        return self._options[occurrence]

    def _options_of(self, occurrence: str) -> Iterator[Option]:
        wanted = self.problem.request_of[occurrence].mentor
        pinned = {pin.occurrence: pin.mentor for pin in self.problem.pins}.get(occurrence)
        mentors: dict[str, list[tuple[Company, int]]] = {}
        for candidate, points in self.candidates.get(occurrence, ()):
            needed = self.problem.site[candidate.site].needs_mentor
            window = candidate.window.id
            if wanted is not Along.NO or needed:
                if window not in mentors:
                    mentors[window] = self._likely_mentors(occurrence, window)
                for company, more in mentors[window]:
                    yield Option(Placement(occurrence, window, candidate.site, company.mentor), points + more)
            if wanted is not Along.MUST and not needed and pinned is None:
                yield Option(Placement(occurrence, window, candidate.site), points)

    def _likely_mentors(self, occurrence: str, window: str) -> list[tuple[Company, int]]:
        """The best few for this window. Among equals, others for others: not everybody asks the same mentor first."""
        company = self.companies.get((occurrence, window), [])
        if len(company) <= MENTORS:
            return company
        mixed = sorted(company, key=lambda each: (-each[1], crc32(f"{occurrence} {each[0].mentor}".encode())))
        return mixed[:MENTORS]

    def fitting(self, ledger: Ledger, occurrence: str) -> Iterator[Option]:
        """The options that fit beside all that is in the book, best first. What the house or the youth bars is not
        asked again for every mentor."""
        barred: set[tuple[str, str]] = set()
        for option in self.options(occurrence):
            one = option.placement
            if (one.window, one.site) in barred:
                continue
            blocker = next(ledger.blockers(self.stay(one)), None)
            if blocker is None:
                yield option
            elif blocker not in ABOUT_THE_MENTOR:
                barred.add((one.window, one.site))

    def stay(self, placement: Placement) -> Stay:
        return stay_of(self.problem, placement)

    @cached_property
    def occurrences_of(self) -> dict[str, tuple[str, ...]]:
        """Occurrences with at least one eligible option, by youth."""
        by_youth: dict[str, list[str]] = {youth.id: [] for youth in self.problem.youths}
        for request in self.problem.requests:
            by_youth[request.youth] += [each.id for each in request.occurrences if each.id in self.candidates]
        return {youth: tuple(many) for youth, many in by_youth.items()}

    @cached_property
    def best_points(self) -> dict[str, int]:
        """The points of her best options together, by youth, as if they all fitted: never less than her ideal."""
        return {
            youth: sum(self.options(each)[0].points for each in many if self.options(each))
            for youth, many in self.occurrences_of.items()
        }
