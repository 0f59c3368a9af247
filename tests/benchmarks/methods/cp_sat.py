"""(b) The obvious programme in CP-SAT with its default parameters."""

from __future__ import annotations

from typing import Any

from ortools.sat.python import cp_model

from tests.benchmarks.facts import facts_of
from tests.benchmarks.methods import Task
from tests.benchmarks.programme import SCALE, Programme, programme_of


def run(task: Task, *, fair: bool = True) -> dict[str, Any]:
    programme = programme_of(facts_of(task.problem), task.ideals, fair=fair)
    model, columns = _model(programme)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = task.left()
    solver.parameters.random_seed = task.seed
    solver.best_bound_callback = lambda bound: task.tell(None, None, round(bound), "one weighted sum")
    status = solver.solve(model, _Listener(task, programme, columns))
    proven = status == cp_model.OPTIMAL and round(solver.best_objective_bound) == round(solver.objective_value)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        plan = programme.plan([solver.value(column) for column in columns])
        task.tell(plan, round(solver.objective_value), round(solver.best_objective_bound), "one weighted sum")
    return {
        "status": solver.status_name(status),
        "proven": proven,
        "columns": len(columns),
        "rows": len(programme.rows),
    }


def _model(programme: Programme) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    columns = [
        model.new_int_var(-SCALE, SCALE, "") if n == programme.floor else model.new_bool_var("")
        for n in range(programme.columns)
    ]
    for row in programme.rows:
        terms = cp_model.LinearExpr.weighted_sum([columns[n] for n in row.columns], row.weights)
        model.add_linear_constraint(terms, row.low, row.high)
    goal = programme.goal
    model.maximize(cp_model.LinearExpr.weighted_sum([columns[n] for n in goal], list(goal.values())))
    return model, columns


class _Listener(cp_model.CpSolverSolutionCallback):
    def __init__(self, task: Task, programme: Programme, columns: list[cp_model.IntVar]) -> None:
        super().__init__()
        self.task = task
        self.programme = programme
        self.columns = columns

    def on_solution_callback(self) -> None:
        plan = self.programme.plan([self.value(column) for column in self.columns])
        self.task.tell(plan, round(self.objective_value), round(self.best_objective_bound), "one weighted sum")
