"""What a youth sees first: where each of her breaks is on the way, what is next and when, and with whom.

Read straight from the tables, since home lies below the slices that move a break along; which place on the map a status
means is `rules.ON_THE_MAP`.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Occurrence, Proposal, Stay, StayRequest, StayWindow
from models.supply import Mentor, Site
from models.words import Answer, Statement
from service import clock
from service.actor import Actor
from service.youths.access import readers_of, youth_read_by
from service.youths.drafts import drafts_begun, hers
from service.youths.rules import Here, Place, Reader, here_on_the_map, soonest_first

LATEST = 200


@dataclass(frozen=True)
class NextStay:
    """A booked break: where, with whom, when."""

    id: UUID
    site_called: str
    mentor_called: str | None
    arrival: datetime
    departure: datetime


@dataclass(frozen=True)
class Way:
    """One wished break on its way. `first_day` is the soonest time it could be, `answer_due` when she is told more."""

    request_id: UUID
    kind: str
    is_series: bool
    here: Here
    first_day: datetime
    answer_due: datetime | None
    proposal_id: UUID | None
    asks_due: datetime | None
    hold_until: datetime | None
    stay: NextStay | None


@dataclass(frozen=True)
class Home:
    called: str
    caseworkers: list[Reader]
    ways: list[Way]
    stays: list[NextStay]
    lost: list[NextStay]  # taken away by a house or mentor, and not replaced yet
    begun: set[str]
    waiting_answers: int  # statements of hers that wait for an answer
    latest_answer: UUID | None  # the statement that was answered last
    latest_answer_at: datetime | None


async def home_of(session: AsyncSession, actor: Actor) -> Home:
    """The home of the youth who is signed in."""
    youth = await youth_read_by(session, actor, hers(actor))
    ways = await ways_of(session, actor, youth.id)
    answered = (
        await session.execute(
            select(Answer.statement_id, Answer.made_at)
            .join(Statement, Statement.id == Answer.statement_id)
            .where(Statement.youth_id == youth.id)
            .order_by(Answer.made_at.desc())
            .limit(1)
        )
    ).first()
    newer = select(Statement.supersedes_id).where(Statement.youth_id == youth.id, Statement.supersedes_id.is_not(None))
    waiting = await session.scalar(
        select(func.count())
        .select_from(Statement)
        .where(
            Statement.youth_id == youth.id,
            Statement.answer_due.is_not(None),
            Statement.id.not_in(newer),
            Statement.id.not_in(select(Answer.statement_id)),
        )
    )
    return Home(
        called=youth.called,
        caseworkers=await readers_of(session, youth, actor.zone),
        ways=ways,
        stays=[stay for _, stay in await _stays_ahead(session, youth.id)],
        lost=await _lost(session, youth.id),
        begun=await drafts_begun(session, actor),
        waiting_answers=waiting or 0,
        latest_answer=answered[0] if answered else None,
        latest_answer_at=answered[1] if answered else None,
    )


async def ways_of(session: AsyncSession, actor: Actor, youth_id: UUID) -> list[Way]:
    """Her breaks that are not over, the most pressing first. Of a series, its next time."""
    await youth_read_by(session, actor, youth_id)
    requests = list(
        await session.scalars(
            select(StayRequest)
            .where(StayRequest.youth_id == youth_id, StayRequest.status.not_in(("withdrawn", "closed")))
            .order_by(StayRequest.made_at.desc())
            .limit(LATEST)
        )
    )
    ids = [one.id for one in requests]
    proposals = await _latest_proposals(session, ids)
    stays: dict[UUID, list[NextStay]] = defaultdict(list)
    for request_id, stay in await _stays_ahead(session, youth_id):
        stays[request_id].append(stay)
    firsts = await _first_days(session, ids)
    dues = await _answer_dues(session, ids)
    ways = []
    for request in requests:
        proposal = proposals.get(request.id)
        here = here_on_the_map(request.status, proposal.status if proposal else None)
        next_stay = min(stays[request.id], key=lambda one: one.arrival, default=None)
        if here.place is Place.STAY and next_stay is None:
            continue  # all of it has been
        ways.append(
            Way(
                request_id=request.id,
                kind=request.kind,
                is_series=request.is_series,
                here=here,
                first_day=next_stay.arrival if next_stay else firsts.get(request.id, request.made_at),
                answer_due=dues.get(request.id),
                proposal_id=proposal.id if proposal else None,
                asks_due=proposal.asks_due if proposal else None,
                hold_until=proposal.hold_until if proposal else None,
                stay=next_stay,
            )
        )
    return sorted(ways, key=lambda way: soonest_first(way.here, way.first_day))


async def _latest_proposals(session: AsyncSession, request_ids: list[UUID]) -> dict[UUID, Proposal]:
    rows = await session.scalars(
        select(Proposal).where(Proposal.stay_request_id.in_(request_ids)).order_by(Proposal.made_at, Proposal.id)
    )
    return {one.stay_request_id: one for one in rows}  # the latest of each request stays


async def _stays_ahead(session: AsyncSession, youth_id: UUID) -> list[tuple[UUID, NextStay]]:
    """(request, stay), the soonest first."""
    rows = await session.execute(
        select(Occurrence.stay_request_id, Stay, Site.called, Mentor.called)
        .join(Occurrence, Occurrence.id == Stay.occurrence_id)
        .join(Site, Site.id == Stay.site_id)
        .outerjoin(Mentor, Mentor.id == Stay.mentor_id)
        .where(Stay.youth_id == youth_id, Stay.status.in_(("booked", "going_on")), Stay.departure > clock.now())
        .order_by(Stay.arrival)
    )
    return [
        (request_id, NextStay(stay.id, site, mentor, stay.arrival, stay.departure))
        for request_id, stay, site, mentor in rows
    ]


async def _lost(session: AsyncSession, youth_id: UUID) -> list[NextStay]:
    """The latest of each time, while nothing new is booked and she still wants it."""
    rows = await session.execute(
        select(Stay, Site.called, Mentor.called)
        .join(Occurrence, Occurrence.id == Stay.occurrence_id)
        .join(StayRequest, StayRequest.id == Occurrence.stay_request_id)
        .join(Site, Site.id == Stay.site_id)
        .outerjoin(Mentor, Mentor.id == Stay.mentor_id)
        .where(Stay.youth_id == youth_id, Stay.status == "cancelled", Stay.arrival > clock.now())
        .where(Stay.cancelled_role.in_(("coordinator", "host", "place_keeper", "mentor")))
        .where(Occurrence.status.in_(("open", "unmet")), StayRequest.status == "open")
        .order_by(Stay.cancelled_at)
    )
    latest = {
        stay.occurrence_id: NextStay(stay.id, site, mentor, stay.arrival, stay.departure) for stay, site, mentor in rows
    }
    return sorted(latest.values(), key=lambda one: one.arrival)


async def _first_days(session: AsyncSession, request_ids: list[UUID]) -> dict[UUID, datetime]:
    rows = await session.execute(
        select(Occurrence.stay_request_id, func.min(StayWindow.arrival))
        .join(Occurrence, Occurrence.id == StayWindow.occurrence_id)
        .where(Occurrence.stay_request_id.in_(request_ids), StayWindow.arrival > clock.now())
        .group_by(Occurrence.stay_request_id)
    )
    return {request_id: first for request_id, first in rows if first is not None}


async def _answer_dues(session: AsyncSession, request_ids: list[UUID]) -> dict[UUID, datetime]:
    rows = await session.execute(
        select(Statement.stay_request_id, func.max(Statement.answer_due))
        .where(
            Statement.stay_request_id.in_(request_ids),
            Statement.kind == "request",
            Statement.id.not_in(select(Answer.statement_id)),
        )
        .group_by(Statement.stay_request_id)
    )
    return {request_id: due for request_id, due in rows if request_id and due and due > clock.now()}
