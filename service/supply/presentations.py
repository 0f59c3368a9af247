"""What youths read about hosts, places and mentors. Never an address.

She sees those who could receive her. A vetoed one is kept apart, so that she can change her mind; one that her caseworker
has found unsuitable is not offered. How far it is, is told in quarters of an hour from her locality and her school's, and not
at all where an address, hers or theirs, is protected.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.municipality import School, Zone
from models.people import Youth, YouthProtected
from models.supply import (
    HouseholdMember,
    Mentor,
    MentorCleared,
    Presentation,
    Site,
    SiteCleared,
    Suitability,
)
from models.words import Heart, Statement, Veto, Wish
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.supply.openings import all_rows
from service.supply.rules import Kind
from service.youths.access import youth_for
from service.youths.ages import age_on
from service.youths.having import NEAR_SCHOOL
from service.youths.traits import TRAITS
from service.youths.travel import NEAR_MINUTES, bucket_minutes


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
    animals: str
    may_ask: str
    may_not_ask: str
    ask_us: str
    minutes_from_home: int | None
    minutes_from_school: int | None
    wished: tuple[str, ...]  # of the traits she has wished, those that are so here
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
    age = age_on(today, youth.birth_date)
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
    zones = {one.id: one for one in await all_rows(session, select(Zone))}
    wished, ways = await wished_traits(session, youth_id), await _ways(session, youth, zones)
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
            zone=None if _is_protected(one) else zones[one.zone_id].called,
            traits=list(one.traits),
            languages=list(one.languages),
            household=homes.get(one.id, []),
            needs_mentor=isinstance(one, Site) and one.needs_mentor,
            animals=told[one.id].animals,
            may_ask=told[one.id].may_ask,
            may_not_ask=told[one.id].may_not_ask,
            ask_us=told[one.id].ask_us,
            minutes_from_home=ways.home(one),
            minutes_from_school=ways.school(one),
            wished=tuple(
                code for code in wished if (ways.is_near_school(one) if code == NEAR_SCHOOL else code in one.traits)
            ),
            has_heart=one.id in hearts,
            has_veto=one.id in vetoes,
        )
        for one in [*sites, *mentors]
        if one.id in told and one.id not in unsuitable
    ]
    return sorted(cards, key=lambda card: (card.has_veto, not card.has_heart, card.kind == Kind.MENTOR, card.called))


async def presentation_for(
    session: AsyncSession, actor: Actor, youth_id: UUID, language: str, *, kind: str, wanted: UUID
) -> PresentationCard:
    """One of them; `kind` is site or mentor. Whoever could not receive her is not there."""
    for one in await presentations_for(session, actor, youth_id, language):
        if wanted == (one.mentor_id if kind == Kind.MENTOR else one.site_id):
            return one
    raise NotFound()


async def wished_traits(session: AsyncSession, youth_id: UUID) -> list[str]:
    """What she wishes now, as cards: that it decides first, then what is important, then what would be nice."""
    newer = select(Statement.supersedes_id).where(Statement.supersedes_id.is_not(None), Statement.youth_id == youth_id)
    rows = await session.execute(
        select(Wish.trait, Wish.strength).where(
            Wish.youth_id == youth_id,
            Wish.trait.is_not(None),
            Wish.strength != "never",
            Wish.statement_id.not_in(newer),
        )
    )
    by_strength = sorted(
        ((row[0], row[1]) for row in rows), key=lambda row: ("must", "important", "nice").index(row[1])
    )
    return list(dict.fromkeys(trait for trait, _ in by_strength if trait in TRAITS))


def _is_protected(one: Site | Mentor) -> bool:
    return isinstance(one, Site) and one.protected_address


@dataclass(frozen=True)
class _Ways:
    """From where the way is counted; None where nothing may be said, or nothing is known."""

    zones: dict[UUID, Zone]
    from_home: Zone | None
    from_school: Zone | None

    def home(self, one: Site | Mentor) -> int | None:
        return self._minutes(self.from_home, one)

    def school(self, one: Site | Mentor) -> int | None:
        return self._minutes(self.from_school, one)

    def is_near_school(self, one: Site | Mentor) -> bool:
        minutes = self.school(one)
        return minutes is not None and minutes <= NEAR_MINUTES

    def _minutes(self, start: Zone | None, one: Site | Mentor) -> int | None:
        if start is None or not isinstance(one, Site) or one.protected_address:
            return None
        return bucket_minutes(start, self.zones[one.zone_id])


async def _ways(session: AsyncSession, youth: Youth, zones: dict[UUID, Zone]) -> _Ways:
    if await session.scalar(
        select(YouthProtected.youth_id).where(YouthProtected.youth_id == youth.id, YouthProtected.grade != "none")
    ):
        return _Ways(zones, None, None)
    school = (
        await session.scalar(select(School.zone_id).where(School.id == youth.school_id)) if youth.school_id else None
    )
    return _Ways(zones, zones.get(youth.home_zone_id), zones.get(school) if school else None)


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
