"""What the record holds, for the one who checks it: that things happened and who read, never words (her file: `files.py`)."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account
from models.record import RecordEvent, RecordHead
from service.record import Event

READS_SHOWN = 50
READS = [one.value for one in (Event.WORDS_READ, Event.PROTECTED_REVEALED, Event.ADDRESS_SHOWN)]


@dataclass(frozen=True)
class Verification:
    """Is the chain whole? `first_broken` is the number of the first event that does not fit."""

    first_broken: int | None
    events: int
    last_at: datetime | None
    head: str

    @property
    def is_whole(self) -> bool:
        return self.first_broken is None


@dataclass(frozen=True)
class Read:
    """Somebody opened words of a file. The file has a pseudonym; what was read is not told."""

    seq: int
    at: datetime
    who: str
    role: str
    purpose: str
    file: str
    how_many: int


@dataclass(frozen=True)
class RefusedLook:
    """Somebody asked by address for something of a file that is not hers to see."""

    seq: int
    at: datetime
    who: str
    role: str
    what: str
    file: str


async def verification(session: AsyncSession) -> Verification:
    """Work the whole chain of this municipality out anew."""
    first_broken = await session.scalar(text("select first_broken_event()"))
    head = (await session.execute(select(RecordHead.seq, RecordHead.leaf))).one_or_none()
    last_at = await session.scalar(select(func.max(RecordEvent.at)))
    return Verification(first_broken, head.seq if head else 0, last_at, head.leaf.hex() if head else "")


async def latest_reads(session: AsyncSession) -> tuple[Read, ...]:
    """Who has opened words lately, in whose file by pseudonym; for the review of access."""
    rows = await session.execute(
        select(RecordEvent, Account.called)
        .outerjoin(Account, Account.id == RecordEvent.actor_id)
        .where(RecordEvent.kind.in_(READS))
        .order_by(RecordEvent.seq.desc())
        .limit(READS_SHOWN)
    )
    return tuple(
        Read(
            event.seq,
            event.at,
            called or "",
            event.role,
            event.purpose or "",
            pseudonym(event.youth_id),
            len(json.loads(event.details).get("contents", [])),
        )
        for event, called in rows
    )


async def latest_refused(session: AsyncSession) -> tuple[RefusedLook, ...]:
    """Who has asked lately for something of a youth who is not theirs, and was answered as if it did not exist."""
    rows = await session.execute(
        select(RecordEvent, Account.called)
        .outerjoin(Account, Account.id == RecordEvent.actor_id)
        .where(RecordEvent.kind == Event.LOOK_REFUSED)
        .order_by(RecordEvent.seq.desc())
        .limit(READS_SHOWN)
    )
    return tuple(
        RefusedLook(
            event.seq,
            event.at,
            called or "",
            event.role,
            str(json.loads(event.details).get("what", "other")),
            pseudonym(event.youth_id),
        )
        for event, called in rows
    )


def pseudonym(youth_id: UUID | None) -> str:
    """The same file has the same one; it names nobody. The end, since ids begin with their time."""
    return youth_id.hex[-8:] if youth_id else ""
