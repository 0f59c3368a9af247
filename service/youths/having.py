"""How many hosts, places and mentors have what she can wish, right now: a number beside a card, never a name.

She is told it before she says that something decides, since fewer breaks fit then. Counted are those who could receive her:
open, with valid checks, for her age, not found unsuitable by her caseworker, and not vetoed by herself.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.municipality import School, Zone
from models.people import Youth
from models.supply import Mentor, MentorCleared, Site, SiteCleared, Suitability
from models.words import Veto
from service import clock
from service.youths.ages import age_on
from service.youths.traits import TRAITS
from service.youths.travel import is_near

NEAR_SCHOOL = "near_school"


@dataclass(frozen=True)
class Having:
    """`many` of `of` have it. `of_whom`: "site" or "mentor"."""

    many: int
    of: int
    of_whom: str


async def having_now(session: AsyncSession, youth: Youth) -> dict[str, Having]:
    """By trait. Without a school that we know of, nothing is said about "close to my school"."""
    today = clock.today()
    age = age_on(today, youth.birth_date)
    ahead: Range[datetime] = Range(clock.now(), None)
    not_for_her = await _not_for_her(session, youth)
    sites = [
        one
        for one in await session.scalars(
            select(Site).where(
                Site.closed_at.is_(None),
                Site.age_from <= age,
                Site.age_to > age,
                Site.id.in_(select(SiteCleared.site_id).where(SiteCleared.span.op("&&")(ahead))),
            )
        )
        if one.id not in not_for_her
    ]
    mentors = [
        one
        for one in await session.scalars(
            select(Mentor).where(
                Mentor.closed_at.is_(None),
                Mentor.id.in_(select(MentorCleared.mentor_id).where(MentorCleared.span.op("&&")(ahead))),
            )
        )
        if one.id not in not_for_her
    ]
    counted = {
        code: Having(sum(code in one.traits for one in sites), len(sites), "site")
        if "site" in trait.of
        else Having(sum(code in one.traits for one in mentors), len(mentors), "mentor")
        for code, trait in TRAITS.items()
        if code != NEAR_SCHOOL
    }
    near = await zones_near_school(session, youth)
    if near is not None:
        counted[NEAR_SCHOOL] = Having(sum(one.zone_id in near for one in sites), len(sites), "site")
    return counted


async def zones_near_school(session: AsyncSession, youth: Youth) -> set[object] | None:
    """The localities within a quarter of an hour of her school; None when we do not know which school."""
    if youth.school_id is None:
        return None
    zones = list(await session.scalars(select(Zone)))
    at = await session.scalar(select(School.zone_id).where(School.id == youth.school_id))
    school = next((one for one in zones if one.id == at), None)
    return None if school is None else {one.id for one in zones if is_near(one, school)}


async def _not_for_her(session: AsyncSession, youth: Youth) -> set[object]:
    judged = await session.scalars(
        select(Suitability).where(Suitability.youth_id == youth.id).order_by(Suitability.made_at, Suitability.id)
    )
    latest = {one.site_id or one.mentor_id: one.verdict for one in judged}
    vetoes = await session.scalars(select(Veto).where(Veto.youth_id == youth.id, Veto.lifted_at.is_(None)))
    unsuitable = {whom for whom, verdict in latest.items() if verdict == "unsuitable"}
    return unsuitable | {one.site_id or one.mentor_id for one in vetoes}
