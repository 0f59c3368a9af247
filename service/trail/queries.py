"""What the record holds, for the one it is about and for the one who checks it.

A youth's file is everything in her stream, with her words. The auditor sees that things happened and who read, never words.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, Role
from models.record import RecordContent, RecordEvent, RecordHead
from models.supply import Mentor, Site
from service.actor import Actor
from service.errors import Forbidden, Invalid
from service.record import Event, read_words
from service.trail.sentences import HER_FIELDS, NAMELESS, NEVER_TOLD, SENTENCES, TOLD_HER
from service.youths.traits import TRAITS

ON_A_PAGE = 50
LAST_NUMBER = 2**62
READS_SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One thing that happened. `sentence` is a key with `%(who)s`; `about` names a place, person or card of hers."""

    seq: int
    at: datetime
    kind: str
    sentence: str
    who: str
    role: str
    is_hers: bool
    about: tuple[str, ...] = ()
    words: str = ""
    words_read: tuple[str, ...] = ()
    purpose: str = ""
    times: int = 1


@dataclass(frozen=True)
class Reader:
    """Somebody who has read her words, how often, and when last."""

    called: str
    role: str
    times: int
    last_at: datetime


@dataclass(frozen=True)
class MyFile:
    lines: tuple[Line, ...]
    readers: tuple[Reader, ...]
    earlier: int | None  # ask for what is before this number


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


async def file_of(session: AsyncSession, actor: Actor, before: int | None = None) -> MyFile:
    """Everything about the youth who is signed in, newest first."""
    if actor.role is not Role.YOUTH or actor.subject_id is None:
        raise Forbidden()
    if before is not None and not 1 <= before <= LAST_NUMBER:
        raise Invalid(field="before", kind="not_understood")
    rows = (
        await session.execute(
            select(RecordEvent, Account.called)
            .outerjoin(Account, Account.id == RecordEvent.actor_id)
            .where(
                RecordEvent.youth_id == actor.subject_id,
                RecordEvent.kind.not_in([kind.value for kind in NEVER_TOLD]),
                *([RecordEvent.seq < before] if before is not None else []),
            )
            .order_by(RecordEvent.seq.desc())
            .limit(ON_A_PAGE + 1)
        )
    ).all()
    shown = [(event, called or "") for event, called in rows[:ON_A_PAGE]]
    words = await _words(session, actor, [event for event, _ in shown])
    names = await _names(session, [event for event, _ in shown])
    lines = [_line(actor, event, called, words, names) for event, called in shown]
    return MyFile(
        tuple(_folded(lines, actor.zone)),
        await _readers(session, actor.subject_id),
        shown[-1][0].seq if len(rows) > ON_A_PAGE else None,
    )


def _line(actor: Actor, event: RecordEvent, called: str, words: dict[UUID, str], names: dict[str, str]) -> Line:
    kind, told = Event(event.kind), json.loads(event.details)
    is_hers = event.actor_id == actor.account_id
    voices = SENTENCES[kind]
    if is_hers:
        sentence = voices.hers
    elif event.actor_id is None:
        sentence = voices.clocks or voices.hers
    else:
        sentence = voices.others
    about = [] if kind in NAMELESS else [names[one] for one in _places(event, told) if one in names]
    if told.get("trait") in TRAITS:
        about.append(TRAITS[told["trait"]].called)
    read = [UUID(one) for one in told.get("contents", [])] if kind is Event.WORDS_READ else []
    return Line(
        event.seq,
        event.at,
        event.kind,
        sentence,
        called,
        event.role,
        is_hers,
        tuple(about),
        words.get(event.content_id, "") if event.content_id else "",
        tuple(words[one] for one in read if one in words),
        event.purpose or "",
    )


async def _words(session: AsyncSession, actor: Actor, events: Sequence[RecordEvent]) -> dict[UUID, str]:
    """Her words and what adults told her, by content. What adults wrote about her to each other is not opened here."""
    wanted = {event.content_id for event in events if event.content_id}
    for event in events:
        if event.kind == Event.WORDS_READ:
            wanted.update(UUID(one) for one in json.loads(event.details).get("contents", []))
    allowed = await session.scalars(
        select(RecordContent.id).where(
            RecordContent.id.in_(wanted),
            RecordContent.youth_id == actor.subject_id,
            RecordContent.field.in_(HER_FIELDS | TOLD_HER),
        )
    )
    return await read_words(session, actor, list(allowed), purpose="own")


async def _names(session: AsyncSession, events: Iterable[RecordEvent]) -> dict[str, str]:
    """What places and mentors of these events are called, by id as the record spells it."""
    ids: set[UUID] = set()
    for event in events:
        ids.update(UUID(one) for one in _places(event, json.loads(event.details)))
    sites = await session.execute(select(Site.id, Site.called).where(Site.id.in_(ids)))
    mentors = await session.execute(select(Mentor.id, Mentor.called).where(Mentor.id.in_(ids)))
    return {str(one): called for one, called in [*sites, *mentors]}


def _places(event: RecordEvent, told: dict[str, Any]) -> list[str]:
    """Ids of the house and mentor that an event is about."""
    ids = [told[key] for key in ("site", "mentor") if told.get(key)]
    return [*ids, str(event.about_id)] if event.about in ("site", "mentor") else ids


def _folded(lines: Iterable[Line], zone: str) -> list[Line]:
    """Reads by one person on one day, one after the other, are one line."""
    folded: list[Line] = []
    for line in lines:
        last = folded[-1] if folded else None
        if last is not None and _is_same_reading(last, line, zone):
            read = tuple(dict.fromkeys([*last.words_read, *line.words_read]))
            folded[-1] = replace(last, words_read=read, times=last.times + 1)
        else:
            folded.append(line)
    return folded


def _is_same_reading(one: Line, other: Line, zone: str) -> bool:
    return (
        one.kind == other.kind == Event.WORDS_READ
        and (one.who, one.role, one.purpose) == (other.who, other.role, other.purpose)
        and _day(one.at, zone) == _day(other.at, zone)
    )


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


async def _readers(session: AsyncSession, youth_id: UUID) -> tuple[Reader, ...]:
    rows = await session.execute(
        select(Account.called, RecordEvent.role, func.count(), func.max(RecordEvent.at))
        .join(Account, Account.id == RecordEvent.actor_id)
        .where(RecordEvent.youth_id == youth_id, RecordEvent.kind == Event.WORDS_READ)
        .group_by(Account.id, Account.called, RecordEvent.role)
        .order_by(func.max(RecordEvent.at).desc())
    )
    return tuple(Reader(*row) for row in rows)


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
        .where(RecordEvent.kind.in_([Event.WORDS_READ.value, Event.PROTECTED_REVEALED.value]))
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


def pseudonym(youth_id: UUID | None) -> str:
    """The same file has the same one; it names nobody. The end, since ids begin with their time."""
    return youth_id.hex[-8:] if youth_id else ""
