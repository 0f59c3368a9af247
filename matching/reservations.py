"""What options reserve, as rows of whole numbers, so that whatever is on the menus holds whatever anybody chooses.

    P            options that could come onto menus, beside what is held: the plan, menus already shown, claims
    x[p] in 0/1  p is on its occurrence's menu
    y[S] in 0/1  "something of S is on a menu", for a set S of options:   y[S] >= x[p] for every p in S
    every row    sum over S of weight[S] * y[S]  <=  room

An occurrence counts once in a row, at its worst, however many of its options use the same bed that night: only one of
them will happen, and which one is not known. So S gathers the options of one occurrence that meet a moment; where
options weigh differently (nights in a month, money), y of the heavier ones carries the difference. What is held already
is taken off the room; an option that needs no more than its occurrence holds anyway reserves nothing.

Every combination of choices is then a plan that keeps every rule: its use of any row is at most the reserved use, and
two options that exclude each other are never both on a menu. reservation_rules.py writes the rows, rule by rule.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.horizon import Span
from matching.overlaps import maximal_overlaps
from matching.plan import Stay
from matching.problem import Problem

Set = frozenset[int]


@dataclass(frozen=True)
class Row:
    """sum of weights of reserved sets <= room; `sets` are positions in `Reservations.sets`."""

    sets: tuple[int, ...]
    weights: tuple[int, ...]
    room: int


class Reservations:
    """Sets of options and rows over them. The first sets are the options themselves, one each."""

    def __init__(self, problem: Problem, options: Sequence[Stay], held: Mapping[str, Sequence[Stay]]) -> None:
        self.problem = problem
        self.options = options
        self.held = held  # by occurrence; what is fixed is held too
        self.sets: list[Set] = [frozenset((n,)) for n in range(len(options))]
        self._number: dict[Set, int] = {each: n for n, each in enumerate(self.sets)}
        self.rows: list[Row] = []

    def any_of(self, options: Iterable[int]) -> int:
        """The number of the set of these options; the same set is made once."""
        key = frozenset(options)
        if key not in self._number:
            self._number[key] = len(self.sets)
            self.sets.append(key)
        return self._number[key]

    def not_both(self, one: int, two: int) -> None:
        self.rows.append(Row((one, two), (1, 1), 1))

    def never(self, option: int) -> None:
        self.rows.append(Row((option,), (1,), 0))

    def needs(self) -> list[dict[int, int]]:
        """By option, what it takes of which rows when it is alone on its menu."""
        found: list[dict[int, int]] = [{} for _ in self.options]
        for n, row in enumerate(self.rows):
            for each, weight in zip(row.sets, row.weights, strict=True):
                for option in self.sets[each]:
                    found[option][n] = found[option].get(n, 0) + weight
        return found

    def limit(self, weighed: Sequence[tuple[Hashable, int, int]], held: Mapping[Hashable, int], room: int) -> None:
        """At most `room` more than what is held. `weighed` are (who, option, weight); each `who` (an occurrence, or a
        youth) counts once, at the heaviest of its options, and what it holds anyway is free."""
        by_who: dict[Hashable, list[tuple[int, int]]] = {}
        for who, option, weight in weighed:
            if weight > held.get(who, 0):
                by_who.setdefault(who, []).append((weight, option))
        if not by_who or sum(max(many)[0] - held.get(who, 0) for who, many in by_who.items()) <= room:
            return
        sets: list[int] = []
        weights: list[int] = []
        for who, many in by_who.items():
            before = held.get(who, 0)
            for weight in sorted({weight for weight, _ in many}):
                sets.append(self.any_of(option for its, option in many if its >= weight))
                weights.append(weight - before)
                before = weight
        self.rows.append(Row(tuple(sets), tuple(weights), max(0, room)))

    def limit_where_they_meet(
        self, options: Sequence[tuple[Span, int]], held: Sequence[tuple[Span, str]], room: int
    ) -> None:
        """At no moment more than `room` occurrences; `held` are (time, occurrence)."""
        spans = [*(span for span, _ in options), *(span for span, _ in held)]
        done: set[tuple[tuple[int, ...], frozenset[Hashable]]] = set()
        for group in maximal_overlaps(spans):
            mine = tuple(sorted(options[n][1] for n in group if n < len(options)))
            there: dict[Hashable, int] = {held[n - len(options)][1]: 1 for n in group if n >= len(options)}
            key = (mine, frozenset(there))
            if mine and key not in done:
                done.add(key)
                self.limit([(self.options[n].occurrence, n, 1) for n in mine], there, room - len(there))


class Book:
    """Which options are on menus and how much room is left, kept up to date option by option."""

    def __init__(self, reservations: Reservations) -> None:
        self.room = [row.room for row in reservations.rows]
        self.on: dict[int, None] = {}
        self._uses = [0] * len(reservations.sets)
        self._sets_of: list[list[int]] = [[] for _ in reservations.options]
        for n, many in enumerate(reservations.sets):
            for option in sorted(many):
                self._sets_of[option].append(n)
        self._rows_of: list[list[tuple[int, int]]] = [[] for _ in reservations.sets]
        for n, row in enumerate(reservations.rows):
            for each, weight in zip(row.sets, row.weights, strict=True):
                self._rows_of[each].append((n, weight))

    def put(self, option: int) -> bool:
        """Onto the menu, if everything holds; says whether."""
        needed: dict[int, int] = {}
        for each in self._sets_of[option]:
            if not self._uses[each]:
                for row, weight in self._rows_of[each]:
                    needed[row] = needed.get(row, 0) + weight
        if any(weight > self.room[row] for row, weight in needed.items()):
            return False
        for row, weight in needed.items():
            self.room[row] -= weight
        for each in self._sets_of[option]:
            self._uses[each] += 1
        self.on[option] = None
        return True

    def take_off(self, option: int) -> None:
        del self.on[option]
        for each in self._sets_of[option]:
            self._uses[each] -= 1
            if not self._uses[each]:
                for row, weight in self._rows_of[each]:
                    self.room[row] += weight
