"""All hosts, places and mentors at a glance, and one of them with its checks. Lists show no needs and no reasons."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim
from models.municipality import Zone
from models.supply import (
    BackgroundCheck,
    Bed,
    Mentor,
    MentorOpening,
    Presentation,
    Site,
    SiteOpening,
)
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.supply.access import Owner, owner_seen_by, visible_mentors, visible_sites
from service.supply.availability import ONE_DAY, days_span, nights_in
from service.supply.openings import all_rows, claims_outside
from service.supply.presentations import Housemate, households_of
from service.supply.rules import CheckStanding, CheckState, cleared_spans, standing_of

LOOKED_AHEAD = timedelta(days=60)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class SupplyRow:
    """A host, place or mentor at a glance. `open_nights` counts the next sixty days."""

    kind: str
    id: UUID
    called: str
    zone: str
    beds: int
    open_nights: int
    is_closed: bool
    checks: list[CheckStanding]

    @property
    def is_cleared(self) -> bool:
        return all(one.state in (CheckState.VALID, CheckState.DUE_SOON) for one in self.checks)

    @property
    def ends_soon(self) -> bool:
        return any(one.state is CheckState.DUE_SOON for one in self.checks)

    @property
    def next_due(self) -> date | None:
        return min((one.until for one in self.checks if one.until), default=None)


async def supply_overview(session: AsyncSession, actor: Actor) -> list[SupplyRow]:
    """Everybody this actor may see; those with a check to look after first."""
    zone, today = ZoneInfo(actor.zone), clock.today(actor.zone)
    ahead = days_span(today, today + LOOKED_AHEAD, zone)
    owners = [Owner(one) for one in await all_rows(session, select(Site).where(visible_sites(actor)))]
    owners += [Owner(one) for one in await all_rows(session, select(Mentor).where(visible_mentors(actor)))]
    zones = {one.id: one.called for one in await all_rows(session, select(Zone))}
    beds: dict[UUID, int] = {}
    for site_id, count in await session.execute(select(Bed.site_id, func.count()).group_by(Bed.site_id)):
        beds[site_id] = count
    checks: dict[UUID | None, list[BackgroundCheck]] = {}
    for one in await all_rows(session, select(BackgroundCheck)):
        checks.setdefault(one.site_id or one.mentor_id, []).append(one)
    nights: dict[UUID, int] = {}
    for table, column in ((SiteOpening, SiteOpening.site_id), (MentorOpening, MentorOpening.mentor_id)):
        for whose, span in await session.execute(select(column, table.span).where(table.span.op("&&")(ahead))):
            nights[whose] = nights.get(whose, 0) + len(nights_in(span.intersection(ahead), zone))
    rows = [
        SupplyRow(
            kind=owner.kind.value,
            id=owner.id,
            called=owner.row.called,
            zone=zones.get(owner.row.zone_id, ""),
            beds=beds.get(owner.id, 0),
            open_nights=nights.get(owner.id, 0),
            is_closed=owner.row.closed_at is not None,
            checks=standing_of(owner.kind, checks.get(owner.id, []), today),
        )
        for owner in owners
    ]
    return sorted(rows, key=lambda row: (row.is_closed, row.is_cleared, row.kind, row.called))


@dataclass(frozen=True)
class CheckMade:
    id: UUID
    kind: str
    outcome: str
    made_on: date
    last_day: date | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class SupplyDetail:
    """One host, place or mentor, as its keeper and the coordinator see it."""

    row: Site | Mentor
    kind: str
    zone: str
    beds: int
    checks: list[CheckStanding]
    made: list[CheckMade]
    presentations: dict[str, Presentation]
    household: list[Housemate] = field(default_factory=list)

    @property
    def is_protected(self) -> bool:
        return isinstance(self.row, Site) and self.row.protected_address


async def supply_detail(
    session: AsyncSession, actor: Actor, *, site_id: UUID | None = None, mentor_id: UUID | None = None
) -> SupplyDetail:
    owner = await owner_seen_by(session, actor, site_id=site_id, mentor_id=mentor_id)
    today = clock.today(actor.zone)
    asked = select(BackgroundCheck).where(owner.of(BackgroundCheck))
    checks = await all_rows(session, asked.order_by(BackgroundCheck.made_on.desc(), BackgroundCheck.id.desc()))
    presentations = await all_rows(session, select(Presentation).where(owner.of(Presentation)))
    beds = await session.scalar(select(func.count()).select_from(Bed).where(Bed.site_id == owner.id))
    return SupplyDetail(
        row=owner.row,
        kind=owner.kind.value,
        zone=await session.scalar(select(Zone.called).where(Zone.id == owner.row.zone_id)) or "",
        beds=beds or 0,
        checks=standing_of(owner.kind, checks, today),
        made=[
            CheckMade(
                one.id,
                one.kind,
                one.outcome,
                one.made_on,
                one.valid.upper - ONE_DAY if one.outcome == "passed" else None,
                one.withdrawn_at,
            )
            for one in checks
        ],
        presentations={one.language: one for one in presentations},
        household=(await households_of(session, today)).get(owner.id, []),
    )


async def zones_of(session: AsyncSession) -> list[tuple[UUID, str]]:
    """The localities to choose from, in order of name."""
    return [(one.id, one.called) for one in sorted(await all_rows(session, select(Zone)), key=lambda one: one.called)]


@dataclass(frozen=True)
class Effects:
    """What would have to let go: breaks, counted once each."""

    booked: int
    held: int


async def effects_of_closing(
    session: AsyncSession, actor: Actor, *, site_id: UUID | None = None, mentor_id: UUID | None = None
) -> Effects:
    """If it closed from this moment, for good."""
    owner = await owner_seen_by(session, actor, site_id=site_id, mentor_id=mentor_id)
    return _effects(await claims_outside(session, owner, [Range(LONG_AGO, clock.now())]))


async def effects_of_withdrawing(
    session: AsyncSession, actor: Actor, check_id: UUID
) -> tuple[BackgroundCheck, Effects]:
    """If this check did not hold any more, from this moment."""
    check = await session.get(BackgroundCheck, check_id)
    if check is None:
        raise NotFound()
    owner = await owner_seen_by(session, actor, site_id=check.site_id, mentor_id=check.mentor_id)
    others = await all_rows(
        session, select(BackgroundCheck).where(owner.of(BackgroundCheck), BackgroundCheck.id != check_id)
    )
    withdrawn = SimpleNamespace(
        kind=check.kind, outcome=check.outcome, made_on=check.made_on, valid=check.valid, withdrawn_at=clock.now()
    )
    left = cleared_spans(owner.kind, [*others, withdrawn], ZoneInfo(actor.zone))
    return check, _effects(await claims_outside(session, owner, left))


def _effects(claims: list[Claim]) -> Effects:
    booked, held = ({one.occurrence_id for one in claims if one.state == state} for state in ("booked", "held"))
    return Effects(len(booked), len(held - booked))
