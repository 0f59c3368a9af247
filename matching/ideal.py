"""Her own ideal: the points she would get if she were alone in the municipality, under every rule that is hers.

    ideal(y) = max of points(plan) over plans for y's occurrences alone, beside her own claims

Utility is points over the ideal, so that whoever wishes much, or little, is measured by her own yardstick. If the best
option of every occurrence fits with the others, their sum is the answer; otherwise a small search finds it, exactly.
"""

from __future__ import annotations

from dataclasses import replace

from ortools.sat.python import cp_model

from matching.candidates import Eligible
from matching.constraints import RULES
from matching.ledger import Ledger
from matching.model import Variables
from matching.points import mentor_points, site_points
from matching.problem import Problem
from matching.table import Table

EFFORT = 2.0  # deterministic seconds for one youth; far more than is ever used


def ideals(table: Table) -> dict[str, int]:
    """Points by youth; 0 where nothing at all is possible for her."""
    return {youth.id: ideal(table, youth.id) for youth in table.problem.youths}


def ideal(table: Table, youth: str) -> int:
    occurrences = table.occurrences_of.get(youth, ())
    if not occurrences:
        return 0
    alone = _alone(table.problem, youth)
    ledger = Ledger(alone)
    best = [table.options(each)[0] for each in occurrences if table.options(each)]
    for option in best:
        stay = table.stay(option.placement)
        if not ledger.fits(stay):
            return _searched(table, alone, youth)
        ledger.add(stay)
    return sum(option.points for option in best)


def _alone(problem: Problem, youth: str) -> Problem:
    requests = tuple(
        replace(each, occurrences=tuple(replace(one, together_with=None) for one in each.occurrences))
        for each in problem.requests
        if each.youth == youth
    )
    hers = {one.id for each in requests for one in each.occurrences}
    return replace(
        problem,
        requests=requests,
        # Alone, no mentor is ever with two at once: the same plans, and far fewer variables.
        mentors=tuple(replace(each, youths_at_once=1) for each in problem.mentors),
        claims=tuple(claim for claim in problem.claims if claim.youth == youth),
        pins=tuple(pin for pin in problem.pins if pin.occurrence in hers),
        told=(),
        exclusions=tuple(each for each in problem.exclusions if each.occurrence is None or each.occurrence in hers),
    )


def _searched(table: Table, alone: Problem, youth: str) -> int:
    eligible = Eligible(
        tuple(each for each in table.eligible.candidates if each.youth == youth),
        tuple(each for each in table.eligible.companies if each.youth == youth),
    )
    model = cp_model.CpModel()
    variables = Variables(model, alone, eligible)
    for rule in RULES:
        if rule.constrain is not None:
            rule.constrain(model, variables, alone)
    terms = [
        (each.var, site_points(alone, alone.request_of[c.occurrence], c.window, c.site))
        for each in variables.placed
        for c in [each.candidate]
    ]
    terms += [
        (each.var, mentor_points(alone, alone.request_of[c.occurrence], c.mentor))
        for each in variables.along
        for c in [each.company]
    ]
    model.maximize(cp_model.LinearExpr.weighted_sum([var for var, _ in terms], [points for _, points in terms]))
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = EFFORT
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return 0  # a pin of hers cannot be met
    # Unproven: the bound is the honest yardstick, it never makes anybody look better served than she is.
    return round(solver.best_objective_bound)
