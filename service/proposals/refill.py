"""A menu with fewer than two options is looked through once more: who has a standing yes and is free on her days?

Small on purpose: one house for the whole request, her own windows, tried in the order of her wishes and judged by the
same rules as everything else. When nothing is found the menu says honestly that there is one option.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import HostAsk, Occurrence, Placement, Proposal, ProposalOption, StayRequest, StayWindow
from models.people import Youth
from models.supply import Mentor, Site, SiteCleared, SiteOpening, Suitability
from models.words import Heart, Statement, Veto, Wish
from service import clock
from service.consents.rules import age_on
from service.planning import judge
from service.proposals import rules
from service.proposals.errors import CannotHold
from service.proposals.holds import hold, placements_of
from service.record import Event, record

MOST_TRIED = 12
MOST_OPTIONS = 4
WEIGHT = {"must": 4, "important": 3, "nice": 1}


@dataclass(frozen=True)
class Wished:
    """A wish that a house can meet or not. `id` is the wish's or the heart's."""

    id: UUID
    strength: str
    site_id: UUID | None
    mentor_id: UUID | None
    trait: str | None

    def is_met(self, site: Site, mentor: Mentor | None) -> bool:
        if self.site_id is not None:
            return self.site_id == site.id
        if self.mentor_id is not None:
            return mentor is not None and mentor.id == self.mentor_id
        return self.trait in site.traits or (mentor is not None and self.trait in mentor.traits)


async def refill(session: AsyncSession, proposal: Proposal, missing: int) -> list[ProposalOption]:
    """Up to `missing` more options, held. The caller has locked the proposal."""
    request = await session.get_one(StayRequest, proposal.stay_request_id)
    youth = await session.get_one(Youth, proposal.youth_id)
    options = list(await session.scalars(select(ProposalOption).where(ProposalOption.proposal_id == proposal.id)))
    earlier = await placements_of(session, [one.id for one in options])
    mentor = await _mentor_of(session, earlier)
    if request.visit_first or (request.mentor_along == "must" and mentor is None):
        return []
    windows = await _windows(session, request.id, clock.now())
    wished = await wishes_of(session, youth.id, request.id)
    found: list[ProposalOption] = []
    taken = {one.rank for one in options}
    sites = await _candidates(session, youth, {one.site_id for one in earlier}, clock.now())
    sites.sort(key=lambda site: (-sum(WEIGHT[w.strength] for w in wished if w.is_met(site, mentor)), site.called))
    # All at once and in order, so that two menus that look for the same houses wait in line and not for each other.
    await judge.lock(
        session,
        site_ids=[site.id for site in sites],
        mentor_ids=[mentor.id] if mentor else [],
        youth_ids=[youth.id],
    )
    for site in sites[:MOST_TRIED]:
        ranks = [rank for rank in range(1, MOST_OPTIONS + 1) if rank not in taken]
        if len(found) >= missing or not ranks:
            break
        along = mentor if request.mentor_along != "no" or site.needs_mentor else None
        if (site.needs_mentor and along is None) or not _musts_met(wished, site, along):
            continue
        times = await _times_at(session, site, windows)
        if times and (option := await _try(session, proposal, site, along, times, ranks[0], wished, youth)):
            taken.add(option.rank)
            found.append(option)
    return found


def _musts_met(wished: Iterable[Wished], site: Site, mentor: Mentor | None) -> bool:
    """Musts about houses are alternatives, and so are musts about mentors; a trait must be there."""
    musts = [one for one in wished if one.strength == "must"]
    houses = [one for one in musts if one.site_id is not None]
    mentors = [one for one in musts if one.mentor_id is not None]
    traits = [one for one in musts if one.trait is not None]
    return (
        all(one.is_met(site, mentor) for one in traits)
        and (not houses or any(one.is_met(site, mentor) for one in houses))
        and (not mentors or any(one.is_met(site, mentor) for one in mentors))
    )


async def _try(
    session: AsyncSession,
    proposal: Proposal,
    site: Site,
    mentor: Mentor | None,
    times: Sequence[StayWindow],
    rank: int,
    wished: Sequence[Wished],
    youth: Youth,
) -> ProposalOption | None:
    """Hold it and ask the judge; when somebody says no, nothing has happened."""
    touched = {"site_ids": {site.id}, "mentor_ids": {mentor.id} if mentor else set(), "youth_ids": {youth.id}}
    before = set(await judge.violations(session, **touched))
    now = clock.now()
    savepoint = await session.begin_nested()
    option = ProposalOption(proposal_id=proposal.id, rank=rank, state="held", why=_why(times, wished, site, mentor))
    session.add(option)
    await session.flush()
    placements = [
        Placement(
            option_id=option.id,
            occurrence_id=window.occurrence_id,
            site_id=site.id,
            mentor_id=mentor.id if mentor else None,
            arrival=window.arrival,
            departure=window.departure,
        )
        for window in times
    ]
    session.add_all(placements)
    first, end = rules.age_span(age_on(times[0].arrival.date(), youth.birth_date))
    session.add(
        HostAsk(
            option_id=option.id, site_id=site.id, state="standing_yes", age_from=first, age_to=end,
            shared_needs=sorted(youth.needs), asked_at=now, answered_at=now,
        )
    )  # fmt: skip
    await session.flush()
    try:
        await hold(session, youth.id, placements)
        if set(await judge.violations(session, **touched)) - before:
            raise CannotHold("rules")
    except CannotHold:
        await savepoint.rollback()
        return None
    record(session, None, Event.OPTION_ADDED, youth_id=youth.id, about=option, details={"site": site.id})
    await savepoint.commit()
    return option


def _why(
    times: Sequence[StayWindow], wished: Sequence[Wished], site: Site, mentor: Mentor | None
) -> list[dict[str, Any]]:
    """In the form that planning writes; musts are rules and give no reasons."""
    return [
        {"occurrence": str(window.occurrence_id), "reason": "wish", "wish": str(one.id), "points": 0, "met": met}
        for window in times
        for one in wished
        if one.strength != "must"
        for met in [one.is_met(site, mentor)]
    ]


async def wishes_of(session: AsyncSession, youth_id: UUID, request_id: UUID) -> list[Wished]:
    """Her standing wishes for this break, hearts too, that are about a house, a mentor or a trait."""
    later = select(Statement.supersedes_id).where(Statement.supersedes_id.is_not(None))
    rows = await session.scalars(
        select(Wish)
        .join(Statement, Statement.id == Wish.statement_id)
        .where(
            Wish.youth_id == youth_id,
            Wish.strength != "never",
            Statement.id.not_in(later),
            or_(Statement.stay_request_id.is_(None), Statement.stay_request_id == request_id),
            func.num_nonnulls(Wish.site_id, Wish.mentor_id, Wish.trait) > 0,
        )
        .order_by(Wish.id)
    )
    hearts = await session.scalars(select(Heart).where(Heart.youth_id == youth_id).order_by(Heart.id))
    return [Wished(one.id, one.strength, one.site_id, one.mentor_id, one.trait) for one in rows] + [
        Wished(one.id, "nice", one.site_id, one.mentor_id, None) for one in hearts
    ]


async def _mentor_of(session: AsyncSession, placements: Iterable[Placement]) -> Mentor | None:
    ids = [one.mentor_id for one in placements if one.mentor_id is not None]
    return await session.get(Mentor, ids[0]) if ids else None


async def _windows(session: AsyncSession, request_id: UUID, now: datetime) -> list[list[StayWindow]]:
    """Her windows ahead, of each occurrence that is not settled: the ones she likes best first."""
    rows = await session.scalars(
        select(StayWindow)
        .join(Occurrence, Occurrence.id == StayWindow.occurrence_id)
        .where(
            Occurrence.stay_request_id == request_id,
            Occurrence.status.in_(("held", "open", "unmet")),
            StayWindow.arrival > now,
        )
        .order_by(Occurrence.number, StayWindow.preference.desc(), StayWindow.arrival)
    )
    return [list(group) for _, group in groupby(rows, key=lambda one: one.occurrence_id)]


async def _candidates(session: AsyncSession, youth: Youth, on_the_menu: set[UUID], now: datetime) -> list[Site]:
    """Houses with a standing yes that neither she nor her caseworker has said no to."""
    vetoed = select(Veto.site_id).where(Veto.youth_id == youth.id, Veto.lifted_at.is_(None), Veto.site_id.is_not(None))
    never = select(Wish.site_id).where(Wish.youth_id == youth.id, Wish.strength == "never", Wish.site_id.is_not(None))
    rows = await session.scalars(
        select(Site).where(
            Site.closed_at.is_(None),
            Site.id.not_in(on_the_menu),
            Site.id.not_in(vetoed),
            Site.id.not_in(never),
            _suitable(youth.id),
        )
    )
    age = age_on(now.date(), youth.birth_date)
    return [
        site
        for site in rows
        if age in range(site.age_from, site.age_to)
        and set(youth.needs) <= set(site.traits)
        and rules.has_standing_yes(
            kind=site.kind, ask_each_time=site.ask_each_time, accepted_ages=range(site.age_from, site.age_to), age=age
        )
    ]


def _suitable(youth_id: UUID) -> ColumnElement[bool]:
    latest = (
        select(Suitability.verdict)
        .where(Suitability.youth_id == youth_id, Suitability.site_id == Site.id)
        .order_by(Suitability.made_at.desc(), Suitability.id.desc())
        .limit(1)
        .correlate(Site)
        .scalar_subquery()
    )
    return func.coalesce(latest, "suitable") == "suitable"


async def _times_at(session: AsyncSession, site: Site, windows: Sequence[Sequence[StayWindow]]) -> list[StayWindow]:
    """For each occurrence the window she likes best of those when the house is open and cleared; all, or none."""
    openings = list(await session.scalars(select(SiteOpening.span).where(SiteOpening.site_id == site.id)))
    cleared = list(await session.scalars(select(SiteCleared.span).where(SiteCleared.site_id == site.id)))
    earliest = clock.now() + timedelta(days=site.notice_days)
    found = []
    for choices in windows:
        fits = [
            one
            for one in choices
            if one.arrival >= earliest
            and any(span.contains(one.arrival) and _until(span.upper, one.departure) for span in openings)
            and any(span.contains(one.arrival) and _until(span.upper, one.departure) for span in cleared)
        ]
        if not fits:
            return []
        found.append(fits[0])
    return found


def _until(end: datetime | None, departure: datetime) -> bool:
    return end is None or departure <= end
