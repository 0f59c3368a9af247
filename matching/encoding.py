"""The integer programme that the rules write: one home for whoever searches, bounds or tests it."""

from __future__ import annotations

from collections.abc import Sequence

from matching.candidates import Candidate
from matching.constraints import RULES
from matching.model import Company, Variables
from matching.problem import Problem
from matching.programme import Programme
from matching.rule import Rule


def encoded(
    problem: Problem, candidates: Sequence[Candidate], company: Company, rules: Sequence[Rule] = RULES
) -> tuple[Programme, Variables]:
    """What may be chosen as columns, and every rule as rows."""
    programme = Programme()
    variables = Variables(programme, problem, candidates, company)
    for rule in rules:
        if rule.constrain is not None:
            rule.constrain(programme, variables, problem)
    return programme, variables
