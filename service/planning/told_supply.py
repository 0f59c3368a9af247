"""What the engine is told of the supply: houses, places and mentors with their openings, and what is claimed already."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from matching import problem as facts
from models.breaks import Claim
from models.municipality import Zone
from models.supply import Bed, Mentor, MentorCleared, MentorOpening, Site, SiteCleared, SiteOpening
from service.planning.horizon import Horizon, every
from service.planning.told_wishes import near, school_zones
from service.youths.travel import is_near

LIVE = ("held", "booked")


async def _spans(session: AsyncSession, table: Any, owner: Any, horizon: Horizon) -> dict[UUID, list[facts.Span]]:
    spans: dict[UUID, list[facts.Span]] = defaultdict(list)
    for who, of in await session.execute(select(owner, table.span).order_by(owner, table.span)):
        if (span := horizon.span(of)) is not None:
            spans[who].append(span)
    return spans


async def sites_of(session: AsyncSession, horizon: Horizon) -> list[facts.Site]:
    openings = await _spans(session, SiteOpening, SiteOpening.site_id, horizon)
    cleared = await _spans(session, SiteCleared, SiteCleared.site_id, horizon)
    beds = dict((await session.execute(select(Bed.site_id, func.count()).group_by(Bed.site_id))).all())
    claimed = select(Claim.site_id).where(Claim.state.in_(LIVE))
    query = select(Site).where(or_(Site.closed_at.is_(None), Site.id.in_(claimed))).order_by(Site.id)
    zones = {zone.id: zone for zone in await every(session, select(Zone))}
    schools = [zones[each] for each in sorted(set((await school_zones(session)).values())) if each in zones]
    return [
        facts.Site(
            id=str(site.id),
            kind=facts.SiteKind(site.kind),
            beds=min(beds.get(site.id, 0), site.youths_at_once),
            openings=tuple(openings[site.id]),
            cleared=tuple(cleared[site.id]),
            zone=str(site.zone_id),
            youngest=site.age_from,
            oldest=site.age_to - 1,
            traits=frozenset(site.traits) | {near(one.id) for one in schools if is_near(zones[site.zone_id], one)},
            limits=facts.Limits(
                nights_per_month=site.nights_per_month,
                stays_per_month=site.stays_per_month,
                rest_days=site.rest_days,
                notice=site.notice_days * 24 * 60,
                longest_nights=site.longest_nights,
            ),
            mixing=facts.Mixing(one_household=not site.mixes),
            turnaround=site.turnaround_minutes,
            needs_mentor=site.needs_mentor,
        )
        for site in await every(session, query)
    ]


async def mentors_of(session: AsyncSession, horizon: Horizon) -> list[facts.Mentor]:
    openings = await _spans(session, MentorOpening, MentorOpening.mentor_id, horizon)
    cleared = await _spans(session, MentorCleared, MentorCleared.mentor_id, horizon)
    claimed = select(Claim.mentor_id).where(Claim.state.in_(LIVE), Claim.mentor_id.is_not(None))
    query = select(Mentor).where(or_(Mentor.closed_at.is_(None), Mentor.id.in_(claimed))).order_by(Mentor.id)
    return [
        facts.Mentor(
            id=str(mentor.id),
            openings=tuple(openings[mentor.id]),
            cleared=tuple(cleared[mentor.id]),
            minutes_per_week=mentor.hours_per_week * 60,
            youths_at_once=mentor.youths_at_once,
            languages=frozenset(mentor.languages),
            traits=frozenset(mentor.traits),
        )
        for mentor in await every(session, query)
    ]


def claim_of(claim: Claim, horizon: Horizon) -> facts.Claim:
    assert claim.span.lower is not None and claim.span.upper is not None  # noqa: S101, PT018  a check constraint holds it
    return facts.Claim(
        id=str(claim.id),
        occurrence=str(claim.occurrence_id),
        youth=str(claim.youth_id),
        site=str(claim.site_id),
        arrival=horizon.minute(claim.span.lower),
        departure=horizon.minute(claim.span.upper),
        state=facts.ClaimState(claim.state),
        mentor=str(claim.mentor_id) if claim.mentor_id else None,
    )
