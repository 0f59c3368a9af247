"""Goal after goal on one integer programme: what has been reached is written down as a row before the next begins.

For each goal, from cheap to dear, until value and bound meet or its share of the effort is used:

1. what is known without search (everybody reached, nothing changed);
2. the linear relaxation: its bound, and by reduced costs the core of columns that a good plan is made of;
3. a dive: exact search within the core, which finds nearly the best plan in a small part of the time;
4. steps: a few youths set free, everybody else where they are, solved to the end;
5. a search of the whole, which is where the last of the bound comes from.

Every limit is counted, none is timed, so a pursuit repeats itself exactly; the clock and a cancel only cut it short.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.candidates import Candidate
from matching.cpsat import Found, search
from matching.encoding import encoded
from matching.model import Company
from matching.neighbourhood import steps
from matching.objective.goal import Goal, Setting
from matching.plan import Plan
from matching.programme import Flags, Mark, Numbers, Terms
from matching.relaxation import Relaxation, effort_of, relax

SMALL = 1_500  # columns: below, the whole is searched at once
LARGE = 5_000  # columns: above, a search of the whole seldom ends soon, and steps come first
DIVE, STEPS = 0.3, 0.35  # shares of a goal's effort
BUILD = 1e-6  # deterministic seconds that putting a programme to the solver counts for, times its entries
USED = 0.01  # share of a column in a relaxation, below which it is rounding or has not come to rest
CORE = 0.2  # share of the columns that the core holds, if those without reduced cost are fewer

Tell = Callable[[Goal, int, int | None], None]


@dataclass
class Reached:
    """A goal, how far it came, and what no plan can surpass, in the goal's own sign."""

    goal: Goal
    value: int
    bound: int | None

    @property
    def proven(self) -> bool:
        return self.value == self.bound


