"""Builders for tests of supply: a cleared host that opened some nights itself."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim
from models.supply import MentorCleared, MentorOpening, Site, SiteCleared, SiteOpening
from service.supply.actions import make_site, open_nights, record_check
from service.supply.rules import REQUIRED_CHECKS, Kind
from tests.given import Given, given_claim, given_request

FRIDAY, SATURDAY, SUNDAY = date(2027, 1, 15), date(2027, 1, 16), date(2027, 1, 17)
CHECKED, UNTIL = date(2026, 10, 1), date(2027, 9, 30)


async def given_checks(
    session: AsyncSession, here: Given, *, site_id: UUID | None = None, mentor_id: UUID | None = None, kind: Kind
) -> None:
    for check in REQUIRED_CHECKS[kind]:
        await record_check(
            session,
            here.as_coordinator,
            site_id=site_id,
            mentor_id=mentor_id,
            kind=check,
            outcome="passed",
            made_on=CHECKED,
            valid_until=UNTIL,
        )


async def given_open_host(
    session: AsyncSession, here: Given, nights: tuple[date, ...] = (FRIDAY, SATURDAY), **limits: object
) -> Site:
    """A host family with all checks, open these nights and no other."""
    site = await make_site(
        session, here.as_coordinator, kind="host", called="Familjen Berg", zone_id=here.zone.id, **limits
    )
    await given_checks(session, here, site_id=site.id, kind=Kind.HOST)
    if nights:
        await open_nights(session, here.as_coordinator, site.id, nights)
    return site


async def given_break(
    session: AsyncSession,
    here: Given,
    site: Site,
    *,
    state: str = "booked",
    mentor_id: UUID | None = None,
    **times: datetime,
) -> Claim:
    """A weekend of Alva's there, held or booked: Friday 17:00 to Sunday 16:00 of week 2."""
    from tests.given import beds_of

    _, occurrence = await given_request(session, here.youth, here.grant, **times)
    [bed, *_] = await beds_of(session, site)
    return await given_claim(session, occurrence, bed, state=state, mentor_id=mentor_id, **times)


async def openings_of(session: AsyncSession, *, site_id: UUID | None = None, mentor_id: UUID | None = None):
    table = SiteOpening if site_id else MentorOpening
    owner = table.site_id == site_id if site_id else table.mentor_id == mentor_id
    spans = await session.scalars(select(table.span).where(owner))
    return sorted(spans.all(), key=lambda span: span.lower)


async def cleared_of(session: AsyncSession, *, site_id: UUID | None = None, mentor_id: UUID | None = None):
    table = SiteCleared if site_id else MentorCleared
    owner = table.site_id == site_id if site_id else table.mentor_id == mentor_id
    spans = await session.scalars(select(table.span).where(owner))
    return sorted(spans.all(), key=lambda span: span.lower)


def weekdays(first: date, count: int, every: int = 7) -> list[date]:
    return [first + timedelta(days=every * number) for number in range(count)]
