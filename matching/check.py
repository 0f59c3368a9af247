"""The independent checker: is this plan, menu or set of claims allowed? It shares no code with what the solver is told.

It judges every plan before anyone sees it, plans made by hand, menus (whatever anybody chooses), and claims before they
are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from matching.constraints import RULES
from matching.plan import Placement, Plan, Stays, fixed_stays, stays_of
from matching.problem import Problem
from matching.rule import Violation


class HasOptions(Protocol):
    @property
    def options(self) -> tuple[Placement, ...]: ...


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """Every rule that the plan breaks, beside what is fixed; an empty list is a valid plan."""
    unknown = list(_unknown(problem, plan.placements))
    return unknown or list(_judged(problem, stays_of(problem, plan.placements)))


def check_reservations(problem: Problem, menus: Iterable[HasOptions | Placement]) -> list[Violation]:
    """Every rule that some combination of choices from the menus could break, beside everything that is claimed.

    Exact for rules about two stays; limits are judged with each occurrence at its worst, so an empty list is safe for
    every combination, and few combinations are needed to show a fault.
    """
    options = tuple(
        dict.fromkeys(
            placement for menu in menus for placement in ((menu,) if isinstance(menu, Placement) else menu.options)
        )
    )
    unknown = list(_unknown(problem, options))
    return unknown or list(_judged(problem, stays_of(problem, options, is_plan=False)))


def check_claims(problem: Problem) -> list[Violation]:
    """Every rule that the claims themselves break, as if they were written now."""
    stays = Stays(tuple(stay._replace(fixed=False) for stay in fixed_stays(problem)), is_plan=False)
    return list(_judged(problem, stays))


def _judged(problem: Problem, stays: Stays) -> Iterator[Violation]:
    for rule in RULES:
        for violation in rule.violations(stays, problem):
            if not violation.is_only_about_fixed:
                yield violation


def _unknown(problem: Problem, placements: Iterable[Placement]) -> Iterator[Violation]:
    for one in placements:
        known = (
            (one.occurrence, one.window) in problem.window
            and one.site in problem.site
            and (one.mentor is None or one.mentor in problem.mentor)
        )
        if not known:
            text = f"{one.occurrence}, {one.window}, {one.site}, {one.mentor}: not all of these exist"
            yield Violation("unknown", text, ())
