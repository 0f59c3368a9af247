"""What is done with an integer programme agrees with trying every point, on hundreds of small ones made by chance."""

from copy import deepcopy
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest

from matching.cpsat import Part, search
from matching.neighbourhood import steps
from matching.programme import FAR, NOBODY, Numbers, Programme
from matching.relaxation import proven, relax

PARTS = ("low", "high", "owner", "starts", "columns", "factors", "least", "most")


@dataclass
class Small:
    """A programme, the same rows as a table, every point, and which of the points keep every row."""

    programme: Programme
    table: Numbers
    weights: Numbers
    points: Numbers
    kept: Numbers

    @property
    def feasible(self) -> Numbers:
        return self.points[self.kept]

    @property
    def best(self) -> int:
        return int((self.feasible @ self.weights).max())


def small(seed) -> Small:
    """Five to seven columns, some up to two or three, rows with a limit on one side or both; one point at least fits."""
    dice = np.random.default_rng(seed)
    programme = Programme()
    highs = dice.choice([1, 1, 1, 2, 3], size=dice.integers(5, 8))
    for n, high in enumerate(highs.tolist()):
        programme.column(owner=n % 3 if dice.random() < 0.8 else NOBODY, high=high)
    points = np.array(list(product(*(range(high + 1) for high in highs))), dtype=np.int64)
    fits = points[dice.integers(len(points))]
    table, least, most = [], [], []
    for _ in range(dice.integers(2, 7)):
        factors = dice.integers(-3, 4, size=len(highs)) * (dice.random(len(highs)) < 0.6)
        if dice.random() < 0.4:
            factors = np.abs(np.sign(factors))
        here, kind = int(factors @ fits), dice.integers(4)
        low = -FAR if kind < 2 else here - int(dice.integers(3))
        high = FAR if kind == 2 else here + int(dice.integers(2))
        programme.row([(column, int(each)) for column, each in enumerate(factors) if each], least=low, most=high)
        table.append(factors)
        least.append(low)
        most.append(high)
    sums = points @ np.array(table).T
    kept = np.all((sums >= least) & (sums <= most), axis=1)
    return Small(programme, np.array(table), dice.integers(-9, 10, size=len(highs)), points, kept)


def a_box(dice, one) -> tuple[Numbers, Numbers]:
    """Some columns stand still at a point made by chance, the others move between closer ends."""
    at = one.points[dice.integers(len(one.points))] if dice.random() < 0.5 else one.feasible[0]
    still = dice.random(len(at)) < dice.choice([0.3, 0.6, 1.0], p=[0.45, 0.45, 0.1])
    high = np.array(one.programme.high)
    tops = np.where(dice.random(len(at)) < 0.2, np.minimum(high, at + 1), high)
    bottoms = np.where(dice.random(len(at)) < 0.2, np.minimum(1, at), 0)
    return np.where(still, at, bottoms), np.where(still, at, tops)


def test_sums_and_broken_rows_are_those_of_the_table():
    for seed in range(100):
        one = small(seed)
        matrix = one.programme.matrix
        for n in range(0, len(one.points), 7):
            x = one.points[n]
            assert matrix.sums(x).tolist() == (one.table @ x).tolist()
            assert (len(matrix.broken(x)) == 0) == one.kept[n]
        for column in range(len(matrix.low)):
            rows = np.flatnonzero(one.table[:, column])
            assert matrix.rows_with(np.array([column])).tolist() == rows.tolist()
            assert matrix.beside(np.array([column])).tolist() == np.flatnonzero(one.table[rows].any(axis=0)).tolist()


def test_a_part_allows_what_the_whole_allows_with_the_rest_standing_still():
    parts, impossible, fewer = 0, 0, 0
    for seed in range(400):
        one, dice = small(seed), np.random.default_rng(seed)
        low, high = a_box(dice, one)
        inside = np.all((low <= one.points) & (one.points <= high), axis=1)
        part = Part.of(one.programme.matrix, low, high)
        if part is None:
            impossible += 1
            assert not np.any(inside & one.kept)
            continue
        parts += 1
        fewer += len(part.rows) < len(one.table)
        rows = np.zeros((len(part.rows), len(part.free)), dtype=np.int64)
        for n in range(len(part.rows)):
            entries = slice(part.starts[n], part.starts[n + 1])
            np.add.at(rows[n], part.columns[entries], part.factors[entries])
        sums = one.points[inside][:, part.free] @ rows.T
        allowed = np.all((sums >= part.least) & (sums <= part.most), axis=1)
        assert allowed.tolist() == one.kept[inside].tolist()
        for x in one.points[inside][:5]:
            assert part.whole_x(x[part.free]).tolist() == x.tolist()
    assert parts > 200
    assert impossible > 20
    assert fewer > 100  # rows that cannot bind any more are left out