@dataclass
class Pursuit:
    """One programme and the best that is known of it."""

    setting: Setting
    candidates: Sequence[Candidate]
    company: Company
    seed: int
    workers: int = 1
    is_over: Callable[[], bool] = lambda: False
    seconds_left: Callable[[], float | None] = lambda: None
    tell: Tell | None = None
    refill: Callable[[Numbers], Numbers] | None = None
    effort_left: float = 0.0
    bounds: dict[str, int] = field(default_factory=dict)
    written: dict[str, Terms] = field(default_factory=dict)
    relaxed: set[str] = field(default_factory=set)
    pursued: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)
    start: Goal | None = None
    warmth: float = 0.0

    def __post_init__(self) -> None:
        self.programme, self.variables = encoded(self.setting.problem, self.candidates, self.company)
        self.x: Numbers = np.zeros(len(self.programme.low), dtype=np.int64)
        self.core: Flags = np.zeros(0, dtype=bool)

    def begin_with(self, plan: Plan) -> None:
        self.x = self.x_of(plan)

    def x_of(self, plan: Plan) -> Numbers:
        x = np.zeros(len(self.programme.low), dtype=np.int64)
        for column, value in self.variables.values_of(plan).items():
            x[column] = value
        return self.programme.complete(x)

    def settle_points(self, mark: Mark, points: Mapping[str, Terms]) -> None:
        """From here on everybody keeps the points she has: all that the goals so far have settled, but for what is counted
        in stays, which stays as it is too."""
        counted = [self.written[name] for name in self.kept]
        self.programme.cut_back(mark)
        self.x, self.core = self.x[: mark[0]], self.core[: mark[0]]
        self.written.clear()
        self.start = None
        for terms in counted:
            self.programme.row(terms, least=sum(weight for column, weight in terms if self.x[column]))
        for terms in points.values():
            if have := sum(worth for column, worth in terms if self.x[column]):
                self.programme.row(terms, least=have)

    @property
    def plan(self) -> Plan:
        return self.variables.plan_of(self.x)

    def warm_up(self, goal: Goal, effort: float) -> None:
        """A good plan to begin with, and the core; nothing is settled by it."""
        self.start, self.warmth, self.effort_left = goal, effort, effort
        weights = self._weights(goal)
        if len(self.programme.low) > SMALL:
            self._relaxed(goal, weights)
            self._dive(goal, weights, self.effort_left)
        else:
            self._search(goal, weights, effort)

    def _restore(self) -> None:
        """A search for one goal drops what that goal does not ask for: make it a good plan again."""
        if self.start is None:
            return
        if self.refill is not None:
            fuller = self.refill(self.x)
            if not len(self.programme.matrix.broken(fuller)):
                self.x = fuller
        self._dive(self.start, self._weights(self.start), min(self.effort_left, self.warmth))

    def pursue(self, goal: Goal, effort: float) -> Reached:
        self.pursued.add(goal.name)
        if goal.is_kept:
            self.kept.append(goal.name)
        weights = self._weights(goal)
        sign = 1 if goal.maximise else -1
        best = None if goal.best is None else sign * (goal.best - goal.constant)
        if best is not None:
            self._bound(goal, best)
        size = len(self.programme.low)
        before = int(weights @ self.x)
        if not self._is_done(goal, weights):
            if size > SMALL and goal.name not in self.relaxed:
                self._relaxed(goal, weights)
            start = self.effort_left
            if size > SMALL and not self._is_done(goal, weights):
                is_core_done = self._dive(goal, weights, effort * DIVE)
                if size > LARGE and goal.has_core and not self._is_done(goal, weights):
                    self._step(goal, weights, effort * STEPS, is_core_done)
            if not self._is_done(goal, weights):
                self._search(goal, weights, max(0.0, effort - (start - self.effort_left)))
        value = int(weights @ self.x)
        self.programme.row(self.written[goal.name], least=value)
        if value != before and self.start is not None and self.start.name not in self.pursued:
            self._restore()
        if self.bounds.get(goal.name) is not None and self.bounds[goal.name] < value:
            raise AssertionError(f"{goal.name}: {value} is more than the bound {self.bounds[goal.name]}")
        bound = self.bounds.get(goal.name)
        return Reached(goal, goal.constant + sign * value, None if bound is None else goal.constant + sign * bound)

    def _weights(self, goal: Goal) -> Numbers:
        """The goal's weights by column, its columns and rows written the first time."""
        if goal.name not in self.written:
            terms = goal.terms(self.programme, self.variables)
            self.written[goal.name] = terms if goal.maximise else [(column, -weight) for column, weight in terms]
            more = np.zeros(len(self.programme.low) - len(self.x), dtype=np.int64)
            self.x = self.programme.complete(np.concatenate([self.x, more]))
            self.core = np.concatenate([self.core, np.ones(len(self.programme.low) - len(self.core), dtype=bool)])
        weights = np.zeros(len(self.programme.low), dtype=np.int64)
        for column, weight in self.written[goal.name]:
            weights[column] += weight
        return weights

    def _bound(self, goal: Goal, bound: int) -> None:
        self.bounds[goal.name] = min(bound, self.bounds.get(goal.name, bound))

    def _is_done(self, goal: Goal, weights: Numbers) -> bool:
        return self.is_over() or self.bounds.get(goal.name) == int(weights @ self.x)

    def _relaxed(self, goal: Goal, weights: Numbers) -> None:
        self.relaxed.add(goal.name)
        matrix = self.programme.matrix
        cost = effort_of(matrix)
        if cost > self.effort_left:
            return
        self.effort_left -= cost
        relaxation = relax(matrix, weights)
        if relaxation is not None:
            self._bound(goal, relaxation.whole)
            if goal.has_core:
                self.core = self._core_of(relaxation, weights)
        self._say(goal, weights)

    def _core_of(self, relaxation: Relaxation, weights: Numbers) -> Flags:
        """Columns at no or little cost in this relaxation, what the relaxation and the best plan use, and all helpers."""
        matrix = self.programme.matrix
        mine = matrix.owner >= 0
        cost = -relaxation.reduced
        limit = max(float(np.quantile(cost[mine], CORE)), 1e-6 * float(np.abs(weights).max()))
        return ~mine | (cost <= limit) | (relaxation.x > USED) | (self.x > 0)

    def _high_in_core(self) -> Numbers:
        """Upper bounds under which only the core, and what is chosen now, may be chosen."""
        matrix = self.programme.matrix
        return np.where(self.core | (self.x > 0), matrix.high, matrix.low)

    def _dive(self, goal: Goal, weights: Numbers, effort: float) -> bool:
        """Whether the core was searched to its end."""
        if effort <= 0 or self.is_over():
            return False
        return self._found(goal, weights, effort, self._high_in_core()).closed

    def _step(self, goal: Goal, weights: Numbers, effort: float, is_core_done: bool) -> None:
        """Within the core, or beyond it where there is nothing left to find within."""
        if effort <= 0:
            return
        matrix = self.programme.matrix
        high = matrix.high if is_core_done else self._high_in_core()
        x, work = steps(matrix, weights, self.x, high, effort, self.seed, self.is_over)
        self.x = self.programme.complete(x)
        self.effort_left -= work
        self._say(goal, weights)

    def _search(self, goal: Goal, weights: Numbers, effort: float) -> None:
        if goal.has_few_values:
            self._search_upwards(goal, weights, effort)
            return
        if effort <= 0 or self.is_over():
            return
        found = self._found(goal, weights, effort, None)
        if found.bound is not None:
            self._bound(goal, found.bound)

    def _search_upwards(self, goal: Goal, weights: Numbers, effort: float) -> None:
        """One more, and one more, until one more is impossible: each a question of yes or no."""
        end = self.effort_left - effort
        while self.effort_left > end and not self._is_done(goal, weights):
            now = int(weights @ self.x)
            found = self._found(goal, weights, self.effort_left - end, None, better_than=now)
            if found.x is None:
                if found.closed:
                    self._bound(goal, now)
                return

    def _found(
        self, goal: Goal, weights: Numbers, effort: float, high: Numbers | None, better_than: int | None = None
    ) -> Found:
        now = int(weights @ self.x)

        def on_step(best: int | None, bound: int | None) -> None:
            self._say(goal, weights, best, bound if high is None else None)

        found = search(
            self.programme.matrix, weights, high=high, hint=self.x, effort=effort, seed=self.seed, workers=self.workers,
            better_than=better_than, seconds=self.seconds_left(), is_over=self.is_over,
            on_step=on_step if self.tell else None,
        )  # fmt: skip
        self.effort_left -= found.work + BUILD * len(self.programme.columns)
        if found.x is not None and int(weights @ found.x) > now:
            self.x = self.programme.complete(found.x)
            self._say(goal, weights)
        return found

    def _say(self, goal: Goal, weights: Numbers, best: int | None = None, bound: int | None = None) -> None:
        if self.tell is None:
            return
        sign = 1 if goal.maximise else -1
        value = max(int(weights @ self.x), best if best is not None else -(1 << 62))
        known = [each for each in (bound, self.bounds.get(goal.name)) if each is not None]
        self.tell(goal, goal.constant + sign * value, goal.constant + sign * min(known) if known else None)
