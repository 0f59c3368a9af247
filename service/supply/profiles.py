"""Who a host, place or mentor is and what it can take: making one, its limits, its presentation, where it is."""

import re
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.municipality import Zone
from models.people import Account
from models.supply import Bed, HouseholdMember, Mentor, Presentation, Site, SiteAddress, SitePerson
from service.actor import Actor
from service.errors import Changed, Invalid
from service.record import Event, record
from service.record.vault import open_address, seal_address
from service.supply.access import only_coordinator, owner_kept_by, owner_seen_by
from service.supply.rules import (
    ADDRESS_PURPOSES,
    MENTOR_LIMITS,
    MOST_BEDS,
    SITE_LIMITS,
    Kind,
    Limit,
)
from service.web.pictures import NAMES as PICTURES
from service.web.texts import available_languages
from service.youths.traits import traits_of

PRESENTATION_LENGTHS = {
    "headline": 80,
    "about": 4000,
    **dict.fromkeys(("house_rules", "food", "room", "animals", "may_ask", "may_not_ask", "ask_us"), 1000),
}

MARKS = {
    "site": ("traits", "languages", "mixes", "ask_each_time", "needs_mentor"),
    "mentor": ("traits", "languages"),
}
USUAL_AGES = (9, 21)  # as the table's defaults
DRAWN_FOR = re.compile(r"(host_family|cabin|youth_flat|activity_house|mentor)/[\w-]{1,60}")  # see pictures.picture


async def make_site(
    session: AsyncSession,
    actor: Actor,
    *,
    kind: str,
    called: str,
    zone_id: UUID,
    beds: int = 1,
    address: str | None = None,
    account_ids: tuple[UUID, ...] = (),
    household: tuple[tuple[str, str, int | None], ...] = (),
    **limits: Any,
) -> Site:
    """A new host family or place. It is closed and not cleared until nights are opened and checks recorded.

    `account_ids` speak for it; `household` is (relation, called, birth year); `limits` as in `change_limits`.
    """
    only_coordinator(actor)
    if kind not in (Kind.HOST, Kind.PLACE):
        raise Invalid(field="kind", kind="not_a_choice")
    if not 1 <= beds <= MOST_BEDS:
        raise Invalid(field="beds", kind="too_big" if beds > MOST_BEDS else "too_small", most=MOST_BEDS, least=1)
    await _must_be_a_zone(session, zone_id)
    limits = {"youths_at_once": beds} | limits
    _judge_limits("site", SITE_LIMITS, limits, beds=beds)
    site = Site(kind=kind, called=_name(called), zone_id=zone_id, **limits)
    session.add(site)
    await session.flush()
    for number in range(1, beds + 1):
        session.add(Bed(site_id=site.id, number=number))
    for account_id in account_ids:
        await _must_be_an_account(session, account_id)
        session.add(SitePerson(site_id=site.id, account_id=account_id))
    for relation, name, birth_year in household:
        session.add(HouseholdMember(site_id=site.id, relation=relation, called=name, birth_year=birth_year))
    if address:
        sealed = seal_address(session.info["master_key"], address, site.id)
        session.add(SiteAddress(site_id=site.id, address=sealed))
    await session.flush()
    await session.refresh(site)
    record(session, actor, Event.SITE_MADE, about=site, details={"kind": kind, "beds": beds})
    return site


async def make_mentor(
    session: AsyncSession, actor: Actor, *, account_id: UUID, called: str, zone_id: UUID, **limits: Any
) -> Mentor:
    """A new mentor, closed and not cleared yet."""
    only_coordinator(actor)
    await _must_be_a_zone(session, zone_id)
    await _must_be_an_account(session, account_id)
    _judge_limits("mentor", MENTOR_LIMITS, limits)
    mentor = Mentor(account_id=account_id, called=_name(called), zone_id=zone_id, **limits)
    session.add(mentor)
    await session.flush()
    await session.refresh(mentor)
    record(session, actor, Event.MENTOR_MADE, about=mentor)
    return mentor


async def change_limits(
    session: AsyncSession,
    actor: Actor,
    site_id: UUID | None = None,
    *,
    mentor_id: UUID | None = None,
    rev: int | None = None,
    **limits: Any,
) -> Site | Mentor:
    """What it can take from now on. Breaks already promised are not touched. `rev`: as it was when it was read."""
    owner = await owner_kept_by(session, actor, site_id=site_id, mentor_id=mentor_id)
    if rev is not None and rev != owner.row.rev:
        raise Changed()
    beds = await session.scalar(select(func.count()).select_from(Bed).where(Bed.site_id == owner.id)) or 0
    thing, table = ("mentor", MENTOR_LIMITS) if owner.kind is Kind.MENTOR else ("site", SITE_LIMITS)
    known = {*table, *MARKS[thing]}
    if unknown := sorted(set(limits) - known):
        raise Invalid(field=unknown[0], kind="unknown_field")
    as_it_is = {name: getattr(owner.row, name) for name in table}
    _judge_limits(thing, table, limits, as_it_is=as_it_is, beds=beds)
    for name, value in limits.items():
        setattr(owner.row, name, value)
    owner.row.rev += 1
    await session.flush()
    changed = Event.MENTOR_CHANGED if owner.kind is Kind.MENTOR else Event.SITE_CHANGED
    record(session, actor, changed, about=owner.row, details={"changed": sorted(limits)})
    return owner.row


