"""A menu opens when its hosts have answered, and closes when its time is over. What the clock does to proposals.

Nothing here decides for anybody: a question without an answer drops its option, a menu without an answer books nothing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from models.breaks import (
    Claim,
    ContactReminder,
    HostAsk,
    Occurrence,
    Placement,
    Proposal,
    ProposalOption,
    Stay,
    StayRequest,
)
from models.municipality import Municipality
from models.supply import Site
from service import clock
from service.actor import Actor
from service.planning import judge
from service.proposals import rules
from service.proposals.errors import StepNotPossible
from service.proposals.holds import let_go, placements_of
from service.proposals.refill import refill
from service.proposals.rules import MOVES, Status, Step
from service.record import Event, record

TALK_WITHIN = timedelta(days=1)
FEWEST = 2  # fewer than two is no choice: looked for once more, then said honestly


def take(proposal: Proposal, step: Step, actor: Actor | None) -> None:
    """The step, if the table has it for this role."""
    move = MOVES.get((Status(proposal.status), step))
    if move is None or move.by is not (actor.role if actor else None):
        raise StepNotPossible(status=proposal.status)
    proposal.status = move.to
    proposal.rev += 1


async def open_menu_if_ready(session: AsyncSession, proposal_id: UUID) -> Proposal | None:
    """Open it when every question is answered or overdue. None when it is open already, or not ready."""
    proposal = await session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None or proposal.status != Status.ASKING:
        return None
    now = clock.now()
    asks = list(
        await session.scalars(
            select(HostAsk)
            .join(ProposalOption, ProposalOption.id == HostAsk.option_id)
            .where(ProposalOption.proposal_id == proposal_id, HostAsk.state == "open")
            .with_for_update(of=HostAsk)
        )
    )
    if asks and (proposal.asks_due is None or proposal.asks_due > now):
        return None
    for ask in asks:
        ask.state = "no_answer"
        record(session, None, Event.ASK_UNANSWERED, youth_id=proposal.youth_id, about=ask)
        await drop_option(session, proposal, ask.option_id, "no_answer")
    await _open(session, proposal)
    return proposal


async def drop_option(session: AsyncSession, proposal: Proposal, option_id: UUID, because: str) -> None:
    """It is not on her menu any more; its bed is free again."""
    option = await session.get_one(ProposalOption, option_id)
    if option.state not in ("asking", "held"):
        return
    option.state = "dropped"
    await session.execute(
        update(HostAsk).where(HostAsk.option_id == option_id, HostAsk.state == "open").values(state="withdrawn")
    )
    await let_go(session, [one.id for one in await placements_of(session, [option_id])])
    record(session, None, Event.OPTION_DROPPED, youth_id=proposal.youth_id, about=option, details={"because": because})


async def _open(session: AsyncSession, proposal: Proposal) -> None:
    held = await options_held(session, proposal.id)
    if len(held) < FEWEST:
        held += await refill(session, proposal, FEWEST - len(held))
    if held:
        await offer(session, proposal, held)
        return
    take(proposal, Step.FIND_NOTHING, None)
    await reopen(session, proposal, occurrences="unmet")
    await remind(session, proposal, "no_host_left", clock.now() + TALK_WITHIN)
    record(session, None, Event.PROPOSAL_UNMET, youth_id=proposal.youth_id, about=proposal)


async def offer(session: AsyncSession, proposal: Proposal, held: list[ProposalOption]) -> None:
    """She can choose from now on, and for so long."""
    now = clock.now()
    municipality = (await session.scalars(select(Municipality))).one()
    first_days = first_arrivals(await placements_of(session, [one.id for one in held]))
    proposal.opened_at = now
    proposal.hold_until = rules.hold_ends(now, municipality.hold_hours, max(first_days.values()))
    if proposal.status == Status.ASKING:
        take(proposal, Step.OPEN, None)
    await set_request(session, proposal, "offered")
    await session.flush()
    details = {"options": len(held), "hold_until": proposal.hold_until}
    record(session, None, Event.PROPOSAL_OPENED, youth_id=proposal.youth_id, about=proposal, details=details)


async def options_held(session: AsyncSession, proposal_id: UUID) -> list[ProposalOption]:
    asked = select(ProposalOption).where(ProposalOption.proposal_id == proposal_id, ProposalOption.state == "held")
    return list(await session.scalars(asked.order_by(ProposalOption.rank)))


def first_arrivals(placements: Iterable[Placement]) -> dict[UUID, datetime]:
    """When each option begins."""
    first: dict[UUID, datetime] = {}
    for one in placements:
        first[one.option_id] = min(one.arrival, first.get(one.option_id, one.arrival))
    return first


async def close(session: AsyncSession, proposal: Proposal, *, occurrences: str, request: str) -> None:
    """Everything that was kept for her is free again; questions that wait for an answer are taken back."""
    options = list(
        await session.scalars(
            select(ProposalOption).where(
                ProposalOption.proposal_id == proposal.id, ProposalOption.state.in_(("asking", "held", "chosen"))
            )
        )
    )
    ids = [one.id for one in options]
    for option in options:
        option.state = "released"
    await session.execute(
        update(HostAsk).where(HostAsk.option_id.in_(ids), HostAsk.state == "open").values(state="withdrawn")
    )
    await let_go(session, [one.id for one in await placements_of(session, ids)])
    await _set_occurrences(session, proposal, occurrences)
    await set_request(session, proposal, request)


async def reopen(session: AsyncSession, proposal: Proposal, *, occurrences: str = "open") -> None:
    """The next round looks again."""
    await close(session, proposal, occurrences=occurrences, request="open")


async def _set_occurrences(session: AsyncSession, proposal: Proposal, status: str) -> None:
    await session.execute(
        update(Occurrence)
        .where(Occurrence.stay_request_id == proposal.stay_request_id, Occurrence.status.in_(("held", "open", "unmet")))
        .values(status=status)
    )


async def set_request(session: AsyncSession, proposal: Proposal, status: str) -> None:
    await session.execute(
        update(StayRequest)
        .where(StayRequest.id == proposal.stay_request_id, StayRequest.status != status)
        .values(status=status, rev=StayRequest.rev + 1)
    )


async def remind(session: AsyncSession, proposal: Proposal, because: str, due: datetime) -> None:
    """Her caseworker is told to make contact, kindly; once for each reason at a time."""
    waiting = select(ContactReminder.id).where(
        ContactReminder.proposal_id == proposal.id,
        ContactReminder.because == because,
        ContactReminder.done_at.is_(None),
    )
    if await session.scalar(waiting) is None:
        session.add(
            ContactReminder(
                youth_id=proposal.youth_id, proposal_id=proposal.id, because=because, due=due, made_at=clock.now()
            )
        )


# -- what the clock does


async def expire(session: AsyncSession) -> int:
    """In this municipality, now: open what waited long enough, remind before a hold ends, let go of what ran out.

    A state change made here and nowhere else: until it is made, a choice is valid. How many proposals it changed.
    """
    now = clock.now()
    changed = 0
    asking = await _due(session, Proposal.status == Status.ASKING, Proposal.asks_due <= now)
    if asking:  # several menus may look for houses now: take them all in order, once
        houses = await session.scalars(select(Site.id).where(Site.closed_at.is_(None)))
        await judge.lock(session, site_ids=houses, mentor_ids=(), youth_ids=())
    for proposal_id in asking:
        changed += await open_menu_if_ready(session, proposal_id) is not None
    soon = now + rules.REMIND_BEFORE
    for proposal_id in await _due(session, Proposal.status.in_(rules.RUNS_OUT), Proposal.hold_until <= soon):
        proposal = await session.get_one(Proposal, proposal_id, populate_existing=True)
        if proposal.hold_until is None:
            continue
        if proposal.hold_until > now:
            await _remind_before(session, proposal)
        else:
            await _run_out(session, proposal)
            changed += 1
    for proposal_id in await _past(session, now):
        await _run_out(session, await session.get_one(Proposal, proposal_id, populate_existing=True))
        changed += 1
    return changed


async def grow_short_menus(session: AsyncSession) -> int:
    """Something that was held is free: open menus with fewer than two options are looked through once more, in the order
    in which they were made. None loses anything, and what she is looking at stays as it is. How many have grown."""
    short = []
    for proposal_id in await _due(session, Proposal.status == Status.OFFERED, Proposal.hold_until > clock.now()):
        if len(held := await options_held(session, proposal_id)) < FEWEST:
            short.append((proposal_id, FEWEST - len(held)))
    if short:
        houses = await session.scalars(select(Site.id).where(Site.closed_at.is_(None)))
        await judge.lock(session, site_ids=houses, mentor_ids=(), youth_ids=())
    grown = 0
    for proposal_id, missing in short:
        grown += bool(await refill(session, await session.get_one(Proposal, proposal_id), missing))
    return grown


async def _due(session: AsyncSession, *conditions: ColumnElement[bool]) -> list[UUID]:
    """Locked; what somebody else is changing at this moment waits for the next time."""
    asked = select(Proposal.id).where(*conditions).order_by(Proposal.id)
    return list(await session.scalars(asked.with_for_update(skip_locked=True)))


async def _past(session: AsyncSession, now: datetime) -> list[UUID]:
    """Chosen, returned or approved, not booked, and its last option has begun without her."""
    keeps = [Status.CHOSEN, Status.RETURNED, Status.APPROVED]
    ahead = (
        select(Placement.id)
        .join(ProposalOption, ProposalOption.id == Placement.option_id)
        .where(
            ProposalOption.proposal_id == Proposal.id,
            ProposalOption.state.in_(("held", "chosen")),
            ~Placement.skipped,
            Placement.arrival > now,
        )
    )
    return await _due(session, Proposal.status.in_(keeps), ~ahead.exists(), ~is_booked(Proposal.id).exists())


def is_booked(proposal_id: UUID | InstrumentedAttribute[UUID]) -> Select[UUID]:
    """The stays that came of this proposal."""
    return (
        select(Stay.id)
        .join(Claim, Claim.id == Stay.claim_id)
        .join(Placement, Placement.id == Claim.placement_id)
        .join(ProposalOption, ProposalOption.id == Placement.option_id)
        .where(ProposalOption.proposal_id == proposal_id)
    )


async def _remind_before(session: AsyncSession, proposal: Proposal) -> None:
    told = select(ContactReminder.id).where(
        ContactReminder.proposal_id == proposal.id, ContactReminder.because == "hold_ends"
    )
    if await session.scalar(told) is None and proposal.hold_until is not None:
        await remind(session, proposal, "hold_ends", proposal.hold_until)


async def _run_out(session: AsyncSession, proposal: Proposal) -> None:
    take(proposal, Step.EXPIRE, None)
    await reopen(session, proposal)
    await remind(session, proposal, "hold_ends", clock.now() + TALK_WITHIN)
    await session.flush()
    record(session, None, Event.PROPOSAL_EXPIRED, youth_id=proposal.youth_id, about=proposal)
