"""Goal after goal on one integer programme: what has been reached is written down as a row before the next begins.

For each goal, from cheap to dear, until value and bound meet or its share of the effort is used:

1. what is known without search (everybody reached, nothing changed);
2. the linear relaxation: its bound, and by reduced costs the core of columns that a good plan is made of;
3. a dive: exact search within the core, which finds nearly the best plan in a small part of the time;
4. steps: a few youths set free, everybody else where they are, solved to the end;
5. a search of the whole, which is where the last of the bound comes from.

A pursuit may have a wider one beside it, in which mentors are not told apart (`company.together`). That allows more, so
what bounds it bounds this one; it is half as large, so relaxation and first dive are made there, and the plan is looked
for here among what was chosen there or here.

Every limit is counted, none is timed, so a pursuit repeats itself exactly; the clock and a cancel only cut it short.
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
from matching.objective.goal import Goal, Setting, Towards, as_arrays, points_terms
from matching.plan import Plan
from matching.programme import NOBODY, Flags, Mark, Numbers, Terms
from matching.relaxation import Relaxation, effort_of, relax

SMALL = 1_500  # columns: below, the whole is searched at once
LARGE = 5_000  # columns: above, a search of the whole seldom ends soon, and steps come first
VAST = 25_000  # columns: above, a search of the whole ends so seldom that steps use its effort better
HUGE = 60_000  # columns: above, not even a question of yes or no ends
DIVE, STEPS = 0.3, 0.35  # shares of a goal's effort
BUILD = 1e-6  # deterministic seconds that putting a programme to the solver counts for, times its entries
USED = 0.01  # share of a column in a relaxation, below which it is rounding or has not come to rest
FIRST = 16_000_000  # worth of one that is quickly settled, while a plan to begin with is looked for
CORE = 0.2  # share of the columns that the core holds, if those without reduced cost are fewer

Tell = Callable[[Goal, int, int | None], None]
Lacking = Callable[[Numbers], Collection[int]]


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
    wider: Pursuit | None = None
    narrowed: Callable[[Pursuit], Plan] = lambda wider: wider.plan
    effort_left: float = 0.0
    bounds: dict[str, int] = field(default_factory=dict)
    written: dict[str, Terms] = field(default_factory=dict)
    relaxed: set[str] = field(default_factory=set)
    mixture: tuple[Goal, Sequence[Goal]] | None = None
    mixed_bound: int | None = None
    mixed_with: list[str] = field(default_factory=list)
    settled: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.programme, self.variables = encoded(self.setting.problem, self.candidates, self.company)
        self.x: Numbers = np.zeros(len(self.programme.low), dtype=np.int64)
        self.core: Flags = np.zeros(0, dtype=bool)
        self.image: Numbers = self.x if self.wider is None else self.variables.image_in(self.wider.variables)
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
            weights = self._weights(goal)
            self.programme.row(self.written[goal.name], least=int(weights @ self.x))
        for terms in points.values():
            if have := sum(worth for column, worth in terms if self.x[column]):
                self.programme.row(terms, least=have)

    def warm_up(self, start: Goal, quick: Sequence[Goal], effort: float) -> None:
        """A good plan to begin with, and the core; nothing is settled by it.

        What is quickly settled weighs so much here that a plan seldom has to be changed for it afterwards. With prices
        FIRST on the values of these goals, bound - FIRST * their values bounds the start where they are kept.
        """
        if len(self.programme.low) <= SMALL:
            self._run(start, self._mixed(start, quick), effort, None)
            return
        self.mixture = start, quick
        weights = self._mixed(start, quick)
        end = self.effort_left - effort
        mixed = self._relax(start, weights if self.wider is None else self.wider._mixed(start, quick))
        self.mixed_bound, self.mixed_with = mixed, [goal.name for goal in quick]
        if self.wider is None:
            self._run(start, weights, effort, self._high_in(self.core))
            return
        self.wider.begin_with(self.plan)
        self.wider.effort_left = self.effort_left
        self.wider._run(start, self.wider._mixed(start, quick), effort / 3, self.wider._high_in(self.wider.core))
        self.effort_left = self.wider.effort_left
        x = self.x_of(self.narrowed(self.wider))
        if int(weights @ x) > int(weights @ self.x) and not len(self.programme.matrix.broken(x)):
            self.x = x
        self._step(start, weights, self.effort_left - end, self._less_than(self.wider))

    def _less_than(self, wider: Pursuit) -> Lacking:
        """Those who have fewer points than they would have there."""
        mine, theirs = self._points(), wider._points()
        hoped = theirs(wider.x)

        def lacking(x: Numbers) -> list[int]:
            return np.flatnonzero(mine(x) < hoped).tolist()

        return lacking

    def _points(self) -> Callable[[Numbers], Numbers]:
        """Everybody's points, by the number of her columns' owner."""
        terms = [term for hers in points_terms(self.setting, self.variables).values() for term in hers]
        columns, worth = as_arrays(terms)
        owners, count = self.programme.matrix.owner[columns], len(self.setting.problem.youths)

        def points(x: Numbers) -> Numbers:
            return np.bincount(owners, weights=worth * x[columns], minlength=count).astype(np.int64)

        return points

    def _mixed(self, start: Goal, quick: Sequence[Goal]) -> Numbers:
        weights = [self._weights(goal) for goal in (start, *quick)]
        size = len(self.programme.low)
        first, *others = (np.concatenate([each, np.zeros(size - len(each), dtype=np.int64)]) for each in weights)
        return sum((FIRST * each for each in others), first)

    def pursue(self, goal: Goal, effort: float) -> Reached:
        weights = self._weights(goal)
        if self.wider is not None:
            self.wider._weights(goal)
        sign = 1 if goal.maximise else -1
        best = None if goal.best is None else sign * (goal.best - goal.constant)
        if best is not None:
            self._bound(goal, best)
        size = len(self.programme.low)
        if goal.is_start and self.mixed_bound is not None:
            if all(self.bounds.get(name) == self.settled[name] for name in self.mixed_with):
                self.relaxed.add(goal.name)  # otherwise the mixture bounds little
            self._bound(goal, self.mixed_bound - FIRST * sum(self.settled[name] for name in self.mixed_with))
        if not self._is_done(goal, weights):
            if size > SMALL and goal.name not in self.relaxed:
                self._relaxed(goal, weights)
            self._seek(goal, weights, effort, size)
        value = self.settled[goal.name] = int(weights @ self.x)
        for each in (self, self.wider):
            if each is not None:
                each.programme.row(each.written[goal.name], least=value)
        bound = self.bounds.get(goal.name)
        if bound is not None and bound < value:
            raise AssertionError(f"{goal.name}: {value} is more than the bound {bound}")
        return Reached(goal, goal.constant + sign * value, None if bound is None else goal.constant + sign * bound)

    def _seek(self, goal: Goal, weights: Numbers, effort: float, size: int) -> None:
        end = self.effort_left - effort
        if goal.is_quick and self.mixture is not None:
            self._seek_quickly(goal, self.mixture, weights, effort)
            return
        if size > SMALL and goal.towards is not None:
            self._reach(goal, goal.towards, weights, effort * STEPS)
        elif size > VAST and goal.has_core:
            self._step(goal, weights, effort)
        elif size > SMALL and not self._is_done(goal, weights):
            self._dive(goal, weights, effort * DIVE)
            if size > LARGE and goal.has_core and not self._is_done(goal, weights):
                self._step(goal, weights, effort * STEPS)
        if not self._is_done(goal, weights) and size <= (HUGE if goal.has_few_values else VAST):
            self._search(goal, weights, max(0.0, self.effort_left - end))

    def _seek_quickly(self, goal: Goal, mixture: tuple[Goal, Sequence[Goal]], weights: Numbers, effort: float) -> None:
        """Never by giving up the plan that there is; what could be more of this alone is built upon."""
        if self._is_done(goal, weights):
            return
        before = int(weights @ self.x)
        self._step(goal, self._mixed(*mixture), effort / 2)
        if self._is_done(goal, weights) or len(self.programme.low) > VAST:
            return
        self._search(goal, weights, effort / 4)
        now, x = int(weights @ self.x), self.x
        if now > before:
            self._run(goal, self._mixed(*mixture), effort / 4, self._high_in(self.core))
            if int(weights @ self.x) < now:
                self.x = x

    def _weights(self, goal: Goal) -> Numbers:
        """The goal's weights by column, its columns and rows written the first time."""
        if goal.name not in self.written:
            terms = goal.terms(self.programme, self.variables)
            self.written[goal.name] = terms if goal.maximise else [(column, -weight) for column, weight in terms]
            self._widen()
        return self._by_column(self.written[goal.name])

    def _widen(self) -> None:
        """What was written since has its columns in x and in the core too."""
        more = np.zeros(len(self.programme.low) - len(self.x), dtype=np.int64)
        self.x = self.programme.complete(np.concatenate([self.x, more]))
        self.core = np.concatenate([self.core, np.ones(len(self.programme.low) - len(self.core), dtype=bool)])

    def _cut_back(self, mark: Mark) -> None:
        self.programme.cut_back(mark)
        self.x, self.core = self.x[: mark[0]], self.core[: mark[0]]

    def _by_column(self, terms: Terms) -> Numbers:
        weights = np.zeros(len(self.programme.low), dtype=np.int64)
        for column, weight in terms:
            weights[column] += weight
        return weights

    def _bound(self, goal: Goal, bound: int) -> None:
        self.bounds[goal.name] = min(bound, self.bounds.get(goal.name, bound))

    def _is_done(self, goal: Goal, weights: Numbers) -> bool:
        return self.is_over() or self.bounds.get(goal.name) == int(weights @ self.x)

    def _relaxed(self, goal: Goal, weights: Numbers) -> None:
        self.relaxed.add(goal.name)
        bound = self._relax(goal, weights if self.wider is None else self.wider._weights(goal))
        if bound is not None:
            self._bound(goal, bound)
        self._say(goal, weights)

    def _relax(self, goal: Goal, weights: Numbers) -> int | None:
        there = self if self.wider is None else self.wider
        matrix = there.programme.matrix
        cost = effort_of(matrix)
        if cost > self.effort_left:
            return None
        self.effort_left -= cost
        relaxation = relax(matrix, weights)
        if relaxation is None:
            return None
        if goal.has_core:
            there.core = there._core_of(relaxation, weights)
            if there is not self:
                self.core = self._lifted(there.core) | (self.x > 0)
        return relaxation.whole

    def _core_of(self, relaxation: Relaxation, weights: Numbers) -> Flags:
        """Columns at no or little cost in this relaxation, what the relaxation and the best plan use, and all helpers."""
        matrix = self.programme.matrix
        mine = matrix.owner >= 0
        cost = -relaxation.reduced
        limit = max(float(np.quantile(cost[mine], CORE)), 1e-6 * float(np.abs(weights).max()))
        return ~mine | (cost <= limit) | (relaxation.x > USED) | (self.x > 0)

    def _lifted(self, there: Flags) -> Flags:
        """The same columns as there, and all helpers."""
        here = np.ones(len(self.programme.low), dtype=bool)
        here[: len(self.image)] = (self.image == NOBODY) | there[self.image]
        return here

    def _high_in(self, columns: Flags) -> Numbers:
        """Upper bounds under which only these columns, and what is chosen now, may be chosen."""
        matrix = self.programme.matrix
        return np.where(columns | (self.x > 0), matrix.high, matrix.low)

    def _dive(self, goal: Goal, weights: Numbers, effort: float) -> None:
        self._run(goal, weights, effort, self._high_in(self.core))

    def _step(self, goal: Goal, weights: Numbers, effort: float, lacking: Lacking | None = None) -> None:
        if effort <= 0:
            return
        x, work = self._steps(weights, effort, lacking)
        self.x = self.programme.complete(x)
        self.effort_left -= work
        self._say(goal, weights)

    def _steps(self, weights: Numbers, effort: float, lacking: Lacking | None = None) -> tuple[Numbers, float]:
        if self._near is None:
            self._near = neighbours(self.programme.matrix)
        return steps(
            self.programme.matrix, weights, self.x, self._high_in(self.core), effort, self.seed, self.is_over,
            near=self._near, lacking=lacking,
        )  # fmt: skip

    def _reach(self, goal: Goal, towards: Towards, weights: Numbers, effort: float) -> None:
        """One more, and one more, as long as steps towards it get there: whoever lacks something is set free more often."""
        end = self.effort_left - effort
        while self.effort_left > end and not self._is_done(goal, weights):
            mark, before = self.programme.mark(), self.x
            lacking, terms = towards(self.programme, self.variables, int(weights @ self.x) + 1)
            self._widen()
            columns = np.array(lacking, dtype=np.int64)
            x, work = self._steps(self._by_column(terms), self.effort_left - end, self._owners_of(columns))
            self.effort_left -= work
            is_reached = not x[columns].any()
            self._cut_back(mark)
            self.x = self.programme.complete(x[: mark[0]]) if is_reached else before
            if not is_reached:
                return
            self._say(goal, weights)

    def _owners_of(self, columns: Numbers) -> Lacking:
        owner = self.programme.matrix.owner

        def lacking(x: Numbers) -> list[int]:
            return [int(each) for each in owner[columns[x[columns] > 0]]]

        return lacking

    def _search(self, goal: Goal, weights: Numbers, effort: float) -> None:
        if goal.has_few_values:
            self._search_upwards(goal, weights, effort)
            return
        found_bound = self._run(goal, weights, effort, None)
        if found_bound is not None:
            self._bound(goal, found_bound)

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

    def _run(self, goal: Goal, weights: Numbers, effort: float, high: Numbers | None) -> int | None:
        if effort <= 0 or self.is_over():
            return None
        return self._found(goal, weights, effort, high).bound

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