async def reveal_address(session: AsyncSession, actor: Actor, site_id: UUID, *, purpose: str) -> str | None:
    """Where it is, to the coordinator, for a purpose; the record says that it was looked at. None: it was never told."""
    only_coordinator(actor)
    if purpose not in ADDRESS_PURPOSES:
        raise Invalid(field="purpose", kind="not_a_choice")
    owner = await owner_seen_by(session, actor, site_id=site_id)
    record(session, actor, Event.PROTECTED_REVEALED, about=owner.row, purpose=purpose)
    return await _opened(session, site_id)


async def reveal_address_for_stay(
    session: AsyncSession, actor: Actor, site_id: UUID, *, youth_id: UUID, stay_id: UUID
) -> str | None:
    """The same to somebody named for a break there; the caller has made sure that it is for her, and now."""
    event, place, stay = Event.ADDRESS_SHOWN, ("site", site_id), {"stay": stay_id}
    record(session, actor, event, youth_id=youth_id, about=place, purpose="stay", details=stay)
    return await _opened(session, site_id)


async def _opened(session: AsyncSession, site_id: UUID) -> str | None:
    kept = await session.get(SiteAddress, site_id)
    return open_address(session.info["master_key"], kept.address, site_id) if kept else None


async def set_presentation(
    session: AsyncSession,
    actor: Actor,
    *,
    site_id: UUID | None = None,
    mentor_id: UUID | None = None,
    language: str = "sv",
    headline: str,
    about: str,
    house_rules: str = "",
    food: str = "",
    room: str = "",
    animals: str = "",
    may_ask: str = "",
    may_not_ask: str = "",
    ask_us: str = "",
    picture: str,
) -> Presentation:
    """What youths read, in one language."""
    owner = await owner_kept_by(session, actor, site_id=site_id, mentor_id=mentor_id)
    texts = {
        "headline": headline,
        "about": about,
        "house_rules": house_rules,
        "food": food,
        "room": room,
        "animals": animals,
        "may_ask": may_ask,
        "may_not_ask": may_not_ask,
        "ask_us": ask_us,
    }
    for field, text in texts.items():
        if not text.strip() and field in ("headline", "about"):
            raise Invalid(field=field, kind="missing")
        if len(text) > PRESENTATION_LENGTHS[field]:
            raise Invalid(field=field, kind="too_long", most=PRESENTATION_LENGTHS[field])
    if picture not in PICTURES and not DRAWN_FOR.fullmatch(picture):
        raise Invalid(field="picture", kind="not_a_choice")
    if language not in available_languages():
        raise Invalid(field="language", kind="not_a_choice")
    asked = select(Presentation).where(owner.of(Presentation), Presentation.language == language)
    shown = await session.scalar(asked)
    if shown is None:
        shown = Presentation(**owner.key, language=language, picture=picture, **texts)
        session.add(shown)
    for field, value in (texts | {"picture": picture}).items():
        setattr(shown, field, value)
    await session.flush()
    record(session, actor, Event.PRESENTATION_CHANGED, about=owner.row, details={"language": language})
    return shown


def _judge_limits(
    thing: str,
    table: dict[str, Limit],
    limits: dict[str, Any],
    *,
    as_it_is: dict[str, Any] | None = None,
    beds: int | None = None,
) -> None:
    """Each limit within its bounds, ages in order, no more youths than beds, traits and languages that we know."""
    for name, limit in table.items():
        value = limits.get(name)
        if value is None and name in limits and not limit.may_be_none:
            raise Invalid(field=name, kind="missing")
        if value is not None and not limit.least <= value <= limit.most:
            kind = "too_small" if value < limit.least else "too_big"
            raise Invalid(field=name, kind=kind, least=limit.least, most=limit.most)
    becomes = (as_it_is or {}) | limits
    if thing == "site" and becomes.get("age_from", USUAL_AGES[0]) >= becomes.get("age_to", USUAL_AGES[1]):
        raise Invalid(field="age_to", code_detail="supply.ages_in_order")
    if thing == "site" and beds is not None and becomes["youths_at_once"] > beds:
        raise Invalid(field="youths_at_once", kind="too_big", most=beds, least=1)
    if set(limits.get("traits") or ()) - set(traits_of(thing)):
        raise Invalid(field="traits", kind="not_a_choice")
    spoken = limits.get("languages")
    if spoken is not None and (not spoken or any(not 2 <= len(one) <= 8 for one in spoken)):
        raise Invalid(field="languages", kind="missing" if not spoken else "not_a_choice")


def _name(called: str) -> str:
    name = called.strip()
    if not 1 <= len(name) <= 80:
        raise Invalid(field="called", kind="too_long" if name else "missing", most=80)
    return name


async def _must_be_a_zone(session: AsyncSession, zone_id: UUID) -> None:
    if await session.get(Zone, zone_id) is None:
        raise Invalid(field="zone_id", kind="gone")


async def _must_be_an_account(session: AsyncSession, account_id: UUID) -> None:
    if await session.get(Account, account_id) is None:
        raise Invalid(field="account_id", kind="gone")
