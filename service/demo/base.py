"""The ground of the synthetic municipality: localities, staff, homes, mentors, families; made once, before anybody wishes."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from random import Random
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Base
from models.municipality import Municipality, School, SchoolBreak, Unit, Zone
from models.people import (
    Account,
    AccountRole,
    CaseworkerAssignment,
    Guardian,
    Guardianship,
    KeptApart,
    Role,
    Sibling,
    SupportGrant,
    Youth,
    YouthProtected,
)
from service import clock
from service.actor import Actor
from service.consents.actions import rules_of_today
from service.database import enter_municipality
from service.demo import homes, umea, young
from service.demo.homes import Home, MentorPerson
from service.demo.young import Young
from service.record import Event, record, vault_of
from service.supply.actions import make_mentor, make_site, record_check, set_pattern, set_presentation
from service.supply.rules import REQUIRED_CHECKS, Kind, PatternRow

KIND_OF_PICTURE = {"cabin": "cabin", "youth-flat": "youth_flat", "activity-house": "activity_house"}
STREETS = ("Exempelvägen", "Provgatan", "Påhittstigen")  # no such address is searched, shown or sent anywhere


@dataclass
class World:
    """What has been made so far: actors by slug, rows by slug."""

    municipality_id: UUID = field(default_factory=uuid4)
    actors: dict[str, Actor] = field(default_factory=dict)
    zones: dict[str, UUID] = field(default_factory=dict)
    schools: dict[str, UUID] = field(default_factory=dict)
    sites: dict[str, UUID] = field(default_factory=dict)
    mentors: dict[str, UUID] = field(default_factory=dict)
    youths: dict[str, UUID] = field(default_factory=dict)
    guardians: dict[str, list[tuple[str, UUID]]] = field(default_factory=dict)
    unit_id: UUID | None = None

    def coordinator(self) -> Actor:
        return self.actors["kerstin"]

    def caseworker_of(self, slug: str) -> Actor:
        return self.actors["sara" if sum(slug.encode()) % 3 else "daniel"] if slug not in SARAS else self.actors["sara"]


SARAS = {"alva", "noor", "hugo", "saga", "leo", "wilma", "ida"}  # so that one caseworker's day shows every step


async def make_ground(session: AsyncSession, world: World) -> None:
    """Municipality, localities, schools, breaks, consent rules, staff."""
    await enter_municipality(session, world.municipality_id)
    municipality = Municipality(
        id=world.municipality_id, code="2480-demo", called="Umeå (påhittad)", settings=umea.SETTINGS
    )
    session.add(municipality)
    await session.flush()
    unit = Unit(called="Barn och unga")
    session.add_all([unit, *rules_of_today(municipality)])
    for place in umea.LOCALITIES:
        zone = Zone(called=place.called, latitude=place.latitude, longitude=place.longitude)
        await _keep(session, zone)
        world.zones[place.called] = zone.id
    for called, where in umea.SCHOOLS:
        school = School(called=called, zone_id=world.zones[where])
        await _keep(session, school)
        world.schools[where] = school.id
    year = clock.today().year - (clock.today().month < 8)
    for each in (year, year + 1):
        session.add_all(
            [SchoolBreak(called=called, days=Range(first, after)) for called, first, after in umea.school_breaks(each)]
        )
    await session.flush()
    world.unit_id = unit.id
    for slug, called, role in young.STAFF:
        world.actors[slug] = await new_person(session, world, called, Role(role), persona=slug)


async def new_person(
    session: AsyncSession,
    world: World,
    called: str,
    role: Role,
    *,
    persona: str | None = None,
    subject: UUID | None = None,
) -> Actor:
    account = Account(called=called, persona=persona)
    await _keep(session, account)
    await _keep(session, AccountRole(account_id=account.id, role=role.value, unit_id=world.unit_id))
    return Actor(account.id, world.municipality_id, role, called, subject, world.unit_id)


async def make_home(session: AsyncSession, world: World, home: Home, *, persona: bool = True) -> None:
    """A host family or place, described, open and cleared."""
    kerstin = world.coordinator()
    role = Role.HOST if home.kind == "host" else Role.PLACE_KEEPER
    keeper = await new_person(session, world, home.speaks_for, role, persona=home.slug if persona else None)
    site = await make_site(
        session,
        kerstin,
        kind=home.kind,
        called=home.called,
        zone_id=world.zones[home.locality],
        beds=home.beds,
        address=f"{STREETS[len(home.slug) % 3]} {len(home.about) % 90 + 1}, {home.locality}",
        account_ids=(keeper.account_id,),
        household=tuple(
            [("adult", one, None) for one in home.adults]
            + [("child", one, born) for one, born in home.children]
            + [("pet", one, None) for one in home.pets]
        ),
        traits=list(home.traits),
        age_from=home.ages[0],
        age_to=home.ages[1],
        languages=list(home.languages),
        nights_per_month=home.nights_per_month,
        rest_days=home.rest_days,
        longest_nights=home.longest,
        mixes=home.mixes,
        needs_mentor=home.needs_mentor,
        ask_each_time=home.ask_each_time,
        protected_address=home.protected_address,
        turnaround_minutes=120 if home.kind == "host" else 60,
    )
    world.sites[home.slug] = site.id
    world.actors[home.slug] = replace(keeper, subject_id=site.id)
    kind = "host_family" if home.kind == "host" else KIND_OF_PICTURE[home.picture]
    await set_presentation(
        session,
        world.actors[home.slug],
        site_id=site.id,
        headline=home.headline,
        about=home.about,
        house_rules=home.house_rules,
        food=home.food,
        room=home.room,
        animals=home.animals,
        may_ask=home.may_ask,
        may_not_ask=home.may_not_ask,
        ask_us=home.ask_us,
        picture=f"{kind}/{home.slug}",
    )
    await _clear(session, kerstin, Kind(home.kind), site_id=site.id)
    rows = [PatternRow(weekday=day, weeks=home.weeks) for day in home.nights]
    await set_pattern(session, world.actors[home.slug], site_id=site.id, rows=rows)


async def make_mentor_person(
    session: AsyncSession, world: World, person: MentorPerson, *, persona: bool = True
) -> None:
    kerstin = world.coordinator()
    actor = await new_person(session, world, person.called, Role.MENTOR, persona=person.slug if persona else None)
    mentor = await make_mentor(
        session,
        kerstin,
        account_id=actor.account_id,
        called=person.called,
        zone_id=world.zones[person.locality],
        traits=list(person.traits),
        languages=list(person.languages),
        hours_per_week=person.hours_per_week,
    )
    world.mentors[person.slug] = mentor.id
    world.actors[person.slug] = replace(actor, subject_id=mentor.id)
    await set_presentation(
        session,
        world.actors[person.slug],
        mentor_id=mentor.id,
        headline=person.headline,
        about=person.about,
        may_ask=person.may_ask,
        may_not_ask=person.may_not_ask,
        ask_us=person.ask_us,
        picture=f"mentor/{person.slug}",
    )
    await _clear(session, kerstin, Kind.MENTOR, mentor_id=mentor.id)
    rows = [
        PatternRow(weekday=day, from_time=time.fromisoformat(begins), to_time=time.fromisoformat(ends))
        for day, begins, ends in person.times
        if day not in person.nights
    ]
    rows += [PatternRow(weekday=day) for day in person.nights]
    await set_pattern(session, world.actors[person.slug], mentor_id=mentor.id, rows=rows)


async def _clear(session: AsyncSession, kerstin: Actor, kind: Kind, **whom: UUID) -> None:
    made = clock.today() - timedelta(days=20)
    for check in REQUIRED_CHECKS[kind]:
        await record_check(
            session, kerstin, **whom, kind=check, outcome="passed", made_on=made, valid_until=made + timedelta(days=500)
        )


async def make_young(session: AsyncSession, world: World, one: Young, *, persona: bool = True) -> None:
    """A youth with account, family, caseworker and grant. What she says comes later, from her."""
    account = await new_person(session, world, one.called, Role.YOUTH, persona=one.slug if persona else None)
    caseworker, today = world.caseworker_of(one.slug), clock.today()
    youth = Youth(
        account_id=account.account_id,
        called=one.called,
        birth_date=_birthday(one, today),
        home_zone_id=world.zones[one.locality],
        school_id=world.schools.get(one.locality) or world.schools["Umeå"],
        languages=list(one.languages),
        needs=list(one.needs),
        careful_at=None if one.step == "welcome" else clock.now(),
    )
    await _keep(session, youth)
    world.youths[one.slug] = youth.id
    world.actors[one.slug] = replace(account, subject_id=youth.id)
    kind, nights = one.grant
    grant = SupportGrant(
        youth_id=youth.id,
        kind=kind,
        valid=Range(today - timedelta(days=60), today + timedelta(days=420)),
        nights_per_month=nights,
        decision_reference="SN 2026-" + str(100 + len(world.youths)),
        decided_by=caseworker.account_id,
    )
    session.add(
        CaseworkerAssignment(
            youth_id=youth.id, caseworker_id=caseworker.account_id, valid=Range(today - timedelta(days=60), None)
        )
    )
    await _keep(session, grant)
    record(session, caseworker, Event.GRANT_MADE, youth_id=youth.id, about=grant, details={"kind": kind})
    vault = await vault_of(session, world.municipality_id, youth.id)
    session.add(
        YouthProtected(
            youth_id=youth.id,
            grade="marked" if one.protected else "none",
            address=vault.seal(f"Provgatan 1, {one.locality}", youth.id, "address"),
        )
    )
    await _families(session, world, one, youth, persona)


async def _families(session: AsyncSession, world: World, one: Young, youth: Youth, persona: bool) -> None:
    if one.sibling_of is not None:
        older = world.youths[one.sibling_of]
        session.add(Sibling(older_id=older, younger_id=youth.id, want=one.siblings_want))
        world.guardians[one.slug] = world.guardians[one.sibling_of]
    else:
        world.guardians[one.slug] = []
        for number, called in enumerate(one.guardians):
            slug = f"{one.slug}-{called.lower()}"
            actor = await new_person(
                session, world, called, Role.GUARDIAN, persona=slug if persona and not number else None
            )
            guardian = Guardian(account_id=actor.account_id, called=called)
            await _keep(session, guardian)
            world.actors[slug] = replace(actor, subject_id=guardian.id)
            world.guardians[one.slug].append((slug, guardian.id))
    for _, guardian_id in world.guardians[one.slug]:
        session.add(Guardianship(youth_id=youth.id, guardian_id=guardian_id))
    await session.flush()


async def keep_apart(session: AsyncSession, world: World, one: str, other: str) -> None:
    first, second = sorted((world.youths[one], world.youths[other]))
    caseworker = world.actors["sara"]
    row = KeptApart(one_id=first, other_id=second, made_by=caseworker.account_id)
    await _keep(session, row)
    record(session, caseworker, Event.KEPT_APART, about=row)


def _birthday(one: Young, today: date) -> date:
    """So that she is that old today; spread over the year by her name."""
    return today.replace(year=today.year - one.age, day=1) - timedelta(days=sum(one.called.encode()) % 300 + 2)


async def _keep(session: AsyncSession, row: Base) -> None:
    session.add(row)
    await session.flush()


def more_homes(count: int, chance: Random) -> Iterator[Home]:
    """Host families beyond those written by hand: their presentations vary a written one."""
    for number in range(count):
        pattern = chance.choice(homes.HOSTS)
        surname = chance.choice(SURNAMES)
        yield replace(
            pattern,
            slug=f"host-{number}",
            called=f"Familjen {surname}",
            locality=chance.choice(umea.LOCALITIES).called,
            weeks=chance.choice(("odd", "even")),
            nights_per_month=chance.choice((2, 4, 4, 6)),
            ages=chance.choice(((9, 13), (9, 14), (9, 16), (12, 19))),
            ask_each_time=chance.random() < 0.3,
            protected_address=False,
        )


SURNAMES = (
    "Andersson", "Berglund", "Dahl", "Ekman", "Forsberg", "Grönlund", "Hassan", "Isaksson", "Jonsson", "Karlsson",
    "Lövgren", "Marklund", "Nyström", "Olofsson", "Persson", "Rönnlund", "Salminen", "Tran", "Vikberg", "Öberg",
)  # fmt: skip


def more_young(count: int, chance: Random) -> Iterator[Young]:
    """Youths beyond those written by hand, mostly teenagers, each with two wishes and an open request."""
    places = [place.called for place in umea.LOCALITIES]
    weights = [place.population for place in umea.LOCALITIES]
    before: Young | None = None
    for number in range(count):
        sibling = before if before is not None and chance.random() < 0.15 else None
        one = Young(
            slug=f"young-{number}",
            called=chance.choice(young.FIRST_NAMES),
            age=chance.choice((9, 10, 11, 12, 13, 13, 14, 14, 15, 15, 16, 16, 17, 17, 18, 19)),
            locality=sibling.locality if sibling else chance.choices(places, weights)[0],
            step="open",
            wishes=tuple(chance.sample(young.GENERAL_WISHES, 2)),
            asks=(chance.choice(("weekend", "weekend", "night", "evening")), chance.randint(2, 12)),
            series=chance.choice((0, 0, 0, 3, 4)),
            vetoes=tuple(home.slug for home in chance.sample(homes.HOSTS, chance.choice((0, 1, 1, 2)))),
            guardians=(chance.choice(("Anna", "Maria", "Karin", "Sofia", "Peter", "Fredrik")),),
            sibling_of=sibling.slug if sibling else None,
            siblings_want=chance.choice(("together", "no_matter", "apart")),
            protected=chance.random() < 0.03,
            grant=("contact_family", chance.choice((4, 6, 8))),
        )
        yield one
        before = one if sibling is None else None
