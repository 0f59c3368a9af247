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


class RoundLineOut(Output):
    id: UUID
    status: str
    made_at: datetime
    effort: str
    asked: int
    placed: int


class StageOut(Output):
    """`bound` is the best that could be, `gap` what is left between; `proven` only when nothing is left."""

    name: str
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
    stages: list[StageOut]
    rows: list[OutcomeRowOut]
    asked: int
    placed: int
    with_choice: int
    left_out: int


class RoundStep(Input):
    """`cancel` stops a running round or puts aside one that is not published."""

    step: Literal["cancel"]
