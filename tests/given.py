"""The world a test starts from: one municipality, its people, one host family, one place, one mentor.

Written straight into the tables, so that a test of one slice does not need the others. Everybody is invented.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Base
from models.breaks import Claim, Occurrence, StayRequest, StayWindow
from models.municipality import Municipality, Unit, Zone
from models.people import (
    Account,
    AccountRole,
    CaseworkerAssignment,
    Guardian,
    Guardianship,
    Role,
    SupportGrant,
    Youth,
)
from models.supply import (
    Bed,
    Mentor,
    MentorCleared,
    MentorOpening,
    Presentation,
    Site,
    SiteCleared,
    SiteOpening,
    SitePerson,
    WeeklyPattern,
)
from service.actor import Actor
from service.database import enter_municipality

T = TypeVar("T", bound=Base)

FRIDAY = datetime(2027, 1, 15, 16, 0, tzinfo=UTC)  # 17:00 in Umeå; v. 2
SUNDAY = datetime(2027, 1, 17, 15, 0, tzinfo=UTC)
OPEN_FROM, OPEN_TO = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC)


@dataclass
class Given:
    """What was made, and an actor for each role. `youth` is 15, `host` has two beds and is open all the time."""

    municipality: Municipality
    unit: Unit
    zone: Zone
    youth: Youth
    grant: SupportGrant
    guardian: Guardian
    host: Site
    place: Site
    mentor: Mentor
    beds: dict[UUID, list[Bed]]
    as_youth: Actor
    as_caseworker: Actor
    as_coordinator: Actor
    as_host: Actor
    as_place_keeper: Actor
    as_mentor: Actor
    as_guardian: Actor
    as_admin: Actor
    more: dict[str, Base] = field(default_factory=dict)


async def given_municipality(session: AsyncSession, called: str = "Provköping") -> Given:
    here = uuid4()
    await enter_municipality(session, here)
    municipality = await _kept(session, Municipality(id=here, code=str(here)[:8], called=called))
    unit = await _kept(session, Unit(called="Barn och unga"))
    zone = await _kept(session, Zone(called="Mitten", latitude=63.825, longitude=20.263))

    async def actor(role: Role, name: str, subject: UUID | None = None) -> Actor:
        account = await _kept(session, Account(called=name))
        await _kept(session, AccountRole(account_id=account.id, role=role.value, unit_id=unit.id))
        return Actor(account.id, here, role, name, subject, unit.id)

    caseworker = await actor(Role.CASEWORKER, "Sara")
    coordinator = await actor(Role.COORDINATOR, "Kim")
    admin = await actor(Role.ADMIN, "Ali")
    host = await given_site(session, zone, kind="host", called="Familjen Lind", beds=2)
    place = await given_site(session, zone, kind="place", called="Stugan", beds=3)
    as_host, as_keeper = await actor(Role.HOST, "Maria", host.id), await actor(Role.PLACE_KEEPER, "Per", place.id)
    await _kept(session, SitePerson(site_id=host.id, account_id=as_host.account_id))
    await _kept(session, SitePerson(site_id=place.id, account_id=as_keeper.account_id))
    mentor_actor = await actor(Role.MENTOR, "Jo")
    mentor = await _kept(session, Mentor(account_id=mentor_actor.account_id, called="Jo", zone_id=zone.id))
    await _open_every_night(session, mentor_id=mentor.id)
    await _kept(session, MentorOpening(mentor_id=mentor.id, span=Range(OPEN_FROM, OPEN_TO)))
    await _kept(session, MentorCleared(mentor_id=mentor.id, span=Range(OPEN_FROM, OPEN_TO)))
    await _kept(
        session,
        Presentation(mentor_id=mentor.id, headline="Jo lagar cyklar", about="Vi kan laga din.", picture="mentor"),
    )
    youth, as_youth, grant = await given_youth(session, zone, caseworker)
    as_guardian = await actor(Role.GUARDIAN, "Eva")
    guardian = await _kept(session, Guardian(account_id=as_guardian.account_id, called="Eva"))
    await _kept(session, Guardianship(youth_id=youth.id, guardian_id=guardian.id))
    return Given(
        municipality,
        unit,
        zone,
        youth,
        grant,
        guardian,
        host,
        place,
        mentor,
        {one.id: await beds_of(session, one) for one in (host, place)},
        as_youth,
        caseworker,
        coordinator,
        as_host,
        as_keeper,
        _in_role(mentor_actor, mentor.id),
        _in_role(as_guardian, guardian.id),
        admin,
    )


def _in_role(actor: Actor, subject: UUID) -> Actor:
    return Actor(actor.account_id, actor.municipality_id, actor.role, actor.called, subject, actor.unit_id)


async def given_site(
    session: AsyncSession, zone: Zone, *, kind: str, called: str, beds: int = 1, **limits: object
) -> Site:
    """A site that is open and cleared all the time, with a presentation."""
    site = await _kept(session, Site(kind=kind, called=called, zone_id=zone.id, youths_at_once=beds, **limits))
    for number in range(1, beds + 1):
        await _kept(session, Bed(site_id=site.id, number=number))
    await _open_every_night(session, site_id=site.id)
    await _kept(session, SiteOpening(site_id=site.id, span=Range(OPEN_FROM, OPEN_TO)))
    await _kept(session, SiteCleared(site_id=site.id, span=Range(OPEN_FROM, OPEN_TO)))
    await _kept(
        session, Presentation(site_id=site.id, headline=f"Välkommen till {called}", about="Lugnt.", picture="house")
    )
    return site


async def _open_every_night(session: AsyncSession, **owner: UUID) -> None:
    """What the openings were worked out from, so that they can be worked out again."""
    for weekday in range(1, 8):
        await _kept(session, WeeklyPattern(weekday=weekday, valid=Range(OPEN_FROM.date(), None), **owner))


async def beds_of(session: AsyncSession, site: Site) -> list[Bed]:
    return list(await session.scalars(select(Bed).where(Bed.site_id == site.id).order_by(Bed.number)))


async def given_youth(
    session: AsyncSession, zone: Zone, caseworker: Actor, *, called: str = "Alva", born: date = date(2011, 5, 4)
) -> tuple[Youth, Actor, SupportGrant]:
    account = await _kept(session, Account(called=called))
    await _kept(session, AccountRole(account_id=account.id, role=Role.YOUTH.value))
    youth = await _kept(
        session,
        Youth(account_id=account.id, called=called, birth_date=born, home_zone_id=zone.id, careful_at=OPEN_FROM),
    )
    await _kept(
        session,
        CaseworkerAssignment(
            youth_id=youth.id, caseworker_id=caseworker.account_id, valid=Range(date(2026, 1, 1), None)
        ),
    )
    grant = await _kept(
        session,
        SupportGrant(
            youth_id=youth.id,
            kind="contact_family",
            valid=Range(date(2026, 1, 1), date(2027, 12, 31)),
            nights_per_month=8,
            decision_reference="SN 2026-1",
            decided_by=caseworker.account_id,
        ),
    )
    return youth, Actor(account.id, youth.municipality_id, Role.YOUTH, called, youth.id), grant


async def given_request(
    session: AsyncSession,
    youth: Youth,
    grant: SupportGrant,
    *,
    arrival: datetime = FRIDAY,
    departure: datetime = SUNDAY,
) -> tuple[StayRequest, Occurrence]:
    """One weekend, one window."""
    request = await _kept(session, StayRequest(youth_id=youth.id, support_grant_id=grant.id, kind="weekend"))
    occurrence = await _kept(session, Occurrence(stay_request_id=request.id, youth_id=youth.id, number=1))
    await _kept(session, StayWindow(occurrence_id=occurrence.id, arrival=arrival, departure=departure))
    return request, occurrence


async def given_claim(
    session: AsyncSession,
    occurrence: Occurrence,
    bed: Bed,
    *,
    state: str = "booked",
    arrival: datetime = FRIDAY,
    departure: datetime = SUNDAY,
    turnaround: timedelta = timedelta(0),
    mentor_id: UUID | None = None,
) -> Claim:
    return await _kept(
        session,
        Claim(
            occurrence_id=occurrence.id,
            bed_id=bed.id,
            site_id=bed.site_id,
            youth_id=occurrence.youth_id,
            mentor_id=mentor_id,
            span=Range(arrival, departure),
            during=Range(arrival, departure + turnaround),
            state=state,
        ),
    )


async def events_of(session: AsyncSession, youth_id: UUID | None = None) -> list[str]:
    """The kinds recorded so far, in order; commits first, since events are appended then."""
    await session.commit()
    rows = await session.execute(
        text("select kind from record_event where cast(:youth as uuid) is null or youth_id = :youth order by seq"),
        {"youth": youth_id},
    )
    return list(rows.scalars())


async def _kept(session: AsyncSession, row: T) -> T:
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row
