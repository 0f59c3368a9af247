"""Beds, days and mentors kept for somebody: writing claims and letting go of them.

Whoever calls has locked the houses, mentors and grants (`planning.judge.lock`) and asks the judge afterwards. Beds may
be handed out anew among all claims of a house inside the transaction: its constraints wait until that is done.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim, Placement
from models.job import Job
from models.supply import Bed, Site
from service import clock
from service.jobs import enqueue
from service.proposals.beds import Claimed, NoBedLeft, hand_out
from service.proposals.errors import CannotHold
from service.web.database_errors import constraint_of

LIVE = ("held", "booked")
GROW_MENUS = "grow_menus"
BED_CONSTRAINTS = "ex_claim_bed, ex_claim_bed_booked"

BECAUSE = {
    "ex_claim_bed": "beds",
    "ex_claim_bed_booked": "beds",
    "ex_claim_youth": "one_place_at_a_time",
    "ex_claim_youth_booked": "one_place_at_a_time",
    "ex_claim_mentor": "mentor_one_place",
    "ex_claim_mentor_booked": "mentor_one_place",
    "fk_claim_site_opening": "openings",
    "fk_claim_site_cleared": "checks_valid",
    "fk_claim_mentor_opening": "openings",
    "fk_claim_mentor_cleared": "checks_valid",
}


async def hold(session: AsyncSession, youth_id: UUID, placements: Sequence[Placement]) -> list[Claim]:
    """Keep what these placements need. Inside a savepoint of the caller: `CannotHold` says which rule refused."""
    made: list[Claim] = []
    by_site: dict[UUID, list[Placement]] = defaultdict(list)
    for placement in placements:
        by_site[placement.site_id].append(placement)
    try:
        await session.execute(text(f"set constraints {BED_CONSTRAINTS} deferred"))
        for site_id, wanted in sorted(by_site.items()):
            made += await _hold_at(session, youth_id, site_id, wanted)
        await session.flush()
        await session.execute(text(f"set constraints {BED_CONSTRAINTS} immediate"))
    except DBAPIError as refused:
        raise CannotHold(_because(refused)) from refused
    except NoBedLeft:
        raise CannotHold("beds") from None
    return made


async def _hold_at(session: AsyncSession, youth_id: UUID, site_id: UUID, wanted: list[Placement]) -> list[Claim]:
    now = clock.now()
    beds = list(await session.scalars(select(Bed.id).where(Bed.site_id == site_id).order_by(Bed.number)))
    minutes = await session.scalar(select(Site.turnaround_minutes).where(Site.id == site_id))
    turnaround = timedelta(minutes=minutes or 0)
    there = await session.execute(
        select(Claim.id, Claim.occurrence_id, func.lower(Claim.during), func.upper(Claim.during), Claim.bed_id).where(
            Claim.site_id == site_id, Claim.state.in_(LIVE), func.upper(Claim.during) > now
        )
    )
    before = [Claimed(id, of, arrival, free, bed, arrival <= now) for id, of, arrival, free, bed in there]
    new = {
        uuid4(): Claim(
            occurrence_id=one.occurrence_id,
            placement_id=one.id,
            site_id=site_id,
            youth_id=youth_id,
            mentor_id=one.mentor_id,
            span=Range(one.arrival, one.departure),
            during=Range(one.arrival, one.departure + turnaround),
            state="held",
            made_at=now,
        )
        for one in wanted
    }
    asked = [
        Claimed(id, one.occurrence_id, one.span.lower, one.during.upper)  # type: ignore[arg-type]
        for id, one in new.items()
    ]
    slots = hand_out(beds, [*before, *asked])
    for one in before:
        if slots[one.id] != one.bed:
            await session.execute(update(Claim).where(Claim.id == one.id).values(bed_id=slots[one.id]))
    for id, claim in new.items():
        claim.id, claim.bed_id = id, slots[id]
        session.add(claim)
    return list(new.values())


def _because(refused: DBAPIError) -> str:
    named = constraint_of(refused) or ""
    if named not in BECAUSE:
        raise refused
    return BECAUSE[named]


async def let_go(session: AsyncSession, placement_ids: Iterable[UUID]) -> None:
    """What was held for these placements is free for everybody. Menus that have little on them are looked at again soon."""
    freed = await session.scalars(
        update(Claim)
        .where(Claim.placement_id.in_(list(placement_ids)), Claim.state == "held")
        .values(state="released")
        .returning(Claim.id)
    )
    if freed.all() and not await session.scalar(
        select(Job.id).where(Job.kind == GROW_MENUS, Job.state == "queued").limit(1)
    ):
        await enqueue(session, GROW_MENUS, {})


async def placements_of(session: AsyncSession, option_ids: Iterable[UUID]) -> list[Placement]:
    """In order of time; without those that she did not want (they are kept for the record)."""
    asked = select(Placement).where(Placement.option_id.in_(list(option_ids)), ~Placement.skipped)
    return list(await session.scalars(asked.order_by(Placement.arrival, Placement.id)))
