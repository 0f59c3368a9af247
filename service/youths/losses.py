"""Places that were taken from her by those who had them, and when she has heard from her caseworker.

What follows for her map, and when such a promise is kept, is `way.Facts`. Both look-ups are for many breaks at once.
"""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import ContactReminder, Occurrence, Proposal, Stay, StayRequest, StayWindow
from models.people import CaseworkerAssignment
from models.words import Answer, Message, Statement
from service.youths.rules import TAKES_AWAY
from service.youths.way import Loss


async def losses_of(session: AsyncSession, request_ids: list[UUID]) -> dict[UUID, list[Loss]]:
    """Booked places that were taken back by those who had them, while she still wants that time and has no other. A new one
    comes too late when the time she wished has begun, as it was on the day of the loss: a promise is not moved."""
    rows = await session.execute(
        select(Occurrence.stay_request_id, Stay.cancelled_at, func.least(Stay.arrival, func.min(StayWindow.arrival)))
        .join(Occurrence, Occurrence.id == Stay.occurrence_id)
        .outerjoin(StayWindow, (StayWindow.occurrence_id == Occurrence.id) & (StayWindow.arrival > Stay.cancelled_at))
        .where(Occurrence.stay_request_id.in_(request_ids), Occurrence.status.in_(("open", "held", "unmet")))
        .where(Stay.status == "cancelled", Stay.cancelled_role.in_(TAKES_AWAY))
        .group_by(Occurrence.stay_request_id, Stay.id)
    )
    lost: dict[UUID, list[Loss]] = defaultdict(list)
    for request_id, at, before in rows:
        if at is not None:
            lost[request_id].append(Loss(at, before))
    return lost


async def heard_since(session: AsyncSession, request_ids: list[UUID]) -> dict[UUID, datetime]:
    """When she last heard from her caseworker, for each of these breaks: an answer to something she said about it, a message,
    or that the caseworker says to have been in touch about it. What a message is about nobody reads here: she was promised
    to hear from a person, and has."""
    if not request_ids:
        return {}
    of_hers = (
        select(CaseworkerAssignment.id)
        .where(CaseworkerAssignment.youth_id == StayRequest.youth_id)
        .correlate(StayRequest, Answer, Message)
    )
    asked = StayRequest.id.in_(request_ids)
    ways = union_all(
        select(StayRequest.id, Answer.made_at.label("at"))
        .join(Statement, Statement.stay_request_id == StayRequest.id)
        .join(Answer, Answer.statement_id == Statement.id)
        .where(asked, of_hers.where(CaseworkerAssignment.caseworker_id == Answer.made_by).exists()),
        select(StayRequest.id, Message.made_at)
        .join(Message, Message.youth_id == StayRequest.youth_id)
        .where(asked, of_hers.where(CaseworkerAssignment.caseworker_id == Message.made_by).exists()),
        select(StayRequest.id, ContactReminder.done_at)
        .join(Proposal, Proposal.stay_request_id == StayRequest.id)
        .join(ContactReminder, ContactReminder.proposal_id == Proposal.id)
        .where(asked, ContactReminder.done_at.is_not(None)),
    ).subquery()
    rows = await session.execute(select(ways.c.id, func.max(ways.c.at)).group_by(ways.c.id))
    return {request_id: at for request_id, at in rows if at is not None}
