"""Who could come along, as the integer programme is told: each mentor apart, or all who would do as well in one.

Mentors are many and nearly alike, which is what makes a programme hard. So in a large municipality bounds and a first plan
come from a programme with company in groups, which allows a little more than is possible; its mentors are named here, and
the search goes on with each mentor apart.
"""

from __future__ import annotations

from collections.abc import Iterable

from matching.ledger import Ledger
from matching.model import Company, Variables, When
from matching.plan import Placement, Plan, stay_of
from matching.points import mentor_points
from matching.problem import Along
from matching.programme import Numbers
from matching.table import Table

EXACT = 2_500  # columns about mentors, up to which they are decided together with the stays


def apart(table: Table, windows: Iterable[When]) -> Company:
    """Each mentor alone."""
    company = table.eligible.company
    return {key: [(mentor,) for mentor in company[key]] for key in windows if key in company}


def together(table: Table) -> Company:
    """Those who would give her the same points in one group."""
    problem = table.problem
    groups: dict[When, list[tuple[str, ...]]] = {}
    known: dict[tuple[str, tuple[str, ...]], list[tuple[str, ...]]] = {}
    for key, mentors in table.eligible.company.items():
        request = problem.request_of[key[0]]
        if (request.id, mentors) not in known:
            by_points: dict[int, list[str]] = {}
            for mentor in mentors:
                by_points.setdefault(mentor_points(problem, request, mentor), []).append(mentor)
            known[request.id, mentors] = [tuple(group) for _, group in sorted(by_points.items())]
        groups[key] = known[request.id, mentors]
    return groups


def is_small(table: Table) -> bool:
    """Whether mentors can be decided together with the stays, exactly."""
    company, shared = table.eligible.company, {each.id for each in table.problem.mentors if each.youths_at_once > 1}
    columns = sum(len(mentors) for mentors in company.values())
    if columns > EXACT:
        return False
    for each in table.eligible.candidates:
        columns += len(shared.intersection(company.get((each.occurrence, each.window.id), ())))
    return columns <= EXACT


def named(table: Table, variables: Variables, x: Numbers) -> Plan:
    """The plan with a mentor named wherever somebody comes along: the urgent first, then whoever has
    fewest to choose from.

    Company for which nobody is left is left out, and the stay with it if it cannot be without.
    """
    problem, ledger = table.problem, Ledger(table.problem)
    plan = variables.plan_of(x)
    groups = {(each.occurrence, each.window.id): each.mentors for each in variables.along if x[each.column]}
    settled: dict[str, Placement] = {}

    def place(one: Placement) -> bool:
        stay = stay_of(problem, one)
        if not ledger.fits(stay):
            return False
        ledger.add(stay)
        settled[one.occurrence] = one
        return True

    waiting = []
    for one in plan.placements:
        group = groups.get((one.occurrence, one.window))
        if group is None:
            ledger.add(stay_of(problem, one))  # beside each other they fit: that the programme knows
            settled[one.occurrence] = one
        else:
            can_do_without = problem.request_of[one.occurrence].mentor is not Along.MUST
            urgency = problem.youth_of(one.occurrence).urgency
            waiting.append((-urgency, can_do_without, len(group), one, group))
    for *_, one, group in sorted(waiting, key=lambda each: each[:3]):
        others = [each for each in table.eligible.company[one.occurrence, one.window] if each not in group]
        if any(place(Placement(one.occurrence, one.window, one.site, mentor)) for mentor in (*group, *others)):
            continue
        must = problem.request_of[one.occurrence].mentor is Along.MUST or problem.site[one.site].needs_mentor
        if not must:
            place(Placement(one.occurrence, one.window, one.site))
    return Plan(tuple(settled[each] for each in sorted(settled)))
