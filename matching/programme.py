"""An integer programme as plain numbers: columns with whole bounds, rows of columns with factors. It knows no solver.

    low[c] <= x[c] <= high[c], whole          for every column c
    least[r] <= sum of factor * x[c] <= most[r]    for every row r

Rules write rows, goals write rows and weights; whoever searches or bounds reads them: as a model for CP-SAT, as a linear
relaxation, or cut down to a few youths with everybody else where they are. A column belongs to one youth (`owner`), or
to nobody: such columns only follow others, and `complete` gives them their value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Column = int
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Terms = list[tuple[Column, int]]

Mark = tuple[int, int, int]

NOBODY = -1
FAR = 1 << 40  # beyond every sum that can occur: a row without a limit on that side


@dataclass
class Programme:
    """Columns and rows are appended, and taken away again only as far as to a mark."""

    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[Column] = field(default_factory=list)
    factors: list[int] = field(default_factory=list)
    least: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    followers: list[Callable[[Numbers], None]] = field(default_factory=list)

    def column(self, owner: int = NOBODY, high: int = 1) -> Column:
        self.__dict__.pop("matrix", None)
        self.low.append(0)
        self.high.append(high)
        self.owner.append(owner)
        return len(self.low) - 1

    def any_of(self, groups: Iterable[Sequence[Column]]) -> Column:
        """A new column that is 1 if anything in any group is 1. At most one of each group can be: a row for each."""
        whole = [list(group) for group in groups]
        column = self.column()
        for group in whole:
            self.row([(each, 1) for each in group] + [(column, -1)], most=0)
        members = np.array([each for group in whole for each in group], dtype=np.int64)

        def follow(x: Numbers) -> None:
            x[column] = int(x[members].max()) if len(members) else 0

        self.followers.append(follow)
        return column

    def row(self, terms: Terms, least: int = -FAR, most: int = FAR) -> None:
        """A row names each column once at most."""
        self.columns.extend(column for column, _ in terms)
        self.factors.extend(factor for _, factor in terms)
        self._end_row(least, most)

    def count(self, columns: Sequence[Column], least: int = -FAR, most: int = FAR) -> None:
        """A row whose factors are all one."""
        self.columns.extend(columns)
        self.factors.extend([1] * len(columns))
        self._end_row(least, most)

    def _end_row(self, least: int, most: int) -> None:
        self.starts.append(len(self.columns))
        self.least.append(least)
        self.most.append(most)
        self.__dict__.pop("matrix", None)

    def at_most(self, columns: Sequence[Column], limit: int) -> None:
        """No more than `limit` of these; nothing is written for rows that cannot bind."""
        if limit <= 0:
            self.forbid(columns)
        elif len(columns) > limit:
            self.count(columns, most=limit)

    def weigh_at_most(self, terms: Terms, limit: int) -> None:
        limit = max(limit, 0)
        if terms := [(column, weight) for column, weight in terms if weight]:
            for column, weight in terms:
                if weight > limit:
                    self.forbid([column])
            if sum(weight for _, weight in terms) > limit:
                self.row(terms, most=limit)

    def implies(self, one: Column, other: Column) -> None:
        self.row([(one, 1), (other, -1)], most=0)

    def forbid(self, columns: Iterable[Column]) -> None:
        self.__dict__.pop("matrix", None)
        for column in columns:
            self.high[column] = 0

    def complete(self, x: Numbers) -> Numbers:
        """Gives every column that only follows others its value."""
        for follow in self.followers:
            follow(x)
        return x

    def mark(self) -> Mark:
        return len(self.low), len(self.least), len(self.followers)

    def cut_back(self, mark: Mark) -> None:
        """Takes away every column and row that was written after the mark."""
        columns, rows, followers = mark
        del self.low[columns:], self.high[columns:], self.owner[columns:]
        del self.columns[self.starts[rows] :], self.factors[self.starts[rows] :]
        del self.starts[rows + 1 :], self.least[rows:], self.most[rows:]
        del self.followers[followers:]
        self.__dict__.pop("matrix", None)

    @property
    def size(self) -> tuple[int, int]:
        return len(self.low), len(self.least)

    @cached_property
    def matrix(self) -> Matrix:
        return Matrix.of(self)


@dataclass(frozen=True)
class Matrix:
    """The same programme by rows and by columns, as arrays: for everything that looks at many rows at once."""

    low: Numbers
    high: Numbers
    owner: Numbers
    starts: Numbers
    columns: Numbers
    factors: Numbers
    least: Numbers
    most: Numbers
    row_of: Numbers
    by_column: Numbers
    column_starts: Numbers

    @staticmethod
    def of(programme: Programme) -> Matrix:
        columns = np.array(programme.columns, dtype=np.int64)
        starts = np.array(programme.starts, dtype=np.int64)
        row_of = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        counts = np.bincount(columns, minlength=len(programme.low))
        return Matrix(
            low=np.array(programme.low, dtype=np.int64),
            high=np.array(programme.high, dtype=np.int64),
            owner=np.array(programme.owner, dtype=np.int64),
            starts=starts,
            columns=columns,
            factors=np.array(programme.factors, dtype=np.int64),
            least=np.array(programme.least, dtype=np.int64),
            most=np.array(programme.most, dtype=np.int64),
            row_of=row_of,
            by_column=np.argsort(columns, kind="stable"),
            column_starts=np.concatenate([[0], np.cumsum(counts)]),
        )

    def sums(self, x: Numbers) -> Numbers:
        """The value of every row."""
        products = self.factors * x[self.columns]
        return np.bincount(self.row_of, weights=products, minlength=len(self.least)).round().astype(np.int64)

    def broken(self, x: Numbers) -> Numbers:
        """The rows that x does not keep."""
        sums = self.sums(x)
        return np.flatnonzero((sums < self.least) | (sums > self.most))

    def rows_with(self, columns: Numbers) -> Numbers:
        """The rows in which any of these columns stands."""
        return np.unique(self.row_of[self.by_column[runs(self.column_starts, columns)]])

    def beside(self, columns: Numbers) -> Numbers:
        """The columns that stand in a row with any of these."""
        return np.unique(self.columns[runs(self.starts, self.rows_with(columns))])


def runs(starts: Numbers, which: Numbers) -> Numbers:
    """The places from starts[n] up to starts[n + 1], for each n in which, one after the other."""
    lengths = starts[which + 1] - starts[which]
    begins = np.cumsum(lengths) - lengths
    places: Numbers = np.arange(int(lengths.sum())) + np.repeat(starts[which] - begins, lengths)
    return places
