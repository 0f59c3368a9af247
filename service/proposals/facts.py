"""The facts that the gates look at, read from the tables. The one way from a proposal to its open and closed gates."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Approval, Choice, Claim, Occurrence, Placement, Proposal, Stay, StayRequest
from models.municipality import Municipality
from models.people import SupportGrant
from models.supply import Mentor, MentorCleared, MentorOpening, Site, SiteCleared
from service.consents.queries import consent_state
from service.consents.rules import Kind, kind_of
from service.proposals.holds import LIVE
from service.proposals.rules import Facts, Gate, Status, gates
from service.proposals.single_times import asks_about, placements_chosen

STILL_HERS = (Status.CHOSEN, Status.APPROVED)


async def gates_of(session: AsyncSession, proposal: Proposal) -> list[Gate]:
    """What the booking of this proposal still needs; pages, API and jobs ask here."""
    return gates(await facts_of(session, proposal))


async def facts_of(session: AsyncSession, proposal: Proposal) -> Facts:
    zone = ZoneInfo((await session.scalars(select(Municipality.zone))).one())
    request = await session.get_one(StayRequest, proposal.stay_request_id)
    grant = await session.get_one(SupportGrant, request.support_grant_id, populate_existing=True)
    choice = await _last_choice(session, proposal)
    option_id = choice.option_id if choice else None
    placements = await placements_chosen(session, choice)
    return replace(
        await facts_of_times(session, request, grant, placements, zone, kind=request.kind),
        chosen=bool(placements) and proposal.status in STILL_HERS and await _is_held(session, proposal, placements),
        approved=await _is_approved(session, proposal, option_id),
        asks=tuple(await asks_about(session, placements)),
    )


async def facts_of_times(
    session: AsyncSession,
    request: StayRequest,
    grant: SupportGrant,
    placements: Sequence[Placement],
    zone: ZoneInfo,
    *,
    kind: str,
) -> Facts:
    """What can be said of times, houses and mentors alone, also of some that nobody has proposed (a longer break)."""
    missing, consents_open = await _consents(session, request, grant, placements, zone, kind)
    return Facts(
        chosen=False,
        approved=False,
        asks=(),
        mentors_not_open=await _mentors_not_open(session, placements),
        consents_missing=missing,
        consents_open=consents_open,
        not_cleared=await _not_cleared(session, placements),
        grant_valid=bool(placements) and _covers(grant, placements, zone),
        nights_per_month=grant.nights_per_month,
        nights=await _nights(session, grant, placements, zone),
    )


async def _last_choice(session: AsyncSession, proposal: Proposal) -> Choice | None:
    """What she has said last; it names no option when that was no, something else, or talk."""
    asked = select(Choice).where(Choice.proposal_id == proposal.id)
    found: Choice | None = await session.scalar(asked.order_by(Choice.made_at.desc(), Choice.id.desc()).limit(1))
    return found


async def _is_held(session: AsyncSession, proposal: Proposal, placements: Sequence[Placement]) -> bool:
    """Claims of all its times; those she has cancelled since they were booked are no hindrance for the others."""
    live = await session.scalar(
        select(func.count()).where(Claim.placement_id.in_([one.id for one in placements]), Claim.state.in_(LIVE))
    )
    return live == len(placements) if proposal.status == Status.CHOSEN else bool(live)


async def _is_approved(session: AsyncSession, proposal: Proposal, option_id: UUID | None) -> bool:
    asked = select(Approval.decision, Approval.option_id).where(Approval.proposal_id == proposal.id)
    latest = (await session.execute(asked.order_by(Approval.made_at.desc(), Approval.id.desc()).limit(1))).one_or_none()
    return proposal.status == Status.APPROVED and latest is not None and tuple(latest) == ("approved", option_id)


async def _consents(
    session: AsyncSession,
    request: StayRequest,
    grant: SupportGrant,
    placements: Iterable[Placement],
    zone: ZoneInfo,
    stay_kind: str,
) -> tuple[tuple[str, ...], bool]:
    """Whose yes is missing, for any of the days; a lawyer's question is never a yes."""
    kind: Kind = kind_of(stay_kind, grant.kind)
    missing: dict[str, None] = {}
    is_open = True
    days = sorted({_day(one.arrival, zone) for one in placements})
    for day in days:
        state = await consent_state(session, request.youth_id, kind, day)
        is_open &= state.is_open
        missing |= dict.fromkeys(one.called for one in state.missing)
        if not state.is_open and not state.missing:
            missing[str(state.needs)] = None
    return tuple(missing), is_open and bool(days)


async def _mentors_not_open(session: AsyncSession, placements: Iterable[Placement]) -> tuple[str, ...]:
    """A mentor's opened times are a standing yes; those who are closed or not open for the whole time."""
    names: dict[str, None] = {}
    for one in placements:
        if one.mentor_id is None:
            continue
        mentor = await session.get_one(Mentor, one.mentor_id, populate_existing=True)
        if mentor.closed_at is not None or not await _spans_cover(session, MentorOpening, mentor.id, one):
            names[mentor.called] = None
    return tuple(names)


async def _not_cleared(session: AsyncSession, placements: Iterable[Placement]) -> tuple[str, ...]:
    """Houses and mentors whose checks do not hold for every night."""
    names: dict[str, None] = {}
    for one in placements:
        site = await session.get_one(Site, one.site_id, populate_existing=True)
        if site.closed_at is not None or not await _spans_cover(session, SiteCleared, site.id, one):
            names[site.called] = None
        if one.mentor_id is not None and not await _spans_cover(session, MentorCleared, one.mentor_id, one):
            names[(await session.get_one(Mentor, one.mentor_id)).called] = None
    return tuple(names)


async def _spans_cover(session: AsyncSession, table: Any, owner_id: UUID, placement: Placement) -> bool:
    """Spans of one owner never overlap, but they may touch: together they have to cover the time."""
    owner = table.mentor_id if hasattr(table, "mentor_id") else table.site_id
    asked = select(func.range_agg(table.span).op("@>")(func.tstzrange(placement.arrival, placement.departure)))
    return bool(await session.scalar(asked.where(owner == owner_id)))


def _covers(grant: SupportGrant, placements: Iterable[Placement], zone: ZoneInfo) -> bool:
    days: Range[date] = grant.valid
    return all(
        days.contains(_day(one.arrival, zone)) and days.contains(_day(one.departure, zone)) for one in placements
    )


async def _nights(
    session: AsyncSession, grant: SupportGrant, placements: Sequence[Placement], zone: ZoneInfo
) -> tuple[tuple[str, int], ...]:
    """Nights by calendar month if this is booked, beside what is booked on the same grant; the months of this one."""
    mine = {one.occurrence_id for one in placements}
    booked = await session.execute(
        select(Stay.arrival, Stay.departure)
        .join(Occurrence, Occurrence.id == Stay.occurrence_id)
        .join(StayRequest, StayRequest.id == Occurrence.stay_request_id)
        .where(
            StayRequest.support_grant_id == grant.id,
            Stay.status.in_(("booked", "going_on", "ended")),
            Stay.occurrence_id.not_in(mine),
        )
    )
    count: Counter[str] = Counter()
    for one in placements:
        count.update(_months(one.arrival, one.departure, zone))
    months = set(count)
    for arrival, departure in booked:
        count.update(month for month in _months(arrival, departure, zone) if month in months)
    return tuple(sorted(count.items()))


def _months(arrival: datetime, departure: datetime, zone: ZoneInfo) -> list[str]:
    first = _day(arrival, zone)
    return [f"{first + timedelta(days=n):%Y-%m}" for n in range((_day(departure, zone) - first).days)]


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
