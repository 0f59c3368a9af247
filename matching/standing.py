"""One integer programme and the best that is known of it: what the ways of searching it have in common.

Every way counts what it used of the effort, never makes the plan worse in what it was asked for, and leaves it complete.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.candidates import Candidate
from matching.cpsat import Found, search
from matching.encoding import encoded
from matching.model import Company
from matching.neighbourhood import Near, neighbours, steps
from matching.objective.goal import Goal, Setting, as_arrays, points_terms
from matching.plan import Plan
from matching.programme import Flags, Mark, Numbers, Terms
from matching.relaxation import Relaxation, effort_of, relax

BUILD = 1e-6  # deterministic seconds that putting a programme to the solver counts for, times its entries
USED = 0.01  # share of a column in a relaxation, below which it is rounding or has not come to rest
CORE = 0.2  # share of the columns that the core holds, if those without reduced cost are fewer

Tell = Callable[[Goal, int, int | None], None]
Lacking = Callable[[Numbers], Collection[int]]


@dataclass
class Standing:
    """`x` keeps every row; `core` are the columns that a good plan is made of, as far as a relaxation has told."""

    setting: Setting
    candidates: Sequence[Candidate]
    company: Company
    seed: int
    workers: int = 1
    is_over: Callable[[], bool] = lambda: False
    seconds_left: Callable[[], float | None] = lambda: None
    tell: Tell | None = None
    effort_left: float = 0.0
    bounds: dict[str, int] = field(default_factory=dict)
    written: dict[str, Terms] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.programme, self.variables = encoded(self.setting.problem, self.candidates, self.company)
        self.x: Numbers = np.zeros(len(self.programme.low), dtype=np.int64)
        self.core: Flags = np.zeros(0, dtype=bool)
        self._near: Near | None = None

    def begin_with(self, plan: Plan) -> None:
        self.x = self.x_of(plan)

    def x_of(self, plan: Plan) -> Numbers:
        x = np.zeros(len(self.programme.low), dtype=np.int64)
        for column, value in self.variables.values_of(plan).items():
            x[column] = value
        return self.programme.complete(x)

    @property
    def plan(self) -> Plan:
        return self.variables.plan_of(self.x)

    def keep(self, counted: Sequence[Goal], points: Mapping[str, Terms]) -> None:
        """From here on everybody keeps the points she has, and these goals what they have reached."""
        for goal in counted:
            weights = self.weights(goal)
            self.programme.row(self.written[goal.name], least=int(weights @ self.x))
        for terms in points.values():
            if have := sum(worth for column, worth in terms if self.x[column]):
                self.programme.row(terms, least=have)

    def weights(self, goal: Goal) -> Numbers:
        """The goal's weights by column, its columns and rows written the first time."""
        if goal.name not in self.written:
            terms = goal.terms(self.programme, self.variables)
            self.written[goal.name] = terms if goal.maximise else [(column, -weight) for column, weight in terms]
            self.widen()
        return self.by_column(self.written[goal.name])

    def mixed(self, start: Goal, others: Sequence[Goal], worth: int) -> Numbers:
        """The start's weights, and each of the others' so many times."""
        for goal in (start, *others):
            self.weights(goal)  # writes all columns before any is weighed
        return self.weights(start) + worth * sum(self.weights(goal) for goal in others)

    def by_column(self, terms: Terms) -> Numbers:
        weights = np.zeros(len(self.programme.low), dtype=np.int64)
        for column, weight in terms:
            weights[column] += weight
        return weights

    def points(self) -> Callable[[Numbers], Numbers]:
        """Everybody's points, by the number of her columns' owner."""
        columns, worth = as_arrays(
            [each for hers in points_terms(self.setting, self.variables).values() for each in hers]
        )
        owners, count = self.programme.matrix.owner[columns], len(self.setting.problem.youths)

        def points(x: Numbers) -> Numbers:
            return np.bincount(owners, weights=worth * x[columns], minlength=count).astype(np.int64)

        return points

    def widen(self) -> None:
        """What was written since has its columns in x and in the core too."""
        more = np.zeros(len(self.programme.low) - len(self.x), dtype=np.int64)
        self.x = self.programme.complete(np.concatenate([self.x, more]))
        self.core = np.concatenate([self.core, np.ones(len(self.programme.low) - len(self.core), dtype=bool)])

    def cut_back(self, mark: Mark) -> None:
        self.programme.cut_back(mark)
        self.x, self.core = self.x[: mark[0]], self.core[: mark[0]]

    def bound(self, goal: Goal, bound: int) -> None:
        self.bounds[goal.name] = min(bound, self.bounds.get(goal.name, bound))

    def is_done(self, goal: Goal, weights: Numbers) -> bool:
        return self.is_over() or self.bounds.get(goal.name) == int(weights @ self.x)

    def relaxed(self, goal: Goal, weights: Numbers) -> int | None:
        """What the relaxation says nobody can surpass; for a goal that has one, the core with it."""
        matrix = self.programme.matrix
        cost = effort_of(matrix)
        if cost > self.effort_left:
            return None
        self.effort_left -= cost
        relaxation = relax(matrix, weights)
        if relaxation is None:
            return None
        if goal.has_core:
            self.core = self._core_of(relaxation, weights)
        return relaxation.whole

    def _core_of(self, relaxation: Relaxation, weights: Numbers) -> Flags:
        """Columns at no or little cost in this relaxation, what the relaxation and the best plan use, and all helpers."""
        matrix = self.programme.matrix
        mine = matrix.owner >= 0
        cost = -relaxation.reduced
        limit = max(float(np.quantile(cost[mine], CORE)), 1e-6 * float(np.abs(weights).max()))
        return ~mine | (cost <= limit) | (relaxation.x > USED) | (self.x > 0)

    def dive(self, goal: Goal, weights: Numbers, effort: float, *, is_told: bool = True) -> None:
        """Exact search within the core, and what is chosen now."""
        self.search(goal, weights, effort, high=self._core_high, is_told=is_told)

    @property
    def _core_high(self) -> Numbers:
        matrix = self.programme.matrix
        return np.where(self.core | (self.x > 0), matrix.high, matrix.low)

    @property
    def near(self) -> Near:
        """Who wants the same room."""
        if self._near is None:
            self._near = neighbours(self.programme.matrix)
        return self._near

    def steps(self, weights: Numbers, effort: float, lacking: Lacking | None = None) -> None:
        """A few youths at a time within the core, as `neighbourhood` says."""
        if effort <= 0:
            return
        x, work = steps(
            self.programme.matrix, weights, self.x, self._core_high, effort, self.seed, self.is_over, near=self.near,
            lacking=lacking,
        )  # fmt: skip
        self.x = self.programme.complete(x)
        self.effort_left -= work

    def search(
        self,
        goal: Goal,
        weights: Numbers,
        effort: float,
        *,
        high: Numbers | None = None,
        better_than: int | None = None,
        is_told: bool = True,
    ) -> Found:
        """Exact search of the whole, or below `high`. Other weights than the goal's own are not told."""
        if effort <= 0 or self.is_over():
            return Found(None, None, False, 0.0)
        now = int(weights @ self.x)

        def on_step(best: int | None, bound: int | None) -> None:
            self.say(goal, weights, best, bound if high is None else None)

        found = search(
            self.programme.matrix, weights, high=high, hint=self.x, effort=effort, seed=self.seed, workers=self.workers,
            better_than=better_than, seconds=self.seconds_left(), is_over=self.is_over,
            on_step=on_step if self.tell and is_told else None,
        )  # fmt: skip
        self.effort_left -= found.work + BUILD * len(self.programme.columns)
        if found.x is not None and int(weights @ found.x) > now:
            self.x = self.programme.complete(found.x)
            if is_told:
                self.say(goal, weights)
        return found

    def say(self, goal: Goal, weights: Numbers, best: int | None = None, bound: int | None = None) -> None:
        if self.tell is None:
            return
        sign = 1 if goal.maximise else -1
        value = max(int(weights @ self.x), best if best is not None else -(1 << 62))
        known = [each for each in (bound, self.bounds.get(goal.name)) if each is not None]
        self.tell(goal, goal.constant + sign * value, goal.constant + sign * min(known) if known else None)
