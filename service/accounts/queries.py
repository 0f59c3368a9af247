"""What the pages of signing in and of accounts show."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, AccountRole, ActivationCard, Credential, Role
from models.record import RecordEvent
from models.supply import Site
from service import clock
from service.accounts.access import given_cards_by
from service.actor import Actor
from service.database import Sessions, transaction
from service.record import Event

MOST_ENTRIES = 30


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


@dataclass(frozen=True)
class Renewed:
    """Something about her way in that was changed: a card, words, a key. `by` is None when it was she herself."""

    what: str
    at: datetime
    by: str | None


@dataclass(frozen=True)
class Entrance:
    """How she came in the time before this one, and what has been changed about it since then."""

    before_at: datetime | None
    before_by: str | None
    renewed: tuple[Renewed, ...]


RENEWALS = {
    Event.CARD_MADE: "card_made",
    Event.CARD_USED: "card_used",
    Event.PASSKEY_ADDED: "key_added",
    Event.PASSKEY_REMOVED: "key_removed",
}


async def entrance_of(session: AsyncSession, actor: Actor) -> Entrance:
    """For a youth: read from her own record, where nobody can take it away."""
    kinds = [kind.value for kind in (Event.SIGNED_IN, *RENEWALS)]
    events = list(
        await session.execute(
            select(RecordEvent.kind, RecordEvent.at, RecordEvent.details, RecordEvent.actor_id, Account.called)
            .outerjoin(Account, Account.id == RecordEvent.actor_id)
            .where(RecordEvent.youth_id == actor.subject_id, RecordEvent.kind.in_(kinds))
            .order_by(RecordEvent.seq.desc())
            .limit(MOST_ENTRIES)
        )
    )
    signed_in = [number for number, one in enumerate(events) if one.kind == Event.SIGNED_IN.value]
    this, before = (signed_in[0] if signed_in else 0), (signed_in[1] if len(signed_in) > 1 else len(events))
    last = events[before] if before < len(events) else None
    own_card = (
        this + 1 if signed_in and json.loads(events[this].details).get("by") == "card" else None
    )  # used by her, now
    return Entrance(
        last.at if last else None,
        str(json.loads(last.details).get("by", "")) if last else None,
        tuple(
            Renewed(RENEWALS[Event(one.kind)], one.at, None if one.actor_id == actor.account_id else one.called)
            for number, one in enumerate(events[:before])
            if one.kind != Event.SIGNED_IN.value and last is not None and number != own_card
        ),
    )


async def sites(session: AsyncSession) -> list[SiteLine]:
    """Homes and places somebody can speak for."""
    rows = await session.execute(
        select(Site.id, Site.called, Site.kind).where(Site.closed_at.is_(None)).order_by(Site.kind, Site.called)
    )
    return [SiteLine(*row) for row in rows]


async def roles_of(session: AsyncSession, actor: Actor) -> list[Role]:
    rows = await session.scalars(select(AccountRole.role).where(AccountRole.account_id == actor.account_id))
    return sorted((Role(role) for role in rows), key=list(Role).index)
