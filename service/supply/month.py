"""A month as its keeper sees it: which nights are open, and how many breaks are promised. Never whose."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim
from models.municipality import SchoolBreak
from models.supply import (
    Closure,
    MentorOpening,
    Opened,
    SiteOpening,
    WeeklyPattern,
)
from service import clock
from service.actor import Actor
from service.supply.access import Owner, owner_seen_by
from service.supply.availability import ONE_DAY, Span, days_span, nights_in, open_nights_of, pattern_has, start_of
from service.supply.openings import all_rows, days_of
from service.supply.rules import Kind, PatternRow


@dataclass(frozen=True)
class NightCell:
    """A day of the calendar and the night that begins then. `hours` are openings shorter than a night."""

    day: date
    is_open: bool = False
    by_pattern: bool = False
    closed_by_hand: bool = False
    booked: int = 0
    held: int = 0
    is_over: bool = False
    school_break: str | None = None
    hours: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def in_use(self) -> bool:
        return bool(self.booked or self.held)


@dataclass(frozen=True)
class MonthCalendar:
    """Six weeks at the most, Monday first. `closed_until`: closed at once till then; None with `is_closed`: for good."""

    month: date
    nights: dict[date, NightCell]
    pattern: list[PatternRow]
    is_closed: bool = False
    closed_until: datetime | None = None
    last_day: date | None = None


async def site_calendar(session: AsyncSession, actor: Actor, site_id: UUID, month: date) -> MonthCalendar:
    """A month of a host or place, for those who may see it: nights and how many beds are taken, never by whom."""
    return await _calendar(session, actor, await owner_seen_by(session, actor, site_id=site_id), month)


async def mentor_calendar(session: AsyncSession, actor: Actor, mentor_id: UUID, month: date) -> MonthCalendar:
    return await _calendar(session, actor, await owner_seen_by(session, actor, mentor_id=mentor_id), month)


async def _calendar(session: AsyncSession, actor: Actor, owner: Owner, month: date) -> MonthCalendar:
    zone, today = ZoneInfo(actor.zone), clock.today(actor.zone)
    first = month.replace(day=1)
    begins = first - timedelta(days=first.weekday())
    days = [begins + timedelta(days=number) for number in range(42)]
    seen = days_span(days[0], days[-1] + ONE_DAY, zone)
    patterns = await all_rows(session, select(WeeklyPattern).where(owner.of(WeeklyPattern)))
    opened = await all_rows(session, select(Opened).where(owner.of(Opened)))
    closures = await all_rows(session, select(Closure).where(owner.of(Closure)))
    opening = MentorOpening if owner.kind is Kind.MENTOR else SiteOpening
    spans = (await session.scalars(select(opening.span).where(owner.of(opening), opening.span.op("&&")(seen)))).all()
    claims = await _claims(session, owner, seen)
    closed = [one.span for one in closures if one.night is None]
    nights = _carried(open_nights_of(patterns, opened, closures, days[0], days[-1]), spans, zone)
    breaks = {
        day: one.called
        for one in await all_rows(session, select(SchoolBreak))
        for day in days
        if one.days.contains(day)
    }
    until = max((one.upper for one in closed if one.upper and one.contains(clock.now())), default=None)
    return MonthCalendar(
        month=first,
        nights={
            day: NightCell(
                day=day,
                is_open=day in nights,
                by_pattern=pattern_has(patterns, day),
                closed_by_hand=any(one.night == day for one in closures),
                booked=_count(claims, "booked", day, zone),
                held=_count(claims, "held", day, zone),
                is_over=day < today,
                school_break=breaks.get(day),
                hours=() if day in nights else _hours(spans, day, nights, zone),
            )
            for day in days
        },
        pattern=_rows_of(patterns, today),
        is_closed=owner.row.closed_at is not None or until is not None,
        closed_until=None if owner.row.closed_at else until,
    )


def _carried(nights: Iterable[date], spans: Sequence[Span], zone: ZoneInfo) -> set[date]:
    """Of the nights that were said, those one can sleep: no closed span cuts their midnight."""
    slept = {night for span in spans for night in nights_in(span, zone)}
    return set(nights) & slept


def _hours(
    spans: Sequence[Span], day: date, nights: set[date], zone: ZoneInfo
) -> tuple[tuple[datetime, datetime], ...]:
    """What is open on a day that is not a night, nor the morning after one."""
    frame = days_span(day, day, zone)
    pieces = [span.intersection(frame) for span in spans if span.overlaps(frame)]
    if day - ONE_DAY in nights:  # the morning and noon belong to the night before
        begins = datetime.combine(day, time(18), zone).astimezone(UTC)
        pieces = [Range(max(start_of(one), begins), one.upper) for one in pieces if one.upper and one.upper > begins]
    return tuple((one.lower, one.upper) for one in pieces if one.lower and one.upper)


async def _claims(session: AsyncSession, owner: Owner, within: Span) -> Sequence[Claim]:
    column = Claim.mentor_id if owner.kind is Kind.MENTOR else Claim.site_id
    asked = select(Claim).where(
        column == owner.id, or_(Claim.state == "held", Claim.state == "booked"), Claim.span.op("&&")(within)
    )
    return await all_rows(session, asked)


def _count(claims: Iterable[Claim], state: str, day: date, zone: ZoneInfo) -> int:
    """Breaks, not claims: several options of one occurrence count once."""
    return len({one.occurrence_id for one in claims if one.state == state and day in days_of(one.span, zone)})


def _rows_of(patterns: Iterable[Any], today: date) -> list[PatternRow]:
    rows = [
        PatternRow(one.weekday, one.weeks, one.from_time, one.to_time) for one in patterns if one.valid.contains(today)
    ]
    return sorted(rows, key=lambda row: (row.weekday, row.weeks, row.from_time or time.min))
