"""The linear relaxation: how good a plan could at most be, and which columns matter for that.

    bound(y) = sum of y[r] * limit[r]  +  sum over c of max over low..high of (weight[c] - sum of y[r] factor[r, c]) x[c]

holds for any prices y >= 0 on rows (weak duality), so the solver that finds the prices need not be trusted: the bound is
computed here. So prices may be rough: up to LARGE entries they come from an interior point method, beyond from a
first-order method (PDLP), of which each iteration costs the entries once, so that what it will cost is known before.
What a column would cost if it were moved from its better end, |reduced[c]|, is known with the bound; a column whose cost
is more than the gap cannot be moved in any better plan (reduced-cost fixing).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import callback_pb2, model_parameters_pb2, model_pb2, parameters_pb2
from ortools.math_opt.core.python import solver as core

from matching.programme import FAR, Matrix, Numbers

Floats = NDArray[np.float64]
SAFE = 1e-6  # share of a bound by which rounding in the sums may err
LARGE = 300_000  # entries of the matrix, above which an interior point method takes too long
EXACT = 2e-8  # deterministic seconds of the interior point method, times entries to the power of one and a half
ITERATIONS = 1_000  # of the first-order method: its bound is then within a few hundredths of a per cent
WIDE = 1_000  # entries of a row, above which the first-order method does not come to rest on it
FIRST_ORDER = 4e-9  # deterministic seconds of one iteration, times entries
NEAR = 1e-6  # tolerance of the first-order method, if that should be reached before


@dataclass(frozen=True)
class Relaxation:
    """An upper bound of `sum of weight * x`, the reduced costs that prove it, and a point that comes near it."""

    bound: float
    reduced: Floats
    x: Floats

    @property
    def whole(self) -> int:
        """The bound for a sum of whole numbers."""
        return floor(self.bound + SAFE * max(1.0, abs(self.bound)))


def effort_of(matrix: Matrix) -> float:
    """Deterministic seconds that a relaxation counts for, known before it is begun."""
    entries = len(matrix.columns)
    return EXACT * entries**1.5 if entries <= LARGE else FIRST_ORDER * ITERATIONS * entries


def relax(matrix: Matrix, weights: Numbers, *, is_large: bool | None = None) -> Relaxation | None:
    """None if the solver found no prices."""
    is_large = len(matrix.columns) > LARGE if is_large is None else is_large
    # A tolerance speaks of numbers about one.
    scale = max(1.0, float(np.abs(weights).max(initial=0))) if is_large else 1.0
    parameters = parameters_pb2.SolveParametersProto()
    if is_large:
        parameters.pdlp.num_threads = 1
        parameters.pdlp.termination_criteria.iteration_limit = ITERATIONS
        parameters.pdlp.termination_criteria.simple_optimality_criteria.eps_optimal_relative = NEAR
        parameters.pdlp.termination_criteria.simple_optimality_criteria.eps_optimal_absolute = NEAR
    else:
        parameters.highs.string_options["solver"] = "ipm"
        parameters.highs.string_options["run_crossover"] = "on"
    result = core.solve(
        _model(matrix, weights / scale, widest=WIDE if is_large else None),
        parameters_pb2.SOLVER_TYPE_PDLP if is_large else parameters_pb2.SOLVER_TYPE_HIGHS,
        parameters_pb2.SolverInitializerProto(),
        parameters,
        model_parameters_pb2.ModelSolveParametersProto(),
        None,
        callback_pb2.CallbackRegistrationProto(),
        None,
        None,
    )
    if not result.solutions:
        return None
    found = result.solutions[0]
    prices = np.zeros(len(matrix.least))
    duals = found.dual_solution.dual_values
    prices[np.array(duals.ids, dtype=np.int64)] = np.array(duals.values) * scale
    x = np.zeros(len(matrix.low))
    primal = found.primal_solution.variable_values
    x[np.array(primal.ids, dtype=np.int64)] = np.array(primal.values)
    return proven(matrix, weights, prices, x)


def proven(matrix: Matrix, weights: Numbers, prices: Floats, x: Floats) -> Relaxation:
    """The bound that these prices prove, whoever found them."""
    prices = np.where((prices > 0) & (matrix.most >= FAR), 0.0, prices)
    prices = np.where((prices < 0) & (matrix.least <= -FAR), 0.0, prices)
    paid = np.bincount(matrix.columns, weights=matrix.factors * prices[matrix.row_of], minlength=len(matrix.low))
    reduced: Floats = weights.astype(np.float64) - paid
    rows = np.where(prices > 0, prices * matrix.most, np.where(prices < 0, prices * matrix.least, 0.0)).sum()
    ends = np.where(reduced > 0, reduced * matrix.high, reduced * matrix.low).sum()
    return Relaxation(float(rows + ends), reduced, x)


def _model(matrix: Matrix, weights: Floats, widest: int | None) -> model_pb2.ModelProto:
    """Rows with more than `widest` entries, which are goals reached before, stay without limits and so without prices."""
    model = model_pb2.ModelProto()
    model.variables.ids.extend(range(len(matrix.low)))
    model.variables.lower_bounds.extend(matrix.low.astype(float).tolist())
    model.variables.upper_bounds.extend(matrix.high.astype(float).tolist())
    model.variables.integers.extend([False] * len(matrix.low))
    model.objective.maximize = True
    used = np.flatnonzero(weights)
    model.objective.linear_coefficients.ids.extend(used.tolist())
    model.objective.linear_coefficients.values.extend(weights[used].tolist())
    rows = model.linear_constraints
    rows.ids.extend(range(len(matrix.least)))
    is_free = np.zeros(len(matrix.least), dtype=bool) if widest is None else np.diff(matrix.starts) > widest
    rows.lower_bounds.extend(np.where(is_free | (matrix.least <= -FAR), -np.inf, matrix.least).tolist())
    rows.upper_bounds.extend(np.where(is_free | (matrix.most >= FAR), np.inf, matrix.most).tolist())
    order = np.lexsort((matrix.columns, matrix.row_of))
    order = order[~is_free[matrix.row_of[order]]]
    model.linear_constraint_matrix.row_ids.extend(matrix.row_of[order].tolist())
    model.linear_constraint_matrix.column_ids.extend(matrix.columns[order].tolist())
    model.linear_constraint_matrix.coefficients.extend(matrix.factors[order].astype(float).tolist())
    return model
