"""The way back: what she asked for and gave up, as the beginning of a new wish. One tap, and nothing to point at again.

Days that are past are left out. What she said about it is not taken along: words are said once, and meant that time. What
she has begun meanwhile is hers, and is never written over.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Occurrence, StayRequest, StayWindow
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.requests.windows import MOST_DAYS, Kind
from service.youths.drafts import hers, keep_draft, open_draft

CHECK, WHEN = "/requests/new/check", "/requests/new/when"


async def wish_again(session: AsyncSession, actor: Actor, stay_request_id: UUID) -> str:
    """Begins a draft from a request of hers; where to go on: the look at it all, or its days when those are past."""
    request = await session.scalar(
        select(StayRequest).where(StayRequest.id == stay_request_id, StayRequest.youth_id == hers(actor))
    )
    if request is None:
        raise NotFound()
    if begun := await open_draft(session, actor, "request"):
        return CHECK if begun.get("days") else WHEN
    arrivals = await session.scalars(
        select(StayWindow.arrival)
        .join(Occurrence, Occurrence.id == StayWindow.occurrence_id)
        .where(Occurrence.stay_request_id == request.id)
    )
    answers = draft_of(request, arrivals.all(), clock.today(actor.zone), actor.zone)
    await keep_draft(session, actor, "request", answers)
    return CHECK if answers["days"] else WHEN


def draft_of(request: StayRequest, arrivals: Iterable[datetime], today: date, zone: str) -> dict[str, Any]:
    """Her answers of that time, as the builder keeps them. Of a series the first day to come stands for all."""
    kind = Kind(request.kind)
    later = timedelta(days=kind is Kind.WEEK)  # a week begins on the Sunday before
    days = sorted({one.astimezone(ZoneInfo(zone)).date() + later for one in arrivals})
    ahead = [day for day in days if day - later > today]
    if kind is Kind.WEEKEND:
        ahead = sorted({_friday_of(day) for day in ahead if _friday_of(day) > today})
    if request.is_series:
        ahead = ahead[:1]
    return {
        "kind": kind.value,
        "days": [day.isoformat() for day in ahead[:MOST_DAYS]],
        "every_weeks": str(request.every_weeks) if request.every_weeks in (1, 2, 4) else "0",
        "importance": str(request.importance),
        "mentor_along": request.mentor_along,
        "visit_first": "yes" if request.visit_first else "no",
    }


def _friday_of(day: date) -> date:
    return day + timedelta(days=4 - day.weekday())
