"""Breaks as each may see them: the youth all of hers, a host who comes and when, a guardian when and where and no more.

`rules.SEES` says which fields a role gets; what it does not name is empty here, so no page and no answer can show it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim, ContactReminder, HostAsk, Occurrence, Placement, Proposal, ProposalOption, Stay
from models.people import Account, CaseworkerAssignment, Role, Youth
from models.supply import Mentor, Presentation, Site
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.stays import rules
from service.stays.access import visible_stays
from service.stays.rules import MENTOR, NEEDS, PLACE, SEES, STEPS, WAY, YOUTH, Effects, Status, Step
from service.youths.access import visible_youths
from service.youths.rules import TAKES_AWAY

COMING_UP = 20
SAW_CANCELLED = frozenset({Status.CANCELLED, Status.INTERRUPTED, Status.NO_SHOW})


@dataclass(frozen=True)
class StayCard:
    """One break, in the fields this reader gets."""

    id: UUID
    arrival: datetime
    departure: datetime
    status: Status
    nights: int
    rev: int
    youth_id: UUID | None = None
    youth: str = ""
    place: str = ""
    place_kind: str = ""
    picture: str = ""
    mentor: str = ""
    shared_needs: tuple[str, ...] = ()
    arrived_at: datetime | None = None
    departed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_by_youth: bool = False
    was_taken_away: bool = False  # by those who have the place: a new one is looked for by itself
    stay_request_id: UUID | None = None
    steps: frozenset[Step] = frozenset()

    @property
    def will_be(self) -> bool:
        return self.status not in SAW_CANCELLED


@dataclass(frozen=True)
class HeldCard:
    """A break she has chosen, that waits for approval or a yes; seen by herself and her caseworker."""

    proposal_id: UUID
    arrival: datetime
    departure: datetime
    nights: int
    place: str
    youth_id: UUID
    youth: str


@dataclass(frozen=True)
class Calendar:
    """A month in whole ISO weeks, and what comes after today."""

    month: date
    before: date
    after: date
    first: date
    last: date  # the Monday after
    stays: tuple[StayCard, ...]
    held: tuple[HeldCard, ...]
    coming: tuple[StayCard, ...]
    zone: str = field(default="Europe/Stockholm")

    def nights_of(self, one: StayCard | HeldCard) -> list[date]:
        return rules.nights_of(one.arrival, one.departure, self.zone)


async def calendar_of(session: AsyncSession, actor: Actor, month: date) -> Calendar:
    """The month as this actor may see it."""
    first, last = rules.shown_days(month)
    before, after = rules.neighbours(month)
    zone = ZoneInfo(actor.zone)
    start, end = datetime.combine(first, time(), zone), datetime.combine(last, time(), zone)
    within = _cards(actor).where(Stay.arrival < end, Stay.departure > start)
    coming = _cards(actor).where(Stay.departure > clock.now(), Stay.status.in_(rules.LIVE)).limit(COMING_UP)
    return Calendar(
        month.replace(day=1),
        before,
        after,
        first,
        last,
        await _read(session, actor, within),
        await _held(session, actor, Range(start, end)),
        await _read(session, actor, coming),
        actor.zone,
    )


async def stay_of(session: AsyncSession, actor: Actor, stay_id: UUID) -> StayCard:
    """One break, if this actor may see it."""
    found = await _read(session, actor, _cards(actor).where(Stay.id == stay_id))
    if not found:
        raise NotFound()
    return found[0]


async def effects_of(session: AsyncSession, actor: Actor, stay_id: UUID) -> Effects:
    """What follows when this break is cancelled, told before it is done."""
    card = await stay_of(session, actor, stay_id)
    stay = (await session.scalars(select(Stay).where(Stay.id == stay_id))).one()
    others = await session.scalar(
        select(func.count())
        .select_from(Stay)
        .join(Occurrence, Occurrence.id == Stay.occurrence_id)
        .where(
            Occurrence.stay_request_id == card.stay_request_id,
            Stay.id != stay_id,
            Stay.status.in_(rules.LIVE),
            Stay.departure > clock.now(),
        )
    )
    return Effects(
        card.place,
        card.mentor,
        await caseworker_of(session, stay.youth_id, clock.today(actor.zone)),
        others or 0,
        card.status is Status.GOING_ON,
    )


@dataclass(frozen=True)
class Afterwards:
    """What comes after a break that was taken away: a menu of hers, or who makes contact and by when."""

    proposal_id: UUID | None
    caseworker: str
    contact_due: datetime | None


async def afterwards(session: AsyncSession, actor: Actor, stay: StayCard) -> Afterwards:
    """For the youth herself, who may see this break."""
    proposal_id = await session.scalar(
        select(Proposal.id).where(
            Proposal.stay_request_id == stay.stay_request_id, Proposal.status.in_(("offered", "chosen", "returned"))
        )
    )
    due = await session.scalar(
        select(ContactReminder.due)
        .where(ContactReminder.youth_id == actor.subject_id, ContactReminder.because == "interrupted")
        .where(ContactReminder.done_at.is_(None), ContactReminder.due > clock.now())
        .order_by(ContactReminder.due)
        .limit(1)
    )
    name = await caseworker_of(session, actor.subject_id, clock.today(actor.zone)) if actor.subject_id else ""
    return Afterwards(proposal_id, name, due)


async def caseworker_of(session: AsyncSession, youth_id: UUID, on: date) -> str:
    """What her caseworker is called; empty when she has none on that day."""
    return (
        await session.scalar(
            select(Account.called)
            .join(CaseworkerAssignment, CaseworkerAssignment.caseworker_id == Account.id)
            .where(CaseworkerAssignment.youth_id == youth_id, CaseworkerAssignment.valid.contains(on))
        )
        or ""
    )


def _cards(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Stay,
            Youth.called,
            Site.called,
            Site.kind,
            _picture(),
            Site.protected_address,
            Mentor.called,
            Occurrence.stay_request_id,
            Claim.placement_id,
        )
        .join(Youth, Youth.id == Stay.youth_id)
        .join(Site, Site.id == Stay.site_id)
        .join(Occurrence, Occurrence.id == Stay.occurrence_id)
        .join(Claim, Claim.id == Stay.claim_id)
        .outerjoin(Mentor, Mentor.id == Stay.mentor_id)
        .where(visible_stays(actor))
        .order_by(Stay.arrival, Stay.id)
    )


def _picture() -> ColumnElement[str | None]:
    """The drawing of the house, in whatever language it is presented."""
    return (
        select(Presentation.picture)
        .where(Presentation.site_id == Stay.site_id)
        .order_by(Presentation.language)
        .limit(1)
        .scalar_subquery()
    )


async def _read(session: AsyncSession, actor: Actor, rows: Select[*tuple[Any, ...]]) -> tuple[StayCard, ...]:
    found = (await session.execute(rows)).all()
    sees = SEES.get(actor.role, frozenset())
    needs = (
        await _shared_needs(session, [row[0].site_id for row in found], [row[-1] for row in found])
        if NEEDS in sees
        else {}
    )
    now = clock.now()
    return tuple(
        _card(
            actor,
            stay,
            youth,
            ("", "", "") if hidden and actor.role is Role.GUARDIAN else (place, kind, picture or ""),
            mentor,
            request,
            needs.get(placement, ()),
            now,
        )
        for stay, youth, place, kind, picture, hidden, mentor, request, placement in found
    )


def _card(
    actor: Actor,
    stay: Stay,
    youth: str,
    place: tuple[str, str, str],
    mentor: str | None,
    request: UUID,
    needs: tuple[str, ...],
    now: datetime,
) -> StayCard:
    sees = SEES[actor.role]
    status = Status(stay.status)
    return StayCard(
        stay.id,
        stay.arrival,
        stay.departure,
        rules.status_at(status, stay.arrival, stay.departure, now),
        _nights(stay.arrival, stay.departure, actor.zone),
        stay.rev,
        youth_id=stay.youth_id if actor.role is Role.CASEWORKER else None,
        youth=youth if YOUTH in sees else "",
        place=place[0] if PLACE in sees else "",
        place_kind=place[1] if PLACE in sees else "",
        picture=place[2] if PLACE in sees else "",
        mentor=(mentor or "") if MENTOR in sees else "",
        shared_needs=needs,
        arrived_at=stay.arrived_at if STEPS in sees else None,
        departed_at=stay.departed_at if STEPS in sees else None,
        cancelled_at=stay.cancelled_at if WAY in sees else None,
        cancelled_by_youth=stay.cancelled_role == Role.YOUTH if WAY in sees else False,
        was_taken_away=stay.cancelled_role in TAKES_AWAY if WAY in sees else False,
        stay_request_id=request if WAY in sees else None,
        steps=rules.possible_steps(
            status, actor.role, stay.arrival, stay.departure, now, arrived=stay.arrived_at is not None
        )
        if STEPS in sees
        else frozenset(),
    )


def _nights(arrival: datetime, departure: datetime, zone: str) -> int:
    first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in (arrival, departure))
    return (last - first).days


async def _shared_needs(
    session: AsyncSession, site_ids: Iterable[UUID], placement_ids: Iterable[UUID | None]
) -> dict[UUID | None, tuple[str, ...]]:
    """What she agreed to share when this very host was asked; nothing when nobody asked."""
    rows = await session.execute(
        select(Placement.id, HostAsk.shared_needs)
        .join(HostAsk, (HostAsk.option_id == Placement.option_id) & (HostAsk.site_id == Placement.site_id))
        .where(Placement.id.in_([one for one in placement_ids if one]), Placement.site_id.in_(set(site_ids)))
    )
    shared: dict[UUID | None, tuple[str, ...]] = defaultdict(tuple)
    shared.update({placement: tuple(needs) for placement, needs in rows})
    return shared


async def _held(session: AsyncSession, actor: Actor, within: Range[datetime]) -> tuple[HeldCard, ...]:
    if actor.role not in (Role.YOUTH, Role.CASEWORKER):
        return ()
    rows: Sequence[Any] = (
        await session.execute(
            select(Proposal.id, Placement.arrival, Placement.departure, Site.called, Youth.id, Youth.called)
            .join(ProposalOption, ProposalOption.proposal_id == Proposal.id)
            .join(Placement, Placement.option_id == ProposalOption.id)
            .join(Claim, (Claim.placement_id == Placement.id) & (Claim.state == "held"))
            .join(Site, Site.id == Placement.site_id)
            .join(Youth, Youth.id == Proposal.youth_id)
            .where(
                ProposalOption.state == "chosen",
                Proposal.status.in_(("chosen", "approved")),
                Claim.span.overlaps(within),
                visible_youths(actor),
            )
            .order_by(Placement.arrival, Placement.id)
        )
    ).all()
    return tuple(
        HeldCard(proposal, arrival, departure, _nights(arrival, departure, actor.zone), place, youth_id, youth)
        for proposal, arrival, departure, place, youth_id, youth in rows
    )
