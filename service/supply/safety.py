"""Checks, and closing at once. These acts are for safety and are never refused because somebody leans on the place.

What leans on it is detached first: whoever made the claims registers in `before_detaching` and ends or interrupts them
in its own way (tells people, opens the request again). What nobody took care of is released here, so that a forgotten
hook can delay kindness but never safety.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim, Stay
from models.supply import BackgroundCheck, Closure
from service import clock
from service.actor import Actor
from service.errors import Invalid, NotFound
from service.record import Event, record
from service.supply.access import Owner, only_coordinator, owner_kept_by
from service.supply.availability import Span, start_of
from service.supply.errors import AlreadyOpen, CheckAlreadyWithdrawn
from service.supply.openings import (
    claims_outside,
    cleared_said,
    openings_said,
    refresh_cleared,
    refresh_openings,
)
from service.supply.rules import CHECK_KINDS, CLOSING_REASONS, LONGEST_VALID


@dataclass(frozen=True)
class Detaching:
    """These live claims have to let go of a site or mentor now. `because` is "closed" or "check_withdrawn"."""

    claims: list[Claim]
    because: str
    site_id: UUID | None = None
    mentor_id: UUID | None = None


before_detaching: list[Callable[[AsyncSession, Actor, Detaching], Awaitable[None]]] = []


async def record_check(
    session: AsyncSession,
    actor: Actor,
    *,
    site_id: UUID | None = None,
    mentor_id: UUID | None = None,
    kind: str,
    outcome: str,
    made_on: date,
    valid_until: date | None = None,
) -> BackgroundCheck:
    """That a check was made. One that was not passed ends earlier ones of its kind, at once."""
    only_coordinator(actor)
    owner = await owner_kept_by(session, actor, site_id=site_id, mentor_id=mentor_id)
    if kind not in CHECK_KINDS:
        raise Invalid(field="kind", kind="not_a_choice")
    if outcome not in ("passed", "not_passed"):
        raise Invalid(field="outcome", kind="not_a_choice")
    today = clock.today(actor.zone)
    if made_on > today or made_on < today - LONGEST_VALID:
        raise Invalid(field="made_on", code_detail="supply.check_made_on")
    last_day = valid_until or made_on
    if outcome == "passed" and (valid_until is None or not timedelta(0) < last_day - made_on <= LONGEST_VALID):
        raise Invalid(field="valid_until", code_detail="supply.check_valid_until")
    check = BackgroundCheck(
        **owner.key,
        kind=kind,
        outcome=outcome,
        made_on=made_on,
        made_by=actor.account_id,
        valid=Range(made_on, (last_day if outcome == "passed" else made_on) + timedelta(days=1)),
    )
    session.add(check)
    await _clear_anew(session, actor, owner)
    record(session, actor, Event.CHECK_MADE, about=check, details={**owner.key, "kind": kind, "outcome": outcome})
    return check


async def withdraw_check(session: AsyncSession, actor: Actor, check_id: UUID) -> BackgroundCheck:
    """It does not hold any more, from this moment. Breaks that lean on it end or are taken back."""
    only_coordinator(actor)
    check = await session.get(BackgroundCheck, check_id)
    if check is None:
        raise NotFound()
    owner = await owner_kept_by(session, actor, site_id=check.site_id, mentor_id=check.mentor_id)
    await session.refresh(check)
    if check.withdrawn_at is not None:
        raise CheckAlreadyWithdrawn()
    check.withdrawn_at = clock.now()
    await _clear_anew(session, actor, owner)
    record(session, actor, Event.CHECK_WITHDRAWN, about=check, details={**owner.key, "kind": check.kind})
    return check


async def _clear_anew(session: AsyncSession, actor: Actor, owner: Owner) -> None:
    await _detach(session, actor, owner, await cleared_said(session, owner), "check_withdrawn")
    await refresh_cleared(session, **owner.key)


async def close_site_now(
    session: AsyncSession, actor: Actor, site_id: UUID, *, reason: str = "other", until: datetime | None = None
) -> None:
    """Closed from this moment, until a moment or for good."""
    await close_now(session, actor, site_id=site_id, reason=reason, until=until)


async def close_now(
    session: AsyncSession,
    actor: Actor,
    *,
    site_id: UUID | None = None,
    mentor_id: UUID | None = None,
    reason: str = "other",
    until: datetime | None = None,
) -> Owner:
    """Closed from this moment; the coordinator, or the host, keeper or mentor herself when something has happened."""
    owner = await owner_kept_by(session, actor, site_id=site_id, mentor_id=mentor_id)
    now = clock.now()
    if reason not in CLOSING_REASONS:
        raise Invalid(field="reason", kind="not_a_choice")
    if until is not None and until <= now:
        raise Invalid(field="until", code_detail="supply.ends_before_it_begins")
    if until is None:
        only_coordinator(actor)  # for good
        owner.row.closed_at = owner.row.closed_at or now
        owner.row.rev += 1
    else:
        session.add(Closure(**owner.key, span=Range(now, until), reason=reason))
    await _detach(session, actor, owner, await openings_said(session, owner), "closed")
    await refresh_openings(session, **owner.key)
    record(session, actor, Event.SITE_CLOSED, about=owner.row, details={"reason": reason, "until": until})
    return owner


async def open_again(
    session: AsyncSession, actor: Actor, *, site_id: UUID | None = None, mentor_id: UUID | None = None
) -> Owner:
    """What was closed at once opens again, with the nights that were said. Checks have to be valid as ever."""
    only_coordinator(actor)
    owner = await owner_kept_by(session, actor, site_id=site_id, mentor_id=mentor_id)
    spans = (await session.scalars(select(Closure).where(owner.of(Closure), Closure.night.is_(None)))).all()
    now = clock.now()
    lasting = [one for one in spans if one.span.upper is None or one.span.upper > now]
    if owner.row.closed_at is None and not lasting:
        raise AlreadyOpen()
    owner.row.closed_at = None
    owner.row.rev += 1
    for one in lasting:
        begun = start_of(one.span)
        await session.execute(delete(Closure).where(Closure.id == one.id))
        if begun < now:
            session.add(Closure(**owner.key, span=Range(begun, now), reason=one.reason))
    await refresh_openings(session, **owner.key)
    record(session, actor, Event.AVAILABILITY_CHANGED, about=owner.row, details={"opened_again": True})
    return owner


async def _detach(session: AsyncSession, actor: Actor, owner: Owner, left: list[Span], because: str) -> None:
    """Let go of every live claim that what is `left` does not carry."""
    if not (claims := await claims_outside(session, owner, left)):
        return
    for take_care in before_detaching:
        await take_care(session, actor, Detaching(claims, because, **owner.key))
    await session.flush()
    for claim in await claims_outside(session, owner, left):
        await _release(session, actor, claim, because)
    await session.flush()


async def _release(session: AsyncSession, actor: Actor, claim: Claim, because: str) -> None:
    now = clock.now()
    begun = claim.state == "booked" and start_of(claim.span) <= now
    claim.state = "ended" if begun else "released"
    stay = await session.scalar(select(Stay).where(Stay.claim_id == claim.id, Stay.status.in_(("booked", "going_on"))))
    if stay is None:
        return
    stay.status, stay.cancelled_at, stay.cancelled_role = (
        "interrupted" if begun else "cancelled",
        now,
        actor.role.value,
    )
    event = Event.STAY_INTERRUPTED if begun else Event.STAY_CANCELLED
    record(session, actor, event, youth_id=stay.youth_id, about=stay, details={"because": because})
