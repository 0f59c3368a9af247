"""A statement as it is shown: what she said, what it is about, what came of it, who has read it, and her own versions."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from service.youths.receipts import Receipt


@dataclass(frozen=True)
class WishedThing:
    """What a wish is about, with the name a person knows it by; only one of site, mentor and trait is set."""

    wish_id: UUID
    subject: str
    strength: str
    site_id: UUID | None
    mentor_id: UUID | None
    trait: str | None
    called: str | None  # of the site or mentor

    @property
    def is_a_veto(self) -> bool:
        """Never this house or this person."""
        return self.strength == "never" and (self.site_id is not None or self.mentor_id is not None)


@dataclass(frozen=True)
class WishedBreak:
    """The break a statement is about."""

    kind: str
    is_series: bool
    first: datetime | None
    status: str = "open"


@dataclass(frozen=True)
class CameOf:
    """Where a wish was met, or not, in a break she chose."""

    met: bool
    where: str
    first: datetime


@dataclass(frozen=True)
class OwnVersion:
    """What she said about something afterwards: it was not meant so, or it was not so."""

    statement_id: UUID
    words: str
    at: datetime


@dataclass(frozen=True)
class Regarded:
    """What a statement is about, with its words. `by` is empty for her own and for what nobody wrote."""

    kind: str
    id: UUID
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class GivenAnswer:
    verdict: str
    words: str
    by: str
    at: datetime
    id: UUID | None = None
    versions: tuple[OwnVersion, ...] = ()


@dataclass(frozen=True)
class ReadBy:
    """The first time somebody else opened these words."""

    called: str
    role: str
    at: datetime


@dataclass(frozen=True)
class Said:
    """One statement with its receipt. `words` is None when she picked cards, or when the words were erased."""

    id: UUID
    kind: str
    words: str | None
    made_at: datetime
    audience: str
    stay_request_id: UUID | None
    answer_due: datetime | None
    wish: WishedThing | None
    wished_break: WishedBreak | None
    on_her_behalf: bool
    is_replaced: bool
    takes_back: bool
    receipt: Receipt
    answers: tuple[GivenAnswer, ...] = ()
    read_by: tuple[ReadBy, ...] = ()
    cards: tuple[str, ...] = ()
    addressed_to: UUID | None = None
    about: Regarded | None = None
    versions: tuple[OwnVersion, ...] = ()
    came_of: tuple[CameOf, ...] = field(default=())

    @property
    def read_as(self) -> str:
        """Its kind, for asking who may read it (`access.readers_of`)."""
        return "veto" if self.wish is not None and self.wish.is_a_veto else self.kind

    @property
    def waits(self) -> bool:
        return self.receipt.is_open


@dataclass(frozen=True)
class Known:
    """What decides a statement's receipt."""

    kind: str
    answer_due: datetime | None
    addressed_to: UUID | None
    is_answered: bool
    is_replaced: bool
    takes_back: bool
    is_offered: bool
