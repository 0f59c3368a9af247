"""What comes in from the guide's forms, and goes out of its API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from service.web.schemas import LONGEST_WORDS, Input, LocalMoment, Output, ShortText, Words
from service.youths.rules import MOST_CARDS

MaybeWords = Annotated[str, StringConstraints(max_length=LONGEST_WORDS)]
Codes = Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=MOST_CARDS)]


class AddedWordsForm(Input):
    """Her own words beside a card, or none."""

    words: MaybeWords | None = None


class NeedsForm(Input):
    needs: Codes = []
    words: MaybeWords | None = None


class TakenUpForm(Input):
    """Which of her words the adult takes up, and a line of her own."""

    needs: Codes = []
    line: MaybeWords | None = None


class LetterForm(Input):
    words: Words
    meeting_at: LocalMoment | None = None


class IntroductionForm(Input):
    picture: ShortText
    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    reached: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""


# -- the API


class QuestionOut(Output):
    number: int
    topic: str
    asked: str
    answer: str


class QuestionsOut(Output):
    questions: list[QuestionOut]


class SaidOut(Output):
    id: UUID
    kind: str
    cards: list[str]
    made_at: datetime
    answer_due: datetime | None


class TakenUpOut(Output):
    id: UUID
    statement_id: UUID
    verdict: str
    made_at: datetime


class WriterOut(Output):
    """How an adult shows herself: her name always, the rest as she wrote it."""

    called: str
    words: str
    phone: str
    reached: str


class LetterOut(Output):
    words: str
    made_at: datetime
    meeting_at: datetime | None
    opened_at: datetime | None
    writer: WriterOut


class StationOut(Output):
    """One place on the way: `state` is past, here or next; `who` acts there; `by` when, None where there is no date yet."""

    place: str
    state: str
    who: str | None
    at: datetime | None
    by: datetime | None


class WayOut(Output):
    request_id: UUID
    now: str
    is_late: bool
    stations: list[StationOut]


class WaysOut(Output):
    ways: list[WayOut]
