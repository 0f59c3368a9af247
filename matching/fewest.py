"""A repair with proof: as many of those who were hit as possible have a place again, with the fewest changes for others.

*Hit* is whoever stands in a rule that the told plan breaks under the facts of now, by the independent checker, and what
hangs on them. Among all plans that place only what was told, in this order:

    1 placed     most of the hit: the pinned, then urgent tier by tier, then all;  nobody else loses her stay for it
    2 changes    fewest told placements that are different in time, house or mentor, anybody's
    3 where      of the changed, most keep their time and house: then only who comes along is another
    4 loss       those who were not hit lose the fewest points together
    5 points     the hit have the most points

So nobody loses a point but where a change is unavoidable for 1, and then as little as that allows; whoever would is
named in the repair, and asked before anything is done. Who is pinned and not hit stays as told.

The search (see loosened) begins with the hit open and everybody else loose. A loose one who is gone in the best point is
opened, and so on until nobody is: then the best point is a plan, and its value, which bounds every plan, is proven for
the whole municipality however few were opened. If the effort ends before, the loose stay where they are, the best such
plan is handed out, and the stages tell the bound that was reached.

With a limit on how many others may move, all of this holds among the plans that keep it. Whoever was without a place
before is not part of the question.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matching.cpsat import Found, search
from matching.loosened import Loosened, Opened
from matching.plan import Placement, Plan
from matching.problem import Problem
from matching.programme import Numbers, Terms
from matching.progress import gap
from matching.solver import WORK
from matching.stage import Stage

EFFORT = 10.0
SPARE = 0.2  # share of the effort that is left for a plan when it cannot be the one with proof
LEAST = 0.05
WRITING, LOADING = 1.2e-5, 1e-5  # deterministic seconds for one column: with its rows, and into the solver


@dataclass(frozen=True)
class Aim:
    """What is sought next: a sum to be as large as possible, or what it leaves of a whole to be as small as possible."""

    name: str
    goal: str
    terms: Callable[[Loosened], Terms]
    whole: Callable[[Loosened], int] | None = None

    def value(self, loosened: Loosened, total: int) -> int:
        """The goal's own value where the terms sum up to this; and the other way round."""
        return total if self.whole is None else self.whole(loosened) - total


def aims(opened: Opened) -> tuple[list[Aim], list[Aim]]:
    """Of who is placed again, and of what that costs."""
    problem = opened.problem

    def placed(goal: str, whom: Collection[str]) -> Aim:
        return Aim("placed", goal, lambda loosened: loosened.placed(sorted(whom)))

    urgency = {each: problem.youth_of(each).urgency for each in opened.hit}
    first = []
    if pinned := opened.pinned & urgency.keys():
        first.append(placed("pinned and placed again", pinned))
    for tier in sorted({*urgency.values()} - {0}, reverse=True):
        first.append(placed(f"urgent tier {tier} placed again", {o for o, at in urgency.items() if at == tier}))
    return [*first, placed("placed again", urgency.keys())], [
        Aim("changes", "changes to what was told", Loosened.as_told, lambda each: len(each.kept)),
        Aim(
            "where",
            "at another time or in another house",
            Loosened.where_told,
            lambda each: len(each.moving()),
        ),
        Aim("loss", "points lost by others", Loosened.minus_loss, lambda _: 0),
        Aim("points", "points of those who were hit", Loosened.points_of_hit),
    ]


