"""Runs the solver through the goals, one after another. Holds no modelling: rules and goals say what, this says how.

Repeatable by default: one worker, limits in deterministic time, hints from the plan before. A plan is known from the
first moment, and whatever happens the best valid one is kept. "Proven" is said only when value equals bound.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from ortools.sat.python import cp_model

from matching.check import check
from matching.constraints import RULES
from matching.greedy import fill
from matching.model import Variables
from matching.neighbourhood import Neighbourhoods
from matching.objective import goal_named, goals
from matching.objective.goal import Goal, Setting, When
from matching.plan import Plan
from matching.progress import Cancelled, Listener, Progress, gap
from matching.table import Table

FILLED = ("start", "urgent", "nobody_left_out", "most_wishes")  # where more is never worse
WORK = 0.35  # deterministic time of the solver in about one second of one ordinary processor
WHOLE = 1e-4  # deterministic seconds per variable, below which a search of the whole would end before it has begun
STEPS = 0.5  # share of a goal's effort for small steps; the rest is for the search of the whole
LEAD = ("max_lp", "reduced_costs")  # what proves best on this structure when there is more than one worker


@dataclass(frozen=True)
class Stage:
    """A goal and how far it came."""

    name: str
    goal: str
    value: int
    bound: int | None
    gap: float | None
    proven: bool
    maximise: bool


@dataclass
class Run:
    """One run of the solver over all goals: what it may use, and what it has found."""

    table: Table
    setting: Setting
    best: Plan
    effort: float
    seed: int
    workers: int
    seconds: float | None
    progress: Listener | None
    cancelled: Cancelled | None
    started: float
    stages: list[Stage] = field(default_factory=list)
    stopped_by: str = "proof"

    def go(self) -> None:
        """Works through the goals; afterwards `best`, `stages` and `stopped_by` tell."""
        self.model = cp_model.CpModel()
        self.variables = Variables(self.model, self.table.problem, self.table.eligible)
        for rule in RULES:
            if rule.constrain is not None:
                rule.constrain(self.model, self.variables, self.table.problem)
        self.goals = list(goals(self.setting))
        self.neighbourhoods = Neighbourhoods(self.table, self.setting, goal_named, self.seed)
        self.effort_left = self.effort * WORK
        all_proven = True
        for n, goal in enumerate(self.goals):
            if goal.stage != (self.goals[n - 1].stage if n else ""):
                all_proven = True
            if (goal.when is When.WHILE_PROVEN and not all_proven) or (goal.when is When.IF_UNPROVEN and all_proven):
                continue
            if goal.when is When.FOR_A_START:
                self._start_from(n, goal)
                continue
            stage = self._pursue(n, goal)
            self.stages.append(stage)
            all_proven = all_proven and stage.proven
            self._tell(n + 1, goal, stage.value, stage.bound, self.best)
        self.stages = [self._as_it_ended(stage) for stage in self.stages]

    def _as_it_ended(self, stage: Stage) -> Stage:
        """What was settled without proof may have become better on the way; the report is about the last plan."""
        goal = next(each for each in self.goals if each.name == stage.goal and each.stage == stage.name)
        value = goal.value(self.best)
        proven = stage.bound is not None and stage.bound == value
        return replace(stage, value=value, gap=gap(value, stage.bound), proven=proven)

    def _start_from(self, n: int, goal: Goal) -> None:
        """A good plan to begin with; nothing is settled by it."""
        self._improve(n, goal, self._share_of_effort(n))
        self._tell(n + 1, goal, goal.value(self.best), None, self.best)

    def _pursue(self, n: int, goal: Goal) -> Stage:
        """First better plans by small steps, then a search of the whole, which is where bound and proof come from."""
        if goal.best is not None and goal.value(self.best) == goal.best:
            self._settle(goal, goal.best)
            return Stage(goal.stage, goal.name, goal.best, goal.best, 0.0, True, goal.maximise)
        effort = self._share_of_effort(n)
        needed = len(self.model.proto.variables) * WHOLE
        if goal.by_steps:
            before = self.effort_left
            self._improve(n, goal, effort * STEPS if effort * (1 - STEPS) > needed else effort)
            effort -= before - self.effort_left
        bound = goal.best
        expression = None
        if not self._is_over() and effort > needed and goal.value(self.best) != goal.best:
            expression = goal.expression(self.model, self.variables)
            (self.model.maximize if goal.maximise else self.model.minimize)(expression)
            bound = self._search(n, goal, effort)
        value = goal.value(self.best)
        proven = bound is not None and bound == value
        if not proven and self.stopped_by == "proof" and not self._is_over():
            self.stopped_by = "effort"
        self._settle(goal, value, expression)
        return Stage(goal.stage, goal.name, value, bound, gap(value, bound), proven, goal.maximise)

    def _improve(self, n: int, goal: Goal, effort: float) -> None:
        settled = [stage.goal for stage in self.stages if stage.value != 0 or not stage.maximise]
        found, spent = self.neighbourhoods.improve(self.best, goal.name, settled, effort, self._is_over)
        self.effort_left -= spent
        self._keep_if_better(goal, found)
        self._tell(n, goal, goal.value(self.best), None, self.best)

    def _settle(self, goal: Goal, value: int, expression: cp_model.LinearExpr | None = None) -> None:
        """What has been reached stays reached."""
        self.model.clear_objective()  # type: ignore[no-untyped-call]
        if goal.keep is not None and goal.keep(self.model, self.variables, value):
            return
        if expression is None:
            expression = goal.expression(self.model, self.variables)
        if goal.maximise:
            self.model.add(expression >= value)
        else:
            self.model.add(expression <= value)

    def _search(self, n: int, goal: Goal, effort: float) -> int | None:
        """Searches for a better plan; keeps it if there is one, and returns the bound."""
        solver = cp_model.CpSolver()
        solver.parameters.catch_sigint_signal = False
        parameters = solver.parameters
        parameters.random_seed = self.seed % 2**31
        parameters.num_workers = self.workers
        parameters.max_deterministic_time = effort
        parameters.linearization_level = 2
        if self.workers > 1:
            parameters.subsolvers.extend(LEAD)
        if self.seconds is not None:
            parameters.max_time_in_seconds = max(0.05, self.started + self.seconds - time.monotonic())
        self._hint()
        watcher = _Watcher(lambda best, bound: self._tell(n, goal, best, bound, None))
        solver.best_bound_callback = watcher.on_bound
        with self._stopping(solver):
            status = solver.solve(self.model, watcher if self.progress else None)
        self.effort_left -= solver.response_proto.deterministic_time
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            found = self.variables.plan_of(solver.boolean_value)
            self._keep_if_better(goal, found)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
            return _whole(solver.best_objective_bound, goal, goal.value(self.best))
        return goal.best

    def _hint(self) -> None:
        """The plan before as a complete hint: helping variables are filled in by a search in which all else is fixed."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        known = self.variables.values_of(self.best)
        for index, number in known.items():
            self.model.add_hint(self.model.get_int_var_from_proto_index(index), number)
        solver = cp_model.CpSolver()
        solver.parameters.catch_sigint_signal = False
        solver.parameters.num_workers = 1
        solver.parameters.fix_variables_to_their_hinted_value = True
        solver.parameters.max_deterministic_time = 1.0
        if solver.solve(self.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.model.clear_hints()  # type: ignore[no-untyped-call]
            for index, number in enumerate(solver.response_proto.solution):
                self.model.add_hint(self.model.get_int_var_from_proto_index(index), number)

    def _keep_if_better(self, goal: Goal, found: Plan) -> None:
        """Kept only if it is better in this goal and no worse in any settled one, and the independent checker passes it.

        Equal is not better: the solver drops what the goal does not ask for, and that is somebody's break.
        """
        by_name = {each.name: each for each in self.goals}
        for stage in self.stages:
            value = by_name[stage.goal].value(found)
            if value < stage.value if stage.maximise else value > stage.value:
                return
        old, new = goal.value(self.best), goal.value(found)
        if new == old or (new < old) is goal.maximise:
            return
        if violations := check(self.table.problem, found):
            raise BrokenPlan(violations[0].text)
        self.best = fill(self.table, found) if goal.stage in FILLED else found

    def _share_of_effort(self, n: int) -> float:
        """This goal's share of what is left, by the weights of the goals still ahead."""
        ahead = sum(each.effort for each in self.goals[n:] if each.when is not When.IF_UNPROVEN)
        mine = self.goals[n].effort
        return self.effort_left * min(1.0, mine / max(mine, ahead))

    def _is_cancelled(self) -> bool:
        return self.cancelled is not None and self.cancelled()

    def _is_late(self) -> bool:
        return self.seconds is not None and time.monotonic() - self.started >= self.seconds

    def _is_over(self) -> bool:
        if self._is_cancelled():
            self.stopped_by = "cancelled"
        elif self._is_late():
            self.stopped_by = "seconds"
        return self.stopped_by in ("cancelled", "seconds")

    @contextmanager
    def _stopping(self, solver: cp_model.CpSolver) -> Iterator[None]:
        """Asks ten times a second whether to go on, from a thread of its own."""
        done = threading.Event()

        def ask() -> None:
            while not done.wait(0.1):
                if self._is_cancelled():
                    solver.stop_search()

        asking = threading.Thread(target=ask, daemon=True)
        if self.cancelled is not None:
            asking.start()
        try:
            yield
        finally:
            done.set()
            if self.cancelled is not None:
                asking.join()

    def _tell(self, done: int, goal: Goal, best: int | None, bound: int | None, plan: Plan | None) -> None:
        if self.progress is not None:
            elapsed = time.monotonic() - self.started
            self.progress(Progress(goal.stage, goal.name, done, len(self.goals), best, bound, elapsed, plan))


def any_plan(table: Table, effort: float, seed: int) -> Plan | None:
    """A plan that keeps every rule, as full as the effort allows; None if pins cannot all be met."""
    model = cp_model.CpModel()
    variables = Variables(model, table.problem, table.eligible)
    for rule in RULES:
        if rule.constrain is not None:
            rule.constrain(model, variables, table.problem)
    model.maximize(cp_model.LinearExpr.sum([each.var for each in variables.placed]))
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = max(1.0, effort / 4)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return variables.plan_of(solver.boolean_value)


class BrokenPlan(AssertionError):
    """The solver found a plan that the checker does not pass: a fault in the engine, never shown to anybody."""


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Passes on best value and bound; says nothing more often than a person can read."""

    def __init__(self, tell: Callable[[int | None, int | None], None]) -> None:
        super().__init__()
        self.tell = tell
        self.best: int | None = None
        self.bound: int | None = None
        self.told = 0.0

    def on_solution_callback(self) -> None:
        self.best = round(self.objective_value)
        self.bound = round(self.best_objective_bound)
        self._pass_on()

    def on_bound(self, bound: float) -> None:
        if abs(bound) < 2**53:
            self.bound = round(bound)
            self._pass_on()

    def _pass_on(self) -> None:
        if time.monotonic() - self.told > 0.1:
            self.told = time.monotonic()
            self.tell(self.best, self.bound)


def _whole(bound: float, goal: Goal, value: int) -> int | None:
    """The bound as a whole number, on the safe side; what is known without search if the solver had no time for one."""
    nearest = round(bound)
    if abs(bound - nearest) >= 1e-6:
        nearest = int(bound // 1) if goal.maximise else -int(-bound // 1)
    says_nothing = abs(bound) >= 2**53 or (nearest < value if goal.maximise else nearest > value)
    return goal.best if says_nothing else nearest
