"""Patterns reach as far ahead tomorrow as they do today: openings are worked out anew a few times a day."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.supply import Mentor, Site
from service.jobs import every
from service.supply.openings import refresh_openings

SIX_HOURS = 6 * 3600


@every(seconds=SIX_HOURS)
async def keep_the_horizon(session: AsyncSession) -> None:
    """Sites, then mentors, each in order of id, as everybody who locks several of them does."""
    for site_id in (await session.scalars(select(Site.id).where(Site.closed_at.is_(None)).order_by(Site.id))).all():
        await refresh_openings(session, site_id=site_id)
    mentors = select(Mentor.id).where(Mentor.closed_at.is_(None)).order_by(Mentor.id)
    for mentor_id in (await session.scalars(mentors)).all():
        await refresh_openings(session, mentor_id=mentor_id)
