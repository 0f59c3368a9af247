"""The options of each occurrence with their points, best first: the table that everything else looks up in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from matching.candidates import Candidate, Company, Eligible
from matching.eligibility import eligible
from matching.plan import Placement, Stay, stay_of
from matching.points import mentor_points, site_points
from matching.problem import Along, Problem


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
        """Every eligible option, best first; equals in the order of the document."""
        if occurrence not in self._options:
            found = list(self._options_of(occurrence))
            self._options[occurrence] = tuple(sorted(found, key=lambda option: -option.points))
        return self._options[occurrence]

    def _options_of(self, occurrence: str) -> Iterator[Option]:
        wanted = self.problem.request_of[occurrence].mentor
        pinned = {pin.occurrence: pin.mentor for pin in self.problem.pins}.get(occurrence)
        for candidate, points in self.candidates.get(occurrence, ()):
            needed = self.problem.site[candidate.site].needs_mentor
            if wanted is not Along.NO or needed:
                for company, more in self.companies.get((occurrence, candidate.window.id), ()):
                    yield Option(
                        Placement(occurrence, candidate.window.id, candidate.site, company.mentor), points + more
                    )
            if wanted is not Along.MUST and not needed and pinned is None:
                yield Option(Placement(occurrence, candidate.window.id, candidate.site), points)

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
