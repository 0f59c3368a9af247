"""Opening and closing nights and hours, and the weekly pattern: what a host, keeper or mentor says about her own time.

Closing is refused while somebody leans on the night, with a sentence that says what to do; in an emergency the
coordinator closes at once (`safety.close_now`). A new pattern never takes a promised night: those stay open by hand.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.supply import Closure, Opened, WeeklyPattern
from service import clock
from service.actor import Actor
from service.errors import Invalid
from service.record import Event, record
from service.supply.access import Owner, owner_kept_by
from service.supply.availability import (
    HORIZON_DAYS,
    Span,
    covers,
    days_span,
    hours_span,
    night_span,
    open_nights_of,
    start_of,
)
from service.supply.errors import ClosedByCoordinator
from service.supply.openings import claims_outside, days_of, openings_said, refresh_openings, zone_of
from service.supply.rules import CLOSING_REASONS, MOST_NIGHTS_AT_ONCE, MOST_PATTERN_ROWS, WEEKS, Kind, PatternRow

FETCH = {"synchronize_session": "fetch"}


async def open_nights(
    session: AsyncSession,
    actor: Actor,
    site_id: UUID | None = None,
    nights: Collection[date] = (),
    *,
    mentor_id: UUID | None = None,
) -> None:
    """These nights are open, whatever the pattern says. A night that is open already stays as it is."""
    owner = await owner_kept_by(session, actor, site_id=site_id, mentor_id=mentor_id)
    wanted, zone = _nights(nights, actor.zone), await zone_of(session, owner)
    await session.execute(delete(Closure).where(owner.of(Closure), Closure.night.in_(wanted)))
    await _must_not_be_closed_at_once(session, owner, [night_span(night, zone) for night in wanted])
    patterns = (await session.scalars(select(WeeklyPattern).where(owner.of(WeeklyPattern)))).all()
    opened = (await session.scalars(select(Opened).where(owner.of(Opened)))).all()
    already = open_nights_of(patterns, opened, (), wanted[0], wanted[-1])
    for night in wanted:
        if night not in already:
            session.add(Opened(**owner.key, span=night_span(night, zone), night=night))
    await _settled(session, actor, owner, opened=wanted)


async def close_nights(
    session: AsyncSession,
    actor: Actor,
    site_id: UUID | None = None,
    nights: Collection[date] = (),
    reason: str = "own_wish",
    *,
    mentor_id: UUID | None = None,
) -> None:
    """These nights are closed, whatever the pattern says. Refused while a booked or held break leans on one of them."""
    owner = await owner_kept_by(session, actor, site_id=site_id, mentor_id=mentor_id)
    if reason not in CLOSING_REASONS:
        raise Invalid(field="reason", kind="not_a_choice")
    wanted, zone = _nights(nights, actor.zone), await zone_of(session, owner)
    await session.execute(delete(Opened).where(owner.of(Opened), Opened.night.in_(wanted)))
    known = (await session.scalars(select(Closure.night).where(owner.of(Closure), Closure.night.in_(wanted)))).all()
    for night in sorted(set(wanted) - set(known)):
        session.add(Closure(**owner.key, span=night_span(night, zone), night=night, reason=reason))
    await _settled(session, actor, owner, closed=wanted, reason=reason)


async def open_hours(
    session: AsyncSession,
    actor: Actor,
    day: date,
    from_time: time,
    to_time: time,
    *,
    site_id: UUID | None = None,
    mentor_id: UUID | None = None,
) -> None:
    """Some hours of a day beside the pattern: an evening, an afternoon. A closed day is no longer closed."""
    owner = await owner_kept_by(session, actor, site_id=site_id, mentor_id=mentor_id)
    [day] = _nights([day], actor.zone, field="day")
    if from_time >= to_time:
        raise Invalid(field="to_time", code_detail="supply.ends_before_it_begins")
    span = hours_span(day, from_time, to_time, await zone_of(session, owner))
    if span.is_empty:  # the clocks jump over them
        raise Invalid(field="from_time", kind="no_such_hour")
    await session.execute(delete(Closure).where(owner.of(Closure), Closure.night == day))
    await _must_not_be_closed_at_once(session, owner, [span])
    session.add(Opened(**owner.key, span=span))
    await _settled(session, actor, owner, opened=[day])


async def as_usual(
    session: AsyncSession, actor: Actor, day: date, *, site_id: UUID | None = None, mentor_id: UUID | None = None
) -> None:
    """What was opened or closed by hand for this day is forgotten: the weekly pattern decides again."""
    owner = await owner_kept_by(session, actor, site_id=site_id, mentor_id=mentor_id)
    [day] = _nights([day], actor.zone, field="day")
    begins = days_span(day, day, await zone_of(session, owner))
    await session.execute(delete(Closure).where(owner.of(Closure), Closure.night == day))
    await session.execute(delete(Opened).where(owner.of(Opened), Opened.night == day))
    hours = (await session.scalars(select(Opened).where(owner.of(Opened), Opened.night.is_(None)))).all()
    for one in hours:
        if begins.contains(start_of(one.span)):
            await session.delete(one)
    await _settled(session, actor, owner, as_usual=[day])


async def set_day(
    session: AsyncSession,
    actor: Actor,
    day: date,
    how: str,
    from_time: time | None = None,
    to_time: time | None = None,
    *,
    site_id: UUID | None = None,
    mentor_id: UUID | None = None,
) -> None:
    """One day in one of four ways: "hours", the whole "night", "as_usual", or "closed"."""
    whom: dict[str, Any] = {"site_id": site_id, "mentor_id": mentor_id}
    match how:
        case "hours":
            if from_time is None or to_time is None:
                raise Invalid(field="to_time" if from_time else "from_time", kind="missing")
            await open_hours(session, actor, day, from_time, to_time, **whom)
        case "night":
            await open_nights(session, actor, nights=[day], **whom)
        case "as_usual":
            await as_usual(session, actor, day, **whom)
        case "closed":
            await close_nights(session, actor, nights=[day], **whom)
        case _:
            raise Invalid(field="how", kind="not_a_choice")


@dataclass(frozen=True)
class PatternSet:
    """`kept_open`: days that the new pattern does not have, kept open because somebody has been promised them."""

    kept_open: list[date]


async def set_pattern(
    session: AsyncSession,
    actor: Actor,
    *,
    site_id: UUID | None = None,
    mentor_id: UUID | None = None,
    rows: Iterable[PatternRow],
) -> PatternSet:
    """From today on it is usually like this. What was promised under the old pattern stays."""
    owner = await owner_kept_by(session, actor, site_id=site_id, mentor_id=mentor_id)
    wanted = _pattern(rows)
    today, zone = clock.today(actor.zone), await zone_of(session, owner)
    before_today: Range[date] = Range(None, today)
    own = owner.of(WeeklyPattern)
    await session.execute(
        delete(WeeklyPattern).where(own, WeeklyPattern.valid.op(">>")(before_today)), execution_options=FETCH
    )
    ended = update(WeeklyPattern).where(own, WeeklyPattern.valid.contains(today))
    await session.execute(ended.values(valid=WeeklyPattern.valid * before_today), execution_options=FETCH)
    for row in wanted:
        session.add(
            WeeklyPattern(
                **owner.key,
                weekday=row.weekday,
                weeks=row.weeks,
                from_time=row.from_time,
                to_time=row.to_time,
                valid=Range(today, None),
            )
        )
    kept = await _keep_what_was_promised(session, owner, zone)
    await _settled(session, actor, owner, pattern_rows=len(wanted), kept_open=kept)
    return PatternSet(kept)


async def _keep_what_was_promised(session: AsyncSession, owner: Owner, zone: ZoneInfo) -> list[date]:
    days: set[date] = set()
    for claim in await claims_outside(session, owner, await openings_said(session, owner)):
        nights = days_of(claim.span, zone) if owner.kind is not Kind.MENTOR else []
        for night in nights:
            session.add(Opened(**owner.key, span=night_span(night, zone), night=night))
        if not covers([night_span(night, zone) for night in nights], claim.span):
            session.add(Opened(**owner.key, span=claim.span))
        days |= set(days_of(claim.span, zone))
    return sorted(days)


async def _must_not_be_closed_at_once(session: AsyncSession, owner: Owner, spans: list[Span]) -> None:
    asked = select(Closure.span).where(owner.of(Closure), Closure.night.is_(None))
    closed = (await session.scalars(asked)).all()
    if owner.row.closed_at or any(span.overlaps(gone) for span in spans for gone in closed):
        raise ClosedByCoordinator()


async def _settled(session: AsyncSession, actor: Actor, owner: Owner, **details: object) -> None:
    await refresh_openings(session, **owner.key)
    record(session, actor, Event.AVAILABILITY_CHANGED, about=owner.row, details=_plain_days(details))


def _plain_days(details: dict[str, object]) -> dict[str, object]:
    return {name: [str(one) for one in given] if isinstance(given, list) else given for name, given in details.items()}


def stretch(first: date, last: date) -> list[date]:
    """Each night from the first to the last."""
    if last < first:
        raise Invalid(field="last", code_detail="supply.ends_before_it_begins")
    if (last - first).days >= MOST_NIGHTS_AT_ONCE:
        raise Invalid(field="last", kind="too_many", most=MOST_NIGHTS_AT_ONCE)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _nights(nights: Collection[date], zone: str, field: str = "nights") -> list[date]:
    """In order and without doubles; none of them over already, none further away than we look."""
    wanted = sorted(set(nights))
    today = clock.today(zone)
    if not wanted:
        raise Invalid(field=field, kind="missing")
    if len(wanted) > MOST_NIGHTS_AT_ONCE:
        raise Invalid(field=field, kind="too_many", most=MOST_NIGHTS_AT_ONCE)
    if wanted[0] < today or wanted[-1] > today + timedelta(days=HORIZON_DAYS):
        raise Invalid(field=field, code_detail="supply.day_out_of_reach")
    return wanted


def _pattern(rows: Iterable[PatternRow]) -> list[PatternRow]:
    wanted = list(dict.fromkeys(rows))
    if len(wanted) > MOST_PATTERN_ROWS:
        raise Invalid(field="rows", kind="too_many", most=MOST_PATTERN_ROWS)
    for row in wanted:
        if not 1 <= row.weekday <= 7 or row.weeks not in WEEKS:
            raise Invalid(field="rows", kind="not_a_choice")
        if (row.from_time is None) != (row.to_time is None):
            raise Invalid(field="rows", code_detail="supply.times_in_pairs")
        if row.from_time and row.to_time and row.from_time >= row.to_time:
            raise Invalid(field="rows", code_detail="supply.ends_before_it_begins")
    return wanted
