"""What a round may do next. Data, not code: actions obey it, buttons are drawn from it."""

from dataclasses import dataclass
from enum import StrEnum

from models.people import Role


class Status(StrEnum):
    QUEUED = "queued"
    PLANNING = "planning"
    PLANNED = "planned"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    FAILED = "failed"
    STALE = "stale"


class Step(StrEnum):
    BEGIN = "begin"
    FINISH = "finish"
    FAIL = "fail"
    CANCEL = "cancel"
    STOP = "stop"  # enough: the best plan so far is the plan
    PUBLISH = "publish"
    REPLACE = "replace"  # a newer round took its place before it was published


@dataclass(frozen=True)
class Move:
    to: Status
    by: Role | None  # None: the worker


MOVES = {
    (Status.QUEUED, Step.BEGIN): Move(Status.PLANNING, by=None),
    (Status.PLANNING, Step.BEGIN): Move(Status.PLANNING, by=None),  # taken up again after a worker was lost
    (Status.PLANNING, Step.FINISH): Move(Status.PLANNED, by=None),
    (Status.PLANNING, Step.FAIL): Move(Status.FAILED, by=None),
    (Status.QUEUED, Step.FAIL): Move(Status.FAILED, by=None),
    (Status.QUEUED, Step.STOP): Move(Status.QUEUED, by=Role.COORDINATOR),
    (Status.PLANNING, Step.STOP): Move(Status.PLANNING, by=Role.COORDINATOR),
    (Status.QUEUED, Step.CANCEL): Move(Status.CANCELLED, by=Role.COORDINATOR),
    (Status.PLANNING, Step.CANCEL): Move(Status.CANCELLED, by=Role.COORDINATOR),
    (Status.PLANNED, Step.CANCEL): Move(Status.CANCELLED, by=Role.COORDINATOR),
    (Status.PLANNED, Step.PUBLISH): Move(Status.PUBLISHED, by=Role.COORDINATOR),
    (Status.PLANNED, Step.REPLACE): Move(Status.STALE, by=Role.COORDINATOR),
}


def possible_steps(status: str, role: Role) -> set[Step]:
    return {step for (at, step), move in MOVES.items() if at == status and move.by is role}


def next_status(status: str, step: Step) -> Status | None:
    """Where the step leads, or None when it is not possible from here."""
    move = MOVES.get((Status(status), step))
    return move.to if move else None
