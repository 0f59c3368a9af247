"""A municipality at one moment, as the engine sees it: row ids, minutes and traits; no names, words or addresses.

The same reading serves a round (open requests and all claims) and the judge (claims alone).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

import matching
from matching import problem as facts
from matching.horizon import joined, minute_of
from models.breaks import Claim, Occurrence, Stay, StayRequest, StayWindow
from models.municipality import Municipality, School, Zone
from models.people import KeptApart, Sibling, SupportGrant, Youth
from models.supply import (
    Bed,
    Mentor,
    MentorCleared,
    MentorOpening,
    Site,
    SiteCleared,
    SiteOpening,
    Suitability,
)
from models.words import Heart, Statement, Veto, Wish
from service.planning.visits_first import visits_to_come
from service.youths.ages import age_on
from service.youths.traits import TRAITS
from service.youths.travel import is_near, matrix

PREFERENCE = {0: 10, 1: 40, 2: 70, 3: 100}  # her three piles and "if nothing else", in the engine's per cent
LIVE = ("held", "booked")
SIBLINGS = {"together": "together", "apart": "apart", "no_matter": "any"}


@dataclass(frozen=True)
class Horizon:
    """From the first of a month, so that limits per month are exact; local days of the municipality."""

    first_day: date
    days: int
    zone: ZoneInfo

    def minute(self, moment: datetime) -> int:
        return minute_of(moment, self.first_day, self.zone)

    def span(self, of: Range[datetime]) -> facts.Span | None:
        """The part of a range that lies within the horizon."""
        start = 0 if of.lower is None else max(0, self.minute(of.lower))
        end = self.calendar.minutes if of.upper is None else min(self.calendar.minutes, self.minute(of.upper))
        return facts.Span(start, end) if start < end else None

    @cached_property
    def calendar(self) -> matching.Calendar:
        return matching.Calendar.between(self.first_day, self.days, self.zone)


def horizon_over(moments: Iterable[datetime], now: datetime, zone: ZoneInfo) -> Horizon:
    """Long enough for every window and claim, and for the month that the last of them is in."""
    spread = [now, *moments]
    first = min(spread).astimezone(zone).date().replace(day=1)
    last = max(spread).astimezone(zone).date() + timedelta(days=40)
    return Horizon(first, (last.replace(day=1) - first).days + 1, zone)


async def snapshot(
    session: AsyncSession,
    *,
    now: datetime,
    with_requests: bool = True,
    of_request: UUID | None = None,
    of_occurrences: Collection[UUID] | None = None,
) -> facts.Problem:
    """The problem of this municipality. `with_requests=False`: only what is already held and booked, for the judge.
    `of_request`: this request alone, whatever its status, without what is held for it. `of_occurrences`: so with these."""
    municipality = (await session.scalars(select(Municipality))).one()
    windows = await _windows(session, now, of_request, of_occurrences) if with_requests else {}
    mine = list(windows) if of_request is not None or of_occurrences is not None else []
    live = select(Claim).where(Claim.state.in_(LIVE), Claim.occurrence_id.not_in(mine))
    claims = await _all(session, live.order_by(Claim.id))
    moments = [moment for claim in claims for moment in (claim.span.lower, claim.span.upper) if moment]
    moments += [moment for each in windows.values() for one in each for moment in (one.arrival, one.departure)]
    horizon = horizon_over(moments, now, ZoneInfo(municipality.zone))
    grants, today = await _grants(session), now.astimezone(horizon.zone).date()
    youths = await _all(session, select(Youth).order_by(Youth.id))
    siblings = await _all(session, select(Sibling).order_by(Sibling.id))
    vetoes, unsuitable = await _vetoes(session), await _unsuitable(session)
    known, shortfall = await _known(session), await _shortfall(session)
    sites, mentors = await _sites(session, horizon), await _mentors(session, horizon)
    there = {one.id for one in sites} | {one.id for one in mentors}
    problem = facts.Problem(
        calendar=horizon.calendar,
        youths=tuple(
            facts.Youth(
                id=str(youth.id),
                age=age_on(today, youth.birth_date),
                grant=_grant(grants[youth.id], horizon),
                zone=str(youth.home_zone_id),
                needs=frozenset(youth.needs),
                vetoes=vetoes[youth.id],
                unsuitable=unsuitable[youth.id],
                known=known[youth.id],
                shortfall=shortfall.get(youth.id, 0),
                urgency=youth.urgency,
            )
            for youth in youths
        ),
        requests=tuple(await _requests(session, windows, horizon, siblings)) if with_requests else (),
        sites=tuple(sites),
        mentors=tuple(mentors),
        claims=tuple([_claim(claim, horizon) for claim in claims]),
        siblings=tuple(
            facts.Siblings(str(one.older_id), str(one.younger_id), facts.SiblingRule(SIBLINGS[one.want]))
            for one in siblings
        ),
        exclusions=tuple(await visits_to_come(session, windows, there)) if with_requests else (),
        kept_apart=tuple(
            (str(pair.one_id), str(pair.other_id))
            for pair in await _all(session, select(KeptApart).order_by(KeptApart.id))
        ),
        travel=tuple(facts.Travel(*way) for way in matrix(list(await _all(session, select(Zone).order_by(Zone.id))))),
        now=max(0, horizon.minute(now)),
    )
    if found := matching.faults(problem):
        raise ValueError(f"the snapshot is not a problem the engine takes: {found[0]}")
    return problem


async def _all(session: AsyncSession, query: Any) -> Sequence[Any]:
    return (await session.scalars(query)).all()


async def _windows(
    session: AsyncSession,
    now: datetime,
    of_request: UUID | None = None,
    of_occurrences: Collection[UUID] | None = None,
) -> dict[UUID, list[StayWindow]]:
    """Windows still ahead, by occurrence, of open occurrences of open requests; or of one request's that are not settled;
    or of occurrences that are named."""
    wanted: ColumnElement[bool]
    if of_occurrences is not None:
        wanted = Occurrence.id.in_(of_occurrences)
    elif of_request is None:
        wanted = and_(StayRequest.status == "open", Occurrence.status.in_(("open", "unmet")))
    else:
        wanted = and_(StayRequest.id == of_request, Occurrence.status.in_(("open", "unmet", "held")))
    rows = await _all(
        session,
        select(StayWindow)
        .join(Occurrence, Occurrence.id == StayWindow.occurrence_id)
        .join(StayRequest, StayRequest.id == Occurrence.stay_request_id)
        .where(wanted, StayWindow.arrival > now)
        .order_by(StayWindow.arrival, StayWindow.id),
    )
    windows: dict[UUID, list[StayWindow]] = defaultdict(list)
    for row in rows:
        windows[row.occurrence_id].append(row)
    return windows


async def _grants(session: AsyncSession) -> dict[UUID, list[SupportGrant]]:
    grants: dict[UUID, list[SupportGrant]] = defaultdict(list)
    for one in await _all(session, select(SupportGrant).order_by(SupportGrant.id)):
        grants[one.youth_id].append(one)
    return grants


def _grant(grants: list[SupportGrant], horizon: Horizon) -> facts.Grant | None:
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


async def _vetoes(session: AsyncSession) -> dict[UUID, frozenset[str]]:
    """Whom she never wants: by the veto button, or by a wish of strength `never` that nothing has superseded."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for veto in await _all(session, select(Veto).where(Veto.lifted_at.is_(None))):
        found[veto.youth_id].add(str(veto.site_id or veto.mentor_id))
    for wish in await _all(session, _standing_wishes().where(Wish.strength == "never")):
        if wish.site_id or wish.mentor_id:
            found[wish.youth_id].add(str(wish.site_id or wish.mentor_id))
    return defaultdict(frozenset, {youth: frozenset(ids) for youth, ids in found.items()})