class Fewest:
    """One search. `plan` and `stages` tell how it ended."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        hit: Collection[str],
        known: Sequence[Plan] = (),
        effort: float = EFFORT,
        others: int | None = None,
        seed: int = 1,
    ) -> None:
        """`known` are plans that are repaired already, to begin with the first of them that will do."""
        told = {each.occurrence: each for each in plan.placements if each.occurrence in problem.occurrence}
        self.opened = Opened(problem, told, frozenset(pin.occurrence for pin in problem.pins), frozenset(hit))
        self.seed = seed
        self.effort_left = effort * WORK
        self.spare = self.effort_left * SPARE
        self.is_narrow = False
        self.settled: list[tuple[Aim, int]] = []
        self.stages: list[Stage] = []
        self.others = others
        self.plan = Plan(tuple(each for each in told.values() if each.occurrence not in hit))
        begun = [Plan(tuple(each for each in one.placements if each.occurrence in told)) for one in known]
        self._open(
            {*hit, *(each.occurrence for one in begun for each in one.placements if each != told[each.occurrence])}
        )
        self._begin_with(begun)
        self._pursue_all()

    @property
    def proven(self) -> bool:
        """As many placed again and as few changes as there can be. What comes after may be further from its bound."""
        return all(each.proven for each in self.stages if each.name in ("placed", "changes"))

    def _begin_with(self, known: Sequence[Plan]) -> None:
        for plan in known:
            x = self._x_of(plan)
            if not len(self.loosened.programme.matrix.broken(x)):
                self.plan, self.x = plan, x
                return

    def _pursue_all(self) -> None:
        placed, costs = aims(self.opened)
        for aim in placed[:-1]:
            self._pursue((aim, costs[0]), 1)
        self._pursue((placed[-1], costs[0]), 2)
        for aim in costs[1:]:
            self._pursue((aim,), 1)

    def _pursue(self, ranked: tuple[Aim, ...], settling: int) -> None:
        """The first aim, and where it is best the next, until nobody is gone or the effort is. The first ones are settled."""
        bounds: list[int] | None = None
        while True:
            weights, scales = self._weights(ranked)
            found = self._found(weights)
            if found.bound is not None and not self.is_narrow:
                bounds = _parted(found.bound, scales)
            x = found.x if found.x is not None and weights @ found.x >= weights @ self.x else self.x
            gone = [each for each, column in self.loosened.loose.items() if not x[column]]
            if not gone:
                break
            if self.effort_left > self.spare:
                self._open(gone)
            else:
                self.is_narrow = True
        self.plan = Plan(tuple(self._placements(x)))
        self.x = x
        known = True
        for n, aim in enumerate(ranked[:settling]):
            total = sum(factor * int(x[column]) for column, factor in aim.terms(self.loosened))
            bound = None if bounds is None or not known else bounds[n]
            known = total == bound  # a bound of the second holds where the first is as good as its own
            self._settle(aim, total, bound)

    def _found(self, weights: Numbers) -> Found:
        matrix = self.loosened.programme.matrix
        low, effort = matrix.low, self.effort_left - self.spare
        if self.is_narrow:
            low, effort = low.copy(), self.effort_left
            low[list(self.loosened.loose.values())] = 1
        found = search(matrix, weights, low=low, hint=self.x, effort=max(effort, LEAST), seed=self.seed)
        self.effort_left -= found.work + LOADING * len(matrix.low)
        return found

    def _weights(self, ranked: tuple[Aim, ...]) -> tuple[Numbers, list[int]]:
        """One unit of an aim outweighs all of what comes after it; last, rather a change with a place than one without."""
        weights = np.zeros(len(self.loosened.programme.low), dtype=np.int64)
        weights[list(self.loosened.loose.values())] = 1
        scale = len(self.loosened.loose) + 1
        scales: list[int] = []
        for aim in reversed(ranked):
            terms = aim.terms(self.loosened)
            for column, factor in terms:
                weights[column] += scale * factor
            scales.insert(0, scale)
            scale *= 1 + sum(abs(factor) * self.loosened.programme.high[column] for column, factor in terms)
        return weights, scales

    def _settle(self, aim: Aim, total: int, bound: int | None) -> None:
        value = aim.value(self.loosened, total)
        limit = None if bound is None else aim.value(self.loosened, bound)
        self.settled.append((aim, value))
        self.loosened.programme.row(aim.terms(self.loosened), least=total)
        self.stages.append(
            Stage(aim.name, aim.goal, value, limit, gap(value, limit), value == limit, aim.whole is None)
        )

    def _open(self, occurrences: Collection[str]) -> None:
        """The programme in which these are open too, with all that is settled."""
        self.opened.open(occurrences)
        self.loosened = Loosened(self.opened)
        programme = self.loosened.programme
        for aim, value in self.settled:
            programme.row(aim.terms(self.loosened), least=aim.value(self.loosened, value))
        if self.others is not None:
            others = self.loosened.as_told(but=self.opened.hit)
            programme.row(others, least=len(others) - self.others)
        self.effort_left -= WRITING * len(programme.low)
        self.x = self._x_of(self.plan)

    def _x_of(self, plan: Plan) -> Numbers:
        x = np.zeros(len(self.loosened.programme.low), dtype=np.int64)
        for column, value in self.loosened.variables.values_of(plan).items():
            x[column] = value
        return self.loosened.programme.complete(x)

    def _placements(self, x: Numbers) -> Iterator[Placement]:
        """Whoever has columns as they say, all others as told."""
        here = self.loosened.variables.plan_of(x).by_occurrence
        away = self.opened.occurrences
        for occurrence, told in sorted(self.opened.told.items()):
            if (now := here.get(occurrence, None if occurrence in away else told)) is not None:
                yield now


def _parted(bound: int, scales: list[int]) -> list[int]:
    """The bound of each aim, the ones before it at theirs."""
    parts = []
    for scale in scales:
        parts.append(bound // scale)
        bound -= parts[-1] * scale
    return parts
