"""What the engine is told of her wishes: those about somebody or a trait, and how near her school is."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from matching import problem as facts
from models.breaks import StayRequest
from models.municipality import School
from models.people import Youth
from models.words import Heart, Statement, Wish
from service.planning.horizon import every
from service.youths.traits import TRAITS


def standing_wishes() -> Any:
    later = select(Statement.supersedes_id).where(Statement.supersedes_id.is_not(None))
    return select(Wish).where(Wish.statement_id.not_in(later)).order_by(Wish.id)


async def school_zones(session: AsyncSession) -> dict[UUID, UUID]:
    """By youth, the locality of her school."""
    rows = await session.execute(select(Youth.id, School.zone_id).join(School, School.id == Youth.school_id))
    return {youth: zone for youth, zone in rows}  # noqa: C416


async def wishes(session: AsyncSession, schools: dict[UUID, UUID]) -> Callable[[StayRequest], tuple[facts.Wish, ...]]:
    """Wishes that the engine can weigh: those about somebody or a trait. Words alone go to the caseworker."""
    general: dict[UUID, list[facts.Wish]] = defaultdict(list)
    special: dict[UUID, list[facts.Wish]] = defaultdict(list)
    rows = await session.execute(
        standing_wishes().join(Statement, Statement.id == Wish.statement_id).add_columns(Statement.stay_request_id)
    )
    for wish, request_id in rows:
        if (said := _wish(wish, schools.get(wish.youth_id))) is not None:
            (special[request_id] if request_id else general[wish.youth_id]).append(said)
    for heart in await every(session, select(Heart).order_by(Heart.id)):
        subject = facts.Subject.SITE if heart.site_id else facts.Subject.MENTOR
        about = str(heart.site_id or heart.mentor_id)
        general[heart.youth_id].append(facts.Wish(str(heart.id), subject, about, facts.Strength.NICE))
    return lambda request: (*special[request.id], *general[request.youth_id])


def near(zone_id: UUID) -> str:
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
            return facts.Wish(str(wish.id), facts.Subject.TRAIT, near(school_zone), strength) if school_zone else None
        of_mentor = wish.trait in TRAITS and "site" not in TRAITS[wish.trait].of
        subject = facts.Subject.MENTOR_TRAIT if of_mentor else facts.Subject.TRAIT
        return facts.Wish(str(wish.id), subject, wish.trait, strength)
    return None
