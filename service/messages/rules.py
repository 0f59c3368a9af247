"""What a conversation consists of, and in which order. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.youths.receipts import Receipt
from service.youths.said import OwnVersion, ReadBy

IN_A_CONVERSATION = ("message", "question", "needs_today")  # what she says to somebody


@dataclass(frozen=True)
class Line:
    """One thing that was written. Hers has a receipt and is `open` while it waits; an adult's says when she opened it.

    `regards` and `id` together are what her own version of an adult's line would be about.
    """

    id: UUID
    regards: str  # "statement", "message", "answer"
    is_hers: bool
    by: str
    words: str
    at: datetime
    opened_at: datetime | None = None
    receipt: Receipt | None = None
    read_by: tuple[ReadBy, ...] = ()
    versions: tuple[OwnVersion, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.receipt is not None and self.receipt.is_open


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The oldest first. At one moment, hers comes before what answers it."""
    return tuple(sorted(lines, key=lambda line: (line.at, not line.is_hers, line.id)))


def belongs_to(addressed_to: UUID | None, adult_id: UUID, *, is_caseworker: bool) -> bool:
    """Whether what she said is a part of her conversation with this adult. To nobody named is to her caseworker."""
    return addressed_to == adult_id or (addressed_to is None and is_caseworker)
