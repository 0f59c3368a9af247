"""Whose card an actor may make, and which accounts she may see."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, AccountRole, CaseworkerAssignment, Guardian, Guardianship, Role, SupportPerson, Youth
from service import clock
from service.accounts import rules
from service.actor import Actor
from service.errors import NotFound


def _own_youths(actor: Actor) -> ColumnElement[bool]:
    return (
        select(CaseworkerAssignment.id)
        .where(
            CaseworkerAssignment.youth_id == Youth.id,
            CaseworkerAssignment.caseworker_id == actor.account_id,
            CaseworkerAssignment.valid.contains(clock.today(actor.zone)),
        )
        .exists()
    )


def given_cards_by(actor: Actor) -> ColumnElement[bool]:
    """Rows of `account`. A caseworker: her own youths and their guardians. A youth: those she has beside her. Others: adults of the roles they invite,
    as long as the account has no role beyond those."""
    if actor.role is Role.CASEWORKER:
        youths = select(Youth.account_id).where(_own_youths(actor))
        guardians = (
            select(Guardian.account_id)
            .join(Guardianship, Guardianship.guardian_id == Guardian.id)
            .join(Youth, Youth.id == Guardianship.youth_id)
            .where(_own_youths(actor), Guardianship.valid.contains(clock.today(actor.zone)))
        )
        return or_(Account.id.in_(youths), Account.id.in_(guardians))
    if actor.role is Role.YOUTH:
        return Account.id.in_(
            select(SupportPerson.account_id).where(
                SupportPerson.youth_id == actor.subject_id,
                SupportPerson.revoked_at.is_(None),
                SupportPerson.ends_at > clock.now(),
            )
        )
    invited = [role.value for role in rules.INVITES.get(actor.role, frozenset())]
    if not invited:
        return false()
    has_one = select(AccountRole.id).where(AccountRole.account_id == Account.id)
    return and_(
        has_one.where(AccountRole.role.in_(invited)).exists(), ~has_one.where(AccountRole.role.not_in(invited)).exists()
    )


async def account_for_card(session: AsyncSession, actor: Actor, account_id: UUID) -> Account:
    account = await session.scalar(
        select(Account).where(Account.id == account_id, Account.closed_at.is_(None), given_cards_by(actor))
    )
    if account is None:
        raise NotFound()
    return account


async def own_youth(session: AsyncSession, actor: Actor, youth_id: UUID) -> Youth:
    """The youth, if this caseworker is hers today."""
    youth = await session.scalar(select(Youth).where(Youth.id == youth_id, _own_youths(actor)))
    if youth is None or actor.role is not Role.CASEWORKER:
        raise NotFound()
    return youth
