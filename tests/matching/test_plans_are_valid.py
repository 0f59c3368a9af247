"""Every plan of the engine keeps every rule, on two hundred invented municipalities of ten shapes."""

import pytest

from matching import check, check_reservations, faults, solve
from matching.generate import generate
from tests.matching.small_worlds import SHAPES


@pytest.mark.parametrize("shape", range(len(SHAPES.all)))
def test_the_independent_checker_finds_nothing_in_twenty_municipalities_of(shape):
    knobs = SHAPES.all[shape]
    placed = 0
    for seed in range(20):
        problem = generate(1000 * shape + seed, knobs)
        assert faults(problem) == []
        outcome = solve(problem, effort=0.4, seed=seed)
        assert check(problem, outcome.plan) == []
        assert check_reservations(problem, outcome.menus) == []
        placed += len(outcome.plan.placements)
    assert placed > 40  # plans of nothing would be valid too


def test_the_same_municipalities_hold_plans_that_are_not_valid():
    """The negative control: putting one stay where another already is, is found in every municipality."""
    found = 0
    for seed in range(10):
        problem = generate(seed, SHAPES.all[1])
        plan = solve(problem, effort=0.3).plan
        for placement in plan.placements:
            for other in plan.placements:
                request = problem.request_of[other.occurrence]
                if (
                    other.occurrence != placement.occurrence
                    and request.youth == problem.request_of[placement.occurrence].youth
                ):
                    broken = plan.with_(type(other)(other.occurrence, placement.window, placement.site))
                    found += bool(check(problem, broken))
    assert found > 10
