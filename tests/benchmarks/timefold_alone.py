"""Timefold on facts in a file, a line of JSON for every better plan. Needs `timefold` (PyPI) and Java 17, nothing of ours.

The obvious model: an occurrence is an entity, its option (window, site, mentor) the variable. Options use up resources,
a row of the obvious programme each; using more than there is, is a hard fault. What is squared is what a youth lacks:
the usual way to be fair in a sum.
"""

# No `from __future__ import annotations` here: Timefold reads the types.
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    TerminationConfig,
)
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    constraint_provider,
)

SCALE = 10_000


@dataclass
class Row:
    id: int
    high: int


@dataclass
class Use:
    row: Row
    weight: int


@dataclass
class Option:
    id: int
    share: int
    mentor: str
    most_youths: int
    uses: list[Use]


@planning_entity
@dataclass
class Occurrence:
    id: Annotated[str, PlanningId]
    youth: str
    options: Annotated[list[Option], ValueRangeProvider] = field(default_factory=list)
    option: Annotated[Option | None, PlanningVariable(allows_unassigned=True)] = field(default=None)


@planning_solution
@dataclass
class Whole:
    occurrences: Annotated[list[Occurrence], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore, PlanningScore] = field(default=None)


@constraint_provider
def rules(factory: ConstraintFactory):
    placed = factory.for_each(Occurrence)
    return [
        placed.map(lambda each: each.option.uses)
        .flatten_last(lambda uses: uses)
        .group_by(lambda use: use.row, ConstraintCollectors.sum(lambda use: use.weight))
        .filter(lambda row, used: used > row.high)
        .penalize(HardSoftScore.ONE_HARD, lambda row, used: used - row.high)
        .as_constraint("no more than there is"),
        factory.for_each(Occurrence)
        .group_by(
            lambda each: each.option.mentor,
            lambda each: each.option.most_youths,
            ConstraintCollectors.count_distinct(lambda each: each.youth),
        )
        .filter(lambda mentor, most, youths: youths > most)
        .penalize(HardSoftScore.ONE_HARD, lambda mentor, most, youths: youths - most)
        .as_constraint("mentors follow few"),
        factory.for_each(Occurrence)
        .reward(HardSoftScore.ONE_SOFT, lambda each: each.option.share)
        .as_constraint("shares"),
        factory.for_each_including_unassigned(Occurrence)
        .group_by(
            lambda each: each.youth,
            ConstraintCollectors.sum(lambda each: each.option.share if each.option is not None else 0),
        )
        .penalize(HardSoftScore.ONE_SOFT, lambda youth, share: (SCALE - share) * (SCALE - share) // SCALE)
        .as_constraint("nobody left out"),
    ]


def main(path: str, seconds: float, seed: int) -> None:
    began = time.monotonic()
    with open(path) as file:
        facts = json.load(file)
    rows = [Row(n, high) for n, high in enumerate(facts["rows"])]
    uses: dict[tuple[int, int], Use] = {}
    occurrences = []
    for id_, youth, options in facts["occurrences"]:
        made = [
            Option(n, share, mentor, most, [uses.setdefault((r, w), Use(rows[r], w)) for r, w in used])
            for n, share, mentor, most, used in options
        ]
        occurrences.append(Occurrence(id_, youth, made))

    def say(whole: Whole) -> None:
        if whole.score.hard_score == 0:
            chosen = {each.id: each.option.id for each in whole.occurrences if each.option is not None}
            print(json.dumps({"chosen": chosen, "value": whole.score.soft_score}), flush=True)

    left = max(1.0, seconds - (time.monotonic() - began))
    config = SolverConfig(
        solution_class=Whole,
        entity_class_list=[Occurrence],
        random_seed=seed,
        score_director_factory_config=ScoreDirectorFactoryConfig(constraint_provider_function=rules),
        termination_config=TerminationConfig(spent_limit=Duration(milliseconds=int(1000 * left))),
    )
    solver = SolverFactory.create(config).build_solver()
    solver.add_event_listener(lambda event: say(event.new_best_solution))
    say(solver.solve(Whole(occurrences)))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
