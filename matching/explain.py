"""Why this, and why not that: looked up in the tables, so that every answer can be checked by hand.

Why this: wishes met and unmet with their points. Why not: the rules in the way of what she wished for, told apart by
who could lift them. What only somebody else's loss could make possible is said so, and never whose.
"""

from __future__ import annotations

from dataclasses import dataclass

from matching.constraints import RULE_BY_CODE
from matching.eligibility import mentor_reasons, site_reasons
from matching.ledger import Ledger
from matching.plan import Placement, Plan, stay_of
from matching.points import Points, points_of
from matching.problem import Along, Mentor, Problem, Site, Window
from matching.rule import Reason
from matching.table import Table


@dataclass(frozen=True)
class WhyNot:
    """One option that is not in the plan, and every rule in its way; none means it is possible, and less liked."""

    placement: Placement
    reasons: tuple[Reason, ...]

    @property
    def is_possible(self) -> bool:
        return not self.reasons


def why(problem: Problem, placement: Placement) -> tuple[Points, ...]:
    return points_of(problem, placement)


def why_not(
    problem: Problem,
    plan: Plan,
    occurrence: str,
    *,
    site: str | None = None,
    window: str | None = None,
    mentor: str | None = None,
) -> tuple[WhyNot, ...]:
    """For each option of the occurrence with what is named: the rules that stand in its way, fewest first.

    Her own place in the plan is left out first: she would have this instead.
    """
    ledger = _book(problem, plan.without(occurrence))
    windows = [each for each in problem.occurrence[occurrence].windows if window in (None, each.id)]
    sites = [each for each in problem.sites if site in (None, each.id)]
    found = []
    for when in windows:
        for where in sites:
            for who in _company(problem, occurrence, where, mentor):
                placement = Placement(occurrence, when.id, where.id, who.id if who else None)
                found.append(WhyNot(placement, _reasons(problem, ledger, placement, when, where, who)))
    return tuple(sorted(found, key=lambda each: len(each.reasons)))


def _company(problem: Problem, occurrence: str, site: Site, mentor: str | None) -> list[Mentor | None]:
    """Who could come along; nobody, where nobody is wanted or needed."""
    if mentor is not None:
        return [problem.mentor[mentor]]
    if problem.request_of[occurrence].mentor is Along.MUST or site.needs_mentor:
        return list(problem.mentors) or [None]
    return [None]


def _reasons(
    problem: Problem, ledger: Ledger, placement: Placement, when: Window, where: Site, who: Mentor | None
) -> tuple[Reason, ...]:
    reasons = [*site_reasons(problem, placement.occurrence, when, where)]
    if who is not None:
        reasons += mentor_reasons(problem, placement.occurrence, when, who)
    wanted = problem.request_of[placement.occurrence].mentor
    needed = where.needs_mentor or wanted is Along.MUST
    if (needed and who is None) or (who is not None and wanted is Along.NO and not where.needs_mentor):
        reasons.append(RULE_BY_CODE["mentor_presence"].reason)
    blockers = ledger.blockers(stay_of(problem, placement))
    reasons += [RULE_BY_CODE[code].reason for code in blockers]
    return tuple(dict.fromkeys(reasons))


def nearest_reasons(table: Table, plan: Plan) -> dict[str, tuple[str, ...]]:
    """For every occurrence that is not placed: the codes in the way of the options that come nearest."""
    problem, ledger = table.problem, _book(table.problem, plan)
    found: dict[str, tuple[str, ...]] = {}
    for occurrence in problem.occurrence.values():
        if occurrence.id in plan.by_occurrence:
            continue
        sets = [
            tuple(dict.fromkeys(ledger.blockers(table.stay(placement))))
            for placement in _best_of_each_house(table, occurrence.id)
        ] or [
            tuple(dict.fromkeys(each.code for each in site_reasons(problem, occurrence.id, window, site)))
            for window in occurrence.windows
            for site in problem.sites
        ]
        fewest = min((len(each) for each in sets), default=0)
        nearest: dict[str, None] = dict.fromkeys(code for each in sets if len(each) == fewest for code in each)
        if not sets:
            nearest = {"openings": None}  # no window, or no host and no place at all
        elif not nearest:  # sites are free, but the mentor who must come along is not
            nearest = {"possible" if table.options(occurrence.id) else "mentor_presence": None}
        found[occurrence.id] = tuple(nearest)
    return found


def _best_of_each_house(table: Table, occurrence: str) -> list[Placement]:
    best: dict[tuple[str, str], Placement] = {}
    for option in table.options(occurrence):
        best.setdefault((option.placement.window, option.placement.site), option.placement)
    return list(best.values())


def _book(problem: Problem, plan: Plan) -> Ledger:
    ledger = Ledger(problem)
    for placement in plan.placements:
        ledger.add(stay_of(problem, placement))
    return ledger
