"""Menus filled in turns: a good answer at once, where a search starts, or where there is no time for one.

Whoever has no choice yet comes first, and of those the occurrence with fewest offers; nobody has a third option before
everybody has had a turn for a second. Then each option is exchanged while a better one holds in its place.
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


def first_choices(wanted: Wanted) -> dict[int, None]:
    """Another option for as many as the turns find one for."""
    book = Book(wanted.reservations)
    has_choice = set(wanted.content)
    left = dict.fromkeys(sorted(wanted.by_occurrence, key=lambda o: len(wanted.by_occurrence[o])))
    for is_second_turn in (False, True):
        for occurrence in tuple(left):
            youth = wanted.youth_of[occurrence]
            if youth in has_choice and not is_second_turn:
                continue
            for n in wanted.by_occurrence[occurrence]:
                if book.put(n):
                    has_choice |= {youth} if wanted.offers[n].differs else set()
                    del left[occurrence]
                    break
    return book.on


def filled_up(wanted: Wanted, on: Collection[int]) -> dict[int, None]:
    """What is on, and what else holds, best first; then exchanges. Nobody's choice is lost, nor a series' other way."""
    book = Book(wanted.reservations)
    menus: dict[str, list[int]] = {occurrence: [] for occurrence in wanted.by_occurrence}
    for n in sorted(on):
        book.put(n)
        menus[wanted.offers[n].placement.occurrence].append(n)
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
