"""A second solver on integer programmes in a file: the best value of each, what proves it, and a point that has it.

The shared libraries of HiGHS and of OR-Tools hold the same names, so whichever comes second fails to load. This module
is therefore a process of its own, and imports nothing of the engine.
"""

import json
import sys

import highspy
import numpy as np

FAR = 1 << 40


def best(held, name):
    """What the solver says of the programme of that name, in numbers that need not be trusted: x can be recomputed."""
    of = {part: held[f"{name}.{part}"] for part in ("weights", "low", "high", "starts", "columns", "factors")}
    least, most = (held[f"{name}.{part}"].astype(float) for part in ("least", "most"))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(of["low"]), len(least)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = of["weights"].astype(float)
    model.col_lower_, model.col_upper_ = of["low"].astype(float), of["high"].astype(float)
    model.row_lower_ = np.where(least <= -FAR, -highspy.kHighsInf, least)
    model.row_upper_ = np.where(most >= FAR, highspy.kHighsInf, most)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = of["starts"], of["columns"]
    model.a_matrix_.value_ = of["factors"].astype(float)
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(of["low"])
    solver = highspy.Highs()
    for option, value in {"output_flag": False, "mip_rel_gap": 0.0, "mip_abs_gap": 0.5, "threads": 1}.items():
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    info = solver.getInfo()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return {"status": solver.modelStatusToString(solver.getModelStatus())}
    bound = info.mip_dual_bound if np.isfinite(info.mip_dual_bound) else info.objective_function_value
    x = np.round(solver.getSolution().col_value).astype(int).tolist()
    return {"status": "Optimal", "bound": int(np.floor(bound + 1e-4)), "x": x}


def main(path):
    held = np.load(path)
    names = dict.fromkeys(each.split(".")[0] for each in held.files)
    print(json.dumps({name: best(held, name) for name in names}))


if __name__ == "__main__":
    main(sys.argv[1])
