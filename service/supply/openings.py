"""Working out `*_opening` and `*_cleared` anew, so that claims can lean on them by temporal keys.

The rows are rewritten as a whole with those keys deferred, then judged at once. What a live claim leans on cannot go:
the claims are looked through first, to say which nights, and the database has the last word.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, delete, insert, or_, select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim
from models.municipality import Municipality
from models.supply import (
    BackgroundCheck,
    Closure,
    Mentor,
    MentorCleared,
    MentorOpening,
    Opened,
    Site,
    SiteCleared,
    SiteOpening,
    WeeklyPattern,
)
from service import clock
from service.errors import DomainError, NotFound
from service.supply.access import Owner
from service.supply.availability import HORIZON_DAYS, Span, covers, nights_in, spans_of, start_of, without
from service.supply.errors import NightBooked, NightHeld, NightTakenMeanwhile
from service.supply.rules import Kind, cleared_spans
from service.web.texts.dates import day as in_words

LIVE = ("held", "booked")
KEPT_PAST = timedelta(days=61)  # a stay is at most sixty days, and may have begun that long ago


async def refresh_openings(
    session: AsyncSession, *, site_id: UUID | None = None, mentor_id: UUID | None = None
) -> None:
    """What was said about being open, as spans up to the horizon. A night in use stays: NightBooked or NightHeld."""
    owner = await owner_of(session, site_id=site_id, mentor_id=mentor_id)
    spans = await openings_said(session, owner)
    await _rewrite(session, owner, SiteOpening if owner.kind is not Kind.MENTOR else MentorOpening, spans)


async def refresh_cleared(session: AsyncSession, *, site_id: UUID | None = None, mentor_id: UUID | None = None) -> None:
    """When every required check is valid at once."""
    owner = await owner_of(session, site_id=site_id, mentor_id=mentor_id)
    spans = await cleared_said(session, owner)
    await _rewrite(session, owner, SiteCleared if owner.kind is not Kind.MENTOR else MentorCleared, spans)


async def owner_of(session: AsyncSession, *, site_id: UUID | None = None, mentor_id: UUID | None = None) -> Owner:
    """The locked row, whoever asks: for work that is not anybody's act."""
    row: Site | Mentor | None = None
    if site_id is not None:
        row = await session.get(Site, site_id, with_for_update=True, populate_existing=True)
    elif mentor_id is not None:
        row = await session.get(Mentor, mentor_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound()
    return Owner(row)


async def zone_of(session: AsyncSession, owner: Owner) -> ZoneInfo:
    zone = await session.scalar(select(Municipality.zone).where(Municipality.id == owner.row.municipality_id))
    return ZoneInfo(zone or "Europe/Stockholm")


async def openings_said(session: AsyncSession, owner: Owner) -> list[Span]:
    """The one function, asked with everything this owner has said."""
    await session.flush()
    zone, now = await zone_of(session, owner), clock.now()
    earliest = min([now - KEPT_PAST, *[start_of(claim.span) for claim in await live_claims(session, owner)]])
    first, today = earliest.astimezone(zone).date(), now.astimezone(zone).date()
    spans = spans_of(
        (await session.scalars(select(WeeklyPattern).where(owner.of(WeeklyPattern)))).all(),
        (await session.scalars(select(Opened).where(owner.of(Opened)))).all(),
        (await session.scalars(select(Closure).where(owner.of(Closure)))).all(),
        first,
        today + timedelta(days=HORIZON_DAYS),
        zone,
    )
    return without(spans, [Range(owner.row.closed_at, None)]) if owner.row.closed_at else spans


async def cleared_said(session: AsyncSession, owner: Owner) -> list[Span]:
    await session.flush()
    checks = (await session.scalars(select(BackgroundCheck).where(owner.of(BackgroundCheck)))).all()
    return cleared_spans(owner.kind, checks, await zone_of(session, owner))


async def live_claims(session: AsyncSession, owner: Owner) -> list[Claim]:
    """Held and booked, earliest first; as they are now, whatever this session has read before."""
    column = Claim.mentor_id if owner.kind is Kind.MENTOR else Claim.site_id
    asked = select(Claim).where(and_(column == owner.id, or_(*[Claim.state == one for one in LIVE])))
    rows = await session.scalars(asked.order_by(Claim.id).execution_options(populate_existing=True))
    return sorted(rows.all(), key=lambda claim: start_of(claim.span))


async def claims_outside(session: AsyncSession, owner: Owner, spans: Iterable[Span]) -> list[Claim]:
    """Live claims that these spans do not carry from arrival to departure."""
    spans = list(spans)
    return [claim for claim in await live_claims(session, owner) if not covers(spans, claim.span)]


async def _rewrite(session: AsyncSession, owner: Owner, table: Any, spans: list[Span]) -> None:
    there = set((await session.scalars(select(table.span).where(owner.of(table)))).all())
    if there == set(spans):
        return
    if outside := await claims_outside(session, owner, spans):
        raise _in_use(outside, await zone_of(session, owner))
    leans = f"fk_claim_{table.__tablename__}"
    try:
        async with session.begin_nested():
            await session.execute(text(f"set constraints {leans} deferred"))
            if gone := there - set(spans):
                await session.execute(delete(table).where(owner.of(table), table.span.in_(gone)))
            if new := [span for span in spans if span not in there]:
                municipality_id = owner.row.municipality_id
                rows = [{**owner.key, "span": span, "municipality_id": municipality_id} for span in new]
                await session.execute(insert(table), rows)
            await session.execute(text(f"set constraints {leans} immediate"))
    except IntegrityError as refused:
        if getattr(refused.orig, "sqlstate", None) != "23503":
            raise
        raise NightTakenMeanwhile() from refused


def _in_use(claims: list[Claim], zone: ZoneInfo) -> DomainError:
    booked = [claim for claim in claims if claim.state == "booked"]
    error: Callable[..., DomainError] = NightBooked if booked else NightHeld
    days = sorted({day for claim in booked or claims for day in days_of(claim.span, zone)})
    return error(nights=", ".join(in_words(day) for day in days))


def days_of(span: Span, zone: ZoneInfo) -> list[date]:
    """Its nights, or its day when it has none."""
    return nights_in(span, zone) or [start_of(span).astimezone(zone).date()]


async def all_rows(session: AsyncSession, asked: Any) -> Sequence[Any]:
    return (await session.scalars(asked)).all()
