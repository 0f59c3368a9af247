"""She needs a break now: what is open is held for her at once, and somebody on duty is told, whatever is found.

Nobody is asked and waited for: only hosts and places with a standing yes. It is the same request, menu, choice, gates and
approval as any other; only the times are short.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Approval, Occurrence, Proposal, StayRequest, StayWindow
from models.people import Role
from models.reaching import ContactPreference
from models.words import Statement
from service import clock
from service.actor import Actor
from service.errors import DomainError, NotFound
from service.proposals.approvals import approve
from service.proposals.menus import close, offer, take
from service.proposals.refill import MOST_OPTIONS, refill
from service.proposals.rules import Step
from service.record import Event, record
from service.requests.actions import make_request
from service.requests.queries import school_breaks
from service.soon.errors import NotOnDuty, TimeIsPast
from service.soon.rules import KIND_OF, When, held_until, possible
from service.stays.duty import call_for_help, is_on_duty
from service.youths.actions import make_statement
from service.youths.drafts import hers


async def look_for_soon(session: AsyncSession, actor: Actor, when: When) -> UUID | None:
    """The request with what was found, held. None when no break of that kind can even be asked for (no grant): then
    somebody on duty has been told all the same."""
    youth_id = hers(actor)
    await call_for_help(session, youth_id, "soon")
    windows = possible(clock.now(), actor.zone, [one.days for one in await school_breaks(session)])
    if when not in windows:
        raise TimeIsPast(field="when")
    savepoint = await session.begin_nested()
    try:
        request = await make_request(
            session,
            actor,
            youth_id,
            kind=KIND_OF[when].value,
            occurrences=[[windows[when]]],
            importance=3,
        )
    except DomainError:
        await savepoint.rollback()
        return None
    await savepoint.commit()
    request.soon = True
    await session.flush()
    await _offer_what_is_open(session, actor, request)
    return request.id


async def _offer_what_is_open(session: AsyncSession, actor: Actor, request: StayRequest) -> None:
    now = clock.now()
    proposal = Proposal(
        stay_request_id=request.id, youth_id=request.youth_id, status="asking", why_not=[], made_at=now, rev=1
    )
    session.add(proposal)
    await session.flush()
    record(session, actor, Event.PROPOSAL_MADE, youth_id=request.youth_id, about=proposal, details={"soon": True})
    found = await refill(session, proposal, MOST_OPTIONS)
    if not found:
        take(proposal, Step.FIND_NOTHING, None)
        await close(session, proposal, occurrences="unmet", request="closed")
        record(session, None, Event.PROPOSAL_UNMET, youth_id=request.youth_id, about=proposal)
        await session.flush()
        return
    await offer(session, proposal, found)
    if proposal.hold_until is not None:
        begins = await _begins(session, request)
        proposal.hold_until = min(proposal.hold_until, held_until(now, begins)) if begins else proposal.hold_until
    await session.flush()


async def _begins(session: AsyncSession, request: StayRequest) -> datetime | None:
    found: datetime | None = await session.scalar(
        select(StayWindow.arrival)
        .join(Occurrence, Occurrence.id == StayWindow.occurrence_id)
        .where(Occurrence.stay_request_id == request.id)
        .limit(1)
    )
    return found


async def may_be_called(session: AsyncSession, youth_id: UUID) -> str:
    """never, at_her_hours or any_time: what she has said about being rung."""
    said = await session.scalar(select(ContactPreference.call).where(ContactPreference.youth_id == youth_id))
    return said or "never"


async def ask_to_be_called(session: AsyncSession, actor: Actor) -> Statement:
    """Only where she has said that it is safe; said once while it waits."""
    youth_id = hers(actor)
    if await may_be_called(session, youth_id) == "never":
        raise NotFound()
    await call_for_help(session, youth_id, "soon")
    return await make_statement(session, actor, youth_id, kind="message", words=None, cards=["call_me"], answer_days=0)


async def approve_on_duty(
    session: AsyncSession, actor: Actor, proposal_id: UUID, words: str | None, rev: int | None = None
) -> Approval:
    """The same decision as any, by whoever has the duty: a caseworker, and only for what was asked for soon."""
    if actor.role is not Role.CASEWORKER or not await is_on_duty(session, actor):
        raise NotOnDuty()
    soon = await session.scalar(
        select(StayRequest.soon)
        .join(Proposal, Proposal.stay_request_id == StayRequest.id)
        .where(Proposal.id == proposal_id)
    )
    if not soon:
        raise NotFound()
    return await approve(
        session, actor, proposal_id, view_sought="said_in_service", answers={}, words=words, rev=rev, on_duty=True
    )
