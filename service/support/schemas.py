"""What comes in and goes out about somebody she has beside her."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from service.support.rules import USUALLY
from service.web.schemas import Input, Output, ShortText


class Share(StrEnum):
    BREAKS = "breaks"
    WISHES = "wishes"
    WORDS = "words"
    ANSWERS = "answers"


class Months(StrEnum):
    ONE = "1"
    THREE = "3"
    SIX = "6"
    TWELVE = "12"


class ChosenIn(Input):
    called: Annotated[ShortText, StringConstraints(max_length=80)]
    shares: list[Share] = []
    months: Months = Months(str(USUALLY))
    is_named: Literal["yes", "no"] = "yes"
    sure: bool = False


class SharingIn(Input):
    shares: list[Share] = []
    months: Months | Literal["same"] = "same"
    is_named: Literal["yes", "no"] = "yes"


class NothingForm(Input):
    pass


class BesideOut(Output):
    """Somebody she has, or had, beside her."""

    id: UUID
    called: str
    shares: list[Share]
    is_named: bool
    ends_at: datetime
    has_signed_in: bool
    last_read_at: datetime | None
    is_over: bool


class BesideList(Output):
    support_persons: list[BesideOut]
