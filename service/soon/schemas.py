"""What comes in about a break soon and about duty."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from service.consents.rules import Kind
from service.soon.rules import When
from service.web.schemas import LONGEST_WORDS, Input, LocalMoment, Output

Rev = Annotated[int, Field(ge=1, le=2_000_000_000)]


class SoonIn(Input):
    when: When


class TakeIn(Input):
    option_id: UUID
    rev: Rev | None = None


class NothingIn(Input):
    pass


class ApproveIn(Input):
    words: Annotated[str | None, StringConstraints(max_length=LONGEST_WORDS)] = None
    rev: Rev | None = None


class ToldYesIn(Input):
    """A guardian's yes that somebody on duty was told, with the text that was read."""

    guardian_id: UUID
    manner: Annotated[str, StringConstraints(max_length=20)]
    text_shown: Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class DutyIn(Input):
    account_id: UUID
    begins: LocalMoment
    ends: LocalMoment
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^[0-9+ ()-]*$")] = ""


class AnswerIn(Input):
    step: Literal["seen", "done", "home"]


# -- what whoever is on duty reads


class ShiftOut(Output):
    id: UUID
    called: str
    phone: str
    begins: datetime
    ends: datetime


class OnDeskOut(Output):
    """One who waits: who, what kind, since when, and what can be done. Never why.

    `because`: soon or go_home. `may_call`: what she has said about being rung. What she has chosen has a `proposal_id` and
    the `rev` that an approval is about; `waits_for` names those whose yes is missing. `youth_id` is told to her own
    caseworker alone.
    """

    id: UUID
    because: str
    youth: str
    youth_id: UUID | None
    made_at: datetime
    seen_at: datetime | None
    seen_by: str
    may_call: str
    is_there_now: bool
    place: str
    arrival: datetime | None
    departure: datetime | None
    proposal_id: UUID | None
    rev: int | None
    closed_gates: list[str]
    waits_for: list[str]
    is_approved: bool


class DeskOut(Output):
    """Without a duty at this moment the list is of one's own young people. `on_duty`: who has it now, if anybody."""

    is_mine: bool
    on_duty: str
    waiting: list[OnDeskOut]


class ReminderOut(Output):
    id: UUID
    because: str
    made_at: datetime
    seen_at: datetime | None
    done_at: datetime | None


class ApprovedOut(Output):
    """It is booked in the same moment when nothing else is missing; what still is stands on the desk."""

    id: UUID
    proposal_id: UUID
    decision: str
    made_at: datetime


class MissingOut(Output):
    guardian_id: UUID
    called: str


class NeededYesOut(Output):
    """What the break that she has chosen still waits for, with the text to read. Nothing else of her consents."""

    proposal_id: UUID
    youth: str
    place: str
    arrival: datetime
    kind: Kind
    title: str
    text: str
    missing: list[MissingOut]
