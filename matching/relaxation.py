"""The linear relaxation: how good a plan could at most be, and which columns matter for that.

    bound(y) = sum of y[r] * limit[r]  +  sum over c of max over low..high of (weight[c] - sum of y[r] factor[r, c]) x[c]

holds for any prices y >= 0 on rows (weak duality), so the solver that finds the prices need not be trusted: the bound is
computed here. What a column would cost if it were moved from its better end, |reduced[c]|, is known with it; a column
whose cost is more than the gap cannot be moved in any better plan (reduced-cost fixing).
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


def relax(matrix: Matrix, weights: Numbers, *, algorithm: str = "ipm", crossover: bool = True) -> Relaxation | None:
    """None if the solver found no prices."""
    model = _model(matrix, weights)
    parameters = parameters_pb2.SolveParametersProto()
    parameters.highs.string_options["solver"] = algorithm
    parameters.highs.string_options["run_crossover"] = "on" if crossover else "off"
    result = core.solve(
        model,
        parameters_pb2.SOLVER_TYPE_HIGHS,
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
    prices[np.array(duals.ids, dtype=np.int64)] = np.array(duals.values)
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


def _model(matrix: Matrix, weights: Numbers) -> model_pb2.ModelProto:
    model = model_pb2.ModelProto()
    model.variables.ids.extend(range(len(matrix.low)))
    model.variables.lower_bounds.extend(matrix.low.astype(float).tolist())
    model.variables.upper_bounds.extend(matrix.high.astype(float).tolist())
    model.variables.integers.extend([False] * len(matrix.low))
    model.objective.maximize = True
    used = np.flatnonzero(weights)
    model.objective.linear_coefficients.ids.extend(used.tolist())
    model.objective.linear_coefficients.values.extend(weights[used].astype(float).tolist())
    rows = model.linear_constraints
    rows.ids.extend(range(len(matrix.least)))
    rows.lower_bounds.extend(np.where(matrix.least <= -FAR, -np.inf, matrix.least).astype(float).tolist())
    rows.upper_bounds.extend(np.where(matrix.most >= FAR, np.inf, matrix.most).astype(float).tolist())
    order = np.lexsort((matrix.columns, matrix.row_of))
    model.linear_constraint_matrix.row_ids.extend(matrix.row_of[order].tolist())
    model.linear_constraint_matrix.column_ids.extend(matrix.columns[order].tolist())
    model.linear_constraint_matrix.coefficients.extend(matrix.factors[order].astype(float).tolist())
    return model
