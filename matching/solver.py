"""Runs the stages in their published order. Holds no modelling: rules and goals say what, a pursuit says how.

    contest       who gets what            urgent, nobody left out, most wishes
    arrangement   where                    known faces, few changes, lots;     everybody keeps the points she has
    company       who comes along          wishes about mentors, known faces, lots;      the stays are settled

Nobody gives up a wish for what comes later. Bounds of the arrangement and of company hold under what is settled before.

A plan is known from the first moment, and whatever happens the best valid one is kept. "Proven" is said only when value
equals bound.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

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
from matching.table import Table

WORK = 0.5  # deterministic time of the solver in about one second of one ordinary processor
WARM_UP, CONTEST, ARRANGEMENT = 0.25, 0.7, 0.7  # shares of what is left of the effort


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
        first, second = contest(self.setting), arrangement(self.setting)
        self.goals = [*first, *second, *company_of(self.setting, {})]
        self.effort_left = self.effort * WORK
        is_exact = is_small(self.table)
        eligible = self.table.eligible
        stays = self._pursuit(
            eligible.candidates, apart(self.table, eligible.company) if is_exact else together(self.table)
        )
        mark = stays.programme.mark()
        stays.begin_with(self.best)
        if len(stays.programme.matrix.broken(stays.x)):
            raise BrokenPlan("the first plan does not keep what the programme is told")
        stays.refill = lambda x: stays.x_of(fill(self.table, named(self.table, stays.variables, x)))
        concave = next(goal for goal in first if goal.is_start)
        warmth = self.effort_left * WARM_UP
        stays.warm_up(concave, warmth)
        self.effort_left -= warmth - stays.effort_left
        self._keep_if_better(stays)
        reached = self._pursue(stays, first, self.effort_left * CONTEST)
        self._end_the_contest(stays)
        stays.settle_points(mark, points_terms(self.setting, stays.variables))
        reached += self._pursue(stays, second, self.effort_left * ARRANGEMENT)
        self._accept(named(self.table, stays.variables, stays.x))
        reached += self._choose_company(stays)
        self.stages = [self._as_it_ended(each) for each in reached]
        if self.progress is not None and self.stages:
            last, count = self.stages[-1], len(self.goals)
            elapsed = time.monotonic() - self.started
            self.progress(Progress(last.name, last.goal, count, count, last.value, last.bound, elapsed, self.best))
        if self.stopped_by == "proof" and not all(each.proven for each in self.stages):
            self.stopped_by = "effort"

    @property
    def unused(self) -> float:
        """What is left of the effort, in the units in which it was given."""
        return max(0.0, self.effort_left) / WORK

    def _pursuit(self, candidates: Sequence[Candidate], company: Company) -> Pursuit:
        return Pursuit(
            self.setting, candidates, company, self.seed, self.workers, self._is_over, self._seconds_left, self._tell
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

    def _keep_if_better(self, pursuit: Pursuit) -> bool:
        """Keeps the plan as far as it is decided, mentors named and whatever fits added, unless the one before is better."""
        plan = fill(self.table, named(self.table, pursuit.variables, pursuit.x))
        if self._rank(plan) < self._rank(self.best):
            return False
        self._accept(plan)
        return True

    def _end_the_contest(self, stays: Pursuit) -> None:
        """If the effort was too little to be better than the plan before, that one goes on."""
        if not self._keep_if_better(stays):
            stays.begin_with(self.best)
        x = stays.x_of(self.best)
        if not len(stays.programme.matrix.broken(x)):
            stays.x = x

    def _rank(self, plan: Plan) -> tuple[int, ...]:
        """What decides which of two plans is better, as far as points go: the goals of the contest in their order."""
        return tuple(goal.value(plan) if goal.maximise else -goal.value(plan) for goal in contest(self.setting))

    def _accept(self, plan: Plan) -> None:
        if violations := check(self.table.problem, plan):
            raise BrokenPlan(violations[0].text)
        self.best = plan

    def _choose_company(self, stays: Pursuit) -> list[Reached]:
        """Where everybody is, is settled by now; who comes along is chosen among all who can."""
        points = points_terms(self.setting, stays.variables)
        counted_on = {y: sum(worth for column, worth in terms if stays.x[column]) for y, terms in points.items()}
        goals = company_of(self.setting, counted_on)
        if not goals:
            return []
        placed = [each.candidate for each in stays.variables.placed if stays.x[each.column]]
        company = self._pursuit(placed, apart(self.table, [(each.occurrence, each.window.id) for each in placed]))
        company.begin_with(self.best)
        company.programme.count([each.column for each in company.variables.placed], least=len(self.best.placements))
        mark = company.programme.mark()
        reached = self._pursue(company, goals[:1], self.effort_left / 2)
        company.settle_points(mark, points_terms(self.setting, company.variables))
        reached += self._pursue(company, goals[1:], self.effort_left)
        self._accept(company.plan)
        return reached

    def _as_it_ended(self, reached: Reached) -> Stage:
        """What the last plan is worth: a promise of company that could not be kept shows here.

        A stay given up for it frees room that a later goal's bound did not know of; a bound that is passed is none.
        """
        goal, value, bound = reached.goal, reached.goal.value(self.best), reached.bound
        if bound is not None and (value > bound if goal.maximise else value < bound):
            bound = None
        return Stage(goal.stage, goal.name, value, bound, gap(value, bound), value == bound, goal.maximise)

    def _seconds_left(self) -> float | None:
        return None if self.seconds is None else self.started + self.seconds - time.monotonic()

    def _is_over(self) -> bool:
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