def test_a_part_read_from_its_columns_outwards_is_the_same_part():
    parts, smaller = 0, 0
    for seed in range(300):
        one, dice = small(seed), np.random.default_rng(seed)
        matrix = one.programme.matrix
        if not one.kept.any():
            continue
        x = one.points[np.flatnonzero(one.kept)[0]]
        free = np.flatnonzero((dice.random(len(x)) < 0.6) & (matrix.low < matrix.high))
        is_free = np.isin(np.arange(len(x)), free)
        whole = Part.of(matrix, np.where(is_free, matrix.low, x), np.where(is_free, matrix.high, x))
        part = Part.beside(matrix, free, x, matrix.high)
        for name in ("low", "high", "free", "least", "most", "starts", "columns", "factors", "rows"):
            assert getattr(part, name).tolist() == getattr(whole, name).tolist(), (seed, name)
        parts += 1
        smaller += 0 < len(part.rows) < len(one.table)
    assert parts > 100
    assert smaller > 30


@pytest.mark.parametrize("is_better_asked", [False, True])
def test_a_search_finds_the_best_point_of_the_box_or_that_there_is_none(is_better_asked):
    found_any, found_none = 0, 0
    for seed in range(250):
        one, dice = small(seed), np.random.default_rng(seed)
        low, high = a_box(dice, one)
        inside = one.points[np.all((low <= one.points) & (one.points <= high), axis=1) & one.kept]
        values = inside @ one.weights
        limit = int(dice.integers(-10, 15)) if is_better_asked else None
        found = search(one.programme.matrix, one.weights, low=low, high=high, better_than=limit)
        assert found.closed
        if not len(values) or (limit is not None and values.max() <= limit):
            found_none += 1
            assert found.x is None
            continue
        found_any += 1
        assert found.x is not None
        assert found.x.tolist() in inside.tolist()
        assert int(one.weights @ found.x) == found.bound == values.max()
    assert min(found_any, found_none) > 20


def test_cutting_back_to_a_mark_leaves_what_was_there():
    for seed in range(60):
        one, dice = small(seed), np.random.default_rng(seed)
        programme = one.programme
        before = {part: list(getattr(programme, part)) for part in PARTS}
        arrays, mark = programme.matrix, programme.mark()
        for _ in range(dice.integers(1, 4)):
            columns = dice.choice(len(programme.low), size=3, replace=False).tolist()
            column = programme.any_of([columns[:2], columns[2:]])
            programme.implies(columns[0], column)
            programme.at_most(columns, 1)
            programme.weigh_at_most([(each, 2) for each in columns], 3)
        assert programme.size > (len(before["low"]), len(before["least"]))
        assert len(programme.matrix.low) == len(programme.low)
        programme.cut_back(mark)
        assert {part: getattr(programme, part) for part in PARTS} == before
        assert programme.followers == []
        for part in (*PARTS, "row_of", "by_column", "column_starts"):
            assert getattr(programme.matrix, part).tolist() == getattr(arrays, part).tolist()
        assert programme.mark() == mark


def test_columns_that_only_follow_get_their_value_one_after_the_other():
    for seed in range(60):
        one = small(seed)
        programme, count = one.programme, len(one.programme.low)
        binary = [column for column in range(count) if programme.high[column] == 1]
        if len(binary) < 3:
            continue
        first = programme.any_of([binary[:1], binary[1:2]])
        second = programme.any_of([[first], binary[2:3]])  # follows one that follows
        nothing = programme.any_of([])
        for point in one.points[::5]:
            x = np.concatenate([point, [7, 7, 7]])  # whatever stood there
            assert programme.complete(x) is x
            assert x[:count].tolist() == point.tolist()
            assert x[first] == (point[binary[0]] or point[binary[1]])
            assert x[second] == (x[first] or point[binary[2]])
            assert x[nothing] == 0
            rows = programme.matrix.broken(x)
            # At most one of each group is 1 by another rule; here each group has one column, so the new rows are kept.
            assert all(row < len(one.table) for row in rows)


