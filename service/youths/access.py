"""Which youths, and which of their words, somebody may see. One SQL condition each; what is not yours does not exist.

Seeing a youth and reading her words are two things: a coordinator plans for everybody and reads nobody's words, a guardian
sees when and where but never what was wished. Who reads what is said once, below: the page that tells her so before she
sends (`readers_of`) and every query that reads (`readable_statements`) ask the same conditions.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Stay, Visit
from models.people import Account, CaseworkerAssignment, Guardianship, Role, SupportPerson, Youth
from models.supply import Mentor, SitePerson
from models.words import Statement, Wish
from service import clock
from service.actor import Actor
from service.errors import Forbidden, NotFound
from service.youths.rules import KINDS_SHARED, WRITTEN_TO_FOR, Reader, shares_that_cover

READS_WORDS = frozenset({Role.YOUTH, Role.CASEWORKER})  # all of a youth's words, whatever they are about
ANSWERS = frozenset({Role.CASEWORKER, Role.SUPPORT_PERSON, Role.MENTOR, Role.HOST, Role.PLACE_KEEPER})  # what they read
SPEAKS_FOR_HER = frozenset({Role.YOUTH, Role.CASEWORKER})  # the caseworker writes down what she was told


def visible_youths(actor: Actor) -> ColumnElement[bool]:
    """The rows of `youth` that this actor may see today."""
    today = clock.today(actor.zone)
    match actor.role:
        case Role.YOUTH:
            return Youth.id == actor.subject_id
        case Role.CASEWORKER:
            return _is_her_caseworker(Youth.id, actor.account_id, today)
        case Role.COORDINATOR:
            return true()
        case Role.SUPPORT_PERSON:
            return _is_beside_her(Youth.id, actor.account_id, clock.now())
        case Role.GUARDIAN:
            return (
                select(Guardianship.id)
                .where(
                    Guardianship.youth_id == Youth.id,
                    Guardianship.guardian_id == actor.subject_id,
                    Guardianship.valid.contains(today),
                )
                .exists()
            )
        case _:
            return false()


def readable_youths(actor: Actor) -> ColumnElement[bool]:
    """The youths all of whose words this actor may read: her own, or as her caseworker today."""
    return visible_youths(actor) if actor.role in READS_WORDS else false()


# -- who reads what: three ways, each said once


def _is_her_caseworker(youth_id: Any, account_id: Any, today: date) -> ColumnElement[bool]:
    return (
        select(CaseworkerAssignment.id)
        .where(
            CaseworkerAssignment.youth_id == youth_id,
            CaseworkerAssignment.valid.contains(today),
            CaseworkerAssignment.caseworker_id == account_id,
        )
        .exists()
    )


def _is_beside_her(
    youth_id: Any, account_id: Any, now: datetime, sharing: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """Chosen by her, for a time that is not over, and not taken back."""
    return (
        select(SupportPerson.id)
        .where(
            SupportPerson.youth_id == youth_id,
            SupportPerson.account_id == account_id,
            SupportPerson.revoked_at.is_(None),
            SupportPerson.ends_at > now,
            true() if sharing is None else sharing,
        )
        .exists()
    )


def _is_met(youth_id: Any, account_id: Any, now: datetime) -> ColumnElement[bool]:
    """Mentor or host of a break or first meeting of hers that is booked, going on, or over since some days only."""
    since = now - WRITTEN_TO_FOR
    ways = []
    for meeting, states in ((Stay, ("booked", "going_on", "ended", "interrupted")), (Visit, ("booked", "done"))):
        with_her = select(meeting.id).where(
            meeting.youth_id == youth_id, meeting.status.in_(states), meeting.departure > since
        )
        ways.append(
            with_her.join(Mentor, Mentor.id == meeting.mentor_id).where(Mentor.account_id == account_id).exists()
        )
        ways.append(
            with_her.join(SitePerson, SitePerson.site_id == meeting.site_id)
            .where(SitePerson.account_id == account_id)
            .exists()
        )
    return or_(*ways)


def readable_statements(actor: Actor) -> ColumnElement[bool]:
    """The rows of `statement` that this actor may read now."""
    now = clock.now()
    addressed = Statement.addressed_to == actor.account_id
    match actor.role:
        case Role.YOUTH:
            return Statement.youth_id == actor.subject_id
        case Role.CASEWORKER:
            return _is_her_caseworker(Statement.youth_id, actor.account_id, clock.today(actor.zone))
        case Role.SUPPORT_PERSON:
            covered = or_(
                *(
                    and_(SupportPerson.shares.contains([share]), Statement.kind.in_(kinds))
                    for share, kinds in KINDS_SHARED.items()
                )
            )
            return or_(
                and_(_is_beside_her(Statement.youth_id, actor.account_id, now, covered), ~_is_a_veto()),
                and_(addressed, _is_beside_her(Statement.youth_id, actor.account_id, now)),
            )
        case Role.MENTOR | Role.HOST | Role.PLACE_KEEPER:
            return and_(addressed, _is_met(Statement.youth_id, actor.account_id, now))
        case _:
            return false()


def readable_answers(actor: Actor) -> ColumnElement[bool]:
    """Of statements this actor may read: those whose answers she may read as well."""
    if actor.role is not Role.SUPPORT_PERSON:
        return true()
    return or_(
        Statement.addressed_to == actor.account_id,
        _is_beside_her(Statement.youth_id, actor.account_id, clock.now(), SupportPerson.shares.contains(["answers"])),
    )


def _is_a_veto() -> ColumnElement[bool]:
    """Never this house, never this person: nobody but her caseworker, since the one it is about may know them."""
    return (
        select(Wish.id)
        .where(
            Wish.statement_id == Statement.id,
            Wish.strength == "never",
            or_(Wish.site_id.is_not(None), Wish.mentor_id.is_not(None)),
        )
        .exists()
    )


def youths_who_tell(actor: Actor) -> ColumnElement[bool]:
    """The youths some of whose words may reach this actor."""
    if actor.role in READS_WORDS or actor.role is Role.SUPPORT_PERSON:
        return visible_youths(actor)
    if actor.role in (Role.MENTOR, Role.HOST, Role.PLACE_KEEPER):
        return _is_met(Youth.id, actor.account_id, clock.now())
    return false()


async def readers_of(
    session: AsyncSession, youth: Youth, zone: str, *, kind: str | None = None, addressed_to: UUID | None = None
) -> list[Reader]:
    """Who besides herself can read what she says now.

    `kind` is the statement's; "veto" for never this house or person, ANY_KIND for several things at once: whoever reads
    some of them. Without a kind: what is no statement (hearts, people she names), which her caseworker alone reads.
    """
    now, today = clock.now(), clock.today(zone)
    to_her = Account.id == addressed_to if addressed_to is not None else false()
    shared = or_(SupportPerson.shares.overlap(list(shares_that_cover(kind))), to_her)
    ways = (
        (Role.CASEWORKER, _is_her_caseworker(youth.id, Account.id, today)),
        (Role.SUPPORT_PERSON, _is_beside_her(youth.id, Account.id, now, shared)),
        (Role.MENTOR, and_(to_her, _is_met(youth.id, Account.id, now))),
    )
    found: dict[UUID, Reader] = {}
    for role, reads in ways:
        rows = await session.execute(
            select(Account.id, Account.called)
            .where(Account.closed_at.is_(None), reads)
            .order_by(func.lower(Account.called), Account.id)
        )
        for account_id, called in rows:
            found.setdefault(account_id, Reader(account_id, called, role))
    return list(found.values())


async def whom_she_can_write_to(session: AsyncSession, youth: Youth, zone: str) -> list[Reader]:
    """The adults who read what she addresses to them: her caseworker, whom she has beside her, and whom she meets."""
    now, today = clock.now(), clock.today(zone)
    ways = (
        (Role.CASEWORKER, _is_her_caseworker(youth.id, Account.id, today)),
        (Role.SUPPORT_PERSON, _is_beside_her(youth.id, Account.id, now)),
        (
            Role.MENTOR,
            and_(_is_met(youth.id, Account.id, now), select(Mentor.id).where(Mentor.account_id == Account.id).exists()),
        ),
        (Role.HOST, _is_met(youth.id, Account.id, now)),
    )
    found: dict[UUID, Reader] = {}
    for role, reads in ways:
        rows = await session.execute(
            select(Account.id, Account.called)
            .where(Account.closed_at.is_(None), reads)
            .order_by(func.lower(Account.called), Account.id)
        )
        for account_id, called in rows:
            found.setdefault(account_id, Reader(account_id, called, role))
    return list(found.values())


# -- one youth


async def youth_for(session: AsyncSession, actor: Actor, youth_id: UUID, *, lock: bool = False) -> Youth:
    """The youth, if this actor may see her."""
    asked = select(Youth).where(Youth.id == youth_id, visible_youths(actor))
    youth = await session.scalar(asked.with_for_update(key_share=True) if lock else asked)
    if youth is None:
        raise NotFound()
    return youth


async def youth_spoken_for(session: AsyncSession, actor: Actor, youth_id: UUID) -> Youth:
    """The youth, if this actor may say things for her; locked, so that two changes of one wish meet here."""
    if actor.role not in SPEAKS_FOR_HER:
        raise Forbidden()
    return await youth_for(session, actor, youth_id, lock=True)


async def youth_read_by(session: AsyncSession, actor: Actor, youth_id: UUID) -> Youth:
    """The youth, if this actor may read all her words."""
    youth = await session.scalar(select(Youth).where(Youth.id == youth_id, readable_youths(actor)))
    if youth is None:
        raise NotFound()
    return youth


async def youth_heard_by(session: AsyncSession, actor: Actor, youth_id: UUID) -> Youth:
    """The youth, if some of her words may reach this actor; which ones, `readable_statements` says."""
    youth = await session.scalar(select(Youth).where(Youth.id == youth_id, youths_who_tell(actor)))
    if youth is None:
        raise NotFound()
    return youth
