"""A caseworker's own youths as a list, without needs and without reasons, and how one of them marked hosts and mentors."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Stay, StayRequest
from models.people import Youth
from models.supply import Mentor, Site
from models.words import Heart, Veto
from service import clock
from service.actor import Actor
from service.youths.access import visible_youths, youth_read_by
from service.youths.queries import unanswered


@dataclass(frozen=True)
class YouthRow:
    """`waiting`: statements without an answer; `due`: when the first of them has to have one."""

    id: UUID
    called: str
    waiting: int
    due: datetime | None
    open_requests: int
    next_stay: datetime | None


@dataclass(frozen=True)
class Likings:
    hearts: list[str]
    vetoes: list[str]


async def youths_of(session: AsyncSession, actor: Actor) -> list[YouthRow]:
    """The youths this actor may see, those who wait for an answer first."""
    youths = (
        await session.execute(
            select(Youth.id, Youth.called).where(visible_youths(actor)).order_by(func.lower(Youth.called))
        )
    ).all()
    waiting: dict[UUID, list[datetime]] = {}
    for one in await unanswered(session, actor):
        waiting.setdefault(one.youth_id, []).append(one.answer_due)
    ids = [youth_id for youth_id, _ in youths]
    requests = await session.execute(
        select(StayRequest.youth_id, func.count())
        .where(StayRequest.youth_id.in_(ids), StayRequest.status.in_(("open", "planning", "offered", "chosen")))
        .group_by(StayRequest.youth_id)
    )
    stays = await session.execute(
        select(Stay.youth_id, func.min(Stay.arrival))
        .where(Stay.youth_id.in_(ids), Stay.status == "booked", Stay.arrival > clock.now())
        .group_by(Stay.youth_id)
    )
    open_requests = {one.youth_id: one[1] for one in requests}
    next_stays = {one.youth_id: one[1] for one in stays}
    rows = [
        YouthRow(
            youth_id,
            called,
            len(waiting.get(youth_id, ())),
            min(waiting.get(youth_id, ()), default=None),
            open_requests.get(youth_id, 0),
            next_stays.get(youth_id),
        )
        for youth_id, called in youths
    ]
    return sorted(rows, key=lambda row: (row.due is None, row.due or clock.now()))


async def likings_of(session: AsyncSession, actor: Actor, youth_id: UUID) -> tuple[str, Likings]:
    """What she is called, and the names she gave a heart or a veto. For herself and her caseworker alone."""
    youth = await youth_read_by(session, actor, youth_id)
    hearts = await session.execute(
        select(Site.called, Mentor.called)
        .select_from(Heart)
        .outerjoin(Site, Site.id == Heart.site_id)
        .outerjoin(Mentor, Mentor.id == Heart.mentor_id)
        .where(Heart.youth_id == youth_id)
        .order_by(Heart.made_at)
    )
    vetoes = await session.execute(
        select(Site.called, Mentor.called)
        .select_from(Veto)
        .outerjoin(Site, Site.id == Veto.site_id)
        .outerjoin(Mentor, Mentor.id == Veto.mentor_id)
        .where(Veto.youth_id == youth_id, Veto.lifted_at.is_(None))
        .order_by(Veto.made_at)
    )
    return youth.called, Likings(
        [site or mentor for site, mentor in hearts], [site or mentor for site, mentor in vetoes]
    )
