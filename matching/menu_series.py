"""Menus for a whole series: the plan's own way, another house, or other times in the same house.

A way is offered when at least every second occurrence can be had so; the others stay as in the plan and are named as
differing. A series menu is read off the menus of its occurrences, so it holds because they hold, and an occurrence can
still be changed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matching.menu_options import Offer
from matching.menu_turns import Way
from matching.plan import Placement, Plan
from matching.problem import Problem, Request

CHOICES = 3  # of a series; more is too much to compare
WORTH_A_SERIES = 2  # a way covers at least every second occurrence


@dataclass(frozen=True)
class SeriesChoice:
    """The whole series in one way, at one host or place; `differing` are the occurrences that are not so: they stay as in
    the plan, or take place at no time."""

    site: str | None
    placements: tuple[Placement, ...]
    differing: tuple[str, ...]


@dataclass(frozen=True)
class SeriesMenu:
    """What a series can choose from as a whole; the first is the plan's own."""

    request: str
    choices: tuple[SeriesChoice, ...]


@dataclass(frozen=True)
class _Series:
    request: Request
    own: tuple[Placement, ...]

    @property
    def site(self) -> str:
        sites = [each.site for each in self.own]
        return max(dict.fromkeys(sites), key=sites.count)

    @property
    def need(self) -> int:
        return -(-len(self.own) // WORTH_A_SERIES)


def series_ways(problem: Problem, plan: Plan, offers: Sequence[Offer], open_: Iterable[str]) -> list[list[Way]]:
    """The ways in which each series could be had, as far as there are offers."""
    numbered: dict[str, list[int]] = {}
    for n, offer in enumerate(offers):
        if offer.differs:
            numbered.setdefault(offer.placement.occurrence, []).append(n)
    found: list[list[Way]] = []
    for series in _series(problem, plan, open_):
        ways: list[Way] = []
        mine = [each.occurrence for each in series.own]
        sites = {offers[n].placement.site: None for each in mine for n in numbered.get(each, ())}
        for site in sites:
            is_so = _other_times(series) if site == series.site else _at(site)
            by_occurrence = {
                own.occurrence: tuple(n for n in numbered.get(own.occurrence, ()) if is_so(offers[n].placement))
                for own in series.own
                if site == series.site or own.site != site
            }
            there = {occurrence: many for occurrence, many in by_occurrence.items() if many}
            already = 0 if site == series.site else len(mine) - len(by_occurrence)
            if there and already + len(there) >= series.need:
                ways.append(Way(there, max(1, series.need - already)))
        if ways:
            found.append(ways)
    return found


def series_menus(
    problem: Problem, plan: Plan, options: Mapping[str, Sequence[Placement]], open_: Iterable[str]
) -> Iterator[SeriesMenu]:
    """The menus of all series whose occurrences are open, read off the menus of the occurrences."""
    for series in _series(problem, plan, open_):
        asked = [each.id for each in series.request.occurrences]
        there = {each.occurrence for each in series.own if each.site == series.site}
        choices = [SeriesChoice(series.site, series.own, tuple(each for each in asked if each not in there))]
        sites = {one.site: None for own in series.own for one in options[own.occurrence]}
        others = [found for site in sites if (found := _choice(series, site, options, asked)) is not None]
        others.sort(key=lambda each: len(each.differing))
        yield SeriesMenu(series.request.id, (*choices, *others[: CHOICES - 1]))


def _series(problem: Problem, plan: Plan, open_: Iterable[str]) -> Iterator[_Series]:
    may_move = set(open_)
    for request in problem.requests:
        own = tuple(plan.by_occurrence[each.id] for each in request.occurrences if each.id in plan.by_occurrence)
        if request.series and own and all(each.occurrence in may_move for each in own):
            yield _Series(request, own)


def _choice(
    series: _Series, site: str, options: Mapping[str, Sequence[Placement]], asked: Sequence[str]
) -> SeriesChoice | None:
    """The series at this site, or at other times if it is the plan's own, if enough of it is on the menus."""
    is_so = _other_times(series) if site == series.site else _at(site)
    placements: list[Placement] = []
    so: set[str] = set()
    for own in series.own:
        mine = own if is_so(own) else next((one for one in options[own.occurrence] if is_so(one)), None)
        if mine is not None:
            so.add(own.occurrence)
        placements.append(mine or own)
    if len(so) < series.need or tuple(placements) == series.own:
        return None
    return SeriesChoice(site, tuple(placements), tuple(each for each in asked if each not in so))


def _at(site: str) -> Callable[[Placement], bool]:
    return lambda placement: placement.site == site


def _other_times(series: _Series) -> Callable[[Placement], bool]:
    own = {each.occurrence: each.window for each in series.own}
    return lambda one: one.site == series.site and one.window != own[one.occurrence]
