"""Better plans step by step: set a few youths free, keep everybody else where they are, and solve that exactly.

Every goal is a sum over youths, so what is gained among the free is gained by the whole plan. The small problem is a
`Problem` like any other, in which the stays of the others are claims: the same rules and goals make its model. Which
youths are set free is drawn from a seed, and every step counts a fixed effort, so a search repeats itself exactly.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from ortools.sat.python import cp_model

from matching.candidates import Candidate, Company, Eligible
from matching.constraints import RULES
from matching.model import Variables, grouped
from matching.objective.goal import Goal, Setting
from matching.plan import Placement, Plan, stay_of
from matching.problem import Claim, ClaimState, Problem
from matching.table import Table

STEP = 0.05  # deterministic seconds that building a small model counts for
LONGEST = 0.5  # deterministic seconds for one small search
SMALLEST, LARGEST = 4, 12  # youths set free at once
IDLE = 3  # rounds in which everybody is set free once without any gain, before giving up

GoalNamed = Callable[[Setting, str], Goal]


class Neighbourhoods:
    def __init__(self, table: Table, setting: Setting, goal_named: GoalNamed, seed: int) -> None:
        self.table = table
        self.setting = setting
        self.goal_named = goal_named
        self.dice = Random(f"neighbourhoods {seed}")  # noqa: S311 - a search that repeats itself, no secret
        self.candidates: dict[str, list[Candidate]] = grouped(table.eligible.candidates, lambda each: each.youth)
        self.companies: dict[str, list[Company]] = grouped(table.eligible.companies, lambda each: each.youth)
        self.sites = {youth: Counter(c.site for c in many) for youth, many in self.candidates.items()}
        self.wanted: defaultdict[str, list[str]] = defaultdict(list)
        for youth, sites in self.sites.items():
            for site in sites:
                self.wanted[site].append(youth)
        self.bound_to = self._bound_to()
        self.size = 6

    def _bound_to(self) -> dict[str, set[str]]:
        """Youths who have to be set free together: their occurrences are linked."""
        problem = self.table.problem
        bound: defaultdict[str, set[str]] = defaultdict(set)
        for occurrence in problem.occurrence.values():
            if occurrence.together_with is not None:
                one, two = (problem.request_of[each].youth for each in (occurrence.id, occurrence.together_with))
                bound[one].add(two)
        return dict(bound)

    def improve(
        self, plan: Plan, goal: str, settled: Sequence[str], effort: float, over: Callable[[], bool]
    ) -> tuple[Plan, float]:
        """The plan after as many steps as the effort allows, and the effort spent; never worse in `goal` nor in what
        is settled."""
        spent, idle = 0.0, 0
        everybody = sorted(self.candidates)
        if len(everybody) <= LARGEST + SMALLEST:
            return plan, 0.0  # small enough to be searched as a whole
        while spent < effort and idle < IDLE * len(everybody) and not over():
            free = self._drawn(everybody)
            better, cost, closed = self._solved(plan, free, goal, settled, min(LONGEST, effort - spent))
            spent += STEP + cost
            idle = 0 if better is not None else idle + len(free)
            plan = better or plan
            # As many at once as still close: the larger the step, the more exchanges it can see.
            self.size = min(LARGEST, self.size + 1) if closed and cost < LONGEST / 5 else max(SMALLEST, self.size - 1)
        return plan, spent

    def _drawn(self, everybody: list[str]) -> list[str]:
        """One youth and others who want the same houses."""
        first = self.dice.choice(everybody)
        free = {first}
        sites = self.sites[first]
        while len(free) < min(self.size, len(everybody)):
            site = self.dice.choices(list(sites), list(sites.values()))[0]
            other = self.dice.choice(self.wanted[site] if self.dice.random() < 0.9 else everybody)
            free.add(other)
            if self.dice.random() < 0.3:
                sites = self.sites[other]
        while more := {each for youth in free for each in self.bound_to.get(youth, ())} - free:
            free |= more
        return sorted(free)

    def _solved(
        self, plan: Plan, free: list[str], goal_name: str, settled: Sequence[str], effort: float
    ) -> tuple[Plan | None, float, bool]:
        problem = self.table.problem
        is_free = set(free)
        mine = [one for one in plan.placements if problem.request_of[one.occurrence].youth in is_free]
        others = [one for one in plan.placements if problem.request_of[one.occurrence].youth not in is_free]
        small = _with_others_fixed(problem, is_free, others)
        setting = replace(
            self.setting,
            problem=small,
            ideals={youth: ideal if youth in is_free else 0 for youth, ideal in self.setting.ideals.items()},
        )
        model = cp_model.CpModel()
        eligible = Eligible(
            tuple(each for youth in free for each in self.candidates.get(youth, ())),
            tuple(each for youth in free for each in self.companies.get(youth, ())),
        )
        variables = Variables(model, small, eligible)
        for rule in RULES:
            if rule.constrain is not None:
                rule.constrain(model, variables, small)
        now = Plan(tuple(mine))
        for name in settled:
            kept = self.goal_named(setting, name)
            value = kept.value(now)
            if kept.maximise:
                if value:
                    model.add(kept.expression(model, variables) >= value)
            else:
                model.add(kept.expression(model, variables) <= value)
        goal = self.goal_named(setting, goal_name)
        expression, value = goal.expression(model, variables), goal.value(now)
        if goal.maximise:
            model.maximize(expression)
            model.add(expression >= value + 1)
        else:
            model.minimize(expression)
            model.add(expression <= value - 1)
        solver = cp_model.CpSolver()
        solver.parameters.catch_sigint_signal = False
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.linearization_level = 2
        solver.parameters.max_deterministic_time = effort
        status = solver.solve(model)
        cost = solver.response_proto.deterministic_time
        closed = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None, cost, closed
        found = variables.plan_of(solver.boolean_value)
        together = sorted((*others, *found.placements), key=lambda one: one.occurrence)
        return Plan(tuple(together)), cost, closed


def _with_others_fixed(problem: Problem, free: set[str], others: list[Placement]) -> Problem:
    """The problem of the free alone, in which the others' stays are claims."""
    requests = tuple(each for each in problem.requests if each.youth in free)
    hers = {one.id for each in requests for one in each.occurrences}
    budget = problem.budget
    if budget is not None:
        spans = [(problem.site[one.site], problem.window[one.occurrence, one.window].span) for one in others]
        budget -= sum(site.cost_per_night * len(problem.calendar.nights_of(span)) for site, span in spans)
    return replace(
        problem,
        requests=requests,
        claims=(*problem.claims, *(_claim(problem, one) for one in others)),
        told=tuple(each for each in problem.told if each.occurrence in hers),
        pins=tuple(each for each in problem.pins if each.occurrence in hers),
        exclusions=tuple(each for each in problem.exclusions if each.occurrence is None or each.occurrence in hers),
        budget=budget,
    )


def _claim(problem: Problem, one: Placement) -> Claim:
    stay = stay_of(problem, one)
    return Claim(
        id=stay.occurrence,
        occurrence=stay.occurrence,
        youth=stay.youth,
        site=stay.site,
        arrival=stay.span.start,
        departure=stay.span.end,
        state=ClaimState.BOOKED,
        kind=stay.kind,
        request=stay.request,
        mentor=stay.mentor,
        mentor_from=stay.mentor_span.start,
        mentor_until=stay.mentor_span.end,
        visit_first=stay.visit_first,
    )
