"""What the pages of signing in and of accounts show."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, AccountRole, ActivationCard, Credential, Role
from models.supply import Site
from service import clock
from service.accounts.access import given_cards_by
from service.actor import Actor
from service.database import Sessions, transaction


@dataclass(frozen=True)
class Persona:
    """Somebody invented, to try the service as."""

    slug: str
    called: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class AccountLine:
    id: UUID
    called: str
    roles: tuple[Role, ...]
    has_signed_in: bool  # has chosen words once
    has_card: bool  # a card that works now


@dataclass(frozen=True)
class SiteLine:
    id: UUID
    called: str
    kind: str


async def personas(sessions: Sessions) -> list[Persona]:
    async with transaction(sessions) as session:
        rows = (await session.execute(text("select * from personas()"))).mappings().all()
    found: dict[str, Persona] = {}
    for row in rows:
        before = found.get(row["persona"], Persona(row["persona"], row["called"], ()))
        found[row["persona"]] = Persona(before.slug, before.called, (*before.roles, Role(row["role"])))
    return list(found.values())


async def accounts(session: AsyncSession, actor: Actor) -> list[AccountLine]:
    """Those this actor gives cards to."""
    roles = select(func.array_agg(AccountRole.role)).where(AccountRole.account_id == Account.id).scalar_subquery()
    chosen = select(Credential.id).where(Credential.account_id == Account.id).exists()
    card = (
        select(ActivationCard.id)
        .where(
            ActivationCard.account_id == Account.id,
            ActivationCard.used_at.is_(None),
            ActivationCard.expires_at > clock.now(),
        )
        .exists()
    )
    rows = await session.execute(
        select(Account.id, Account.called, roles, chosen, card)
        .where(given_cards_by(actor), Account.closed_at.is_(None))
        .order_by(func.lower(Account.called), Account.id)
    )
    return [
        AccountLine(account_id, called, tuple(Role(role) for role in found or ()), has_chosen, has_card)
        for account_id, called, found, has_chosen, has_card in rows
    ]


async def sites(session: AsyncSession) -> list[SiteLine]:
    """Homes and places somebody can speak for."""
    rows = await session.execute(
        select(Site.id, Site.called, Site.kind).where(Site.closed_at.is_(None)).order_by(Site.kind, Site.called)
    )
    return [SiteLine(*row) for row in rows]


async def roles_of(session: AsyncSession, actor: Actor) -> list[Role]:
    rows = await session.scalars(select(AccountRole.role).where(AccountRole.account_id == actor.account_id))
    return sorted((Role(role) for role in rows), key=list(Role).index)
