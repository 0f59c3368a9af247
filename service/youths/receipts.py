"""What her receipt says of a statement: who can read it, who answers and until when, or why nobody has to.

`receipt_of` is the only home of that question: pages, the API and the copy of her file ask it, and it has a reply for
every statement. Pure: readers and moment are passed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from models.people import Role
from service.web.texts import N_
from service.youths.rules import ANSWERED_IF_IN_WORDS, Reader

NO_ANSWER_NEEDED = {
    "changed_since": N_("You have changed this since. It is still here."),
    "taken_back": N_("You took it back. Nobody has to do anything."),
    "choice": N_("You chose. What is decided is your answer."),
    "cancellation": N_("It holds at once. Nobody has to say yes."),
    "reflection": N_("You wrote no words, so it needs no answer."),
    "offered": N_("What you can choose from is your answer."),
}


class Standing(StrEnum):
    ANSWERED = "answered"
    WAITS = "waits"
    LATE = "late"
    NEEDS_NONE = "needs_none"


class Stated(Protocol):
    """What has to be known of a statement."""

    @property
    def kind(self) -> str: ...
    @property
    def answer_due(self) -> datetime | None: ...
    @property
    def addressed_to(self) -> UUID | None: ...
    @property
    def is_answered(self) -> bool: ...
    @property
    def is_replaced(self) -> bool: ...
    @property
    def takes_back(self) -> bool: ...
    @property
    def is_offered(self) -> bool: ...


@dataclass(frozen=True)
class Receipt:
    """`because` is a code of `NO_ANSWER_NEEDED` and stands where no answer is waited for; else `due` is the day.

    `by` is who answers; None when nobody is there to do so (she has no caseworker today).
    """

    standing: Standing
    readers: tuple[Reader, ...]
    due: datetime | None = None
    because: str | None = None
    by: Reader | None = None

    @property
    def is_open(self) -> bool:
        return self.standing in (Standing.WAITS, Standing.LATE)

    @property
    def sentence(self) -> str:
        """Why no answer is waited for, as a text to be said; empty where one is."""
        return NO_ANSWER_NEEDED[self.because] if self.because else ""


def receipt_of(said: Stated, readers: Sequence[Reader], now: datetime) -> Receipt:
    by = _who_answers(said, readers)
    if said.is_answered:
        return Receipt(Standing.ANSWERED, tuple(readers), said.answer_due, None, by)
    if (because := _why_no_answer(said)) is not None:
        return Receipt(Standing.NEEDS_NONE, tuple(readers), None, because, by)
    late = said.answer_due is not None and said.answer_due < now
    return Receipt(Standing.LATE if late else Standing.WAITS, tuple(readers), said.answer_due, None, by)


def _why_no_answer(said: Stated) -> str | None:
    if said.is_replaced:
        return "changed_since"
    if said.takes_back:
        return "taken_back"
    if said.answer_due is None and said.kind in ANSWERED_IF_IN_WORDS:
        return said.kind  # a choice, a cancellation or a weather, without words
    if said.answer_due is None:
        raise AssertionError(f"a {said.kind} has neither a deadline nor a reason for none")
    return "offered" if said.is_offered else None


def _who_answers(said: Stated, readers: Sequence[Reader]) -> Reader | None:
    """The one she said it to, while that person can read it; else her caseworker."""
    to = [one for one in readers if one.account_id == said.addressed_to]
    return next(iter([*to, *(one for one in readers if one.role is Role.CASEWORKER)]), None)
