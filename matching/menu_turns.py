"""Menus filled in turns: a good answer at once, where a search starts, or where there is no time for one.

Whoever has no choice yet comes first, and of those the occurrence with fewest offers. Then the series, one after the
other, get another way as a whole where one holds; then everybody a third option before anybody a fourth. Last, each
option is exchanged where a better one holds in its place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from matching.menu_options import Offer
from matching.plan import Stay
from matching.reservations import Book, Reservations

ANOTHER_TIME, ANOTHER_HOUSE = 40, 20  # worth of the first of its kind on a menu, in per cent of the plan's option
ONE_MORE = 200  # worth of one more option at another time or house: more than any exchange of one for another
EXCHANGES = 2  # rounds of them
OTHER_WAYS = 2  # for a series, beside the plan's own


@dataclass(frozen=True)
class Way:
    """Another way to have a whole series: for `need` of its occurrences, one of these offers."""

    offers: Mapping[str, tuple[int, ...]]  # by occurrence
    need: int  # beside those that are so in the plan

    def covered(self, on: Collection[int]) -> int:
        return sum(any(n in on for n in many) for many in self.offers.values())


@dataclass(frozen=True)
class Wanted:
    """What there is to choose from, and what counts."""

    offers: Sequence[Offer]
    reservations: Reservations
    youth_of: Mapping[str, str]  # by occurrence
    room: Mapping[str, int]  # how many more options a menu may have, by occurrence
    worth: Sequence[int]  # of each offer, in per cent of the plan's own
    series: Sequence[Sequence[Way]] = ()  # the ways of each series
    content: frozenset[str] = frozenset()  # youths who have a choice already
    by_occurrence: dict[str, list[int]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for n, offer in enumerate(self.offers):
            self.by_occurrence.setdefault(offer.placement.occurrence, []).append(n)

    def is_another_time(self, n: int) -> bool:
        return all(stay.window != self.offers[n].placement.window for stay in self._held(n))

    def is_another_house(self, n: int) -> bool:
        return all(stay.site != self.offers[n].placement.site for stay in self._held(n))

    def _held(self, n: int) -> Sequence[Stay]:
        return self.reservations.held[self.offers[n].placement.occurrence]

    def same_way(self) -> set[int]:
        """The offers of each series' nearest other way: those for which the breaks of it begin to go the same way."""
        nearest = [max(ways, key=lambda way: len(way.offers) - way.need) for ways in self.series]
        return {n for way in nearest for some in way.offers.values() for n in some}

    def value(self, menu: Collection[int]) -> int:
        """What one menu is worth beside what is held: its options, how different, how many."""
        times, houses = any(map(self.is_another_time, menu)), any(map(self.is_another_house, menu))
        different = sum(self.offers[n].differs for n in menu)
        more = ONE_MORE * max(0, different - 1)
        return sum(self.worth[n] for n in menu) + ANOTHER_TIME * times + ANOTHER_HOUSE * houses + more

    def may_join(self, n: int, menu: Collection[int]) -> bool:
        """One mentor for a time and house; another mentor only where there is nothing else."""
        others = {self.offers[m].slot for m in menu}
        return self.offers[n].slot not in others and (self.offers[n].differs or not menu)


def worth_a_look(wanted: Wanted) -> dict[str, list[int]]:
    """For the first choice of each occurrence: without the offers that need as much as another one of them, or more."""
    needs = wanted.reservations.needs()
    same_way = wanted.same_way()

    def is_as_good(one: int, two: int) -> bool:
        return (
            wanted.offers[one].differs >= wanted.offers[two].differs
            and (two not in same_way or one in same_way)
            and all(needs[two].get(row, 0) >= weight for row, weight in needs[one].items())
        )

    found: dict[str, list[int]] = {}
    for occurrence, many in wanted.by_occurrence.items():
        kept: list[int] = []
        for n in sorted(many, key=lambda n: (len(needs[n]), n)):
            if not any(is_as_good(other, n) for other in kept):
                kept.append(n)
        found[occurrence] = sorted(kept)
    return found


