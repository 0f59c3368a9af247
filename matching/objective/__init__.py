"""What a good plan is, in the order that is published: each goal is settled before the next is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matching.objective import few_changes, known_faces, lottery, most_wishes, nobody_left_out, urgent
from matching.objective.goal import Goal, Setting, When

STAGES = (urgent, nobody_left_out, most_wishes, known_faces, few_changes, lottery)


def goals(setting: Setting) -> Iterator[Goal]:
    yield replace(nobody_left_out.concave(setting), stage="start", when=When.FOR_A_START)
    for stage in STAGES:
        yield from stage.goals(setting)


def goal_named(setting: Setting, name: str) -> Goal:
    """The same goal for another setting."""
    return next(goal for goal in goals(setting) if goal.name == name)
