"""Sets of sites, mentors or moments, each as one whole number: bit n stands for the n-th of them.

Which houses can she go to at all, which of those are open then, which are full? With a bit for each house every such
question is one `&` on whole numbers, for hundreds of houses at once, and a set is stored once however often it occurs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

ONES = bytes.maketrans(b"01", b"\x00\x01")


class Roster:
    """The names behind the bits, in the order of the document."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = tuple(ids)
        self.bit = {id_: 1 << n for n, id_ in enumerate(self.ids)}
        self.everybody = (1 << len(self.ids)) - 1
        self._read: dict[int, tuple[str, ...]] = {0: ()}

    def mask(self, ids: Iterable[str]) -> int:
        mask = 0
        for id_ in ids:
            mask |= self.bit[id_]
        return mask

    def names(self, mask: int) -> tuple[str, ...]:
        """Who is in it, in the order of the document. The same mask gives the very same tuple."""
        names = self._read.get(mask)
        if names is None:
            names = tuple(self.ids[n] for n in bits(mask))
            self._read[mask] = names
        return names


class HasId(Protocol):
    @property
    def id(self) -> str: ...


Adult = TypeVar("Adult", bound=HasId)


class Among(Generic[Adult]):
    """Who of a roster has something in common: each such set is made once, however many youths it is asked for."""

    def __init__(self, roster: Roster, adults: Sequence[Adult]) -> None:
        self.roster, self.adults = roster, adults
        self.everybody = roster.everybody
        self._where: dict[Hashable, int] = {}
        self._by: dict[str, dict[str, int]] = {}

    def named(self, ids: frozenset[str]) -> int:
        """Those of the names that stand in this roster; the others are of people elsewhere."""
        bit = self.roster.bit
        return self.roster.mask(each for each in ids if each in bit)

    def where(self, key: Hashable, holds: Callable[[Adult], bool]) -> int:
        if key not in self._where:
            self._where[key] = self.roster.mask(each.id for each in self.adults if holds(each))
        return self._where[key]

    def by(self, name: str, labels: Callable[[Adult], Iterable[str]]) -> dict[str, int]:
        """For every label who bears it; the name stands for what labels them."""
        if name not in self._by:
            found: dict[str, int] = {}
            for adult in self.adults:
                for label in labels(adult):
                    found[label] = found.get(label, 0) | self.roster.bit[adult.id]
            self._by[name] = found
        return self._by[name]


def bits(mask: int) -> list[int]:
    """The numbers of the bits that are set, ascending. It takes as long as from the first to the last of them: a
    district's houses stand side by side, however many others there are."""
    first = (mask & -mask).bit_length() - 1
    flags = bin(mask >> max(0, first))[:1:-1].encode().translate(ONES)
    return [n for n, flag in enumerate(flags, first) if flag]


def masks_of_rows(flags: Sequence[NDArray[np.bool_]], rows: int) -> list[int]:
    """For every row the set of columns that are true in it; `flags` are the columns."""
    if not flags:
        return [0] * rows
    packed = np.packbits(np.stack(flags, axis=1), axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in packed]