def _standing_wishes() -> Any:
    later = select(Statement.supersedes_id).where(Statement.supersedes_id.is_not(None))
    return select(Wish).where(Wish.statement_id.not_in(later)).order_by(Wish.id)


async def _unsuitable(session: AsyncSession) -> dict[UUID, frozenset[str]]:
    """The caseworker's latest judgement counts."""
    latest: dict[tuple[UUID, UUID], str] = {}
    for one in await _all(session, select(Suitability).order_by(Suitability.made_at, Suitability.id)):
        latest[one.youth_id, one.site_id or one.mentor_id] = one.verdict
    found: dict[UUID, set[str]] = defaultdict(set)
    for (youth, whom), verdict in latest.items():
        if verdict == "unsuitable":
            found[youth].add(str(whom))
    return defaultdict(frozenset, {youth: frozenset(ids) for youth, ids in found.items()})


async def _known(session: AsyncSession) -> dict[UUID, dict[str, int]]:
    """Nights she has had with each host, place and mentor."""
    known: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for stay in await _all(session, select(Stay).where(Stay.status == "ended")):
        nights = max(0, (stay.departure.date() - stay.arrival.date()).days)
        for whom in (stay.site_id, stay.mentor_id):
            if whom is not None:
                known[stay.youth_id][str(whom)] += nights
    return defaultdict(dict, {youth: dict(nights) for youth, nights in known.items()})


