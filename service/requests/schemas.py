"""What comes in and goes out about wished breaks. Forms and the API read the same models."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from service.requests.windows import MOST_DAYS, MOST_OCCURRENCES, MOST_WINDOWS, Kind, WishedWindow
from service.web.schemas import LONGEST_WORDS, Input, LocalMoment, Output
from service.youths.schemas import Audience, FromCheck, MaybeWords


class Along(StrEnum):
    NO = "no"
    NICE = "nice"
    MUST = "must"


class WindowIn(Input):
    """Arrival and departure; without a zone it is local time of the municipality."""

    arrival: LocalMoment
    departure: LocalMoment
    preference: Annotated[int, Field(ge=0, le=3)] = 2

    def wished(self) -> WishedWindow:
        return WishedWindow(self.arrival, self.departure, self.preference)


class RequestIn(Input):
    """A wished break: for each time of it the windows that would do."""

    kind: Kind
    occurrences: Annotated[
        list[Annotated[list[WindowIn], Field(min_length=1, max_length=MOST_WINDOWS)]],
        Field(min_length=1, max_length=MOST_OCCURRENCES),
    ]
    support_grant_id: UUID | None = None
    importance: Annotated[int, Field(ge=1, le=3)] = 2
    mentor_along: Along = Along.NO
    visit_first: bool = False
    every_weeks: Annotated[int, Field(ge=1, le=52)] | None = None
    words: MaybeWords | None = None
    audience: Audience = Audience.CASEWORKER


class RequestStepIn(Input):
    step: Literal["withdraw"]
    words: MaybeWords | None = None


class WindowOut(Output):
    arrival: datetime
    departure: datetime
    preference: int


class OccurrenceOut(Output):
    id: UUID
    number: int
    status: str
    windows: list[WindowOut]


class RequestOut(Output):
    id: UUID
    youth_id: UUID
    kind: str
    status: str
    importance: int
    mentor_along: str
    visit_first: bool
    is_series: bool
    every_weeks: int | None
    support_grant_id: UUID
    made_at: datetime
    rev: int
    occurrences: list[OccurrenceOut]


class BegunOut(Output):
    """What she has begun to wish and not sent. `occurrences`: the times that her answers mean; empty until she has pointed
    at days, and then it cannot be sent yet. `words` are hers, and are read by nobody else."""

    kind: Kind
    occurrences: list[list[WindowOut]]
    every_weeks: int | None
    importance: int
    mentor_along: Along
    visit_first: bool
    words: str


class Requests(Output):
    requests: list[RequestOut]


# -- the forms of pages


class KindForm(Input):
    kind: Kind | None = None
    to: FromCheck = None


class WhenForm(Input):
    days: Annotated[list[date], Field(max_length=MOST_DAYS)] = []
    shorter: Literal["yes"] | None = None
    more: Annotated[int, Field(ge=0, le=60)] | None = None  # the button that shows later days
    to: FromCheck = None


class OftenForm(Input):
    every_weeks: Literal["0", "1", "2", "4"] | None = None
    until: date | None = None
    to: FromCheck = None


class ImportanceForm(Input):
    importance: Literal["1", "2", "3"] | None = None
    to: FromCheck = None


class AlongForm(Input):
    mentor_along: Along | None = None
    to: FromCheck = None


class FirstForm(Input):
    visit_first: Literal["yes", "no"] | None = None
    to: FromCheck = None


class WithoutForm(Input):
    """Of a series, the times she does not want, each named by the day it begins."""

    without: Annotated[list[date], Field(max_length=MOST_OCCURRENCES)] = []
    to: FromCheck = None


class WithdrawForm(Input):
    words: Annotated[str, StringConstraints(max_length=LONGEST_WORDS)] | None = None
    rev: Annotated[int, Field(ge=1, le=10**9)] | None = None
