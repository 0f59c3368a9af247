"""2. Nobody left out: the worst-off come first, each measured by her own ideal, earlier shortfall counted in.

    reached[y, b]  <=>  100 * points(y)  >=  min(100, b + shortfall(y)) * ideal(y)
    for b = 10, 20, ..., 100 in turn:   maximise  sum over y of reached[y, b]

Maximising these counts one after another *is* leximin of the utilities rounded down to bands of ten per cent: fewest in
the lowest band, then fewest in the two lowest, and so on. If a band does not close within the effort, the report says
which, and the rest is done by one concave goal, in which a step up is worth twice the next one:

    maximise  sum over y, k of floor(SCALE * 2^(4-k) / ideal(y)) * step[y, k],     points(y) >= sum over k of step[y, k]
    0 <= step[y, k] <= a fifth of ideal(y) (the first is longer by her shortfall)

The concave goal is also searched for a moment before the bands, with nothing kept of it but its plan: that plan reaches
most bands at once, and a band that everybody reaches needs no search.

Youths for whom nothing at all is possible have no utility; they are counted by name in the report, not here.
"""

from __future__ import annotations

from collections.abc import Iterator

from ortools.sat.python.cp_model import CpModel, LinearExpr

from matching.model import Variables
from matching.objective.goal import Goal, Setting, When, points_by_youth, points_expression
from matching.plan import Plan

BANDS = tuple(range(10, 101, 10))
SLOPES = (16, 8, 4, 2, 1)
SCALE = 1_000_000


def goals(setting: Setting) -> Iterator[Goal]:
    for band in BANDS:
        yield _band(setting, band)
    yield concave(setting)


def _with_ideal(setting: Setting) -> list[str]:
    return [youth.id for youth in setting.problem.youths if setting.ideals[youth.id] > 0]


def needed_points(setting: Setting, youth: str, band: int) -> int:
    """Fewest points with which she reaches the band."""
    share = min(100, band + setting.problem.youth[youth].shortfall)
    return -(-share * setting.ideals[youth] // 100)


def _band(setting: Setting, band: int) -> Goal:
    youths = _with_ideal(setting)

    def expression(model: CpModel, variables: Variables) -> LinearExpr:
        reached = []
        for youth in youths:
            var = model.new_bool_var("")
            need = needed_points(setting, youth, band)
            model.add(points_expression(variables, setting, youth) >= need * var)
            reached.append(var)
        return LinearExpr.sum(reached)

    def value(plan: Plan) -> int:
        points = points_by_youth(setting, plan)
        return sum(
            100 * points[youth] >= min(100, band + setting.problem.youth[youth].shortfall) * setting.ideals[youth]
            for youth in youths
        )

    def keep(model: CpModel, variables: Variables, reached: int) -> bool:
        """Everybody reaches it: a floor under each is tighter than a count."""
        if reached < len(youths):
            return False
        for youth in youths:
            model.add(points_expression(variables, setting, youth) >= needed_points(setting, youth, band))
        return True

    when = When.WHILE_PROVEN
    name = f"youths with {band} % or more"
    return Goal(
        "nobody_left_out",
        name,
        True,
        expression,
        value,
        best=len(youths),
        effort=2,
        when=when,
        keep=keep,
        by_steps=False,
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


def concave(setting: Setting) -> Goal:
    youths = _with_ideal(setting)

    def expression(model: CpModel, variables: Variables) -> LinearExpr:
        steps, worths = [], []
        for youth in youths:
            hers = []
            for length, worth in _steps(setting, youth):
                hers.append(model.new_int_var(0, length, ""))
                worths.append(worth)
            model.add(points_expression(variables, setting, youth) >= LinearExpr.sum(hers))
            steps += hers
        return LinearExpr.weighted_sum(steps, worths)

    def value(plan: Plan) -> int:
        points, total = points_by_youth(setting, plan), 0
        for youth in youths:
            left = points[youth]
            for length, worth in _steps(setting, youth):
                step = min(left, length)
                total, left = total + worth * step, left - step
        return total

    name = "the lower, the more a step up counts"
    return Goal("nobody_left_out", name, True, expression, value, effort=6, when=When.IF_UNPROVEN)
