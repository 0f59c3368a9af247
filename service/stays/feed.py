"""A neutral calendar for her phone: times and one word of hers, at a secret address. Off until she turns it on.

What is sent is made of times alone; the function in the database that gives them out knows of nothing else. No alarm, no
place, no name, nothing that says whose calendar it is or who made it.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import YouthProtected
from models.reaching import CalendarFeed
from service import clock
from service.actor import Actor
from service.errors import Invalid
from service.record import Event as Recorded
from service.record import record
from service.stays.errors import NoFeedForProtected
from service.youths.drafts import hers

LONGEST_WORD = 40
SECRET_BYTES = 32
FIRST_SUMMER, LAST_SUMMER = date(2025, 1, 1), date(2038, 1, 1)  # how far the rules of summer time are written out


@dataclass(frozen=True)
class FeedState:
    is_on: bool
    is_refused: bool  # protected identity
    called: str
    made_at: datetime | None
    fetched_at: datetime | None


@dataclass(frozen=True)
class Entry:
    id: UUID
    arrival: datetime
    departure: datetime
    rev: int
    made_at: datetime


# -- hers to turn on and off


async def feed_state(session: AsyncSession, actor: Actor) -> FeedState:
    feed = await _live(session, hers(actor))
    refused = await _is_protected(session, hers(actor))
    if feed is None or refused:
        return FeedState(False, refused, "", None, None)
    return FeedState(True, False, feed.called, feed.made_at, feed.fetched_at)


async def open_feed(session: AsyncSession, actor: Actor, called: str) -> str:
    """A new secret; the one before it is dead at once. It is shown this once, and only its digest is kept."""
    youth_id = hers(actor)
    if await _is_protected(session, youth_id):
        raise NoFeedForProtected()
    if not called.strip() or len(called) > LONGEST_WORD or not called.isprintable():
        raise Invalid(field="called", code_detail="stays.feed_word")
    await _end(session, youth_id)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    feed = CalendarFeed(youth_id=youth_id, key=_key_of(secret), called=called.strip(), made_at=clock.now())
    session.add(feed)
    await session.flush()
    record(session, actor, Recorded.FEED_OPENED, youth_id=youth_id, about=feed)
    return secret


async def end_feed(session: AsyncSession, actor: Actor) -> None:
    """Whoever has the address gets nothing any more, from the next question on."""
    feed = await _end(session, hers(actor))
    if feed is not None:
        record(session, actor, Recorded.FEED_ENDED, youth_id=feed.youth_id, about=feed)


async def _end(session: AsyncSession, youth_id: UUID) -> CalendarFeed | None:
    feed = await _live(session, youth_id)
    if feed is not None:
        feed.ended_at = clock.now()
        await session.flush()
    return feed


async def _live(session: AsyncSession, youth_id: UUID) -> CalendarFeed | None:
    asked = select(CalendarFeed).where(CalendarFeed.youth_id == youth_id, CalendarFeed.ended_at.is_(None))
    found: CalendarFeed | None = await session.scalar(asked.execution_options(populate_existing=True))
    return found


async def _is_protected(session: AsyncSession, youth_id: UUID) -> bool:
    grade = await session.scalar(select(YouthProtected.grade).where(YouthProtected.youth_id == youth_id))
    return grade not in (None, "none")


def _key_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


# -- what a calendar program is given


async def bytes_of(session: AsyncSession, secret: str) -> bytes | None:
    """The calendar at this address; None when there is none, or no longer."""
    if len(secret) > 2 * SECRET_BYTES:
        return None
    rows = (
        await session.execute(text("select * from feed_of(:key, :at)"), {"key": _key_of(secret), "at": clock.now()})
    ).all()
    if not rows:
        return None
    entries = [Entry(one.entry, one.arrival, one.departure, one.rev, one.made_at) for one in rows if one.entry]
    return written(secret, rows[0].called, rows[0].zone, entries)


def written(secret: str, called: str, zone: str, entries: Sequence[Entry]) -> bytes:
    """RFC 5545. The same entries give the same bytes, whenever they are asked for."""
    calendar = Calendar()
    calendar.add("prodid", "-//calendar//calendar 1.0//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    local = ZoneInfo(zone)
    for one in entries:
        event = Event()
        event.add("uid", _uid_of(secret, one.id))
        event.add("dtstamp", one.made_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0))
        event.add("sequence", one.rev - 1)
        event.add("dtstart", one.arrival.astimezone(local))
        event.add("dtend", one.departure.astimezone(local))
        event.add("summary", called)
        event.add("transp", "OPAQUE")
        calendar.add_component(event)
    calendar.add_missing_timezones(first_date=FIRST_SUMMER, last_date=LAST_SUMMER)
    return bytes(calendar.to_ical())


def _uid_of(secret: str, entry: UUID) -> str:
    """Stays the same for one entry of one address; nobody who has it can tell which row it was."""
    return hashlib.blake2b(entry.bytes, key=secret.encode()[:64], digest_size=16).hexdigest()
