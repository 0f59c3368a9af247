"""A youth chooses somebody to have beside her, changes what that person may read, and ends it. Nobody else can do it for her,
and what she ends is over at once."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, Guardian, Guardianship, Role, SupportPerson
from service import clock
from service.accounts import actions as accounts
from service.actor import Actor
from service.errors import NotFound
from service.record import Event, record
from service.support import rules
from service.support.errors import SoundsLikeGuardian, TooMany
from service.web import sessions as web_sessions
from service.youths.drafts import hers

MOST_BESIDE = 5


async def choose_somebody(
    session: AsyncSession,
    actor: Actor,
    *,
    called: str,
    shares: Iterable[str],
    months: int,
    is_named: bool = True,
    sure: bool = False,
) -> SupportPerson:
    """A new account of that person's own, which sees nothing but what she shares. The card is made next."""
    youth_id, now = hers(actor), clock.now()
    if not sure and (guardian := rules.sounds_like(called, await _guardians(session, youth_id))) is not None:
        raise SoundsLikeGuardian(field="called", who=guardian)
    beside = select(func.count()).where(
        SupportPerson.youth_id == youth_id, SupportPerson.revoked_at.is_(None), SupportPerson.ends_at > now
    )
    if (await session.scalar(beside) or 0) >= MOST_BESIDE:
        raise TooMany(most=MOST_BESIDE)
    account = await accounts.invite_adult(session, actor, called=called, role=Role.SUPPORT_PERSON)
    chosen = SupportPerson(
        youth_id=youth_id,
        account_id=account.id,
        shares=sorted(set(shares)),
        is_named=is_named,
        made_at=now,
        ends_at=rules.ends(now, now, months),
    )
    session.add(chosen)
    await session.flush()
    record(session, actor, Event.SUPPORT_CHOSEN, youth_id=youth_id, about=chosen, details=_told(chosen))
    return chosen


async def change_sharing(
    session: AsyncSession,
    actor: Actor,
    support_id: UUID,
    *,
    shares: Iterable[str],
    months: int | None = None,
    is_named: bool = True,
) -> SupportPerson:
    """What may be read from now on, until when (None: as before), and whether her caseworker sees the name."""
    chosen = await live(session, actor, support_id)
    chosen.shares, chosen.is_named = sorted(set(shares)), is_named
    if months is not None:
        chosen.ends_at = rules.ends(chosen.made_at, clock.now(), months)
    await session.flush()
    record(session, actor, Event.SUPPORT_CHANGED, youth_id=hers(actor), about=chosen, details=_told(chosen))
    return chosen


async def end_sharing(session: AsyncSession, actor: Actor, support_id: UUID) -> None:
    """Over, in one tap: signed out everywhere, and nothing of hers to be seen. Twice is once."""
    chosen = await _of_hers(session, actor, support_id)
    if chosen.revoked_at is not None:
        return
    chosen.revoked_at = clock.now()
    await session.flush()
    await web_sessions.end_all_sessions(session, chosen.account_id)
    account = await session.get_one(Account, chosen.account_id)
    account.closed_at = chosen.revoked_at  # it was made for this alone
    record(session, actor, Event.SUPPORT_ENDED, youth_id=hers(actor), about=chosen)


async def live(session: AsyncSession, actor: Actor, support_id: UUID) -> SupportPerson:
    chosen = await _of_hers(session, actor, support_id)
    if chosen.revoked_at is not None or chosen.ends_at <= clock.now():
        raise NotFound()
    return chosen


async def _of_hers(session: AsyncSession, actor: Actor, support_id: UUID) -> SupportPerson:
    # Locked: she may press twice, or end it while she changes it on another phone.
    chosen = await session.scalar(
        select(SupportPerson)
        .where(SupportPerson.id == support_id, SupportPerson.youth_id == hers(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if chosen is None:
        raise NotFound()
    return chosen


async def _guardians(session: AsyncSession, youth_id: UUID) -> list[str]:
    rows = await session.scalars(
        select(Guardian.called)
        .join(Guardianship, Guardianship.guardian_id == Guardian.id)
        .where(Guardianship.youth_id == youth_id)
    )
    return list(rows)


def _told(chosen: SupportPerson) -> dict[str, object]:
    return {"shares": list(chosen.shares), "until": chosen.ends_at, "is_named": chosen.is_named}
