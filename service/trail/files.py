"""Her file: everything in her stream, in her own words and others', with who has read what, and her own versions.

She can look at a part of it, or at a month. The copy of all of it that she can ask for is made from the same lines.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, Role
from models.record import RecordContent, RecordEvent
from models.words import Note
from service.actor import Actor
from service.errors import Forbidden, Invalid
from service.record import Event, read_words
from service.trail.lines import Line, folded, line_of, names_in
from service.trail.sentences import HER_FIELDS, NEVER_TOLD, PARTS, TOLD_HER
from service.youths.said import OwnVersion
from service.youths.said_rows import corrections_of, readings_of

ON_A_PAGE = 50
LAST_NUMBER = 2**62


@dataclass(frozen=True)
class Reader:
    """Somebody who has read her words, how often, and when last."""

    called: str
    role: str
    times: int
    last_at: datetime


@dataclass(frozen=True)
class MyFile:
    """`refused`: who tried to open something of hers and was not let in; without a name where she must not learn it."""

    lines: tuple[Line, ...]
    readers: tuple[Reader, ...]
    refused: tuple[Reader, ...]
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
    names = await names_in(session, [event for event, _ in shown])
    lines = [line_of(actor, event, called, words, names) for event, called in shown]
    return MyFile(
        tuple(folded(await _with_versions(session, actor, lines), actor.zone)),
        await _readers(session, actor.subject_id),
        await _refused(session, actor.subject_id),
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


async def _readers(session: AsyncSession, youth_id: UUID) -> tuple[Reader, ...]:
    rows = await session.execute(
        select(Account.called, RecordEvent.role, func.count(), func.max(RecordEvent.at))
        .join(Account, Account.id == RecordEvent.actor_id)
        .where(RecordEvent.youth_id == youth_id, RecordEvent.kind == Event.WORDS_READ)
        .group_by(Account.id, Account.called, RecordEvent.role)
        .order_by(func.max(RecordEvent.at).desc())
    )
    return tuple(Reader(*row) for row in rows)


async def _refused(session: AsyncSession, youth_id: UUID) -> tuple[Reader, ...]:
    named = cast(RecordEvent.details, JSONB)["named"].as_boolean()
    who, role = (case((named, one), else_="") for one in (Account.called, RecordEvent.role))
    rows = await session.execute(
        select(who, role, func.count(), func.max(RecordEvent.at))
        .join(Account, Account.id == RecordEvent.actor_id)
        .where(RecordEvent.youth_id == youth_id, RecordEvent.kind == Event.LOOK_REFUSED)
        .group_by(case((named, Account.id), else_=None), who, role)
        .order_by(func.max(RecordEvent.at).desc())
    )
    return tuple(Reader(*row) for row in rows)