def test_what_cannot_bind_is_not_written_and_what_can_only_be_zero_is_forbidden():
    programme = Programme()
    columns = [programme.column() for _ in range(3)]
    programme.at_most(columns, 3)
    programme.weigh_at_most([(column, 2) for column in columns], 6)
    assert programme.size == (3, 0)
    programme.weigh_at_most([(columns[0], 9), (columns[1], 2)], 3)
    assert programme.high == [0, 1, 1]
    programme.at_most(columns, 0)
    assert programme.matrix.high.tolist() == [0, 0, 0]


def test_whatever_the_prices_the_bound_holds_and_so_do_the_reduced_costs():
    """Moving a column from its better end costs at least its reduced cost: that is what lets columns be left out."""
    close = 0
    for seed in range(300):
        one, dice = small(seed), np.random.default_rng(seed)
        matrix, values = one.programme.matrix, one.feasible @ one.weights
        for scale in (0.0, 1.0, 10.0):
            prices = dice.normal(0, scale, size=len(matrix.least))
            bound = proven(matrix, one.weights, prices, np.zeros(len(matrix.low)))
            assert bound.whole >= values.max()
            away = np.where(bound.reduced > 0, matrix.high - one.feasible, one.feasible - matrix.low)
            assert np.all(values <= bound.bound - away @ np.abs(bound.reduced) + 1e-6)
            close += bound.whole < np.maximum(one.weights, 0) @ matrix.high  # tells more than no prices at all
    assert close > 20


def test_a_relaxation_is_never_below_the_best_and_often_meets_it():
    met, gaps = 0, 0
    for seed in range(120):
        one = small(seed)
        matrix = one.programme.matrix
        for is_large in (False, True):
            found = relax(matrix, one.weights, is_large=is_large)
            assert found is not None
            assert found.whole >= one.best
            met += found.whole == one.best
            gaps += found.whole > one.best
            # The point is one of the relaxation: it keeps every row, if not in whole numbers.
            sums = one.table @ found.x
            near = 1e-3 if is_large else 1e-5  # the first-order method comes near, and its prices still prove
            assert np.all(sums <= matrix.most + near)
            assert np.all(sums >= matrix.least - near)
            assert one.weights @ found.x == pytest.approx(found.bound, abs=100 * near)
    assert met > 100
    assert gaps > 5  # so it is a bound and not the answer


def test_a_wrong_bound_would_be_seen():
    """The negative control: prices on the side without a limit give a number that is no bound, and are not used."""
    seen = 0
    for seed in range(60):
        one = small(seed)
        matrix = one.programme.matrix
        wrong = deepcopy(matrix)
        wrong.most[wrong.most >= FAR] = 0  # as if the open side had the limit nought
        prices = np.full(len(matrix.least), 2.0)
        seen += proven(wrong, one.weights, prices, np.zeros(len(matrix.low))).whole < one.best
    assert seen > 3


def test_steps_never_make_it_worse_and_keep_every_row():
    """Many youths, each with a few options that take of the same supplies, and columns of nobody that count them."""
    better = 0
    for seed in range(8):
        dice = np.random.default_rng(seed)
        programme = Programme()
        mine = [[programme.column(owner) for _ in range(4)] for owner in range(30)]
        for options in mine:
            programme.at_most(options, 1)
        every = [column for options in mine for column in options]
        used = []
        for _ in range(40):
            taken = dice.choice(every, size=6, replace=False).tolist()
            programme.at_most(taken, 2)
            used.append(programme.any_of([column] for column in taken))
        weights = np.zeros(len(programme.low), dtype=np.int64)
        weights[every] = dice.integers(1, 20, size=len(every))
        weights[used] = -1
        x, matrix = np.zeros(len(weights), dtype=np.int64), programme.matrix
        for column in every:  # whatever fits, in no good order
            x[column] = 1
            if len(matrix.broken(programme.complete(x))):
                x[column] = 0
        start = programme.complete(x).copy()
        high = np.where((dice.random(len(weights)) < 0.8) | (start > 0) | (matrix.owner == NOBODY), matrix.high, 0)
        after, spent = steps(matrix, weights, start, high, 0.4, seed, lambda: False)
        again, _ = steps(matrix, weights, start, high, 0.4, seed, lambda: False)
        assert after.tolist() == again.tolist()
        assert 0 < spent < 1
        assert start.tolist() == x.tolist()
        assert not len(matrix.broken(after))
        assert np.all((after >= 0) & (after <= high))
        assert weights @ after >= weights @ start
        better += int(weights @ after) > int(weights @ start)
        assert steps(matrix, weights, start, high, 0.4, seed, lambda: True)[0].tolist() == start.tolist()
    assert better == 8
