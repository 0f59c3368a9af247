"""Whom a youth wants to visit first, as what the engine leaves out: the one home of "no break there before the visit"."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from matching import problem as facts
from models.breaks import Occurrence, StayWindow, Visit
from service.visits.rules import OPEN, Status


async def visits_to_come(
    session: AsyncSession, windows: dict[UUID, list[StayWindow]], there: set[str]
) -> list[facts.Exclusion]:
    """Whom she wants to visit first: none of her breaks is there before the visit is over, and none at all as long as it
    has no time."""
    owners = await session.execute(select(Occurrence.id, Occurrence.youth_id).where(Occurrence.id.in_(windows)))
    hers: dict[UUID, list[UUID]] = defaultdict(list)
    for occurrence_id, youth_id in owners:
        hers[youth_id].append(occurrence_id)
    query = (
        select(Visit).where(Visit.status.in_([one.value for one in OPEN]), Visit.youth_id.in_(hers)).order_by(Visit.id)
    )
    left_out: list[facts.Exclusion] = []
    for visit in (await session.scalars(query)).all():
        whom = {"site": str(visit.site_id)} if visit.site_id else {"mentor": str(visit.mentor_id)}
        if not there.issuperset(whom.values()):
            continue
        if visit.departure is None or visit.status == Status.WISHED:
            left_out.append(facts.Exclusion(youth=str(visit.youth_id), **whom))
            continue
        left_out += [
            facts.Exclusion(youth=str(visit.youth_id), occurrence=str(occurrence), window=str(window.id), **whom)
            for occurrence in sorted(hers[visit.youth_id])
            for window in windows[occurrence]
            if window.arrival < visit.departure
        ]
    return left_out
