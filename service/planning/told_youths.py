"""What the engine is told about each youth: what she may have, whom she never wants, whom she knows, what she lacked."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from matching import problem as facts
from matching.horizon import joined
from models.breaks import Occurrence, Placement, Proposal, ProposalOption, Stay
from models.people import SupportGrant
from models.supply import Suitability
from models.words import Veto, Wish
from service.planning.horizon import Horizon, every
from service.planning.told_wishes import standing_wishes
from service.youths.rules import TAKES_AWAY


async def grants(session: AsyncSession) -> dict[UUID, list[SupportGrant]]:
    grants: dict[UUID, list[SupportGrant]] = defaultdict(list)
    for one in await every(session, select(SupportGrant).order_by(SupportGrant.id)):
        grants[one.youth_id].append(one)
    return grants


def grant_of(grants: list[SupportGrant], horizon: Horizon) -> facts.Grant | None:
    """What she may have, all decisions with nights together: the widest time, the most nights of any of them."""
    spans: list[facts.Span] = []
    nights = [one.nights_per_month for one in grants if one.nights_per_month is not None]
    for one in grants:
        if one.nights_per_month is None:
            continue
        first = _midnight(one.valid.lower, horizon) if one.valid.lower else 0
        end = _midnight(one.valid.upper, horizon) if one.valid.upper else horizon.calendar.minutes
        first, end = max(0, first), min(horizon.calendar.minutes, end)
        if first < end:
            spans.append(facts.Span(first, end))
    return facts.Grant(max(nights), joined(spans)) if nights and spans else None


def _midnight(day: date, horizon: Horizon) -> int:
    return horizon.minute(datetime(day.year, day.month, day.day, tzinfo=horizon.zone))


async def vetoes(session: AsyncSession) -> dict[UUID, frozenset[str]]:
    """Whom she never wants: by the veto button, or by a wish of strength `never` that nothing has superseded."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for veto in await every(session, select(Veto).where(Veto.lifted_at.is_(None))):
        found[veto.youth_id].add(str(veto.site_id or veto.mentor_id))
    for wish in await every(session, standing_wishes().where(Wish.strength == "never")):
        if wish.site_id or wish.mentor_id:
            found[wish.youth_id].add(str(wish.site_id or wish.mentor_id))
    return defaultdict(frozenset, {youth: frozenset(ids) for youth, ids in found.items()})


async def unsuitable(session: AsyncSession) -> dict[UUID, frozenset[str]]:
    """The caseworker's latest judgement counts."""
    latest: dict[tuple[UUID, UUID], str] = {}
    for one in await every(session, select(Suitability).order_by(Suitability.made_at, Suitability.id)):
        latest[one.youth_id, one.site_id or one.mentor_id] = one.verdict
    found: dict[UUID, set[str]] = defaultdict(set)
    for (youth, whom), verdict in latest.items():
        if verdict == "unsuitable":
            found[youth].add(str(whom))
    return defaultdict(frozenset, {youth: frozenset(ids) for youth, ids in found.items()})


async def known(session: AsyncSession) -> dict[UUID, dict[str, int]]:
    """Nights she has had with each host, place and mentor."""
    known: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for stay in await every(session, select(Stay).where(Stay.status == "ended")):
        nights = max(0, (stay.departure.date() - stay.arrival.date()).days)
        for whom in (stay.site_id, stay.mentor_id):
            if whom is not None:
                known[stay.youth_id][str(whom)] += nights
    return defaultdict(dict, {youth: dict(nights) for youth, nights in known.items()})


async def shortfall(session: AsyncSession) -> dict[UUID, int]:
    """The share of what she asked for that earlier rounds did not give her, in whole per cent.

    What a round offered her was given, whatever she did with it; what it did not offer was not, also when she has withdrawn
    her wish since, and neither was a place that somebody took from her. So a change of mind neither adds to it nor takes from it.
    """
    status = Occurrence.status
    looked_at = exists().where(
        Proposal.stay_request_id == Occurrence.stay_request_id,
        or_(Proposal.opened_at.is_not(None), Proposal.status == "unmet"),
    )
    offered = exists().where(
        Placement.occurrence_id == Occurrence.id,
        ProposalOption.id == Placement.option_id,
        Proposal.id == ProposalOption.proposal_id,
        Proposal.opened_at.is_not(None),
    )
    taken_back = exists().where(
        Stay.occurrence_id == Occurrence.id, Stay.status == "cancelled", Stay.cancelled_role.in_(TAKES_AWAY)
    )
    lost = and_(status.in_(("open", "cancelled")), taken_back)
    given_up = and_(status == "cancelled", looked_at)
    sent_back = and_(status == "open", offered)
    rows = await session.execute(
        select(
            Occurrence.youth_id,
            func.count().filter(or_(status == "unmet", lost, and_(given_up, ~offered))),
            func.count().filter(or_(status.in_(("unmet", "booked", "done")), lost, given_up, sent_back)),
        ).group_by(Occurrence.youth_id)
    )
    return {youth: 100 * unmet // asked for youth, unmet, asked in rows if asked}
