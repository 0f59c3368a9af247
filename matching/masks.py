"""Sets of sites, mentors or moments, each as one whole number: bit n stands for the n-th of them.

Which houses can she go to at all, which of those are open then, which are full? With a bit for each house every such
question is one `&` on whole numbers, for hundreds of houses at once, and a set is stored once however often it occurs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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


def bits(mask: int) -> list[int]:
    """The numbers of the bits that are set, ascending."""
    flags = bin(mask)[:1:-1].encode().translate(ONES)
    return [n for n, flag in enumerate(flags) if flag]


def masks_of_rows(flags: Sequence[NDArray[np.bool_]], rows: int) -> list[int]:
    """For every row the set of columns that are true in it; `flags` are the columns."""
    if not flags:
        return [0] * rows
    packed = np.packbits(np.stack(flags, axis=1), axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in packed]
