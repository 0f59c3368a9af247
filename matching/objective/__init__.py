"""What a good plan is, in the order that is published: each goal is settled before the next is looked at."""

from __future__ import annotations

from matching.objective import company, few_changes, known_faces, lottery, most_wishes, nobody_left_out, urgent
from matching.objective.goal import Goal, Setting

CONTEST = (urgent, nobody_left_out, most_wishes)  # who gets what; from then on everybody keeps the points she has
ARRANGEMENT = (known_faces, few_changes, lottery)  # where; from then on the stays are settled


def contest(setting: Setting) -> list[Goal]:
    return [goal for stage in CONTEST for goal in stage.goals(setting)]


def arrangement(setting: Setting) -> list[Goal]:
    return [goal for stage in ARRANGEMENT for goal in stage.goals(setting)]


def company_of(setting: Setting) -> list[Goal]:
    return [*company.goals(setting), *lottery.company_goals(setting)]


def goals(setting: Setting) -> list[Goal]:
    """All of them."""
    return [*contest(setting), *arrangement(setting), *company_of(setting)]
