"""What home says of what has been: a break she may tell about, and the way back after one that she gave up."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Occurrence, Stay, StayRequest
from models.supply import Mentor, Site
from models.words import Reflection
from service import clock
from service.youths.ways import NextStay

ASKED_AFTER, ASKED_UNTIL = timedelta(hours=24), timedelta(days=14)
DOOR_IS_OPEN = timedelta(days=60)  # that long home says so; she can wish again at any time


async def to_look_back_on(session: AsyncSession, youth_id: UUID) -> list[NextStay]:
    """Breaks of the last two weeks, from a day after they ended, that she has not told about."""
    now = clock.now()
    over = func.coalesce(Stay.cancelled_at, Stay.departure)
    was = or_(
        Stay.status == "interrupted", and_(Stay.status.in_(("booked", "going_on", "ended")), Stay.departure <= now)
    )
    rows = await session.execute(
        select(Stay, Site.called, Mentor.called)
        .join(Site, Site.id == Stay.site_id)
        .outerjoin(Mentor, Mentor.id == Stay.mentor_id)
        .where(Stay.youth_id == youth_id, was, over <= now - ASKED_AFTER, over > now - ASKED_UNTIL)
        .where(~select(Reflection.id).where(Reflection.stay_id == Stay.id).exists())
        .order_by(Stay.arrival)
    )
    return [NextStay(stay.id, site, mentor, stay.arrival, stay.departure) for stay, site, mentor in rows]


async def open_door(session: AsyncSession, youth_id: UUID) -> UUID | None:
    """The wished break she gave up last, while she wishes for no other one."""
    going = select(StayRequest.id).where(
        StayRequest.youth_id == youth_id, StayRequest.status.not_in(("withdrawn", "closed"))
    )
    if await session.scalar(going.limit(1)) is not None:
        return None
    given_up = select(Stay.id).where(
        Stay.occurrence_id == Occurrence.id,
        Stay.status.in_(("cancelled", "interrupted")),
        Stay.cancelled_role == "youth",
    )
    found: UUID | None = await session.scalar(
        select(StayRequest.id)
        .join(Occurrence, Occurrence.stay_request_id == StayRequest.id)
        .where(StayRequest.youth_id == youth_id, StayRequest.made_at > clock.now() - DOOR_IS_OPEN)
        .where(or_(StayRequest.status == "withdrawn", given_up.exists()))
        .order_by(StayRequest.made_at.desc(), StayRequest.id.desc())
        .limit(1)
    )
    return found
