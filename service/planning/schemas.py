"""What comes in and goes out over the API and the forms of planning."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from service.web.schemas import Input, Output

Effort = Literal["quick", "normal", "thorough"]


class RoundIn(Input):
    """Start a round. `seed` is the published lottery that breaks ties."""

    effort: Effort = "normal"
    seed: int = Field(default=1, ge=1, le=2_000_000_000)


class LookIn(Input):
    """Look for new places for what has lost its own."""


class RepairIn(Input):
    """Take what that search found without anybody else's move."""

    job_id: UUID


class RoundLineOut(Output):
    id: UUID
    status: str
    made_at: datetime
    effort: str
    asked: int
    placed: int


class StageOut(Output):
    """One goal of a stage, in points and weights of the engine, and in `figures` that can be seen in the plan.

    `bound` is the best that could be, `gap` what is left between; `proven` only when nothing is left.
    """

    name: str
    goal: str
    figures: dict[str, float]
    value: int | None
    bound: float | None
    gap: float | None
    proven: bool


class OutcomeRowOut(Output):
    youth_id: UUID
    called: str
    utility_percent: float | None
    asked: int
    placed: int
    choices: int
    where: list[str]


class RoundOut(Output):
    id: UUID
    status: str
    made_at: datetime
    planned_at: datetime | None
    published_at: datetime | None
    effort: str
    seed: int
    stopped_by: str | None
    stages: list[StageOut]
    rows: list[OutcomeRowOut]
    asked: int
    placed: int
    with_choice: int
    left_out: int


class RoundStep(Input):
    """`stop` ends a running round with the best plan so far; `cancel` puts a round aside, running or not yet published."""

    step: Literal["stop", "cancel"]