def first_choices(wanted: Wanted, offers: Mapping[str, Sequence[int]]) -> dict[int, None]:
    """One of these offers for as many occurrences as the turns find one for."""
    book = Book(wanted.reservations)
    has_choice = set(wanted.content)
    left = dict.fromkeys(sorted(offers, key=lambda o: len(offers[o])))
    for is_second_turn in (False, True):
        for occurrence in tuple(left):
            youth = wanted.youth_of[occurrence]
            if youth in has_choice and not is_second_turn:
                continue
            for n in offers[occurrence]:
                if book.put(n):
                    has_choice |= {youth} if wanted.offers[n].differs else set()
                    del left[occurrence]
                    break
    return book.on


def in_turns(wanted: Wanted) -> dict[int, None]:
    """Everything in turns, without a search."""
    return filled_up(wanted, first_choices(wanted, wanted.by_occurrence))


def filled_up(wanted: Wanted, on: Collection[int]) -> dict[int, None]:
    """What is on, and what else holds, best first; then exchanges. Nobody's choice is lost, nor a series' other way."""
    book = Book(wanted.reservations)
    menus: dict[str, list[int]] = {occurrence: [] for occurrence in wanted.by_occurrence}
    for n in sorted(on):
        book.put(n)
        menus[wanted.offers[n].placement.occurrence].append(n)
    _other_ways(wanted, book, menus)
    order = sorted(menus, key=lambda occurrence: len(wanted.by_occurrence[occurrence]))
    for size in range(1, 1 + max(wanted.room.values(), default=0)):
        for occurrence in order:
            if len(menus[occurrence]) == size - 1 < wanted.room[occurrence]:
                _add_one(wanted, book, menus[occurrence], occurrence)
    settled = {
        n
        for ways in wanted.series
        for way in ways
        if way.covered(book.on) >= way.need
        for many in way.offers.values()
        for n in many
    }
    for _ in range(EXCHANGES):
        for occurrence in order:
            menu = menus[occurrence]
            for n in [n for n in menu if n not in settled]:
                _exchange(wanted, book, menu, occurrence, n)
            if len(menu) < wanted.room[occurrence]:
                _add_one(wanted, book, menu, occurrence)
    return book.on


def _other_ways(wanted: Wanted, book: Book, menus: dict[str, list[int]]) -> None:
    """Another way for each series as a whole, then a second one: where least is missing first; all that it needs, or none."""
    for enough in range(1, OTHER_WAYS + 1):
        for ways in sorted(wanted.series, key=len):
            missing = [(way.need - way.covered(book.on), n) for n, way in enumerate(ways)]
            if sum(left <= 0 for left, _ in missing) >= enough:
                continue
            for _, number in sorted(each for each in missing if each[0] > 0):
                if _have(wanted, book, menus, ways[number]):
                    break


def _have(wanted: Wanted, book: Book, menus: dict[str, list[int]], way: Way) -> bool:
    added: list[tuple[list[int], int]] = []
    for occurrence, some in way.offers.items():
        menu = menus[occurrence]
        if any(n in book.on for n in some) or len(menu) >= wanted.room[occurrence]:
            continue
        for n in some:
            if wanted.may_join(n, menu) and book.put(n):
                menu.append(n)
                added.append((menu, n))
                break
    if way.covered(book.on) >= way.need:
        return True
    for menu, n in added:
        menu.remove(n)
        book.take_off(n)
    return False


def _add_one(wanted: Wanted, book: Book, menu: list[int], occurrence: str) -> None:
    able = [n for n in wanted.by_occurrence[occurrence] if n not in menu and wanted.may_join(n, menu)]
    if menu and not any(wanted.offers[n].differs for n in menu):
        return
    for n in sorted(able, key=lambda n: (-wanted.value([*menu, n]), n)):
        if book.put(n):
            menu.append(n)
            return


def _exchange(wanted: Wanted, book: Book, menu: list[int], occurrence: str, out: int) -> None:
    rest = [n for n in menu if n != out]
    now = wanted.value(menu)
    better = [
        (value, -n)
        for n in wanted.by_occurrence[occurrence]
        if n not in menu and wanted.may_join(n, rest) and wanted.offers[n].differs >= wanted.offers[out].differs
        if (value := wanted.value([*rest, n])) > now
    ]
    if not better:
        return
    book.take_off(out)
    for _, minus in sorted(better, reverse=True):
        if book.put(-minus):
            menu[menu.index(out)] = -minus
            return
    book.put(out)
