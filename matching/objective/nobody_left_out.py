"""2. Nobody left out: the worst-off come first, each measured by her own ideal, earlier shortfall counted in.

    a.  maximise  number of youths y with  placed[o, w, s] = 1  for any (o, w, s) of hers

    b.  maximise  the floor f, in steps of five per cent of everybody's own ideal:
                  points(y) >= min(100, 5 f (100 + shortfall(y)) / 100) per cent of ideal(y)   for every y

    c.  maximise  sum over y, k of floor(SCALE * slope(k) / ideal(y)) * step[y, k],   points(y) >= sum over k of step[y, k]
                  0 <= step[y, k] <= a fifth of ideal(y) (the first is longer by her shortfall),  slope = 16, 8, 4, 2, 1

First that nobody goes without, then the greatest floor under everybody (max-min, to a resolution of five per cent), and
above the floor a concave utility: what lifts somebody out of the lowest fifth counts twice as much as the next fifth. It
stands in for exact leximin, whose counts have a hopeless linear bound where help is scarce (Ogryczak and Sliwinski,
"On direct methods for lexicographic min-max optimization", 2006); this one is tight, so how good it is can be proven.

Youths for whom nothing at all is possible have no utility; they are counted by name in the report, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from matching.model import Variables
from matching.objective.goal import Goal, Setting, as_arrays, points_by_youth, points_terms
from matching.plan import Plan
from matching.programme import Column, Numbers, Programme, Terms

FLOOR = "floor under everybody, in steps of 5 %"
RESOLUTION = 5  # per cent
FLOORS = 100 // RESOLUTION
SLOPES = (16, 8, 4, 2, 1)
SCALE = 1_000_000
LACK = 16 * SLOPES[0]  # worth of a point that somebody lacks to a floor, while one is looked for


def goals(setting: Setting) -> Iterator[Goal]:
    yield _something(setting)
    yield _floor(setting)
    yield _concave(setting)


def _with_ideal(setting: Setting) -> list[str]:
    return [youth.id for youth in setting.problem.youths if setting.ideals[youth.id] > 0]


def _something(setting: Setting) -> Goal:
    youths = _with_ideal(setting)

    def terms(programme: Programme, variables: Variables) -> Terms:
        found = []
        for youth in youths:
            hers = [each.column for each in variables.by_youth.get(youth, [])]
            column = programme.column()
            programme.row([(column, 1), *((each, -1) for each in hers)], most=0)
            programme.followers.append(_any(column, hers))
            found.append((column, 1))
        return found

    def value(plan: Plan) -> int:
        return len({setting.youth_of(one.occurrence) for one in plan.placements} & set(youths))

    name, best = "youths with any break", len(youths)
    return Goal("nobody_left_out", name, True, terms, value, best=best, has_few_values=True, is_quick=True)


def needed_points(setting: Setting, youth: str, floor: int) -> int:
    """Fewest points with which she reaches the floor, counted in steps."""
    share = min(10_000, RESOLUTION * floor * (100 + setting.problem.youth[youth].shortfall))
    return -(-share * setting.ideals[youth] // 10_000)


def _floor(setting: Setting) -> Goal:
    youths = _with_ideal(setting)

    def terms(programme: Programme, variables: Variables) -> Terms:
        steps = [programme.column() for _ in range(FLOORS)]
        for lower, higher in pairwise(steps):
            programme.implies(higher, lower)
        points = points_terms(setting, variables)
        for youth in youths:
            needed = [needed_points(setting, youth, floor) for floor in range(FLOORS + 1)]
            rises = [(step, needed[n] - needed[n + 1]) for n, step in enumerate(steps)]
            programme.row([*points[youth], *(rise for rise in rises if rise[1])], least=0)
        hers = [
            (as_arrays(points[youth]), [needed_points(setting, youth, n + 1) for n in range(FLOORS)])
            for youth in youths
        ]

        def follow(x: Numbers) -> None:
            reached = FLOORS
            for (columns, worth), needed in hers:
                have = int(worth @ x[columns])
                reached = min(reached, sum(have >= need for need in needed))
            x[steps] = [n < reached for n in range(FLOORS)]

        programme.followers.append(follow)
        return [(step, 1) for step in steps]

    def towards(programme: Programme, variables: Variables, floor: int) -> tuple[list[Column], Terms]:
        """What each lacks to this floor weighs so much that steps mend that first, and lose little for others."""
        points, better = points_terms(setting, variables), concave_terms(setting, programme, variables)
        lacking = []
        for youth in youths:
            needed = needed_points(setting, youth, floor)
            lack = programme.column(variables.number[youth], high=needed)
            programme.row([*points[youth], (lack, 1)], least=needed)
            columns, worth = as_arrays(points[youth])
            programme.followers.append(_lack(lack, columns, worth, needed))
            lacking.append(lack)
            better.append((lack, -LACK * SCALE // setting.ideals[youth]))
        return lacking, better

    def value(plan: Plan) -> int:
        points = points_by_youth(setting, plan)
        return min(
            (sum(points[youth] >= needed_points(setting, youth, n + 1) for n in range(FLOORS)) for youth in youths),
            default=FLOORS,
        )

    return Goal(
        "nobody_left_out",
        FLOOR,
        True,
        terms,
        value,
        best=FLOORS,
        effort=3,
        has_few_values=True,
        towards=towards,
    )


def _steps(setting: Setting, youth: str) -> list[tuple[int, int]]:
    """Length in points and worth of a point, step by step; all together her ideal."""
    ideal, shortfall = setting.ideals[youth], setting.problem.youth[youth].shortfall
    left, steps = ideal, []
    for n, slope in enumerate(SLOPES):
        is_last = n == len(SLOPES) - 1
        length = left if is_last else min(left, ideal * (20 + (shortfall if n == 0 else 0)) // 100)
        steps.append((length, SCALE * slope // ideal))
        left -= length
    return steps


def concave_terms(setting: Setting, programme: Programme, variables: Variables) -> Terms:
    points = points_terms(setting, variables)
    found: Terms = []
    for youth in _with_ideal(setting):
        steps = [(programme.column(high=length), length, worth) for length, worth in _steps(setting, youth)]
        programme.row([*points[youth], *((column, -1) for column, _, _ in steps)], least=0)
        columns, worth = as_arrays(points[youth])

        def follow(
            x: Numbers,
            steps: list[tuple[int, int, int]] = steps,
            columns: Numbers = columns,
            worth: Numbers = worth,
        ) -> None:
            left = int(worth @ x[columns])
            for column, length, _ in steps:
                x[column] = min(left, length)
                left -= int(x[column])

        programme.followers.append(follow)
        found += [(column, worth) for column, _, worth in steps]
    return found


def _concave(setting: Setting) -> Goal:
    youths = _with_ideal(setting)

    def terms(programme: Programme, variables: Variables) -> Terms:
        return concave_terms(setting, programme, variables)

    def value(plan: Plan) -> int:
        points, total = points_by_youth(setting, plan), 0
        for youth in youths:
            left = points[youth]
            for length, worth in _steps(setting, youth):
                step = min(left, length)
                total, left = total + worth * step, left - step
        return total

    name = "the lower, the more a step up counts"
    return Goal("nobody_left_out", name, True, terms, value, effort=10, is_start=True, has_core=True)


def _lack(lack: Column, columns: Numbers, worth: Numbers, needed: int) -> Callable[[Numbers], None]:
    def follow(x: Numbers) -> None:
        x[lack] = max(0, needed - int(worth @ x[columns]))

    return follow


def _any(column: Column, members: list[Column]) -> Callable[[Numbers], None]:
    def follow(x: Numbers) -> None:
        x[column] = int(x[members].max()) if members else 0

    return follow
