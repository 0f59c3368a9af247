"""What she sees while she waits for a break soon, and what whoever is on duty needs to know, and no more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import (
    Choice,
    ContactReminder,
    Occurrence,
    Placement,
    Proposal,
    ProposalOption,
    Stay,
    StayChange,
    StayRequest,
)
from models.people import Account
from models.supply import Presentation, Site
from service import clock
from service.actor import Actor
from service.consents.queries import consent_state
from service.consents.rules import Kind
from service.errors import NotFound
from service.proposals.facts import gates_of
from service.proposals.rules import Gate
from service.soon.actions import may_be_called
from service.soon.rules import Facts, Here, closed, where
from service.stays.duty import OnDuty, Waits, what_waits, who_answers
from service.youths.drafts import hers

WHILE = timedelta(hours=36)  # so long "now" lasts at the most


@dataclass(frozen=True)
class OpenOne:
    """What she can take: held for her."""

    id: UUID
    called: str
    picture: str
    arrival: datetime
    departure: datetime


@dataclass(frozen=True)
class Helper:
    """Who is told, and whether somebody has seen it."""

    answers: OnDuty | None
    asked_at: datetime | None
    seen_at: datetime | None
    seen_by: str


@dataclass(frozen=True)
class SoonView:
    request_id: UUID
    proposal_id: UUID
    here: Here
    rev: int
    options: tuple[OpenOne, ...]
    chosen: OpenOne | None
    hold_until: datetime | None
    waits_for: tuple[str, ...]  # whose yes is missing
    stay_id: UUID | None


async def helper_of(session: AsyncSession, youth_id: UUID, zone: str) -> Helper:
    latest = (
        await session.execute(
            select(ContactReminder.made_at, ContactReminder.seen_at, Account.called)
            .outerjoin(Account, Account.id == ContactReminder.seen_by)
            .where(
                ContactReminder.youth_id == youth_id,
                ContactReminder.because == "soon",
                ContactReminder.done_at.is_(None),
                ContactReminder.made_at > clock.now() - WHILE,
            )
            .order_by(ContactReminder.made_at.desc())
            .limit(1)
        )
    ).first()
    answers = await who_answers(session, youth_id, zone)
    return Helper(answers, latest[0], latest[1], latest[2] or "") if latest else Helper(answers, None, None, "")


async def nights_need(session: AsyncSession, actor: Actor) -> tuple[str, ...]:
    """Whose yes a night would still need; empty when nothing is missing."""
    state = await consent_state(session, hers(actor), Kind.OVERNIGHT, clock.today(actor.zone))
    if state.is_open:
        return ()
    return tuple(one.called for one in state.missing) or ("",)


async def begun_soon(session: AsyncSession, actor: Actor) -> UUID | None:
    """The break soon that is on its way."""
    found: UUID | None = await session.scalar(
        select(StayRequest.id)
        .where(
            StayRequest.youth_id == hers(actor),
            StayRequest.soon,
            StayRequest.status.in_(("offered", "chosen", "booked")),
            StayRequest.made_at > clock.now() - WHILE,
        )
        .order_by(StayRequest.made_at.desc())
        .limit(1)
    )
    return found


async def soon_of(session: AsyncSession, actor: Actor, request_id: UUID) -> SoonView:
    """Hers, where it stands now."""
    proposal = await session.scalar(
        select(Proposal)
        .join(StayRequest, StayRequest.id == Proposal.stay_request_id)
        .where(StayRequest.id == request_id, StayRequest.soon, StayRequest.youth_id == hers(actor))
        .order_by(Proposal.made_at.desc())
        .limit(1)
    )
    if proposal is None:
        raise NotFound()
    stay_id = await session.scalar(
        select(Stay.id)
        .join(Occurrence, Occurrence.id == Stay.occurrence_id)
        .where(Occurrence.stay_request_id == request_id, Stay.status.in_(("booked", "going_on")))
    )
    gates = await gates_of(session, proposal)
    chosen_id = await _chosen(session, proposal)
    options = await _options(session, proposal)
    chosen = next((one for one in options if one.id == chosen_id), None)
    here = where(Facts(proposal.status, stay_id is not None, closed(gates)))
    return SoonView(
        request_id,
        proposal.id,
        here,
        proposal.rev,
        tuple(options) if here is Here.CHOOSE else (),
        chosen,
        proposal.hold_until,
        _names(gates),
        stay_id,
    )


def _names(gates: list[Gate]) -> tuple[str, ...]:
    return next((gate.waits_for for gate in gates if gate.name == "consents" and not gate.is_open), ())


async def _chosen(session: AsyncSession, proposal: Proposal) -> UUID | None:
    found: UUID | None = await session.scalar(
        select(Choice.option_id).where(Choice.proposal_id == proposal.id).order_by(Choice.made_at.desc()).limit(1)
    )
    return found


async def chosen_by(session: AsyncSession, proposal: Proposal) -> OpenOne | None:
    chosen_id = await _chosen(session, proposal)
    return next((one for one in await _options(session, proposal) if one.id == chosen_id), None)


async def _options(session: AsyncSession, proposal: Proposal) -> list[OpenOne]:
    picture = (
        select(Presentation.picture)
        .where(Presentation.site_id == Site.id)
        .order_by(Presentation.language)
        .limit(1)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(ProposalOption.id, Site.called, picture, Placement.arrival, Placement.departure)
        .join(Placement, Placement.option_id == ProposalOption.id)
        .join(Site, Site.id == Placement.site_id)
        .where(ProposalOption.proposal_id == proposal.id, ProposalOption.state.in_(("held", "chosen")))
        .order_by(ProposalOption.rank)
    )
    return [OpenOne(id, called, drawn or "", arrival, departure) for id, called, drawn, arrival, departure in rows]


# -- for whoever is on duty


@dataclass(frozen=True)
class OnDesk:
    """One who waits: what can be done for her. Never why."""

    waits: Waits
    may_call: str
    proposal_id: UUID | None
    rev: int
    place: str
    arrival: datetime | None
    departure: datetime | None
    gates: tuple[Gate, ...]
    is_approved: bool
    stay_id: UUID | None  # she is there now, and wants to go home


async def desk_now(session: AsyncSession, actor: Actor) -> list[OnDesk]:
    found = []
    for one in await what_waits(session, actor):
        proposal = await _waiting_choice(session, one.youth_id) if one.because == "soon" else None
        chosen = await chosen_by(session, proposal) if proposal else None
        stay = await _wants_home_from(session, one.youth_id) if one.because == "go_home" else None
        found.append(
            OnDesk(
                one,
                await may_be_called(session, one.youth_id),
                proposal.id if proposal and chosen else None,
                proposal.rev if proposal else 0,
                chosen.called if chosen else stay[1] if stay else "",
                chosen.arrival if chosen else None,
                chosen.departure if chosen else None,
                tuple(await gates_of(session, proposal)) if proposal else (),
                proposal is not None and proposal.status == "approved",
                stay[0] if stay else None,
            )
        )
    return found


async def _waiting_choice(session: AsyncSession, youth_id: UUID) -> Proposal | None:
    """Chosen; approved or not, it is not booked yet."""
    found: Proposal | None = await session.scalar(
        select(Proposal)
        .join(StayRequest, StayRequest.id == Proposal.stay_request_id)
        .where(StayRequest.youth_id == youth_id, StayRequest.soon, StayRequest.status == "chosen")
        .where(Proposal.status.in_(("chosen", "approved")))
        .order_by(Proposal.made_at.desc())
        .limit(1)
    )
    return found


async def _wants_home_from(session: AsyncSession, youth_id: UUID) -> tuple[UUID, str] | None:
    found = (
        await session.execute(
            select(Stay.id, Site.called)
            .join(StayChange, StayChange.stay_id == Stay.id)
            .join(Site, Site.id == Stay.site_id)
            .where(StayChange.youth_id == youth_id, StayChange.kind == "home_now", StayChange.state == "asked")
            .limit(1)
        )
    ).first()
    return (found[0], found[1]) if found else None
