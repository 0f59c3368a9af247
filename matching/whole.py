"""The whole municipality: planned as one, or part by part where parts have nothing in common, and put together again."""

from __future__ import annotations

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
        """Each part gets its share, by how much is asked for there, of the effort that the parts before it have left."""
        asked = [len(part.occurrence) for part in parts]
        left, best, runs = self.effort, self.best, []
        for n, part in enumerate(parts):
            mine = Plan(tuple(each for each in best.placements if each.occurrence in part.occurrence))
            share = left * asked[n] / sum(asked[n:])
            run = self._run(Table(part), mine, share, self._telling(n, len(parts), best))
            run.go()
            left += run.unused - share
            best = best.without(*mine.by_occurrence).with_(*run.best.placements)
            runs.append(run)
            if run.stopped_by in ("cancelled", "seconds"):
                break
        stopped_by = next((each.stopped_by for each in runs if each.stopped_by != "proof"), "proof")
        found = [stage for run in runs for stage in run.stages]
        is_whole = len(runs) == len(parts)
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

    def _telling(self, n: int, parts: int, best: Plan) -> Listener | None:
        """What a part tells, as a step of the whole: how far of all it is, without values that mean a part only."""
        tell = self.progress
        if tell is None:
            return None

        def step(told: Progress) -> None:
            done, count = n * told.goals + told.done, parts * told.goals
            tell(replace(told, done=done, goals=count, best=None, bound=None, plan=best))

        return step

    def _run(self, table: Table, best: Plan, effort: float, progress: Listener | None) -> Run:
        return Run(
            table=table,
            setting=replace(self.setting, problem=table.problem),
            best=best,
            effort=effort,
            seed=self.setting.seed,
            workers=self.workers,
            seconds=self.seconds,
            progress=progress,
            cancelled=self.cancelled,
            started=self.started,
        )
