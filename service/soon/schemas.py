"""What comes in about a break soon and about duty."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from service.soon.rules import When
from service.web.schemas import LONGEST_WORDS, Input, LocalMoment

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
