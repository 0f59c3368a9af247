"""Goal after goal on one integer programme: what has been reached is written down as a row before the next begins.

For each goal, from cheap to dear, until value and bound meet or its share of the effort is used:

1. what is known without search (everybody reached, nothing changed);
2. the linear relaxation: its bound, and by reduced costs the core of columns that a good plan is made of;
3. a dive: exact search within the core, which finds nearly the best plan in a small part of the time;
4. steps: a few youths set free, everybody else where they are, solved to the end;
5. a search of the whole, which is where the last of the bound comes from.

A pursuit may have a wider standing beside it, in which mentors are not told apart (`company.together`). That allows more,
so what bounds it bounds this one; it is half as large, so relaxation and first dive are made there. What is lost when
its mentors are named is won back by steps here, which begin with those who lost.

Every limit is counted, none is timed, so a pursuit repeats itself exactly; the clock and a cancel only cut it short.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.objective.goal import Goal, Towards
from matching.plan import Plan
from matching.programme import NOBODY, Numbers
from matching.standing import Lacking, Standing

SMALL = 1_500  # columns: below, the whole is searched at once
LARGE = 5_000  # columns: above, a search of the whole seldom ends soon, and steps come first
VAST = 25_000  # columns: above, a search of the whole ends so seldom that steps use its effort better
HUGE = 60_000  # columns: above, not even a question of yes or no ends
DIVE, STEPS, REACH = 0.6, 0.2, 0.5  # shares of a goal's effort
CLOSE = 0.002  # gap at which a bound is good enough to go on with
FIRST = 16_000_000  # worth of one that is quickly settled, while a plan to begin with is looked for


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
class Mixture:
    """The goal to begin with, and those that are quickly settled and weigh FIRST in it.

    With `bound` of the mixture, bound - FIRST * (their values) bounds the start where they are kept.
    """

    start: Goal
    quick: Sequence[Goal]
    bound: int | None = None


@dataclass
class Pursuit(Standing):
    """The exact standing, and how it is brought from goal to goal."""

    wider: Standing | None = None
    narrowed: Callable[[Standing], Plan] = lambda wider: wider.plan
    improved: Callable[[], None] = lambda: None  # called when the plan is far better than before, and can be shown
    mixture: Mixture | None = None
    settled: dict[str, int] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.image: Numbers = self.x if self.wider is None else self.variables.image_in(self.wider.variables)

    def warm_up(self, start: Goal, quick: Sequence[Goal], effort: float) -> None:
        """A good plan to begin with, and the core; nothing is settled by it.

        What is quickly settled weighs so much here that a plan seldom has to be changed for it afterwards.
        """
        weights = self.mixed(start, quick, FIRST)
        if len(self.programme.low) <= SMALL:
            self.search(start, weights, effort, is_told=False)
            return
        end = self.effort_left - effort
        there = self.wider or self
        weights_there = there.mixed(start, quick, FIRST)
        there.effort_left = self.effort_left
        self.mixture = Mixture(start, quick, there.relaxed(start, weights_there))
        if there is self:
            self.dive(start, weights, effort, is_told=False)
            return
        there.begin_with(self.plan)
        there.dive(start, weights_there, effort / 3, is_told=False)
        self.effort_left = there.effort_left
        self._take_core(there)
        self._name(start, there, weights, effort / 4)
        self.improved()
        self.say(start, self.weights(start))
        self.steps(weights, self.effort_left - end, self._less_than(there))
        self.say(start, self.weights(start))

    def _name(self, start: Goal, there: Standing, weights: Numbers, effort: float) -> None:
        """The plan from there with mentors named: first by turns, then by a search among all who could come along then."""
        x = self.x_of(self.narrowed(there))
        if int(weights @ x) > int(weights @ self.x) and not len(self.programme.matrix.broken(x)):
            self.x = x
        size = len(self.programme.low)
        if size > HUGE:
            return
        chosen = np.ones(size, dtype=bool)
        chosen[: len(self.image)] = (self.image == NOBODY) | (there.x[self.image] > 0)
        chosen |= self.x > 0
        windows = {
            (each.candidate.occurrence, each.candidate.window.id)
            for each in self.variables.placed
            if chosen[each.column]
        }
        for each in self.variables.along:
            chosen[each.column] = (each.occurrence, each.window.id) in windows
        matrix = self.programme.matrix
        self.search(start, weights, effort, high=np.where(chosen, matrix.high, matrix.low), is_told=False)

    def pursue(self, goal: Goal, effort: float) -> Reached:
        weights = self.weights(goal)
        if self.wider is not None:
            self.wider.weights(goal)
        sign = 1 if goal.maximise else -1
        if goal.best is not None:
            self.bound(goal, sign * (goal.best - goal.constant))
        self._bound_by_mixture(goal)
        if not self.is_done(goal, weights):
            if len(self.programme.low) > SMALL and goal.name not in self.asked:
                self._ask_relaxation(goal, weights)
            self._seek(goal, weights, effort)
        value = self.settled[goal.name] = int(weights @ self.x)
        for each in (self, self.wider):
            if each is not None:
                each.programme.row(each.written[goal.name], least=value)
        bound = self.bounds.get(goal.name)
        if bound is not None and bound < value:
            raise AssertionError(f"{goal.name}: {value} is more than the bound {bound}")
        return Reached(goal, goal.constant + sign * value, None if bound is None else goal.constant + sign * bound)

    def _bound_by_mixture(self, goal: Goal) -> None:
        mixture = self.mixture
        if mixture is None or mixture.start is not goal or mixture.bound is None:
            return
        names = [each.name for each in mixture.quick]
        self.bound(goal, mixture.bound - FIRST * sum(self.settled[name] for name in names))
        if self.bounds[goal.name] - int(self.weights(goal) @ self.x) <= CLOSE * self.bounds[goal.name]:
            self.asked.add(goal.name)  # otherwise a relaxation of its own says more

    def _ask_relaxation(self, goal: Goal, weights: Numbers) -> None:
        self.asked.add(goal.name)
        there = self.wider or self
        there.effort_left = self.effort_left
        bound = there.relaxed(goal, there.weights(goal))
        self.effort_left = there.effort_left
        if bound is not None:
            self.bound(goal, bound)
            if goal.has_core and there is not self:
                self._take_core(there)
        self.say(goal, weights)

    def _take_core(self, there: Standing) -> None:
        """The same columns as there, what is chosen, and all helpers."""
        self.core = np.ones(len(self.programme.low), dtype=bool)
        self.core[: len(self.image)] = (self.image == NOBODY) | there.core[self.image]
        self.core |= self.x > 0

    def _less_than(self, wider: Standing) -> Lacking:
        """Those who have fewer points than they would have there."""
        mine, hoped = self.points(), wider.points()(wider.x)

        def lacking(x: Numbers) -> list[int]:
            return [int(each) for each in np.flatnonzero(mine(x) < hoped)]

        return lacking

    def _seek(self, goal: Goal, weights: Numbers, effort: float) -> None:
        size, end = len(self.programme.low), self.effort_left - effort
        if goal.is_quick and self.mixture is not None:
            self._seek_quickly(goal, self.mixture, weights, effort)
            return
        if size > SMALL and goal.towards is not None:
            self._reach(goal, goal.towards, weights, effort * REACH)
        elif size > VAST and goal.has_core:
            self._step(goal, weights, effort)
        elif size > SMALL and not self.is_done(goal, weights):
            self.dive(goal, weights, effort * DIVE)
            if size > LARGE and goal.has_core and not self.is_done(goal, weights):
                self._step(goal, weights, effort * STEPS)
        if not self.is_done(goal, weights) and size <= (HUGE if goal.has_few_values else VAST):
            self._search(goal, weights, self.effort_left - end)

    def _seek_quickly(self, goal: Goal, mixture: Mixture, weights: Numbers, effort: float) -> None:
        """Never by giving up the plan that there is; what could be more of this alone is built upon."""
        if self.is_done(goal, weights):
            return
        before, mixed = int(weights @ self.x), self.mixed(mixture.start, mixture.quick, FIRST)
        self.steps(mixed, effort / 2)
        if self.is_done(goal, weights) or len(self.programme.low) > VAST:
            return
        self._search(goal, weights, effort / 4)
        now, x = int(weights @ self.x), self.x
        if now > before:
            self.dive(goal, mixed, effort / 4, is_told=False)
            if int(weights @ self.x) < now:
                self.x = x

    def _step(self, goal: Goal, weights: Numbers, effort: float) -> None:
        self.steps(weights, effort)
        self.say(goal, weights)

    def _reach(self, goal: Goal, towards: Towards, weights: Numbers, effort: float) -> None:
        """One more, and one more, as long as steps towards it get there: whoever lacks something is set free more often."""
        end = self.effort_left - effort
        while self.effort_left > end and not self.is_done(goal, weights):
            mark, before = self.programme.mark(), self.x
            lacking, terms = towards(self.programme, self.variables, int(weights @ self.x) + 1)
            self.widen()
            columns = np.array(lacking, dtype=np.int64)
            self.steps(self.by_column(terms), self.effort_left - end, self._owners_of(columns))
            is_reached = not self.x[columns].any()
            self.cut_back(mark)
            if not is_reached:
                self.x = before
                return
            self.x = self.programme.complete(self.x)
            self.say(goal, weights)

    def _owners_of(self, columns: Numbers) -> Lacking:
        owner = self.programme.matrix.owner

        def lacking(x: Numbers) -> list[int]:
            return [int(each) for each in owner[columns[x[columns] > 0]]]

        return lacking

    def _search(self, goal: Goal, weights: Numbers, effort: float) -> None:
        if goal.has_few_values:
            self._search_upwards(goal, weights, effort)
            return
        bound = self.search(goal, weights, effort).bound
        if bound is not None:
            self.bound(goal, bound)

    def _search_upwards(self, goal: Goal, weights: Numbers, effort: float) -> None:
        """One more, and one more, until one more is impossible: each a question of yes or no."""
        end = self.effort_left - effort
        while self.effort_left > end and not self.is_done(goal, weights):
            now = int(weights @ self.x)
            found = self.search(goal, weights, self.effort_left - end, better_than=now)
            if found.x is None:
                if found.closed:
                    self.bound(goal, now)
                return
