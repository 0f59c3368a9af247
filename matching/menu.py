"""Menus whose options all hold: whatever anybody else chooses, each stays bookable.

An option comes onto a menu only if it holds beside all that is on all menus, so any combination of choices is a plan
that keeps every rule (reservations). The plan's own option is first on every menu. A menu is settled before anybody
chooses; a choice releases what else was reserved for her, so the menus of others only grow: taking the one you like
best is safe, and there is nothing to gain by taking another.

Which options: menu_options. How many reserve and for whom: menu_model, from a start in turns (menu_turns). For a series
there are whole ways to choose as well (menu_series). The independent checker judges all menus at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matching.check import check_reservations
from matching.horizon import Span
from matching.ledger import Ledger
from matching.menu_options import Offer, offers
from matching.menu_series import SeriesChoice, SeriesMenu, series_menus, series_ways
from matching.menu_turns import Wanted, in_turns
from matching.plan import Placement, Plan, Stay, fixed_stays
from matching.points import total
from matching.problem import Problem
from matching.reservation_rules import write_rows
from matching.reservations import Reservations
from matching.table import Table

__all__ = ["Menu", "NotOnTheMenu", "SeriesChoice", "SeriesMenu", "build_menus", "grow", "regrow"]

MOST = 4
MOST_PER_HOST = 3
EFFORT = 1.0
DEAREST = 150  # an option counts at most so much of the plan's own, in per cent


@dataclass(frozen=True)
class Menu:
    """What one occurrence can choose from; the first is the plan's own, recommended."""

    occurrence: str
    options: tuple[Placement, ...]


class NotOnTheMenu(ValueError):
    """Something was chosen that was not on offer."""


def build_menus(
    problem: Problem,
    plan: Plan,
    most: int = MOST,
    table: Table | None = None,
    *,
    effort: float = EFFORT,
    seed: int = 1,
    most_per_host: int | None = MOST_PER_HOST,
) -> tuple[tuple[Menu, ...], tuple[SeriesMenu, ...]]:
    """Menus for everything the plan places, with at most `most` options. Pinned occurrences have a menu of one.

    `most_per_host`: in one month no more youths hold a host as an option beyond the plan; places are not asked.
    """
    table = table or Table(problem)
    held = {each.occurrence: (each,) for each in plan.placements}
    open_ = _open(problem, plan)
    grown = _grown(table, plan, held, open_, most, most_per_host, effort, seed, lambda placement: True)
    menus = _judged(problem, grown, held)
    options = {menu.occurrence: menu.options for menu in menus}
    return menus, tuple(series_menus(problem, plan, options, open_))


def regrow(
    problem: Problem,
    plan: Plan,
    menus: Iterable[Menu],
    chosen: Iterable[Placement],
    most: int = MOST,
    table: Table | None = None,
    *,
    most_per_host: int | None = MOST_PER_HOST,
) -> tuple[Menu, ...]:
    """The menus when these are all that has been chosen so far: what else was reserved for them is free, and no other menu
    loses anything. New options come last on a menu. Raises NotOnTheMenu.
    """
    taken = {each.occurrence: each for each in chosen}
    before = {menu.occurrence: menu.options for menu in menus}
    for placement in taken.values():
        if placement not in before.get(placement.occurrence, ()):
            raise NotOnTheMenu(f"{placement.occurrence}: {placement.site} in {placement.window} is not on its menu")
    held = {each: (taken[each],) if each in taken else options for each, options in before.items()}
    freed = [one for each in taken for one in before[each] if one != taken[each]]
    if not freed:
        return tuple(Menu(each, options) for each, options in held.items())
    table = table or Table(problem)
    room = _Freed(table, freed)
    short = [each for each in _open(problem, plan) if each in held and each not in taken and len(held[each]) < most]
    open_ = [each for each in short if room.reaches(each)]
    grown = {**held, **_grown(table, plan, held, open_, most, most_per_host, 0, 1, room.is_near)}
    return _judged(problem, grown, held)


def grow(
    problem: Problem,
    plan: Plan,
    menus: Iterable[Menu],
    most: int = MOST,
    table: Table | None = None,
    *,
    is_wanted: Callable[[Placement], bool] = lambda placement: True,
    most_per_host: int | None = MOST_PER_HOST,
) -> tuple[Menu, ...]:
    """The same when it is not known where there is room now: menus with whatever else that `is_wanted` holds beside them
    and all claims. No menu loses anything, new options come last.
    """
    held = {menu.occurrence: menu.options for menu in menus}
    open_ = [each for each in _open(problem, plan) if len(held.get(each, ())) in range(1, most)]
    grown = _grown(table or Table(problem), plan, held, open_, most, most_per_host, 0, 1, is_wanted)
    return _judged(problem, grown, held)


