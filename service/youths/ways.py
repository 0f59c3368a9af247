"""The breaks of youths on their way, each as stations with dates; and what is late of it, for those who owe it.

Read straight from the tables, since this lies below the slices that move a break along; which place on the map a status
means is `rules.ON_THE_MAP`, what stands at each is `way.stations`.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Approval, Choice, Occurrence, Proposal, Stay, StayRequest, StayWindow
from models.municipality import Municipality
from models.people import Youth
from models.supply import Mentor, Site
from models.words import Answer, Statement
from service import clock
from service.actor import Actor
from service.youths.access import readable_youths, youth_read_by
from service.youths.losses import heard_since, losses_of
from service.youths.rules import Here, Place, soonest_first
from service.youths.way import Facts, State, Station, here_of, station_here, stations

LATEST = 200


@dataclass(frozen=True)
class NextStay:
    """A booked break: where, with whom, when."""

    id: UUID
    site_called: str
    mentor_called: str | None
    arrival: datetime
    departure: datetime
    status: str = "booked"


@dataclass(frozen=True)
class Way:
    """One wished break on its way. `first_day` is the soonest time it could be, `answer_due` when she is told more."""

    request_id: UUID
    youth_id: UUID
    kind: str
    is_series: bool
    here: Here
    first_day: datetime
    answer_due: datetime | None
    proposal_id: UUID | None
    asks_due: datetime | None
    hold_until: datetime | None
    stay: NextStay | None
    stations: tuple[Station, ...] = ()
    lost_at: datetime | None = None  # a place she had, and nothing new since

    @property
    def turn(self) -> Station:
        """Where it is now: whose turn, by when, since when."""
        return station_here(self.stations)

    @property
    def dates(self) -> dict[str, datetime]:
        """When each station behind her was done."""
        return {one.place.value: one.at for one in self.stations if one.state is State.PAST and one.at is not None}

    @property
    def soonest(self) -> datetime | None:
        """The first day it can be, while it is not booked."""
        return next((one.at for one in self.stations if one.state is State.NEXT and one.place is Place.STAY), None)

    @property
    def is_late(self) -> bool:
        return self.turn.is_late(clock.now())


@dataclass(frozen=True)
class Late:
    """Somebody waits for an adult, and the day that was promised has been. `place` says on which station of the map."""

    youth_id: UUID
    youth_called: str
    request_id: UUID
    proposal_id: UUID | None
    place: Place
    since: datetime | None
    by: datetime


async def ways_of(session: AsyncSession, actor: Actor, youth_id: UUID) -> list[Way]:
    """Her breaks that are not over, the most pressing first. Of a series, its next time."""
    await youth_read_by(session, actor, youth_id)
    return await _ways(session, [youth_id])


async def late_for(session: AsyncSession, actor: Actor) -> list[Late]:
    """What is late on the maps of this caseworker's youths, the longest first: the same stations as they see."""
    rows = await session.execute(select(Youth.id, Youth.called).where(readable_youths(actor)))
    called = {row.id: row.called for row in rows}
    late = [
        Late(
            way.youth_id,
            called[way.youth_id],
            way.request_id,
            way.proposal_id,
            way.turn.place,
            way.turn.since,
            way.turn.by,
        )
        for way in await _ways(session, list(called))
        if way.is_late and way.turn.by is not None
    ]
    return sorted(late, key=lambda one: one.by)


