"""Better plans step by step: set a few youths free, keep everybody else where they are, and solve that to the end.

Works on the integer programme itself: the columns of the others stand still, rows that they alone decide fall away, and
columns that belong to nobody move where a free column stands beside them. Which youths are set free is drawn from a
seed, among those who want the same room, and every step counts a fixed effort, so a search repeats itself exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np

from matching.cpsat import search
from matching.programme import NOBODY, Flags, Matrix, Numbers

STEP = 0.02  # deterministic seconds that cutting out a small programme counts for
LONGEST = 0.5  # deterministic seconds for one small search
SMALLEST, LARGEST = 4, 40  # youths set free at once
IDLE = 2  # rounds in which everybody is set free once without any gain, before giving up


def steps(
    matrix: Matrix,
    weights: Numbers,
    x: Numbers,
    high: Numbers,
    effort: float,
    seed: int,
    is_over: Callable[[], bool],
) -> tuple[Numbers, float]:
    """x after as many steps as the effort allows, never worse, and the effort spent."""
    dice = Random(f"steps {seed}")  # noqa: S311 - a search that repeats itself, no secret
    moving = matrix.low < high
    owners = np.unique(matrix.owner[moving & (matrix.owner != NOBODY)])
    if len(owners) <= SMALLEST:
        return x, 0.0
    near = _neighbours(matrix, moving, owners)
    spent, idle, size = 0.0, 0, 10
    while spent < effort and idle < IDLE * len(owners) and not is_over():
        free = _drawn(dice, owners.tolist(), near, size)
        chosen = np.isin(matrix.owner, free) & moving
        rows = matrix.rows_with(chosen)
        beside = np.zeros(len(matrix.owner), dtype=bool)
        beside[matrix.columns[np.isin(matrix.row_of, rows)]] = True
        chosen |= beside & (matrix.owner == NOBODY)
        found = search(
            matrix, weights, low=np.where(chosen, matrix.low, x), high=np.where(chosen, high, x), hint=x,
            effort=min(LONGEST, effort - spent), seed=1,
        )  # fmt: skip
        spent += STEP + found.work
        if found.x is not None and int(weights @ found.x) > int(weights @ x):
            x, idle = found.x, 0
        else:
            idle += len(free)
        # As many at once as still close: the larger the step, the more exchanges it can see.
        size = min(LARGEST, size + 1) if found.closed and found.work < LONGEST / 4 else max(SMALLEST, size - 2)
    return x, spent


def _neighbours(matrix: Matrix, moving: Flags, owners: Numbers) -> dict[int, list[int]]:
    """For each youth those who stand beside her in rows with few others: who want the same room at the same time."""
    entries = np.flatnonzero(moving[matrix.columns] & (matrix.owner[matrix.columns] != NOBODY))
    rows, who = matrix.row_of[entries], matrix.owner[matrix.columns[entries]]
    near: dict[int, dict[int, int]] = {int(owner): {} for owner in owners}
    order = np.argsort(rows, kind="stable")
    rows, who = rows[order], who[order]
    cuts = np.flatnonzero(np.diff(rows)) + 1
    for group in np.split(who, cuts):
        present = np.unique(group).tolist()
        if not 1 < len(present) <= 60:
            continue
        for one in present:
            for other in present:
                if one != other:
                    near[one][other] = near[one].get(other, 0) + 1
    return {one: sorted(others, key=lambda other: (-others[other], other))[:60] for one, others in near.items()}


def _drawn(dice: Random, owners: list[int], near: dict[int, list[int]], size: int) -> list[int]:
    first = dice.choice(owners)
    free = {first}
    around = near[first]
    for _ in range(4 * size):
        if len(free) >= size:
            break
        is_near = around and dice.random() < 0.9
        other = around[min(len(around) - 1, int(dice.expovariate(0.1)))] if is_near else dice.choice(owners)
        free.add(other)
        if dice.random() < 0.25:
            around = near[other] or around
    return sorted(free)
