"""HiGHS on a programme in a file, a line of JSON for every better solution. Nothing else may be loaded beside it.

The shared libraries of HiGHS and of OR-Tools hold the same names, so whichever comes second fails to load. This module
therefore imports nothing of the engine.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import highspy
import numpy as np


def main(path: str, seconds: float, seed: int) -> None:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(_model(np.load(path)))
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("random_seed", seed)

    def better(event: Any) -> None:
        found = event.data_out
        _say(found.mip_solution, found.objective_function_value, found.mip_dual_bound)

    solver.cbMipImprovingSolution += better
    solver.solve()
    info, status = solver.getInfo(), solver.getModelStatus()
    proven = status == highspy.HighsModelStatus.kOptimal and info.mip_gap <= 1e-9
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        _say(solver.getSolution().col_value, info.objective_function_value, info.mip_dual_bound)
    print(json.dumps({"status": solver.modelStatusToString(status), "proven": bool(proven)}), flush=True)


def _say(values: Any, value: float, bound: float) -> None:
    ones = np.flatnonzero(np.array(values) > 0.5).tolist()
    known = None if abs(bound) > 1e15 else int(np.floor(bound + 1e-6))
    print(json.dumps({"ones": ones, "value": round(value), "bound": known}), flush=True)


def _model(held: Any) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(held["costs"]), len(held["row_low"])
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_, model.col_lower_, model.col_upper_ = held["costs"], held["low"], held["high"]
    model.row_lower_, model.row_upper_ = held["row_low"], held["row_high"]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = held["start"], held["index"]
    model.a_matrix_.value_ = held["weight"]
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(held["costs"])
    return model


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