async def _ways(session: AsyncSession, youth_ids: list[UUID]) -> list[Way]:
    requests = list(
        await session.scalars(
            select(StayRequest)
            .where(StayRequest.youth_id.in_(youth_ids), StayRequest.status.not_in(("withdrawn", "closed")))
            .order_by(StayRequest.made_at.desc())
            .limit(LATEST * len(youth_ids))
        )
    )
    ids = [one.id for one in requests]
    proposals, menus = await _latest_proposals(session, ids)
    stays: dict[UUID, list[NextStay]] = defaultdict(list)
    for request_id, stay in await stays_ahead(session, youth_ids):
        stays[request_id].append(stay)
    firsts = await _first_days(session, ids)
    dues = await _answer_dues(session, ids)
    losses = await losses_of(session, ids)
    heard = await heard_since(session, list(losses))
    chosen = await _latest(session, Choice, [one.id for one in proposals.values()])
    decided = await _latest(session, Approval, [one.id for one in proposals.values()])
    zone, answer_days = (await session.execute(select(Municipality.zone, Municipality.answer_days))).one()
    ways = []
    for request in requests:
        proposal = proposals.get(request.id)
        next_stay = min(stays[request.id], key=lambda one: one.arrival, default=None)
        facts = Facts(
            request.status,
            proposal.status if proposal else None,
            next_stay.status if next_stay else None,
            request.made_at,
            zone,
            answer_days,
            answer_by=dues.get(request.id),
            planned_at=proposal.made_at if proposal else None,
            asks_due=proposal.asks_due if proposal else None,
            opened_at=proposal.opened_at if proposal else None,
            menu_at=menus.get(request.id),
            hold_until=proposal.hold_until if proposal else None,
            chosen_at=chosen.get(proposal.id) if proposal else None,
            decided_at=decided.get(proposal.id) if proposal else None,
            first_day=next_stay.arrival if next_stay else firsts.get(request.id),
            departure=next_stay.departure if next_stay else None,
            losses=tuple(losses.get(request.id, ())),
            heard_at=heard.get(request.id),
        )
        here = here_of(facts)
        if here.place is Place.STAY and next_stay is None:
            continue  # all of it has been
        ways.append(
            Way(
                request_id=request.id,
                youth_id=request.youth_id,
                kind=request.kind,
                is_series=request.is_series,
                here=here,
                first_day=facts.first_day or request.made_at,
                answer_due=facts.answer_by,
                proposal_id=proposal.id if proposal else None,
                asks_due=facts.asks_due,
                hold_until=facts.hold_until,
                stay=next_stay,
                stations=stations(facts),
                lost_at=facts.lost[-1].at if facts.lost else None,
            )
        )
    return sorted(ways, key=lambda way: soonest_first(way.here, way.first_day))


async def _latest(
    session: AsyncSession, what: type[Choice] | type[Approval], proposal_ids: list[UUID]
) -> dict[UUID, datetime]:
    """When she last chose, or it was last decided, of each menu."""
    rows = await session.execute(
        select(what.proposal_id, func.max(what.made_at))
        .where(what.proposal_id.in_(proposal_ids))
        .group_by(what.proposal_id)
    )
    return {proposal_id: at for proposal_id, at in rows if at is not None}


async def _latest_proposals(
    session: AsyncSession, request_ids: list[UUID]
) -> tuple[dict[UUID, Proposal], dict[UUID, datetime]]:
    """The latest of each request, and when any of its menus was last opened."""
    rows = await session.scalars(
        select(Proposal).where(Proposal.stay_request_id.in_(request_ids)).order_by(Proposal.made_at, Proposal.id)
    )
    latest: dict[UUID, Proposal] = {}
    opened: dict[UUID, datetime] = {}
    for one in rows:
        latest[one.stay_request_id] = one
        if one.opened_at is not None:
            opened[one.stay_request_id] = max(one.opened_at, opened.get(one.stay_request_id, one.opened_at))
    return latest, opened


async def stays_ahead(session: AsyncSession, youth_ids: list[UUID]) -> list[tuple[UUID, NextStay]]:
    """(request, stay), the soonest first."""
    rows = await session.execute(
        select(Occurrence.stay_request_id, Stay, Site.called, Mentor.called)
        .join(Occurrence, Occurrence.id == Stay.occurrence_id)
        .join(Site, Site.id == Stay.site_id)
        .outerjoin(Mentor, Mentor.id == Stay.mentor_id)
        .where(Stay.youth_id.in_(youth_ids), Stay.status.in_(("booked", "going_on")), Stay.departure > clock.now())
        .order_by(Stay.arrival)
    )
    return [
        (request_id, NextStay(stay.id, site, mentor, stay.arrival, stay.departure, stay.status))
        for request_id, stay, site, mentor in rows
    ]


async def _first_days(session: AsyncSession, request_ids: list[UUID]) -> dict[UUID, datetime]:
    rows = await session.execute(
        select(Occurrence.stay_request_id, func.min(StayWindow.arrival))
        .join(Occurrence, Occurrence.id == StayWindow.occurrence_id)
        .where(Occurrence.stay_request_id.in_(request_ids), StayWindow.arrival > clock.now())
        .where(Occurrence.status != "cancelled")  # a time of a series that she does not want
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
    return {request_id: due for request_id, due in rows if request_id and due}
