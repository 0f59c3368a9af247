"""What youths read about hosts, places and mentors. Never an address.

She sees those who could receive her. A vetoed one stays on the list, marked, so that she can change her mind; one that
her caseworker has found unsuitable is not offered.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.municipality import Zone
from models.people import Youth
from models.supply import (
    HouseholdMember,
    Mentor,
    MentorCleared,
    Presentation,
    Site,
    SiteCleared,
    Suitability,
)
from models.words import Heart, Veto
from service import clock
from service.actor import Actor
from service.supply.openings import all_rows
from service.supply.rules import Kind
from service.youths.access import youth_for


@dataclass(frozen=True)
class Housemate:
    relation: str  # adult, child, pet
    called: str
    age: int | None


@dataclass(frozen=True)
class PresentationCard:
    """What a youth reads about a host, place or mentor. `zone` is None where the address is protected."""

    kind: str
    id: UUID
    called: str
    headline: str
    about: str
    house_rules: str
    food: str
    room: str
    picture: str
    language: str
    zone: str | None
    traits: list[str]
    languages: list[str]
    household: list[Housemate]
    needs_mentor: bool
    has_heart: bool
    has_veto: bool

    @property
    def site_id(self) -> UUID | None:
        return None if self.kind == Kind.MENTOR else self.id

    @property
    def mentor_id(self) -> UUID | None:
        return self.id if self.kind == Kind.MENTOR else None


async def presentations_for(
    session: AsyncSession, actor: Actor, youth_id: UUID, language: str
) -> list[PresentationCard]:
    """Everybody who could receive her now or later: open, cleared, of her age, not found unsuitable. Hearts first, vetoed
    last."""
    youth = await youth_for(session, actor, youth_id)
    today = clock.today(actor.zone)
    age = (
        today.year - youth.birth_date.year - ((today.month, today.day) < (youth.birth_date.month, youth.birth_date.day))
    )
    ahead: Range[datetime] = Range(clock.now(), None)
    sites = await all_rows(
        session,
        select(Site).where(
            Site.closed_at.is_(None),
            Site.age_from <= age,
            Site.age_to > age,
            Site.id.in_(select(SiteCleared.site_id).where(SiteCleared.span.op("&&")(ahead))),
        ),
    )
    mentors = await all_rows(
        session,
        select(Mentor).where(
            Mentor.closed_at.is_(None),
            Mentor.id.in_(select(MentorCleared.mentor_id).where(MentorCleared.span.op("&&")(ahead))),
        ),
    )
    unsuitable = await _unsuitable(session, youth)
    hearts = await _liked(session, select(Heart).where(Heart.youth_id == youth_id))
    vetoes = await _liked(session, select(Veto).where(Veto.youth_id == youth_id, Veto.lifted_at.is_(None)))
    told = await _presentations(session, language)
    zones = {one.id: one.called for one in await all_rows(session, select(Zone))}
    homes = await households_of(session, today)
    cards = [
        PresentationCard(
            kind=one.kind if isinstance(one, Site) else Kind.MENTOR.value,
            id=one.id,
            called=one.called,
            headline=told[one.id].headline,
            about=told[one.id].about,
            house_rules=told[one.id].house_rules,
            food=told[one.id].food,
            room=told[one.id].room,
            picture=told[one.id].picture,
            language=told[one.id].language,
            zone=None if isinstance(one, Site) and one.protected_address else zones.get(one.zone_id),
            traits=list(one.traits),
            languages=list(one.languages),
            household=homes.get(one.id, []),
            needs_mentor=isinstance(one, Site) and one.needs_mentor,
            has_heart=one.id in hearts,
            has_veto=one.id in vetoes,
        )
        for one in [*sites, *mentors]
        if one.id in told and one.id not in unsuitable
    ]
    return sorted(cards, key=lambda card: (card.has_veto, not card.has_heart, card.kind == Kind.MENTOR, card.called))


async def _unsuitable(session: AsyncSession, youth: Youth) -> set[UUID]:
    judged = await all_rows(
        session, select(Suitability).where(Suitability.youth_id == youth.id).order_by(Suitability.made_at)
    )
    latest = {one.site_id or one.mentor_id: one.verdict for one in judged}
    return {whom for whom, verdict in latest.items() if whom and verdict == "unsuitable"}


async def _liked(session: AsyncSession, asked: Any) -> set[UUID]:
    return {one.site_id or one.mentor_id for one in await all_rows(session, asked)}


async def _presentations(session: AsyncSession, language: str) -> dict[UUID, Presentation]:
    """One each: in this language, else in Swedish, else in the one there is."""
    told: dict[UUID, Presentation] = {}
    rows = await all_rows(session, select(Presentation).order_by(Presentation.language))
    for one in sorted(rows, key=lambda one: (one.language == language, one.language == "sv")):
        whose = one.site_id or one.mentor_id
        if whose:
            told[whose] = one
    return told


async def households_of(session: AsyncSession, today: date) -> dict[UUID, list[Housemate]]:
    homes: dict[UUID, list[Housemate]] = {}
    for one in await all_rows(session, select(HouseholdMember).order_by(HouseholdMember.relation, HouseholdMember.id)):
        age = today.year - one.birth_year if one.birth_year and one.relation != "adult" else None
        homes.setdefault(one.site_id, []).append(Housemate(one.relation, one.called, age))
    return homes
