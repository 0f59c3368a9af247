"""Who may be with whom, and what the coordinator has said: the parts of eligibility that no clock decides.

Both are asked as seldom as they can be: the rules about persons once for every youth and what she has called a must or a
never, since nothing else of a request is read by them; the rules about single options only where a pin or an exclusion
names something.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from matching.masks import Roster
from matching.problem import (
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
from matching.rule import Rule

Whose = tuple[str, Kind, tuple[Wish, ...]]
Adult = TypeVar("Adult", Site, Mentor)


class Whom(Generic[Adult]):
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
