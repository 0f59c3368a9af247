"""Runs the stages in their published order. Holds no modelling: rules and goals say what, a pursuit says how.

    contest       who gets what            urgent, nobody left out, most wishes
    arrangement   where                    known faces, few changes, lots;     everybody keeps the points she has
    company       who comes along          few new mentors, told ones, lots;     the stays are settled, and the points kept

Nobody gives up a wish for what comes later. Bounds of the arrangement and of company hold under what is settled before.

A plan is known from the first moment, and whatever happens the best valid one is kept. "Proven" is said only when value
equals bound.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile

import numpy as np

from matching.candidates import Candidate
from matching.check import check
from matching.company import apart, is_small, named, together
from matching.cpsat import search
from matching.encoding import encoded
from matching.greedy import fill
from matching.model import Company
from matching.objective import arrangement, company_of, contest
from matching.objective.goal import Goal, Setting, points_terms
from matching.plan import Plan
from matching.progress import Cancelled, Listener, Progress, gap
from matching.pursuit import Pursuit, Reached
from matching.stage import Stage
from matching.standing import Standing
from matching.table import Table

WORK = 0.5  # deterministic time of the solver in about one second of one ordinary processor
WARM_UP, CONTEST, ARRANGEMENT = 0.3, 0.75, 0.7  # shares of what is left of the effort


LEAST = 0.2  # share that every goal may use, however little it weighs


class BrokenPlan(AssertionError):
    """The solver found a plan that the checker does not pass: a fault in the engine, never shown to anybody."""


@dataclass
class Run:
    """One run over all stages: what it may use, and what it has found."""

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
        """Works through the stages; afterwards `best`, `stages` and `stopped_by` tell."""
        self.effort_left = self.effort * WORK
        first, second, third = contest(self.setting), arrangement(self.setting), company_of(self.setting)
        self.goals = [*first, *second, *third]
        reached = self._hold_contest(first)
        reached += self._settle(self._arranging(), second, self.effort_left * ARRANGEMENT)
        if third:
            reached += self._settle(self._accompanying(), third, self.effort_left)
        self.stages = [self._as_it_ended(each) for each in reached]
        if self.progress is not None and self.stages:
            last, count = self.stages[-1], len(self.goals)
            elapsed = time.monotonic() - self.started
            self.progress(Progress(last.name, last.goal, count, count, last.value, last.bound, elapsed, self.best))
        if self.stopped_by == "proof" and not all(each.proven for each in self.stages):
            self.stopped_by = "effort"

    def _hold_contest(self, goals: list[Goal]) -> list[Reached]:
        """Who gets what: everything is open."""
        candidates, company = self.table.eligible.candidates, self.table.eligible.company
        wider = None if is_small(self.table) else self._pursuit(candidates, together(self.table))
        whole = self._pursuit(candidates, apart(self.table, company), wider)
        whole.begin_with(self.best)
        if len(whole.programme.matrix.broken(whole.x)):
            raise BrokenPlan("the first plan does not keep what the programme is told")
        whole.narrowed = lambda wider: fill(self.table, named(self.table, wider.variables, wider.x))
        whole.improved = partial(self._keep_if_better, whole)
        quick = list(takewhile(lambda goal: goal.is_quick, goals))
        whole.effort_left = warmth = self.effort_left * WARM_UP
        whole.warm_up(next(goal for goal in goals if goal.is_start), quick, warmth)
        self.effort_left += whole.effort_left - warmth
        self._keep_if_better(whole)
        reached = self._pursue(whole, goals, self.effort_left * CONTEST)
        self._keep_if_better(whole)
        return reached

    def _arranging(self) -> Pursuit:
        """Where, among all that keeps the points. In a large municipality whoever comes along does so when it was settled:
        so the programme is small, and company that was found is not lost."""
        problem, eligible = self.table.problem, self.table.eligible
        if is_small(self.table):
            return self._pursuit(eligible.candidates, apart(self.table, eligible.company))
        settled = {one.occurrence: one for one in self.best.placements if one.mentor is not None}
        shared = {each.id for each in problem.mentors if each.youths_at_once > 1}

        def is_open(each: Candidate) -> bool:
            one = settled.get(each.occurrence)
            return one is None or (each.window.id == one.window and (each.site == one.site or one.mentor not in shared))

        company = {(one.occurrence, one.window): [(one.mentor,)] for one in settled.values() if one.mentor is not None}
        return self._pursuit([each for each in eligible.candidates if is_open(each)], company)

    def _accompanying(self) -> Pursuit:
        """Who comes along: everything else is settled."""
        placed = {(one.occurrence, one.window, one.site) for one in self.best.placements}
        chosen = [
            each for each in self.table.eligible.candidates if (each.occurrence, each.window.id, each.site) in placed
        ]
        pursuit = self._pursuit(chosen, apart(self.table, [(each.occurrence, each.window.id) for each in chosen]))
        pursuit.programme.count([each.column for each in pursuit.variables.placed], least=len(placed))
        return pursuit

    def _settle(self, pursuit: Pursuit, goals: list[Goal], effort: float) -> list[Reached]:
        """From the best plan on, everybody keeps the points she has."""
        pursuit.begin_with(self.best)
        pursuit.keep(
            [goal for goal in contest(self.setting) if goal.is_kept], points_terms(self.setting, pursuit.variables)
        )
        reached = self._pursue(pursuit, goals, effort)
        self._accept(pursuit.plan)
        return reached

    def _pursuit(self, candidates: Sequence[Candidate], company: Company, wider: Standing | None = None) -> Pursuit:
        return Pursuit(
            setting=self.setting,
            candidates=candidates,
            company=company,
            seed=self.seed,
            workers=self.workers,
            is_over=self.is_over,
            seconds_left=self._seconds_left,
            tell=self._tell,
            wider=wider,
        )

    def _pursue(self, pursuit: Pursuit, goals: list[Goal], effort: float) -> list[Reached]:
        """Each goal may use its share, by weight, of what the goals before it have left: most need far less."""
        pursuit.effort_left = effort
        self.effort_left -= effort
        reached = []
        for n, goal in enumerate(goals):
            share = max(LEAST, goal.effort / sum(each.effort for each in goals[n:]))
            reached.append(pursuit.pursue(goal, max(0.0, pursuit.effort_left) * share))
        self.effort_left += pursuit.effort_left
        return reached

    def _keep_if_better(self, pursuit: Pursuit) -> None:
        """Keeps the plan with whatever fits beside it, unless the one before is better: then that one goes on."""
        plan = fill(self.table, pursuit.plan)
        if self._rank(plan) >= self._rank(self.best):
            self._accept(plan)
        x = pursuit.x_of(self.best)
        if not len(pursuit.programme.matrix.broken(x)):
            pursuit.x = x

    def _rank(self, plan: Plan) -> tuple[int, ...]:
        """What decides which of two plans is better, as far as points go: the goals of the contest in their order."""
        return tuple(goal.value(plan) if goal.maximise else -goal.value(plan) for goal in contest(self.setting))

    def _accept(self, plan: Plan) -> None:
        if violations := check(self.table.problem, plan):
            raise BrokenPlan(violations[0].text)
        self.best = plan

    def _as_it_ended(self, reached: Reached) -> Stage:
        """What the last plan is worth: what fitted beside it later counts too."""
        goal, value, bound = reached.goal, reached.goal.value(self.best), reached.bound
        if bound is not None and (value > bound if goal.maximise else value < bound):
            bound = None
        return Stage(goal.stage, goal.name, value, bound, gap(value, bound), value == bound, goal.maximise)

    def _seconds_left(self) -> float | None:
        return None if self.seconds is None else self.started + self.seconds - time.monotonic()

    def is_over(self) -> bool:
        left = self._seconds_left()
        if self.cancelled is not None and self.cancelled():
            self.stopped_by = "cancelled"
        elif left is not None and left <= 0:
            self.stopped_by = "seconds"
        return self.stopped_by in ("cancelled", "seconds")

    def _tell(self, goal: Goal, best: int, bound: int | None) -> None:
        if self.progress is not None:
            done = [each.name for each in self.goals].index(goal.name)
            elapsed = time.monotonic() - self.started
            self.progress(Progress(goal.stage, goal.name, done, len(self.goals), best, bound, elapsed, self.best))


def any_plan(table: Table, effort: float, seed: int) -> Plan | None:
    """A plan that keeps every rule, as full as the effort allows; None if pins cannot all be met."""
    eligible = table.eligible
    programme, variables = encoded(table.problem, eligible.candidates, apart(table, eligible.company))
    weights = np.zeros(len(programme.low), dtype=np.int64)
    weights[[each.column for each in variables.placed]] = 1
    found = search(programme.matrix, weights, effort=max(1.0, effort / 4), seed=seed)
    return None if found.x is None else variables.plan_of(found.x)
