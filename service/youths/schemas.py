"""What comes in and goes out about a youth's words. Forms and the API read the same models."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from service.web.schemas import LONGEST_WORDS, Input, Output, Words
from service.youths.traits import TRAITS


class Subject(StrEnum):
    WHEN = "when"
    WHERE = "where"
    WHO = "who"
    WHAT = "what"


class Strength(StrEnum):
    MUST = "must"
    IMPORTANT = "important"
    NICE = "nice"
    NEVER = "never"


class Audience(StrEnum):
    CASEWORKER = "caseworker"
    TEAM = "team"
    HOST_TOO = "host_too"
    EVERYONE_AROUND = "everyone_around"


class Verdict(StrEnum):
    FOLLOWED = "followed"
    PARTLY = "partly"
    NOT = "not"
    HEARD = "heard"


class StatementKind(StrEnum):
    """What can be said by itself; wishes, requests, choices and cancellations have routes of their own."""

    MESSAGE = "message"
    QUESTION = "question"
    CORRECTION = "correction"


TraitCode = StrEnum("TraitCode", {code.upper(): code for code in TRAITS})  # type: ignore[misc]
MaybeWords = Annotated[str, StringConstraints(max_length=LONGEST_WORDS)]


# -- the API


class WishIn(Input):
    subject: Subject
    strength: Strength
    words: MaybeWords | None = None
    site_id: UUID | None = None
    mentor_id: UUID | None = None
    trait: TraitCode | None = None
    audience: Audience = Audience.CASEWORKER
    stay_request_id: UUID | None = None
    supersedes: UUID | None = Field(default=None, description="The statement of the wish that this one replaces")


class StatementIn(Input):
    kind: StatementKind = StatementKind.MESSAGE
    words: Words
    audience: Audience = Audience.CASEWORKER
    stay_request_id: UUID | None = None
    regards: str | None = Field(default=None, max_length=20, description="What it is about: note, answer, statement …")
    regards_id: UUID | None = None


class AnswerIn(Input):
    verdict: Verdict
    words: Words


class OwnPersonIn(Input):
    words: Words


class WishOut(Output):
    id: UUID
    statement_id: UUID
    subject: str
    strength: str
    site_id: UUID | None
    mentor_id: UUID | None
    trait: str | None


class StatementOut(Output):
    id: UUID
    kind: str
    made_at: datetime
    audience: str
    stay_request_id: UUID | None
    answer_due: datetime | None


class AnswerOut(Output):
    id: UUID
    statement_id: UUID
    verdict: str
    made_at: datetime


class GivenAnswerOut(Output):
    verdict: str
    words: str
    by: str
    at: datetime


class ReadByOut(Output):
    called: str
    role: str
    at: datetime


class WishedThingOut(Output):
    wish_id: UUID
    subject: str
    strength: str
    site_id: UUID | None
    mentor_id: UUID | None
    trait: str | None
    called: str | None


class SaidOut(Output):
    id: UUID
    kind: str
    words: str | None
    made_at: datetime
    audience: str
    stay_request_id: UUID | None
    answer_due: datetime | None
    wish: WishedThingOut | None
    on_her_behalf: bool
    is_replaced: bool
    answers: list[GivenAnswerOut]
    read_by: list[ReadByOut]


class SaidList(Output):
    statements: list[SaidOut]


class OwnPersonOut(Output):
    """`words` are null in a repeated answer."""

    id: UUID
    words: str | None
    state: str
    made_at: datetime


class OwnPeople(Output):
    people: list[OwnPersonOut]


class YouthOut(Output):
    """Who she is, and no more: no needs, no reasons, no words."""

    id: UUID
    called: str


class Youths(Output):
    youths: list[YouthOut]


class Liking(Input):
    """How she marks a host, place or mentor, in and out."""

    heart: bool
    veto: bool


# -- the forms of pages: one question each, all of it may be left out

FromCheck = Literal["check"] | None


class SubjectForm(Input):
    subject: Subject | Literal["own"] | None = None
    to: FromCheck = None


class ThingForm(Input):
    trait: TraitCode | None = None
    to: FromCheck = None


class StrengthForm(Input):
    strength: Strength | None = None
    to: FromCheck = None


class WordsForm(Input):
    words: MaybeWords | None = None
    to: FromCheck = None


class NothingForm(Input):
    """A form with a button alone."""


class AboutForm(Input):
    """Begin a wish about this host, place or mentor."""

    site_id: UUID | None = None
    mentor_id: UUID | None = None


class AnswerForm(AnswerIn):
    statement_id: UUID


class MessageForm(Input):
    kind: StatementKind = StatementKind.MESSAGE
    words: Words


class VersionForm(Input):
    """Her own version of something."""

    words: Words


class NoteForm(Input):
    kind: Literal["conversation", "phone", "meeting", "other"] = "conversation"
    words: Words


class NoteOut(Output):
    id: UUID
    kind: str
    made_at: datetime
    confirmed_at: datetime | None


class OwnPersonToldForm(Input):
    """What came of somebody she named, and a sentence to her about it."""

    person: UUID | None = None
    state: Literal["contacted", "approved", "not_possible"]
    told: MaybeWords | None = None
