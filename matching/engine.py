"""From problem to outcome: table, ideals, a first plan at once, search goal by goal, menus, reasons."""

from __future__ import annotations

import time

from matching.check import check, check_reservations
from matching.codec import BadDocument
from matching.document import problem_hash
from matching.explain import nearest_reasons
from matching.faults import faults
from matching.greedy import first_plan
from matching.ideal import ideals
from matching.making_room import make_room
from matching.menu import build_menus
from matching.objective.goal import Setting
from matching.objective.lottery import lot
from matching.outcome import Outcome, Parameters, Unplaced, YouthResult, engine_version
from matching.plan import Plan
from matching.points import points_of, total
from matching.problem import Problem
from matching.progress import Cancelled, Listener, Progress
from matching.solver import BrokenPlan, any_plan
from matching.stage import Stage
from matching.table import Table
from matching.whole import Whole

EFFORT = 30.0
GOALS = 12  # about as many as there will be, for a bar that has to begin before they are counted


def solve(
    problem: Problem,
    *,
    effort: float = EFFORT,
    seed: int = 1,
    workers: int = 1,
    seconds: float | None = None,
    menus: bool = True,
    progress: Listener | None = None,
    cancelled: Cancelled | None = None,
) -> Outcome:
    """The best plan within the effort; the same for the same problem, effort and seed, however many workers.

    Raises BadDocument if the problem contradicts itself. Pins that cannot all be met give status "impossible" and an
    empty plan, never a plan that breaks a rule.
    """
    if found := faults(problem):
        raise BadDocument(found)
    started = time.monotonic()
    if seconds is not None:
        effort = min(effort, max(1.0, seconds))  # shares of an effort that the clock would cut are no shares
    table = Table(problem)
    lots = {youth.id: lot(seed, youth.id) for youth in problem.youths}
    # Turns are taken by what each would have if all her best fitted: known at once, unlike the exact ideals.
    first = first_plan(table, table.best_points, lots)
    parameters = Parameters(round(effort * 1000), seed, workers, None if seconds is None else round(seconds * 1000))
    if check(problem, first):
        searched = any_plan(table, effort, seed)  # pins that turns cannot reach
        if searched is None:
            setting = Setting(problem, ideals(table), seed)
            return _outcome(table, setting, Plan(), [], "impossible", "pins", parameters, menus=False)
        first = searched
    if progress is not None:
        elapsed = time.monotonic() - started
        progress(Progress("first_plan", "first plan", 0, GOALS, None, None, elapsed, first))
    setting = Setting(problem, ideals(table), seed)
    whole = Whole(
        table=table,
        setting=setting,
        best=make_room(table, first, setting.ideals),
        effort=effort,
        workers=workers,
        seconds=seconds,
        progress=progress,
        cancelled=cancelled,
        started=started,
    )
    run = whole.go()
    if broken := check(problem, run.best):
        raise BrokenPlan(broken[0].text)
    status = {"cancelled": "cancelled", "seconds": "stopped"}.get(run.stopped_by, "complete")
    return _outcome(table, setting, run.best, run.stages, status, run.stopped_by, parameters, menus=menus)


def outcome_of_plan(problem: Problem, plan: Plan, status: str, stopped_by: str, parameters: Parameters) -> Outcome:
    """The outcome of a plan that is known without the search that found it; no stage is claimed."""
    table = Table(problem)
    setting = Setting(problem, ideals(table), parameters.seed)
    return _outcome(table, setting, plan, [], status, stopped_by, parameters, menus=True)


def _outcome(
    table: Table,
    setting: Setting,
    plan: Plan,
    stages: list[Stage],
    status: str,
    stopped_by: str,
    parameters: Parameters,
    *,
    menus: bool,
) -> Outcome:
    problem = table.problem
    single, series = build_menus(problem, plan, table=table) if menus else ((), ())
    if unsafe := check_reservations(problem, single):
        raise BrokenPlan(unsafe[0].text)
    return Outcome(
        status=status,
        stopped_by=stopped_by,
        plan=plan,
        stages=tuple(stages),
        youths=tuple(youth_results(setting, plan)),
        points=tuple(each for placement in plan.placements for each in points_of(problem, placement)),
        menus=single,
        series=series,
        unplaced=tuple(Unplaced(occurrence, codes) for occurrence, codes in nearest_reasons(table, plan).items()),
        problem_hash=problem_hash(problem),
        parameters=parameters,
        engine=engine_version(),
    )


def youth_results(setting: Setting, plan: Plan) -> list[YouthResult]:
    problem = setting.problem
    points = dict.fromkeys(problem.youth, 0)
    placed = dict.fromkeys(problem.youth, 0)
    asked = dict.fromkeys(problem.youth, 0)
    for request in problem.requests:
        asked[request.youth] += len(request.occurrences)
    for placement in plan.placements:
        youth = setting.youth_of(placement.occurrence)
        points[youth] += total(problem, placement)
        placed[youth] += 1
    return [
        YouthResult(
            youth=each.id,
            points=points[each.id],
            ideal=setting.ideals[each.id],
            utility=1000 * points[each.id] // setting.ideals[each.id] if setting.ideals[each.id] else None,
            placed=placed[each.id],
            asked=asked[each.id],
        )
        for each in problem.youths
    ]
