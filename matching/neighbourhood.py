"""Better plans step by step: set a few youths free, keep everybody else where they are, and solve that to the end.

Works on the integer programme itself: the columns of the others stand still, rows that they alone decide fall away, and
columns that belong to nobody move where a free column stands beside them. Which youths are set free is drawn from a
seed, among those who want the same room, and every step counts a fixed effort, so a search repeats itself exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from random import Random

import numpy as np

from matching.cpsat import Part, search_part
from matching.programme import NOBODY, Matrix, Numbers

STEP = 0.05  # deterministic seconds that cutting out a small programme counts for
LONGEST = 0.2  # deterministic seconds for one small search
SMALLEST, LARGEST = 4, 40  # youths set free at once
IDLE = 2  # rounds in which everybody is set free once without any gain, before giving up
CROWD = 60  # a row in which more youths stand says little about who wants the same room

Near = Mapping[int, list[int]]  # for each youth those who want the same room, most often first


def steps(
    matrix: Matrix,
    weights: Numbers,
    x: Numbers,
    high: Numbers,
    effort: float,
    seed: int,
    is_over: Callable[[], bool],
    *,
    near: Near | None = None,
    lacking: Callable[[Numbers], Collection[int]] | None = None,
) -> tuple[Numbers, float]:
    """x after as many steps as the effort allows, never worse, and the effort spent.

    `near` is who wants the same room, if that is known already. `lacking` says who has less than is hoped for: every second
    step begins with one of these, and none is taken when nobody has.
    """
    dice = Random(f"steps {seed}")  # noqa: S311 - a search that repeats itself, no secret
    moving = matrix.low < high
    hers = _columns_of(matrix, np.flatnonzero(moving))
    owners = sorted(hers.keys() - {NOBODY})
    if len(owners) <= SMALLEST:
        return x, 0.0
    near = neighbours(matrix) if near is None else near
    nobody = matrix.owner == NOBODY
    best, spent, idle, size = int(weights @ x), 0.0, 0, 10
    while spent < effort and idle < IDLE * len(owners) and not is_over():
        first = owners
        if lacking is not None:
            less = sorted(set(lacking(x)).intersection(owners))
            if not less:
                break
            first = less if dice.random() < 0.5 else owners
        drawn = _drawn(dice, first, owners, near, size)
        free = np.concatenate([hers[each] for each in drawn])
        beside = matrix.beside(free)
        free = np.union1d(free, beside[nobody[beside] & moving[beside]])
        part = Part.beside(matrix, free, x, high)
        found = search_part(part, weights, hint=x, effort=min(LONGEST, effort - spent), is_brief=True)
        spent += STEP + found.work
        now = best if found.x is None else int(weights @ found.x)
        if found.x is not None and now > best:
            x, best, idle = found.x, now, 0
        else:
            idle += len(drawn)
        # As many at once as still close: the larger the step, the more exchanges it can see.
        size = min(LARGEST, size + 1) if found.closed and found.work < LONGEST / 4 else max(SMALLEST, size - 2)
    return x, spent


def neighbours(matrix: Matrix) -> dict[int, list[int]]:
    """For each youth those who stand beside her in rows with few others: who want the same room at the same time."""
    mine = matrix.owner[matrix.columns] != NOBODY
    rows, who = matrix.row_of[mine], matrix.owner[matrix.columns[mine]]
    count = int(matrix.owner.max(initial=0)) + 1
    standing = np.unique(rows * count + who)
    rows, who = standing // count, standing % count
    crowd = np.bincount(rows, minlength=len(matrix.least))
    is_telling = (crowd[rows] > 1) & (crowd[rows] <= CROWD)
    rows, who = rows[is_telling], who[is_telling]
    near: dict[int, dict[int, int]] = {int(owner): {} for owner in np.unique(matrix.owner) if owner != NOBODY}
    for group in np.split(who, np.flatnonzero(np.diff(rows)) + 1):
        present = group.tolist()
        for one in present:
            beside = near[one]
            for other in present:
                if one != other:
                    beside[other] = beside.get(other, 0) + 1
    return {one: sorted(others, key=lambda other: (-others[other], other))[:CROWD] for one, others in near.items()}


def _columns_of(matrix: Matrix, columns: Numbers) -> dict[int, Numbers]:
    owners = matrix.owner[columns]
    order = np.argsort(owners, kind="stable")
    groups = np.split(columns[order], np.flatnonzero(np.diff(owners[order])) + 1)
    return {int(matrix.owner[group[0]]): group for group in groups if len(group)}


def _drawn(dice: Random, first: list[int], owners: list[int], near: Near, size: int) -> list[int]:
    one = dice.choice(first)
    free = {one}
    around = near[one]
    for _ in range(4 * size):
        if len(free) >= size:
            break
        is_near = around and dice.random() < 0.9
        other = around[min(len(around) - 1, int(dice.expovariate(0.1)))] if is_near else dice.choice(owners)
        free.add(other)
        if dice.random() < 0.25:
            around = near[other] or around
    return sorted(free)
