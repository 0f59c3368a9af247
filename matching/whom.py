"""Who may be with whom, and what the coordinator has said: the parts of eligibility that no clock decides.

Both are asked as seldom as they can be: the rules about persons once for every request, about all adults as a set, so that
nobody is asked about a youth of another district; the rules about single options only where a pin or an exclusion names
something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from matching.masks import Among, Roster
from matching.problem import (
    Exclusion,
    Mentor,
    Occurrence,
    Pin,
    Problem,
    Request,
    Site,
    Window,
    Youth,
)
from matching.rule import Rule

Adult = TypeVar("Adult", Site, Mentor)


class Whom(Generic[Adult]):
    """Who with whom: every rule is asked once for a request, of all adults together."""

    def __init__(
        self, adults: Among[Adult], rules: Sequence[Callable[[Problem, Youth, Request, Among[Adult]], int] | None]
    ) -> None:
        self.adults: Among[Adult] = adults
        self.rules: list[Callable[[Problem, Youth, Request, Among[Adult]], int]] = [
            bars for bars in rules if bars is not None
        ]

    def allowed(self, problem: Problem, youth: Youth, request: Request) -> int:
        barred = 0
        for bars in self.rules:
            barred |= bars(problem, youth, request, self.adults)
        return self.adults.everybody & ~barred


class Words:
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
