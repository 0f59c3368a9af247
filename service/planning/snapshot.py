"""A municipality at one moment, as the engine sees it: row ids, minutes and traits; no names, words or addresses.

The same reading serves a round (open requests and all claims) and the judge (claims alone).
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import matching
from matching import problem as facts
from models.breaks import Claim
from models.municipality import Municipality, Zone
from models.people import KeptApart, Sibling, Youth
from service.planning import told_youths
from service.planning.horizon import every, horizon_over
from service.planning.told_requests import requests, windows_ahead
from service.planning.told_supply import LIVE, claim_of, mentors_of, sites_of
from service.planning.visits_first import visits_to_come
from service.youths.ages import age_on
from service.youths.travel import matrix

SIBLINGS = {"together": "together", "apart": "apart", "no_matter": "any"}


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
    windows = await windows_ahead(session, now, of_request, of_occurrences) if with_requests else {}
    mine = list(windows) if of_request is not None or of_occurrences is not None else []
    live = select(Claim).where(Claim.state.in_(LIVE), Claim.occurrence_id.not_in(mine))
    claims = await every(session, live.order_by(Claim.id))
    moments = [moment for claim in claims for moment in (claim.span.lower, claim.span.upper) if moment]
    moments += [moment for each in windows.values() for one in each for moment in (one.arrival, one.departure)]
    horizon = horizon_over(moments, now, ZoneInfo(municipality.zone))
    grants, today = await told_youths.grants(session), now.astimezone(horizon.zone).date()
    youths = await every(session, select(Youth).order_by(Youth.id))
    siblings = await every(session, select(Sibling).order_by(Sibling.id))
    vetoes, unsuitable = await told_youths.vetoes(session), await told_youths.unsuitable(session)
    known, shortfall = await told_youths.known(session), await told_youths.shortfall(session)
    sites, mentors = await sites_of(session, horizon), await mentors_of(session, horizon)
    there = {one.id for one in sites} | {one.id for one in mentors}
    problem = facts.Problem(
        calendar=horizon.calendar,
        youths=tuple(
            facts.Youth(
                id=str(youth.id),
                age=age_on(today, youth.birth_date),
                grant=told_youths.grant_of(grants[youth.id], horizon),
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
        requests=tuple(await requests(session, windows, horizon, siblings)) if with_requests else (),
        sites=tuple(sites),
        mentors=tuple(mentors),
        claims=tuple([claim_of(claim, horizon) for claim in claims]),
        siblings=tuple(
            facts.Siblings(str(one.older_id), str(one.younger_id), facts.SiblingRule(SIBLINGS[one.want]))
            for one in siblings
        ),
        exclusions=tuple(await visits_to_come(session, windows, there)) if with_requests else (),
        kept_apart=tuple(
            (str(pair.one_id), str(pair.other_id))
            for pair in await every(session, select(KeptApart).order_by(KeptApart.id))
        ),
        travel=tuple(facts.Travel(*way) for way in matrix(list(await every(session, select(Zone).order_by(Zone.id))))),
        now=max(0, horizon.minute(now)),
    )
    if found := matching.faults(problem):
        raise ValueError(f"the snapshot is not a problem the engine takes: {found[0]}")
    return problem