class _Freed:
    """Where a choice has made room: at which houses, with which mentors, in which months, and for herself."""

    def __init__(self, table: Table, freed: Sequence[Placement]) -> None:
        problem, found = table.problem, table.eligibility
        self._table = table
        self._sites = found.site_roster.mask(one.site for one in freed)
        self._mentors = found.mentor_roster.mask(one.mentor for one in freed if one.mentor is not None)
        self._places = {one.site for one in freed}
        self._people = {one.mentor for one in freed} - {None}
        self._youths = {problem.request_of[one.occurrence].youth for one in freed}
        self._youths |= {each for pair in problem.together | problem.apart if pair & self._youths for each in pair}
        spans = [table.stay(one).span for one in freed]
        months = [month.span for month in problem.calendar.months]
        self._times = [month for month in months if any(month.overlaps(_with_a_week(span)) for span in spans)]

    def reaches(self, occurrence: str) -> bool:
        """Could any option of it be one that has become possible?"""
        hers = self._table.problem.request_of[occurrence].youth in self._youths
        found = self._table.eligibility
        return any(
            hers
            or found.sites.get((occurrence, window.id), 0) & self._sites
            or found.mentors.get((occurrence, window.id), 0) & self._mentors
            for window in self._table.problem.occurrence[occurrence].windows
            if self._is_then(window.span)
        )

    def is_near(self, one: Placement) -> bool:
        problem = self._table.problem
        return self._is_then(problem.window[one.occurrence, one.window].span) and (
            one.site in self._places
            or one.mentor in self._people
            or problem.request_of[one.occurrence].youth in self._youths
        )

    def _is_then(self, span: Span) -> bool:
        return any(span.overlaps(time) for time in self._times)


def _with_a_week(span: Span) -> Span:
    week = 7 * 24 * 60
    return Span(span.start - week, span.end + week)


def _open(problem: Problem, plan: Plan) -> list[str]:
    """What may have alternatives: nothing pinned, nor what siblings do together, which could not be kept alike."""
    settled = {pin.occurrence for pin in problem.pins}
    settled |= {each.id for each in problem.occurrence.values() if each.together_with is not None}
    return [each.occurrence for each in plan.placements if each.occurrence not in settled]


def _grown(
    table: Table,
    plan: Plan,
    held: Mapping[str, tuple[Placement, ...]],
    open_: Sequence[str],
    most: int,
    most_per_host: int | None,
    effort: float,
    seed: int,
    is_wanted: Callable[[Placement], bool],
) -> dict[str, tuple[Placement, ...]]:
    """All that is held, and what can be held beside it."""
    problem, ledger = table.problem, Ledger(table.problem)
    stays: dict[str, list[Stay]] = {}
    for fixed in fixed_stays(problem):
        stays.setdefault(fixed.occurrence, []).append(fixed)
    for options in held.values():
        for placement in options:
            stay = table.stay(placement)
            stays.setdefault(placement.occurrence, []).append(stay)
            ledger.add(stay)
    found = [
        offer for each in open_ if most > len(held[each]) for offer in offers(table, ledger, held[each], is_wanted)
    ]
    reservations = Reservations(problem, [offer.stay for offer in found], stays)
    write_rows(reservations, most_per_host)
    wanted = Wanted(
        offers=found,
        reservations=reservations,
        youth_of={each: problem.request_of[each].youth for each in open_},
        room={each: most - len(held[each]) for each in open_},
        worth=_worths(problem, found, held),
        series=series_ways(problem, plan, found, open_),
        content=frozenset(problem.request_of[each].youth for each, options in held.items() if len(options) > 1),
    )
    on = [found[n] for n in _best(wanted, effort, seed)]
    added: dict[str, list[Offer]] = {}
    for offer in sorted(on, key=lambda each: (-each.points, each.placement.window, each.placement.site)):
        added.setdefault(offer.placement.occurrence, []).append(offer)
    return {each: (*options, *(offer.placement for offer in added.get(each, ()))) for each, options in held.items()}


def _best(wanted: Wanted, effort: float, seed: int) -> Collection[int]:
    """The offers that go onto menus. Without effort there is no search, only turns."""
    if effort <= 0 or not wanted.offers:
        return in_turns(wanted)
    from matching.menu_model import best_menus  # the solver is loaded by those who search, not by every reader of plans

    return best_menus(wanted, effort, seed)


def _worths(problem: Problem, found: Sequence[Offer], held: Mapping[str, tuple[Placement, ...]]) -> list[int]:
    own = {each: max(1, total(problem, held[each][0])) for each in dict.fromkeys(o.placement.occurrence for o in found)}
    return [min(DEAREST, 100 * each.points // own[each.placement.occurrence]) for each in found]


def _judged(
    problem: Problem, options: Mapping[str, tuple[Placement, ...]], held: Mapping[str, tuple[Placement, ...]]
) -> tuple[Menu, ...]:
    """The menus, without what the independent checker finds unsafe: should the rows ever be mistaken, nobody pays for it."""
    kept = dict(options)
    while unsafe := check_reservations(problem, list(_touched(problem, kept, held))):
        named = {each for violation in unsafe for each in violation.occurrences}
        grown = [each for each in kept if kept[each] != held[each]]
        less = [each for each in grown if each in named] or grown
        if not less:
            break  # what was held before is unsafe by itself
        kept |= {each: held[each] for each in less}
    return tuple(Menu(each, many) for each, many in kept.items())


def _touched(
    problem: Problem, kept: Mapping[str, tuple[Placement, ...]], held: Mapping[str, tuple[Placement, ...]]
) -> Iterator[Placement]:
    """Everything at the houses, of the mentors and of the youths that something new is about. No rule looks further, but
    for the budget."""
    new = [one for each in kept if len(kept[each]) > len(held[each]) for one in kept[each][len(held[each]) :]]
    sites, mentors = {one.site for one in new}, {one.mentor for one in new} - {None}
    youths = {problem.request_of[one.occurrence].youth for one in new}
    youths |= {each for pair in problem.together if pair & youths for each in pair}
    for each, options in kept.items():
        is_hers = problem.budget is not None or problem.request_of[each].youth in youths
        yield from (one for one in options if is_hers or one.site in sites or one.mentor in mentors)
