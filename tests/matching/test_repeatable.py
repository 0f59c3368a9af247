"""Same problem, effort and seed: the same plan, byte for byte. Names and order of the input decide nothing."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random

from matching import check, read_outcome, read_problem, solve, solve_apart, write_problem
from matching.document import canonical
from matching.generate import Knobs, generate
from matching.problem import Along, ClaimState, Kind, SiblingRule, SiteKind, Strength, Subject
from tests.matching.small_worlds import SHAPES

ROOT = Path(__file__).parents[2]
MANY = Knobs(youths=20, weeks=8, occurrences=(3, 6), tightness=1.5)


def test_the_same_plan_byte_for_byte_in_processes_of_their_own(tmp_path):
    """With another hash seed each, so that no set or dict decides; the effort is too small to prove everything."""
    problem = tmp_path / "problem.json"
    problem.write_text(json.dumps(write_problem(generate(3, MANY))))
    texts = set()
    for hash_seed in ("1", "2"):
        command = [sys.executable, "-m", "matching", "solve", str(problem), "--effort", "0.4", "--seed", "5"]
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
        texts.add(done.stdout)
    assert len(texts) == 1
    outcome = json.loads(texts.pop())
    assert outcome["stopped_by"] == "effort"
    assert not all(stage["proven"] for stage in outcome["stages"])


ROWS_OF_A_LARGE_ONE = """
from hashlib import sha256
from matching.company import together
from matching.encoding import encoded
from matching.generate import Knobs, generate
from matching.table import Table
table = Table(generate(3, Knobs.named("ample", youths=40, weeks=8)))
programme, variables = encoded(table.problem, table.eligible.candidates, together(table))
matrix = programme.matrix
print(len(matrix.least), variables.is_exact, sha256(matrix.columns.tobytes() + matrix.row_of.tobytes()).hexdigest())
"""


def test_the_rows_about_mentors_in_groups_stand_in_the_same_order_in_every_process():
    """Those are written from sets of mentors, and only where there are too many to name each."""
    found = set()
    for hash_seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-c", ROWS_OF_A_LARGE_ONE]
        found.add(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout)
    assert len(found) == 1
    assert b"False" in found.pop()


def test_another_seed_draws_other_lots_and_leaves_what_is_proven_alone():
    problem = generate(4, SHAPES.all[0])
    one, two = solve(problem, effort=8, seed=1), solve(problem, effort=8, seed=2)
    assert all(stage.proven for stage in one.stages)
    assert [each.value for each in one.stages if each.name != "lottery"] == [
        each.value for each in two.stages if each.name != "lottery"
    ]
    assert one.stages[-1].value != two.stages[-1].value


WORDS = {str(word) for kind in (Along, ClaimState, Kind, SiblingRule, SiteKind, Strength, Subject) for word in kind}


def renamed(value):
    """A document in which every word that is no keyword of the format is another, in another order of the alphabet."""
    if isinstance(value, str):
        return value if value in WORDS else f"{sha256(value.encode()).hexdigest()[:6]}-{value}"
    if isinstance(value, list):
        return [renamed(each) for each in value]
    if isinstance(value, dict):
        return {key: {renamed(k): v for k, v in each.items()} if key == "known" else renamed(each)
                for key, each in value.items()}  # fmt: skip
    return value


def reordered(problem, dice):
    def mixed(many):
        return tuple(dice.sample(many, len(many)))

    return replace(
        problem,
        youths=mixed(problem.youths),
        sites=mixed(problem.sites),
        mentors=mixed(problem.mentors),
        claims=mixed(problem.claims),
        told=mixed(problem.told),
        requests=mixed(
            [
                replace(
                    request,
                    wishes=mixed(request.wishes),
                    occurrences=mixed([replace(each, windows=mixed(each.windows)) for each in request.occurrences]),
                )
                for request in problem.requests
            ]
        ),
    )


def test_new_names_and_another_order_leave_every_stage_as_it_is():
    for seed in (1, 4, 5):
        problem = generate(seed, SHAPES.all[seed])
        other = reordered(read_problem(renamed(write_problem(problem))), Random(seed))
        one, two = solve(problem, effort=15), solve(other, effort=15)
        assert all(each.proven for each in (*one.stages, *two.stages) if each.name != "lottery")
        kept = [
            [(each.goal, each.value) for each in outcome.stages if each.name != "lottery"] for outcome in (one, two)
        ]
        assert kept[0] == kept[1]
        assert {one.occurrence for one in one.plan.placements}.isdisjoint(
            each.occurrence for each in two.plan.placements
        )


def test_an_outcome_written_and_read_is_the_same():
    problem = generate(2, SHAPES.all[4])
    outcome = solve(problem, effort=2)
    text = canonical(outcome.to_document())
    assert canonical(read_outcome(text, problem).to_document()) == text


def test_a_child_process_answers_the_same_and_tells_its_progress():
    problem, steps = generate(2, SHAPES.all[0]), []
    apart = solve_apart(problem, effort=2, progress=steps.append)
    assert apart.to_document() == solve(problem, effort=2).to_document()
    assert steps[0].stage == "first_plan"
    assert steps[0].plan is not None
    assert steps[-1].done == steps[-1].goals


def test_a_cancel_at_any_moment_keeps_the_best_valid_plan():
    problem = generate(1, MANY)
    for step in (0, 1, 3, 6):
        told = []
        outcome = solve(problem, effort=20, progress=told.append, cancelled=lambda: len(told) > step)  # noqa: B023
        assert outcome.status == "cancelled"
        assert len(outcome.plan.placements) > 20
        assert check(problem, outcome.plan) == []


def test_a_child_that_does_not_stop_is_ended_and_its_last_plan_kept():
    problem, told = generate(1, MANY), []
    outcome = solve_apart(problem, effort=60, progress=told.append, cancelled=lambda: bool(told), grace=0.0)
    assert outcome.status == "cancelled"
    assert len(outcome.plan.placements) > 20
    assert check(problem, outcome.plan) == []


def test_a_limit_by_the_clock_is_kept_and_said():
    outcome = solve(generate(1, MANY), effort=500, seconds=0.5, menus=False)
    assert (outcome.status, outcome.stopped_by) == ("stopped", "seconds")
    assert outcome.parameters.seconds_thousandths == 500
