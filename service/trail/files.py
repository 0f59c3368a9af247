"""Her file: everything in her stream, in her own words and others', with who has read what, and her own versions.

She can look at a part of it, or at a month. The copy of all of it that she can ask for is made from the same lines.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, Role
from models.record import RecordContent, RecordEvent
from models.supply import Mentor, Site
from models.words import Note
from service.actor import Actor
from service.errors import Forbidden, Invalid
from service.record import Event, read_words
from service.trail.sentences import HER_FIELDS, NAMELESS, NEVER_TOLD, PARTS, REGARDED, SENTENCES, TOLD_HER
from service.youths.said import OwnVersion, ReadBy, corrections_of, readings_of
from service.youths.traits import TRAITS
from service.youths.wording import cards_of

ON_A_PAGE = 50
LAST_NUMBER = 2**62


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
    content_id: UUID | None = None
    regards: str = ""  # with `regards_id`: what her own version of this would be about
    regards_id: UUID | None = None
    versions: tuple[OwnVersion, ...] = ()
    read_by: tuple[ReadBy, ...] = ()
    confirmed_at: datetime | None = None  # of a note: she said that it was so


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
    months: tuple[date, ...] = ()  # those in which something happened, the newest first


async def file_of(
    session: AsyncSession,
    actor: Actor,
    before: int | None = None,
    *,
    part: str = "",
    month: date | None = None,
    most: int | None = ON_A_PAGE,
) -> MyFile:
    """Everything about the youth who is signed in, newest first. `most` None: the whole of it."""
    if actor.role is not Role.YOUTH or actor.subject_id is None:
        raise Forbidden()
    if before is not None and not 1 <= before <= LAST_NUMBER:
        raise Invalid(field="before", kind="not_understood")
    if part and part not in PARTS:
        raise Invalid(field="part", kind="not_a_choice")
    asked = (
        select(RecordEvent, Account.called)
        .outerjoin(Account, Account.id == RecordEvent.actor_id)
        .where(*_in_her_file(actor.subject_id))
        .order_by(RecordEvent.seq.desc())
    )
    if before is not None:
        asked = asked.where(RecordEvent.seq < before)
    if part:
        asked = asked.where(RecordEvent.kind.in_([kind.value for kind in PARTS[part]]))
    if month is not None:
        first, after = _month(month, actor.zone)
        asked = asked.where(RecordEvent.at >= first, RecordEvent.at < after)
    rows = (await session.execute(asked.limit(most + 1) if most else asked)).all()
    shown = [(event, called or "") for event, called in (rows[:most] if most else rows)]
    words = await _words(session, actor, [event for event, _ in shown])
    names = await _names(session, [event for event, _ in shown])
    lines = [_line(actor, event, called, words, names) for event, called in shown]
    return MyFile(
        tuple(_folded(await _with_versions(session, actor, lines), actor.zone)),
        await _readers(session, actor.subject_id),
        shown[-1][0].seq if most and len(rows) > most else None,
        await _months(session, actor),
    )


def _in_her_file(youth_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        RecordEvent.youth_id == youth_id,
        RecordEvent.kind.not_in([kind.value for kind in NEVER_TOLD]),
    )


def month_of(typed: str | None) -> date | None:
    """ "2026-11" as she chose it; nothing when left out."""
    if not typed:
        return None
    try:
        month = date.fromisoformat(f"{typed}-01")
    except ValueError as bad:
        raise Invalid(field="month", kind="not_understood") from bad
    if not 1900 <= month.year < 2200:
        raise Invalid(field="month", kind="not_understood")
    return month


def _month(month: date, zone: str) -> tuple[datetime, datetime]:
    first = month.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return datetime.combine(first, time(), ZoneInfo(zone)), datetime.combine(after, time(), ZoneInfo(zone))


async def _months(session: AsyncSession, actor: Actor) -> tuple[date, ...]:
    local = func.date_trunc("month", func.timezone(actor.zone, RecordEvent.at))
    rows = await session.scalars(
        select(local).where(*_in_her_file(actor.subject_id)).group_by(local).order_by(local.desc())  # type: ignore[arg-type]
    )
    return tuple(one.date() for one in rows)


async def _with_versions(session: AsyncSession, actor: Actor, lines: Sequence[Line]) -> list[Line]:
    """What she said about each of them, who has read it, and which notes she has confirmed."""
    regarded = [line.regards_id for line in lines if line.regards_id]
    versions = await corrections_of(session, actor, regarded)
    texts = await read_words(
        session, actor, [one.content_id for each in versions.values() for one in each], purpose="own"
    )
    readings = await readings_of(session, actor.subject_id, actor.account_id) if actor.subject_id else {}
    notes = await session.execute(select(Note.id, Note.confirmed_at).where(Note.id.in_(regarded)))
    confirmed = {one.id: one.confirmed_at for one in notes}
    return [
        replace(
            line,
            versions=tuple(
                OwnVersion(one.id, texts.get(one.content_id, "") if one.content_id else "", one.made_at)
                for one in versions.get(line.regards_id, ())
            )
            if line.regards_id
            else (),
            read_by=tuple(readings.get(line.content_id, ())) if line.content_id and line.words else (),
            confirmed_at=confirmed.get(line.regards_id) if line.regards_id else None,
        )
        for line in lines
    ]


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
        _said(told, words.get(event.content_id, "") if event.content_id else ""),
        tuple(words[one] for one in read if one in words),
        event.purpose or "",
        content_id=event.content_id,
        regards=(about_what := REGARDED.get(kind, "")),
        regards_id=_regarded_id(event, told, about_what),
    )


def _said(told: dict[str, Any], words: str) -> str:
    """Her words, after the cards she picked with them."""
    picked = cards_of(str(told.get("kind")), told["cards"]) if told.get("cards") else ""
    return "\n".join(part for part in (picked, words) if part)


def _regarded_id(event: RecordEvent, told: dict[str, Any], regards: str) -> UUID | None:
    if regards == "answer":
        return UUID(told["answer"]) if told.get("answer") else None
    return event.about_id if regards and event.about == regards else None


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
