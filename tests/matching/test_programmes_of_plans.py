"""The exact programme allows the plans that the checker passes, and no others; the one with mentors in groups, them too.

The rows and the checker are written apart. Here they are asked about the same plans, valid and broken, in municipalities
with claims, pins, siblings, mentors who are with several, houses that do not mix, and visits first.
"""

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from matching import check, faults
from matching.company import apart, together
from matching.generate import generate
from matching.greedy import first_plan
from matching.objective import arrangement, company_of, contest
from matching.objective.goal import Setting
from matching.plan import Placement, Plan
from matching.problem import Exclusion, Kind, Mixing, Pin, Problem
from matching.programme import FAR
from matching.pursuit import Pursuit
from matching.table import Table
from tests.matching.small_worlds import SHAPES

SHAPE_COUNT = len(SHAPES.all)


def first_of(problem: Problem, lots: int) -> Plan:
    dice = Random(lots)
    order = dice.sample(list(problem.youth), len(problem.youth))
    return first_plan(Table(problem), dict.fromkeys(problem.youth, 1), {youth: n for n, youth in enumerate(order)})


def harder(problem: Problem, seed: int) -> Problem:
    """The same with a few pins, an exclusion, mentors who are with two at once, and houses that do not mix."""
    dice = Random(seed)
    mixes = [Mixing(one_household=True), Mixing(one_group=True), Mixing(largest_age_gap=2), Mixing()]
    changed = replace(
        problem,
        mentors=tuple(replace(each, youths_at_once=dice.choice([1, 2])) for each in problem.mentors),
        sites=tuple(replace(each, beds=max(2, each.beds), mixing=dice.choice(mixes)) for each in problem.sites),
    )
    plan = first_of(changed, seed)
    simple = [
        one for one in plan.placements
        if changed.request_of[one.occurrence].kind is not Kind.VISIT
        and not changed.request_of[one.occurrence].visit_first
        and changed.occurrence[one.occurrence].together_with is None
    ]  # fmt: skip
    pins = []
    for one in dice.sample(simple, min(2, len(simple))):
        pins.append(Pin(one.occurrence, one.window, dice.choice([None, one.site]), dice.choice([None, one.mentor])))
    away = [one for one in plan.placements if one.mentor and one.occurrence not in {pin.occurrence for pin in pins}]
    excluded = tuple(Exclusion(None, one.occurrence, None, one.site, one.mentor) for one in away[:1])
    return replace(changed, pins=tuple(pins), exclusions=(*changed.exclusions, *excluded))


def municipalities():
    for shape in range(SHAPE_COUNT):
        yield generate(7, SHAPES.all[shape])
        yield harder(generate(8, SHAPES.all[shape]), shape)


@pytest.fixture(scope="module")
def towns():
    """Each with its setting and both programmes; ideals are not what is asked about, so anything will do for them."""
    found = []
    for problem in municipalities():
        assert faults(problem) == []
        table = Table(problem)
        setting = Setting(problem, dict.fromkeys(problem.youth, 1000), seed=5)
        candidates = table.eligible.candidates
        exact = Pursuit(setting, candidates, apart(table, table.eligible.company), seed=5)
        found.append((table, setting, exact, Pursuit(setting, candidates, together(table), seed=5)))
    return found


def is_allowed(pursuit: Pursuit, plan: Plan) -> bool:
    x, matrix = pursuit.x_of(plan), pursuit.programme.matrix
    return not len(matrix.broken(x)) and bool(np.all(x <= matrix.high))


def valid_plans(problem: Problem, count: int):
    """Plans made by turns in several orders, and parts of them."""
    for lots in range(count):
        plan = first_of(problem, lots)
        if check(problem, plan):
            continue
        yield plan
        dice = Random(lots)
        part = Plan(tuple(one for one in plan.placements if dice.random() < 0.6))
        if not check(problem, part):
            yield part


def changed(table: Table, plan: Plan, dice: Random) -> Plan:
    """One or two occurrences anywhere that is eligible, placed before or not; or one of them left out."""
    company = table.eligible.company
    for _ in range(dice.choice([1, 1, 2])):
        one = dice.choice(table.eligible.candidates)
        mentors = [None, *company.get((one.occurrence, one.window.id), ())]
        plan = plan.with_(Placement(one.occurrence, one.window.id, one.site, dice.choice(mentors)))
    if dice.random() < 0.2:
        plan = Plan(
            tuple(each for each in plan.placements if each.occurrence != dice.choice(plan.placements).occurrence)
        )
    return plan


def test_the_exact_programme_allows_what_the_checker_passes_and_nothing_else(towns):
    broken, valid = Counter(), 0
    for n, (table, _, exact, grouped) in enumerate(towns):
        dice = Random(n)
        for plan in valid_plans(table.problem, 2):
            for _ in range(25):
                other = changed(table, plan, dice)
                violations = check(table.problem, other)
                assert is_allowed(exact, other) == (not violations), (n, other, violations)
                if not violations:
                    valid += 1
                    assert is_allowed(grouped, other), (n, other)
                broken.update({each.rule for each in violations})
    assert valid > 300
    # The negative control: the rows see each of these broken, alone or together with others.
    assert set(broken) >= {
        "beds", "one_place_at_a_time", "siblings", "mentor_presence", "mentor_one_place", "mixing", "visit_first",
        "nights_per_month", "pins_and_exclusions", "mentor_hours", "kept_apart", "rest_between_stays", "grant",
    }, broken  # fmt: skip


def test_some_plans_that_need_two_of_one_mentor_are_allowed_only_where_mentors_are_in_groups(towns):
    """It is a relaxation: what it allows besides is only about who comes along."""
    besides = Counter()
    for n, (table, _, exact, grouped) in enumerate(towns):
        dice = Random(n)
        for plan in valid_plans(table.problem, 1):
            for _ in range(60):
                other = changed(table, plan, dice)
                if is_allowed(grouped, other) and not is_allowed(exact, other):
                    besides.update({each.rule for each in check(table.problem, other)})
    assert besides
    assert set(besides) <= {
        "mentor_one_place", "mentor_hours", "mentor_head_count", "kept_apart", "pins_and_exclusions",
    }  # fmt: skip


def test_every_goal_gives_a_plan_its_value_in_both_programmes(towns):
    goals_seen = Counter()
    for table, setting, *both in towns:
        plans = list(valid_plans(table.problem, 2))
        for which, pursuit in enumerate(both):
            goals = [*contest(setting), *arrangement(setting)]
            if which == 0:
                goals += company_of(setting)
            for goal in goals:
                weights = pursuit.weights(goal)
                sign = 1 if goal.maximise else -1
                for plan in plans:
                    value = goal.constant + sign * int(weights @ pursuit.x_of(plan))
                    assert value == goal.value(plan), (goal.name, which)
                    goals_seen[goal.name] += value != goal.constant
            for plan in plans:  # with all that the goals have written
                assert is_allowed(pursuit, plan)
    assert len(goals_seen) >= 12
    assert min(goals_seen.values()) > 0


def test_no_row_names_a_column_twice_and_no_row_is_empty_of_meaning(towns):
    for _, _, *both in towns:
        for pursuit in both:
            matrix = pursuit.programme.matrix
            pairs = matrix.row_of * len(matrix.low) + matrix.columns
            assert len(np.unique(pairs)) == len(pairs)
            assert not np.any((matrix.least <= -FAR) & (matrix.most >= FAR))
            assert np.all(matrix.factors != 0)
