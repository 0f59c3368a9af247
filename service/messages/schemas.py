"""What comes in and goes out of conversations."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from service.web.schemas import Input, Output, Words
from service.youths.schemas import MaybeWords


class WriteForm(Input):
    """`to`: send it, or keep it for later."""

    words: MaybeWords = ""
    to: Literal["send", "keep"] = "send"


class WordsIn(Input):
    words: Words


class LineForm(Input):
    """An adult's line; `answers` is the line of hers that it answers, or "new"."""

    words: Words
    answers: UUID | Literal["new"] = "new"


class LineIn(Input):
    words: Words
    answers: UUID | None = None


class ContactOut(Output):
    account_id: UUID
    called: str
    role: str
    unread: int
    latest_at: datetime | None
    can_write: bool


class Contacts(Output):
    contacts: list[ContactOut]


class CorrespondentOut(Output):
    youth_id: UUID
    called: str
    waiting: int
    due: datetime | None


class Correspondents(Output):
    youths: list[CorrespondentOut]


class LineOut(Output):
    id: UUID
    regards: str
    is_hers: bool
    by: str
    words: str
    at: datetime
    opened_at: datetime | None
    answer_due: datetime | None
    is_open: bool


class ConversationOut(Output):
    with_called: str
    lines: list[LineOut]
    readers: list[str]
    can_write: bool


class SentOut(Output):
    id: UUID
    made_at: datetime
    answer_due: datetime | None = None
