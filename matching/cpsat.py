"""An integer programme put to CP-SAT: what is already settled is folded in, what cannot bind is left out.

Repeatable by default: one worker, a limit in deterministic time. The solver's own word for "optimal" is not taken over;
whoever asks compares value and bound.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import floor
from typing import TypedDict, Unpack

import numpy as np
from ortools.sat.python import cp_model

from matching.programme import Matrix, Numbers, runs

LEAD = ("max_lp", "reduced_costs")  # what proves best on packing rows when there is more than one worker


@dataclass(frozen=True)
class Found:
    """The best found, the bound that was proven, and the deterministic seconds it took. `x` is None if nothing was."""

    x: Numbers | None
    bound: int | None
    closed: bool
    work: float


@dataclass(frozen=True)
class Part:
    """Columns between `low` and `high` where these differ; everything else stands still at `low`."""

    matrix: Matrix
    low: Numbers
    high: Numbers
    free: Numbers
    rows: Numbers
    least: Numbers
    most: Numbers
    starts: Numbers
    columns: Numbers
    factors: Numbers

    @staticmethod
    def of(matrix: Matrix, low: Numbers, high: Numbers) -> Part | None:
        """None if a row cannot be kept any more, by what stands still alone."""
        is_free = low < high
        standing = np.where(is_free, 0, low)
        moved = is_free[matrix.columns]
        rows = matrix.row_of
        count = len(matrix.least)

        def by_row(values: Numbers) -> Numbers:
            return np.bincount(rows, weights=values, minlength=count).round().astype(np.int64)

        still = by_row(matrix.factors * standing[matrix.columns])
        up = matrix.factors * np.where(matrix.factors > 0, high[matrix.columns], low[matrix.columns])
        down = matrix.factors * np.where(matrix.factors > 0, low[matrix.columns], high[matrix.columns])
        highest, lowest = by_row(np.where(moved, up, 0)), by_row(np.where(moved, down, 0))
        least, most = matrix.least - still, matrix.most - still
        if np.any((lowest > most) | (highest < least)):
            return None
        keep = (highest > most) | (lowest < least)
        entries = np.flatnonzero(moved & keep[rows])
        entries = entries[np.argsort(rows[entries], kind="stable")]
        kept = np.flatnonzero(keep)
        place = np.cumsum(is_free) - 1
        starts = np.searchsorted(rows[entries], np.append(kept, count))
        return Part(
            matrix, low, high, np.flatnonzero(is_free), kept, least[kept], most[kept], starts,
            place[matrix.columns[entries]], matrix.factors[entries],
        )  # fmt: skip

    @staticmethod
    def beside(matrix: Matrix, free: Numbers, x: Numbers, high: Numbers) -> Part:
        """These columns between their lower bound and `high`, all others as they are in x, which keeps every row.

        The same as `of`, read from these columns outwards: its work grows with them and not with the whole.
        """
        rows = matrix.rows_with(free)
        entries = runs(matrix.starts, rows)
        lengths = matrix.starts[rows + 1] - matrix.starts[rows]
        ends = np.cumsum(lengths)
        columns, factors = matrix.columns[entries], matrix.factors[entries]
        place = np.full(len(matrix.low), -1)
        place[free] = np.arange(len(free))
        moved = place[columns] >= 0
        low, high = np.where(place >= 0, matrix.low, x), np.where(place >= 0, high, x)

        def by_row(values: Numbers) -> Numbers:
            sums: Numbers = np.diff(np.concatenate([[0], np.cumsum(values)])[np.concatenate([[0], ends])])
            return sums

        still = by_row(np.where(moved, 0, factors * x[columns]))
        up = factors * np.where(factors > 0, high[columns], low[columns])
        down = factors * np.where(factors > 0, low[columns], high[columns])
        highest, lowest = by_row(np.where(moved, up, 0)), by_row(np.where(moved, down, 0))
        least, most = matrix.least[rows] - still, matrix.most[rows] - still
        keep = (highest > most) | (lowest < least)
        kept = moved & np.repeat(keep, lengths)
        starts = np.concatenate([[0], np.cumsum(by_row(kept.astype(np.int64))[keep])])
        return Part(
            matrix, low, high, free, rows[keep], least[keep], most[keep], starts, place[columns[kept]], factors[kept]
        )

    def model(self, weights: Numbers) -> cp_model.CpModel:
        model = cp_model.CpModel()
        proto = model.proto
        for low, high in zip(self.low[self.free].tolist(), self.high[self.free].tolist(), strict=True):
            proto.variables.add().domain.extend([low, high])
        columns, factors, starts = self.columns.tolist(), self.factors.tolist(), self.starts.tolist()
        least = np.maximum(self.least, -(1 << 50)).tolist()
        most = np.minimum(self.most, 1 << 50).tolist()
        ones = np.add.reduceat(self.factors != 1, self.starts[:-1]) == 0 if len(self.rows) else np.array([])
        whole = self.high[self.free].max() <= 1 if len(self.free) else True
        for n, is_count in enumerate(ones.tolist()):
            mine = columns[starts[n] : starts[n + 1]]
            if is_count and most[n] == 1 and least[n] <= 0 and whole:
                proto.constraints.add().at_most_one.literals.extend(mine)
                continue
            linear = proto.constraints.add().linear
            linear.vars.extend(mine)
            linear.coeffs.extend(factors[starts[n] : starts[n + 1]])
            linear.domain.extend([least[n], most[n]])
        weight = weights[self.free]
        used = np.flatnonzero(weight)
        # The solver minimises; the negative of what is to be as large as possible.
        proto.objective.vars.extend(used.tolist())
        proto.objective.coeffs.extend((-weight[used]).tolist())
        return model

    def whole_x(self, values: Numbers) -> Numbers:
        x = np.where(self.low < self.high, 0, self.low)
        x[self.free] = values
        return x


class How(TypedDict, total=False):
    """How a part is searched: see `search_part`."""

    hint: Numbers | None
    better_than: int | None
    effort: float
    seed: int
    workers: int
    seconds: float | None
    on_step: Callable[[int | None, int | None], None] | None
    is_over: Callable[[], bool] | None


def search(
    matrix: Matrix, weights: Numbers, *, low: Numbers | None = None, high: Numbers | None = None, **how: Unpack[How]
) -> Found:
    """As large a weighted sum as the effort (deterministic seconds) allows, among what lies between low and high."""
    part = Part.of(matrix, matrix.low if low is None else low, matrix.high if high is None else high)
    return Found(None, None, True, 0.0) if part is None else search_part(part, weights, **how)


def search_part(
    part: Part,
    weights: Numbers,
    *,
    hint: Numbers | None = None,
    better_than: int | None = None,
    effort: float = 1.0,
    seed: int = 1,
    workers: int = 1,
    seconds: float | None = None,
    on_step: Callable[[int | None, int | None], None] | None = None,
    is_over: Callable[[], bool] | None = None,
    is_brief: bool = False,
) -> Found:
    """The same where everything else stands still already. What will be brief is not worth a long preparation."""
    base = int(weights @ np.where(part.low < part.high, 0, part.low))
    if not len(part.free):
        is_better = better_than is None or base > better_than
        return Found(part.low.copy() if is_better else None, base if is_better else None, True, 0.0)
    model = part.model(weights)
    if better_than is not None:
        linear = model.proto.constraints.add().linear
        used = np.flatnonzero(weights[part.free])
        linear.vars.extend(used.tolist())
        linear.coeffs.extend(weights[part.free][used].tolist())
        linear.domain.extend([better_than + 1 - base, 1 << 60])
    if hint is not None:
        model.proto.solution_hint.vars.extend(range(len(part.free)))
        model.proto.solution_hint.values.extend(hint[part.free].tolist())
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.catch_sigint_signal = False
    parameters.num_workers = workers
    parameters.random_seed = seed % 2**31
    parameters.linearization_level = 2
    parameters.max_deterministic_time = effort
    if is_brief:
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        parameters.max_presolve_iterations = 1
    if workers > 1:
        parameters.subsolvers.extend(LEAD)
    if seconds is not None:
        parameters.max_time_in_seconds = max(0.05, seconds)
    watcher = None
    if on_step is not None:
        watcher = _Watcher(on_step, base)
        solver.best_bound_callback = watcher.on_bound
    with _stopping(solver, is_over):
        status = solver.solve(model, watcher)
    work = solver.response_proto.deterministic_time
    closed = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    if status == cp_model.INFEASIBLE:
        return Found(None, None, True, work)
    bound = -solver.best_objective_bound
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(None, None, False, work)  # stopped before it began: what it gives as a bound is none
    whole = base + floor(bound + 1e-6) if abs(bound) < 2**53 else None
    values = np.array(solver.response_proto.solution, dtype=np.int64)
    return Found(part.whole_x(values), whole, closed, work)


@contextmanager
def _stopping(solver: cp_model.CpSolver, is_over: Callable[[], bool] | None) -> Iterator[None]:
    """Asks ten times a second whether to go on, from a thread of its own."""
    if is_over is None:
        yield
        return
    done = threading.Event()

    def ask() -> None:
        while not done.wait(0.1):
            if is_over():
                solver.stop_search()

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    try:
        yield
    finally:
        done.set()
        asking.join()


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Passes on best value and bound."""

    def __init__(self, tell: Callable[[int | None, int | None], None], base: int) -> None:
        super().__init__()
        self.tell = tell
        self.base = base
        self.best: int | None = None

    def on_solution_callback(self) -> None:
        self.best = self.base + round(-self.objective_value)
        self.tell(self.best, None)

    def on_bound(self, bound: float) -> None:
        if abs(bound) < 2**53:
            self.tell(self.best, self.base + floor(-bound + 1e-6))
