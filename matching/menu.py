"""Menus whose options all hold: whatever anybody else chooses, each stays bookable.

Every option of every menu is written into one ledger that counts each occurrence at its worst. An option comes onto a
menu only if it fits beside all that is there, so any combination of choices is a feasible plan: the sum of the worst
is within every limit, and no two options of different occurrences exclude each other. Those with fewest options come
first, round by round, so that as many as possible have two before anybody has three.

For a series the menu is about the series: one host, one pattern, with the occurrences that differ named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from matching.ledger import Ledger
from matching.plan import Placement, Plan
from matching.problem import Problem
from matching.table import Table

MOST = 4
WORTH_A_SERIES = 2  # a series at one host covers at least every second occurrence


@dataclass(frozen=True)
class Menu:
    """What one occurrence can choose from; the first is the plan's own, recommended."""

    occurrence: str
    options: tuple[Placement, ...]


@dataclass(frozen=True)
class SeriesChoice:
    """The whole series at one host or place; `differing` are the occurrences that are elsewhere, or at no time."""

    site: str | None
    placements: tuple[Placement, ...]
    differing: tuple[str, ...]


@dataclass(frozen=True)
class SeriesMenu:
    """What a series can choose from as a whole; the first is the plan's own."""

    request: str
    choices: tuple[SeriesChoice, ...]


def build_menus(
    problem: Problem, plan: Plan, most: int = MOST, table: Table | None = None
) -> tuple[tuple[Menu, ...], tuple[SeriesMenu, ...]]:
    """Menus for everything the plan places. Pinned occurrences have a menu of one."""
    return _Writer(table or Table(problem), plan, most).menus()


class _Writer:
    def __init__(self, table: Table, plan: Plan, most: int) -> None:
        self.table = table
        self.problem = table.problem
        self.plan = plan
        self.most = most
        self.ledger = Ledger(self.problem)
        self.options: defaultdict[str, list[Placement]] = defaultdict(list)
        self.left: dict[str, list[Placement]] = {}
        for placement in plan.placements:
            self._write(placement)
        settled = {pin.occurrence for pin in self.problem.pins}
        settled |= {each.id for each in self.problem.occurrence.values() if each.together_with is not None}
        self.open = [each.occurrence for each in plan.placements if each.occurrence not in settled]

    def menus(self) -> tuple[tuple[Menu, ...], tuple[SeriesMenu, ...]]:
        series = tuple(self._series())
        for size in range(2, self.most + 1):
            self._fill_to(size)
        menus = tuple(Menu(each.occurrence, tuple(self.options[each.occurrence])) for each in self.plan.placements)
        return menus, series

    def _write(self, placement: Placement) -> None:
        self.options[placement.occurrence].append(placement)
        self.ledger.add(self.table.stay(placement))

    def _fill_to(self, size: int) -> None:
        """One option more for each menu still below the size, those with the least to choose from first."""
        short = [each for each in self.open if len(self.options[each]) < size]
        for occurrence in sorted(short, key=lambda each: len(self.table.options(each))):
            found = self._next_different(occurrence)
            if found is not None:
                self._write(found)

    def _next_different(self, occurrence: str) -> Placement | None:
        """The best option that is really another: other days, another house, or other people.

        The book only fills, so what has once not fitted is never asked again.
        """
        if occurrence not in self.left:
            self.left[occurrence] = [option.placement for option in self.table.fitting(self.ledger, occurrence)]
        there = {(each.window, each.site) for each in self.options[occurrence]}
        left = self.left[occurrence]
        while left:
            one = left.pop(0)
            if (one.window, one.site) not in there and self.ledger.fits(self.table.stay(one)):
                return one
        return None

    def _series(self) -> Iterator[SeriesMenu]:
        for request in self.problem.requests:
            mine = [each.id for each in request.occurrences if each.id in self.plan.by_occurrence]
            if not request.series or not mine or not set(mine) <= set(self.open):
                continue
            own = tuple(self.plan.by_occurrence[each] for each in mine)
            sites = [each.site for each in own]
            main = max(dict.fromkeys(sites), key=sites.count)
            asked = [each.id for each in request.occurrences]
            choices = [_choice(main, own, asked)]
            by_worth = sorted(self._sites(mine).items(), key=lambda pair: -pair[1])
            for site, _ in by_worth:
                if len(choices) >= min(self.most, 3):
                    break
                if site != main and (choice := self._whole_series_at(site, mine, asked)) is not None:
                    choices.append(choice)
            yield SeriesMenu(request.id, tuple(choices))

    def _sites(self, occurrences: list[str]) -> dict[str, int]:
        """Points of the series at each site, at the best option each time."""
        worth: dict[str, int] = {}
        for occurrence in occurrences:
            best: dict[str, int] = {}
            for option in self.table.options(occurrence):
                best.setdefault(option.placement.site, option.points)
            for site, points in best.items():
                worth[site] = worth.get(site, 0) + points
        return worth

    def _whole_series_at(self, site: str, occurrences: list[str], asked: list[str]) -> SeriesChoice | None:
        """The series at this site, written into the ledger if enough of it holds."""
        there: list[Placement] = []
        for occurrence in occurrences:
            for option in self.table.options(occurrence):
                one = option.placement
                if one.site != site:
                    continue
                if one in self.options[occurrence]:
                    there.append(one)
                    break
                stay = self.table.stay(one)
                if self.ledger.fits(stay):
                    self._write(one)
                    there.append(one)
                    break
        if len(there) * WORTH_A_SERIES < len(occurrences):
            self._take_back(there)
            return None
        at_home = {each.occurrence for each in there}
        others = (self.plan.by_occurrence[each] for each in occurrences if each not in at_home)
        return _choice(site, (*there, *others), asked)

    def _take_back(self, placements: list[Placement]) -> None:
        for one in placements:
            if one == self.plan.by_occurrence[one.occurrence]:
                continue
            self.options[one.occurrence].remove(one)
            self.ledger.remove(one.occurrence)
            for left in self.options[one.occurrence]:
                self.ledger.add(self.table.stay(left))


def _choice(site: str, placements: tuple[Placement, ...], asked: list[str]) -> SeriesChoice:
    there = {each.occurrence for each in placements if each.site == site}
    ordered = tuple(sorted(placements, key=lambda each: asked.index(each.occurrence)))
    return SeriesChoice(site, ordered, tuple(each for each in asked if each not in there))
