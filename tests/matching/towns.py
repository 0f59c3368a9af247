"""Generated towns with a plan made at once, for tests that ask about plans and not about how they are found."""

from matching.generate import generate
from matching.greedy import first_plan
from matching.plan import Plan
from matching.problem import Problem
from matching.table import Table


def a_town(seed, shape) -> tuple[Problem, Plan]:
    problem = generate(seed, shape)
    lottery = {youth: n for n, youth in enumerate(problem.youth)}
    return problem, first_plan(Table(problem), dict.fromkeys(problem.youth, 1), lottery)