async def _shortfall(session: AsyncSession) -> dict[UUID, int]:
    """The share of what she asked for that earlier rounds did not give her, in whole per cent."""
    rows = await session.execute(
        select(
            Occurrence.youth_id,
            func.count().filter(Occurrence.status == "unmet"),
            func.count().filter(Occurrence.status.in_(("unmet", "booked", "done"))),
        ).group_by(Occurrence.youth_id)
    )
    return {youth: 100 * unmet // asked for youth, unmet, asked in rows if asked}


async def _requests(
    session: AsyncSession, windows: dict[UUID, list[StayWindow]], horizon: Horizon, siblings: Sequence[Sibling]
) -> list[facts.Request]:
    occurrences: dict[UUID, list[Occurrence]] = defaultdict(list)
    rows = await _all(
        session,
        select(Occurrence).where(Occurrence.id.in_(windows)).order_by(Occurrence.stay_request_id, Occurrence.number),
    )
    for row in rows:
        occurrences[row.stay_request_id].append(row)
    query = select(StayRequest, SupportGrant.kind).join(SupportGrant, SupportGrant.id == StayRequest.support_grant_id)
    query = query.where(StayRequest.id.in_(occurrences)).order_by(StayRequest.id)
    wishes, together = await _wishes(session, await _school_zones(session)), _together(rows, windows, siblings)
    return [
        facts.Request(
            id=str(request.id),
            youth=str(request.youth_id),
            occurrences=tuple(
                facts.Occurrence(
                    str(one.id),
                    tuple(
                        facts.Window(
                            str(window.id),
                            horizon.minute(window.arrival),
                            horizon.minute(window.departure),
                            PREFERENCE[window.preference],
                        )
                        for window in windows[one.id]
                    ),
                    together.get(one.id),
                )
                for one in occurrences[request.id]
            ),
            importance=request.importance,
            wishes=wishes(request),
            mentor=facts.Along(request.mentor_along),
            series=request.is_series,
            visit_first=request.visit_first,
            needs_grant=grant_kind != "open_offer",
        )
        for request, grant_kind in (await session.execute(query))
    ]


async def _school_zones(session: AsyncSession) -> dict[UUID, UUID]:
    """By youth, the locality of her school."""
    rows = await session.execute(select(Youth.id, School.zone_id).join(School, School.id == Youth.school_id))
    return {youth: zone for youth, zone in rows}  # noqa: C416


async def _wishes(session: AsyncSession, schools: dict[UUID, UUID]) -> Callable[[StayRequest], tuple[facts.Wish, ...]]:
    """Wishes that the engine can weigh: those about somebody or a trait. Words alone go to the caseworker."""
    general: dict[UUID, list[facts.Wish]] = defaultdict(list)
    special: dict[UUID, list[facts.Wish]] = defaultdict(list)
    rows = await session.execute(
        _standing_wishes().join(Statement, Statement.id == Wish.statement_id).add_columns(Statement.stay_request_id)
    )
    for wish, request_id in rows:
        if (said := _wish(wish, schools.get(wish.youth_id))) is not None:
            (special[request_id] if request_id else general[wish.youth_id]).append(said)
    for heart in await _all(session, select(Heart).order_by(Heart.id)):
        subject = facts.Subject.SITE if heart.site_id else facts.Subject.MENTOR
        about = str(heart.site_id or heart.mentor_id)
        general[heart.youth_id].append(facts.Wish(str(heart.id), subject, about, facts.Strength.NICE))
    return lambda request: (*special[request.id], *general[request.youth_id])


def _near(zone_id: UUID) -> str:
    """The trait of a site that is within a quarter of an hour of a locality: what "close to my school" asks for."""
    return f"near-{zone_id}"


def _wish(wish: Wish, school_zone: UUID | None) -> facts.Wish | None:
    strength = facts.Strength(wish.strength)
    if wish.site_id:
        return facts.Wish(str(wish.id), facts.Subject.SITE, str(wish.site_id), strength)
    if wish.mentor_id:
        return facts.Wish(str(wish.id), facts.Subject.MENTOR, str(wish.mentor_id), strength)
    if wish.trait:
        if wish.trait == "near_school":  # without a school that we know of it goes to her caseworker, like words alone
            return facts.Wish(str(wish.id), facts.Subject.TRAIT, _near(school_zone), strength) if school_zone else None
        of_mentor = wish.trait in TRAITS and "site" not in TRAITS[wish.trait].of
        subject = facts.Subject.MENTOR_TRAIT if of_mentor else facts.Subject.TRAIT
        return facts.Wish(str(wish.id), subject, wish.trait, strength)
    return None


def _together(
    occurrences: Sequence[Occurrence], windows: dict[UUID, list[StayWindow]], siblings: Sequence[Sibling]
) -> dict[UUID, str]:
    """Siblings who want to go together: their occurrences with the same times are one, in the same house."""
    times = {one.id: frozenset((w.arrival, w.departure) for w in windows[one.id]) for one in occurrences}
    mine: dict[UUID, dict[frozenset[Any], UUID]] = defaultdict(dict)
    for one in occurrences:
        mine[one.youth_id][times[one.id]] = one.id
    pairs: dict[UUID, str] = {}
    for pair in siblings:
        if pair.want != "together":
            continue
        for when, occurrence in mine[pair.older_id].items():
            if (other := mine[pair.younger_id].get(when)) is not None:
                pairs[occurrence], pairs[other] = str(other), str(occurrence)
    return pairs


async def _spans(session: AsyncSession, table: Any, owner: Any, horizon: Horizon) -> dict[UUID, list[facts.Span]]:
    spans: dict[UUID, list[facts.Span]] = defaultdict(list)
    for who, of in await session.execute(select(owner, table.span).order_by(owner, table.span)):
        if (span := horizon.span(of)) is not None:
            spans[who].append(span)
    return spans


async def _sites(session: AsyncSession, horizon: Horizon) -> list[facts.Site]:
    openings = await _spans(session, SiteOpening, SiteOpening.site_id, horizon)
    cleared = await _spans(session, SiteCleared, SiteCleared.site_id, horizon)
    beds = dict((await session.execute(select(Bed.site_id, func.count()).group_by(Bed.site_id))).all())
    claimed = select(Claim.site_id).where(Claim.state.in_(LIVE))
    query = select(Site).where(or_(Site.closed_at.is_(None), Site.id.in_(claimed))).order_by(Site.id)
    zones = {zone.id: zone for zone in await _all(session, select(Zone))}
    schools = [zones[each] for each in sorted(set((await _school_zones(session)).values())) if each in zones]
    return [
        facts.Site(
            id=str(site.id),
            kind=facts.SiteKind(site.kind),
            beds=min(beds.get(site.id, 0), site.youths_at_once),
            openings=tuple(openings[site.id]),
            cleared=tuple(cleared[site.id]),
            zone=str(site.zone_id),
            youngest=site.age_from,
            oldest=site.age_to - 1,
            traits=frozenset(site.traits) | {_near(one.id) for one in schools if is_near(zones[site.zone_id], one)},
            limits=facts.Limits(
                nights_per_month=site.nights_per_month,
                stays_per_month=site.stays_per_month,
                rest_days=site.rest_days,
                notice=site.notice_days * 24 * 60,
                longest_nights=site.longest_nights,
            ),
            mixing=facts.Mixing(one_household=not site.mixes),
            turnaround=site.turnaround_minutes,
            needs_mentor=site.needs_mentor,
        )
        for site in await _all(session, query)
    ]


async def _mentors(session: AsyncSession, horizon: Horizon) -> list[facts.Mentor]:
    openings = await _spans(session, MentorOpening, MentorOpening.mentor_id, horizon)
    cleared = await _spans(session, MentorCleared, MentorCleared.mentor_id, horizon)
    claimed = select(Claim.mentor_id).where(Claim.state.in_(LIVE), Claim.mentor_id.is_not(None))
    query = select(Mentor).where(or_(Mentor.closed_at.is_(None), Mentor.id.in_(claimed))).order_by(Mentor.id)
    return [
        facts.Mentor(
            id=str(mentor.id),
            openings=tuple(openings[mentor.id]),
            cleared=tuple(cleared[mentor.id]),
            minutes_per_week=mentor.hours_per_week * 60,
            youths_at_once=mentor.youths_at_once,
            languages=frozenset(mentor.languages),
            traits=frozenset(mentor.traits),
        )
        for mentor in await _all(session, query)
    ]


def _claim(claim: Claim, horizon: Horizon) -> facts.Claim:
    assert claim.span.lower is not None and claim.span.upper is not None  # noqa: S101, PT018  a check constraint holds it
    return facts.Claim(
        id=str(claim.id),
        occurrence=str(claim.occurrence_id),
        youth=str(claim.youth_id),
        site=str(claim.site_id),
        arrival=horizon.minute(claim.span.lower),
        departure=horizon.minute(claim.span.upper),
        state=facts.ClaimState(claim.state),
        mentor=str(claim.mentor_id) if claim.mentor_id else None,
    )
