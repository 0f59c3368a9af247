"""Visits she has wished, as home, her caseworker and the menu tell of them. Read straight from the table: visits lie above."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Visit
from models.supply import Mentor, Site
from service import clock

OPEN = ("wished", "proposed", "booked")


@dataclass(frozen=True)
class Meeting:
    """A visit on its way, or one that has been."""

    id: UUID
    site_id: UUID | None
    mentor_id: UUID | None
    called: str
    status: str
    arrival: datetime | None
    departure: datetime | None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def has_a_time(self) -> bool:
        """A time somebody counts with: not one that she said did not suit."""
        return self.arrival is not None and self.status != "wished"

    @property
    def waits_for_her(self) -> bool:
        return self.status == "proposed" and self.arrival is not None and self.arrival > clock.now()


async def meetings_of(session: AsyncSession, youth_id: UUID, *, only_open: bool = True) -> list[Meeting]:
    """Hers, the soonest first; the caller has asked whether they may be seen."""
    asked = (
        select(Visit, Site.called, Mentor.called)
        .outerjoin(Site, Site.id == Visit.site_id)
        .outerjoin(Mentor, Mentor.id == Visit.mentor_id)
        .where(Visit.youth_id == youth_id)
        .order_by(Visit.arrival.nulls_last(), Visit.made_at)
    )
    if only_open:
        asked = asked.where(Visit.status.in_(OPEN))
    return [
        Meeting(visit.id, visit.site_id, visit.mentor_id, site or mentor, visit.status, visit.arrival, visit.departure)
        for visit, site, mentor in await session.execute(asked)
    ]
