"""Other times for a booked break. A claim is never rewritten: it is let go, and one with the new times is made in its place.

The database's own constraints say whether it fits (bed, her own time, mentor, openings, checks); the judge says the rest.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim, Stay
from models.supply import Bed
from service import clock
from service.planning import judge
from service.proposals.errors import CannotHold
from service.proposals.holds import BECAUSE
from service.stays.change_rules import Times
from service.web.database_errors import constraint_of

NO_BED = ("ex_claim_bed", "ex_claim_bed_booked")


async def give_times(session: AsyncSession, stay: Stay, to: Times) -> None:
    """The bed she has if it is free all that time, else another one of the house. `CannotHold` says what is in the way."""
    old = await session.get_one(Claim, stay.claim_id, with_for_update=True, populate_existing=True)
    turnaround = old.during.upper - old.span.upper  # type: ignore[operator]
    old.state = "released"
    await session.flush()
    beds = await session.scalars(select(Bed.id).where(Bed.site_id == stay.site_id).order_by(Bed.number))
    for bed in sorted(beds, key=lambda one: one != old.bed_id):
        claim = Claim(
            occurrence_id=old.occurrence_id,
            placement_id=old.placement_id,
            bed_id=bed,
            site_id=old.site_id,
            youth_id=old.youth_id,
            mentor_id=old.mentor_id,
            span=Range(to.arrival, to.departure),
            during=Range(to.arrival, to.departure + turnaround),
            state="booked",
            made_at=clock.now(),
        )
        try:
            async with session.begin_nested():
                session.add(claim)
                await session.flush()
        except DBAPIError as refused:
            named = constraint_of(refused) or ""
            if named in NO_BED:
                continue
            if named not in BECAUSE:
                raise
            raise CannotHold(BECAUSE[named]) from refused
        stay.claim_id, stay.arrival, stay.departure = claim.id, to.arrival, to.departure
        stay.rev += 1
        await session.flush()
        return
    raise CannotHold("beds")


async def as_long_as_possible(session: AsyncSession, stay: Stay, to: Times) -> None:
    """The longer times, if no rule of anybody is broken by them. Undone when one is."""
    touched = {
        "site_ids": {stay.site_id},
        "mentor_ids": {stay.mentor_id} if stay.mentor_id else set(),
        "youth_ids": {stay.youth_id},
    }
    before = set(await judge.violations(session, **touched))
    async with session.begin_nested():
        await give_times(session, stay, to)
        broken = sorted(one.rule for one in set(await judge.violations(session, **touched)) - before)
        if broken:
            raise CannotHold(broken[0])


@asynccontextmanager
async def only_tried(session: AsyncSession) -> AsyncIterator[None]:
    """What is done inside is undone, whatever comes of it: to look first."""
    savepoint = await session.begin_nested()
    try:
        yield
    finally:
        await savepoint.rollback()


async def what_is_in_the_way(session: AsyncSession, stay: Stay, to: Times) -> str | None:
    """The code of the rule that would refuse these times now; None when they fit."""
    because = None
    async with only_tried(session):
        try:
            await as_long_as_possible(session, stay, to)
        except CannotHold as refused:
            because = refused.because
    await session.refresh(stay)
    return because
