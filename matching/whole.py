"""The whole municipality: planned as one, or part by part where parts have nothing in common, and put together again.

Each part gets a share of the effort that depends on the problem alone, never on what other parts took, and each is searched
by one worker. So several parts can be planned at once, and the plan is the same, byte for byte, for any number of workers.
Threads, because the solvers work outside the interpreter's lock and the problem is held once: two of them kept 1.4 of two
cores busy over fifty parts. What is written in Python waits for its turn.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from matching.objective import goals
from matching.objective.goal import Goal, Setting
from matching.objective.nobody_left_out import FLOOR
from matching.parts import parts_of
from matching.plan import Plan
from matching.problem import Problem
from matching.progress import Cancelled, Listener, Progress, gap
from matching.solver import Run
from matching.stage import Stage
from matching.table import Table


@dataclass(frozen=True)
class Result:
    """The best plan, how good it is stage by stage, and what ended the search."""

    best: Plan
    stages: list[Stage]
    stopped_by: str


@dataclass
class Whole:
    table: Table
    setting: Setting
    best: Plan
    effort: float
    workers: int
    seconds: float | None
    progress: Listener | None
    cancelled: Cancelled | None
    started: float

    def go(self) -> Result:
        parts = parts_of(self.table)
        if len(parts) == 1:
            run = self._run(self.table, self.best, self.effort, self.progress)
            run.go()
            return Result(run.best, run.stages, run.stopped_by)
        return self._part_by_part(parts)

    def _part_by_part(self, parts: list[Problem]) -> Result:
        """Each part gets its share of the effort, by how much is asked for there."""
        asked = sum(len(part.occurrence) for part in parts)
        told = _Told(self.progress, self.best, len(parts))

        def plan(n: int) -> Run:
            part = parts[n]
            mine = Plan(tuple(each for each in self.best.placements if each.occurrence in part.occurrence))
            share = self.effort * len(part.occurrence) / asked
            run = self._run(Table(part), mine, share, told.by(n))
            if not run.is_over():
                run.go()
                told.planned(mine, run.best)
            return run

        with ThreadPoolExecutor(min(self.workers, len(parts))) as threads:
            runs = list(threads.map(plan, range(len(parts))))
        best = self.best
        for run in runs:
            best = best.without(*run.table.problem.occurrence).with_(*run.best.placements)
        is_whole = all(run.stages for run in runs)
        stopped_by = next((each.stopped_by for each in runs if each.stopped_by != "proof"), "proof")
        found = [stage for run in runs for stage in run.stages]
        together = [self._together(goal, best, found, is_whole) for goal in goals(self.setting)]
        return Result(best, together, stopped_by)

    def _together(self, goal: Goal, plan: Plan, found: list[Stage], is_whole: bool) -> Stage:
        """A goal over all parts: the sum of what they reached, and for the floor the lowest of them."""
        mine = [stage for stage in found if (stage.name, stage.goal) == (goal.stage, goal.name)]
        value = goal.value(plan)
        bounds = [stage.bound for stage in mine if stage.bound is not None]
        bound = None
        if is_whole and len(bounds) == len(mine):
            bound = min(bounds, default=value) if goal.name == FLOOR else sum(bounds)
        return Stage(goal.stage, goal.name, value, bound, gap(value, bound), value == bound, goal.maximise)

    def _run(self, table: Table, best: Plan, effort: float, progress: Listener | None) -> Run:
        return Run(
            table=table,
            setting=replace(self.setting, problem=table.problem),
            best=best,
            effort=effort,
            seed=self.setting.seed,
            workers=1,
            seconds=self.seconds,
            progress=progress,
            cancelled=self.cancelled,
            started=self.started,
        )


class _Told:
    """What the parts tell, as steps of the whole: how far of all it is, without values that mean a part only."""

    def __init__(self, tell: Listener | None, best: Plan, parts: int) -> None:
        self.tell, self.best, self.parts = tell, best, parts
        self.done: dict[int, int] = {}
        self.one_at_a_time = threading.Lock()

    def by(self, part: int) -> Listener | None:
        tell = self.tell
        if tell is None:
            return None

        def step(told: Progress) -> None:
            with self.one_at_a_time:
                self.done[part] = max(told.done, self.done.get(part, 0))
                done, count = sum(self.done.values()), self.parts * told.goals
                tell(replace(told, done=done, goals=count, best=None, bound=None, plan=self.best))

        return step

    def planned(self, before: Plan, after: Plan) -> None:
        with self.one_at_a_time:
            self.best = self.best.without(*before.by_occurrence).with_(*after.placements)
