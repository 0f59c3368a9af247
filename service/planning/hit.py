"""Which breaks have lost their place: a house closed, a check ended, a mentor fell away, and nobody is to blame for it.

Read off what closing leaves behind: the break was taken back by somebody other than the youth and her caseworker, or
nothing is left on her menu, and her request is open again. What has begun is over and is not looked for.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.breaks import HostAsk, Occurrence, Placement, Proposal, ProposalOption, Stay, StayRequest
from models.people import Role, Youth
from models.supply import Mentor, Site
from service import clock
from service.actor import Actor
from service.youths.access import visible_youths
from service.youths.rules import TAKES_AWAY

Later = aliased(Proposal)
STILL_OPEN = ("open", "unmet")


@dataclass(frozen=True)
class Hit:
    """A break as it was told. `was_booked`: else it stood on a menu."""

    occurrence_id: UUID
    youth_id: UUID
    called: str
    site_id: UUID
    place: str
    mentor_id: UUID | None
    mentor: str
    arrival: datetime
    departure: datetime
    was_booked: bool


async def breaks_without_a_place(session: AsyncSession, actor: Actor | None = None) -> list[Hit]:
    """All of them for a coordinator (and for the worker, who is nobody); a caseworker's own youths for her."""
    whose = _whose(actor)
    found = {one.occurrence_id: one for one in await _held(session, whose)}
    found |= {one.occurrence_id: one for one in await _booked(session, whose)}
    return sorted(found.values(), key=lambda one: (one.arrival, one.called, one.occurrence_id))


def _whose(actor: Actor | None) -> ColumnElement[bool]:
    if actor is None or actor.role is Role.COORDINATOR:
        return true()
    return visible_youths(actor) if actor.role is Role.CASEWORKER else false()


def _waits(now: datetime, arrival: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(arrival > now, Occurrence.status.in_(STILL_OPEN), StayRequest.status == "open")


async def _booked(session: AsyncSession, whose: ColumnElement[bool]) -> list[Hit]:
    """The latest break of each occurrence counts."""
    rows = await session.execute(
        select(Stay, Youth.called, Site.called, Mentor.called)
        .join(Occurrence, Occurrence.id == Stay.occurrence_id)
        .join(StayRequest, StayRequest.id == Occurrence.stay_request_id)
        .join(Youth, Youth.id == Stay.youth_id)
        .join(Site, Site.id == Stay.site_id)
        .outerjoin(Mentor, Mentor.id == Stay.mentor_id)
        .where(whose, Stay.status == "cancelled", Stay.cancelled_role.in_(TAKES_AWAY))
        .where(_waits(clock.now(), Stay.arrival.expression))
        .order_by(Stay.cancelled_at, Stay.id)
    )
    return [
        Hit(
            stay.occurrence_id,
            stay.youth_id,
            called,
            stay.site_id,
            place,
            stay.mentor_id,
            mentor or "",
            stay.arrival,
            stay.departure,
            was_booked=True,
        )
        for stay, called, place, mentor in rows
    ]


async def _held(session: AsyncSession, whose: ColumnElement[bool]) -> list[Hit]:
    """What stood on a menu from which a house fell away, and no host had said no: her choice, or what was recommended."""
    said_no = exists().where(HostAsk.option_id == ProposalOption.id, HostAsk.state.in_(("no", "no_answer")))
    newer = exists().where(
        Later.stay_request_id == Proposal.stay_request_id, Later.made_at > Proposal.made_at, Later.id != Proposal.id
    )
    rows = await session.execute(
        select(Placement, Proposal.youth_id, Youth.called, Site.called, Mentor.called)
        .join(ProposalOption, ProposalOption.id == Placement.option_id)
        .join(Proposal, Proposal.id == ProposalOption.proposal_id)
        .join(Occurrence, Occurrence.id == Placement.occurrence_id)
        .join(StayRequest, StayRequest.id == Occurrence.stay_request_id)
        .join(Youth, Youth.id == Proposal.youth_id)
        .join(Site, Site.id == Placement.site_id)
        .outerjoin(Mentor, Mentor.id == Placement.mentor_id)
        .where(whose, Proposal.status == "unmet", ProposalOption.state == "dropped", ~said_no, ~newer)
        .where(_waits(clock.now(), Placement.arrival.expression))
        .order_by(ProposalOption.rank.desc(), Placement.id)
    )
    return [
        Hit(
            one.occurrence_id,
            youth_id,
            called,
            one.site_id,
            place,
            one.mentor_id,
            mentor or "",
            one.arrival,
            one.departure,
            was_booked=False,
        )
        for one, youth_id, called, place, mentor in rows
    ]
