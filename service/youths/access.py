"""Which youths, and which of their words, somebody may see. One SQL condition each; what is not yours does not exist.

Seeing a youth and reading her words are two things: a coordinator plans for everybody and reads nobody's words, a guardian
sees when and where but never what was wished.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, CaseworkerAssignment, Guardianship, Role, Youth
from service import clock
from service.actor import Actor
from service.errors import Forbidden, NotFound
from service.youths.rules import Reader

READS_WORDS = frozenset({Role.YOUTH, Role.CASEWORKER})
SPEAKS_FOR_HER = frozenset({Role.YOUTH, Role.CASEWORKER})  # the caseworker writes down what she was told


def visible_youths(actor: Actor) -> ColumnElement[bool]:
    """The rows of `youth` that this actor may see today."""
    today = clock.today(actor.zone)
    match actor.role:
        case Role.YOUTH:
            return Youth.id == actor.subject_id
        case Role.CASEWORKER:
            return _assigned(today, CaseworkerAssignment.caseworker_id == actor.account_id)
        case Role.COORDINATOR:
            return true()
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
    """The youths whose words this actor may read: her own, or as her caseworker today. Nobody else yet, whatever audience
    a statement names; `readers_of` says so before she sends."""
    return visible_youths(actor) if actor.role in READS_WORDS else false()


def _assigned(today: date, whom: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(CaseworkerAssignment.id)
        .where(CaseworkerAssignment.youth_id == Youth.id, CaseworkerAssignment.valid.contains(today), whom)
        .exists()
    )


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
    """The youth, if this actor may read her words."""
    youth = await session.scalar(select(Youth).where(Youth.id == youth_id, readable_youths(actor)))
    if youth is None:
        raise NotFound()
    return youth


async def readers_of(session: AsyncSession, youth: Youth, zone: str) -> list[Reader]:
    """Who besides herself can read what she says now, computed from the same rule as `readable_youths`."""
    today = clock.today(zone)
    rows = await session.execute(
        select(Account.id, Account.called)
        .join(
            CaseworkerAssignment,
            and_(
                CaseworkerAssignment.caseworker_id == Account.id,
                CaseworkerAssignment.municipality_id == Account.municipality_id,
            ),
        )
        .where(CaseworkerAssignment.youth_id == youth.id, CaseworkerAssignment.valid.contains(today))
        .order_by(func.lower(Account.called))
    )
    return [Reader(account_id, called, Role.CASEWORKER) for account_id, called in rows]
