"""What people do with a booked break: change their mind, arrive, leave.

The row of a break is kept whatever happens; its claim is let go, so that bed, mentor and day are free for others at once.
Nothing is counted from a change of mind, and no later act asks about it.
"""

from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim, ContactReminder, Occurrence, Placement, ProposalOption, Stay, StayRequest
from models.people import Role
from service import clock
from service.actor import Actor
from service.errors import Changed, Forbidden, NotFound
from service.record import Event, record
from service.stays import rules
from service.stays.access import visible_stays
from service.stays.errors import AlreadyCancelled, IsOver, StepImpossible
from service.stays.rules import MOVES, SEES, STEPS, Move, Status, Step
from service.youths.actions import make_statement
from service.youths.rules import CONTACT_DAYS, answer_due

EVENT_OF = {
    Step.CANCEL: Event.STAY_CANCELLED,
    Step.ARRIVE: Event.STAY_ARRIVED,
    Step.DEPART: Event.STAY_ENDED,
    Step.NOT_COME: Event.STAY_NO_SHOW,
}
OCCURRENCE_OF = {
    Status.CANCELLED: "cancelled",
    Status.INTERRUPTED: "done",
    Status.NO_SHOW: "done",
    Status.ENDED: "done",
}


async def cancel_stay(
    session: AsyncSession,
    actor: Actor,
    stay_id: UUID,
    words: str | None = None,
    rev: int | None = None,
    *,
    for_her: bool = False,
) -> Stay:
    """She has changed her mind. No reason is asked; words, when there are any, are kept as they were typed.

    The place is free again at once. Nothing is asked for in its stead: she may wish anew, when she likes. `for_her`: said
    by somebody on duty whom she has called, and who has no other part in her breaks; the caller has made sure of it.
    """
    stay = await _take_step(session, actor, stay_id, Step.CANCEL, rev, for_her=for_her)
    stay.cancelled_at, stay.cancelled_role = clock.now(), actor.role.value
    occurrence = await session.get_one(Occurrence, stay.occurrence_id)
    if words and words.strip():
        await make_statement(
            session,
            actor,
            stay.youth_id,
            kind="cancellation",
            words=words,
            stay_request_id=occurrence.stay_request_id,
        )
    await remind(session, actor.zone, stay, "cancelled")
    await session.flush()
    return stay


async def take_step(session: AsyncSession, actor: Actor, stay_id: UUID, step: Step, rev: int | None = None) -> Stay:
    """Whoever receives her says: she is here, she has left, she did not come."""
    if step is Step.CANCEL:
        return await cancel_stay(session, actor, stay_id, rev=rev)
    stay = await _take_step(session, actor, stay_id, step, rev)
    if step is Step.ARRIVE:
        stay.arrived_at = clock.now()
    elif step is Step.DEPART:
        stay.departed_at = clock.now()
    elif step is Step.NOT_COME:
        await remind(session, actor.zone, stay, "no_show")
    await session.flush()
    return stay


async def move_to(session: AsyncSession, stay: Stay, to: Status, claim_state: str) -> None:
    """The break goes on to `to`, its claim with it, and its time of the request is settled."""
    stay.status = to.value
    stay.rev += 1
    claim = await session.get_one(Claim, stay.claim_id, with_for_update=True)
    if claim.state != claim_state:
        claim.state = claim_state
    if to in OCCURRENCE_OF:
        occurrence = await session.get_one(Occurrence, stay.occurrence_id, with_for_update=True)
        occurrence.status = OCCURRENCE_OF[to]
        await session.flush()
        await close_request_if_all_is_past(session, occurrence.stay_request_id)
    await session.flush()


async def close_request_if_all_is_past(session: AsyncSession, stay_request_id: UUID) -> None:
    """A request with no time left to come is closed. A new one is hers to make, never ours to reopen."""
    left = await session.scalar(
        select(func.count())
        .select_from(Occurrence)
        .where(
            Occurrence.stay_request_id == stay_request_id, Occurrence.status.in_(("open", "held", "booked", "unmet"))
        )
    )
    request = await session.get_one(StayRequest, stay_request_id, with_for_update=True)
    if not left and request.status not in ("withdrawn", "closed"):
        request.status = "closed"
        request.rev += 1


async def remind(session: AsyncSession, zone: str, stay: Stay, because: str) -> None:
    """Her caseworker is asked to make contact, by the day that her map says when a place was lost."""
    now = clock.now()
    due = answer_due(now, CONTACT_DAYS, zone, before=stay.arrival if stay.arrival > now else None)
    proposal_id = await session.scalar(
        select(ProposalOption.proposal_id)
        .join(Placement, Placement.option_id == ProposalOption.id)
        .join(Claim, Claim.placement_id == Placement.id)
        .where(Claim.id == stay.claim_id)
    )
    session.add(ContactReminder(youth_id=stay.youth_id, proposal_id=proposal_id, because=because, due=due))


async def _take_step(
    session: AsyncSession, actor: Actor, stay_id: UUID, step: Step, rev: int | None, *, for_her: bool = False
) -> Stay:
    if not for_her and STEPS not in SEES.get(actor.role, frozenset()):
        raise Forbidden()
    stay = await session.scalar(
        select(Stay)
        .where(Stay.id == stay_id, true() if for_her else visible_stays(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if stay is None:
        raise NotFound()
    move = _move(stay, Role.CASEWORKER if for_her else actor.role, step)
    if rev is not None and rev != stay.rev:
        raise Changed()
    before = stay.status
    await move_to(session, stay, move.to, move.claim)
    record(
        session,
        actor,
        Event.STAY_INTERRUPTED if move.to is Status.INTERRUPTED else EVENT_OF[step],
        youth_id=stay.youth_id,
        about=stay,
        details={"from": before, "to": move.to.value, "claim": stay.claim_id, "site": stay.site_id},
    )
    return stay


def _move(stay: Stay, role: Role, step: Step) -> Move:
    """The move, or a sentence on why there is none: already so, over, or not for this role."""
    if not any(at_step is step and role in move.by for (_, at_step), move in MOVES.items()):
        raise Forbidden()
    status = Status(stay.status)
    arrived = stay.arrived_at is not None
    if step not in rules.possible_steps(status, role, stay.arrival, stay.departure, clock.now(), arrived=arrived):
        if status in (Status.CANCELLED, Status.INTERRUPTED):
            raise AlreadyCancelled()
        if rules.status_at(status, stay.arrival, stay.departure, clock.now()) in (Status.ENDED, Status.NO_SHOW):
            raise IsOver()
        raise StepImpossible()
    return MOVES[rules.status_at(status, stay.arrival, stay.departure, clock.now()), step]
