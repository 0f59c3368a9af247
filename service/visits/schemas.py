"""What comes in and goes out about visits. Forms and the API read the same models."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from service.visits.rules import Step
from service.web.schemas import Input, LocalMoment, Output
from service.youths.schemas import MaybeWords

Rev = Annotated[int, Field(ge=1, le=10**9)]


class VisitIn(Input):
    """Whom she wants to visit: a site or a mentor, and words if she likes. They do not see the words."""

    site_id: UUID | None = None
    mentor_id: UUID | None = None
    words: MaybeWords | None = None


class TimeIn(Input):
    """A time for it; without a zone it is local time of the municipality."""

    arrival: LocalMoment
    minutes: Literal[30, 60, 90, 120, 180] = 60


class TimeForm(Input):
    arrival: LocalMoment | None = None
    minutes: Literal["30", "60", "90", "120", "180"] = "60"
    rev: Rev | None = None


class VisitStepIn(Input):
    step: Literal["accept", "other_time", "say_no", "cannot", "not_done"]

    @property
    def taken(self) -> Step:
        return Step(self.step)


class StepForm(VisitStepIn):
    rev: Rev | None = None


class VisitOut(Output):
    """To those who are visited `who` is empty until it is booked, and no words are ever part of it."""

    id: UUID
    status: str
    site_id: UUID | None
    mentor_id: UUID | None
    called: str
    who: str | None
    age_from: int
    age_to: int
    arrival: datetime | None
    departure: datetime | None
    rev: int


class Visits(Output):
    visits: list[VisitOut]
