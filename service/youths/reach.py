"""How she may be reached, and whom she has beside her: for her caseworker, before somebody rings."""

from dataclasses import dataclass
from datetime import time
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, SupportPerson
from models.reaching import ContactPreference
from service import clock
from service.actor import Actor
from service.youths.access import youth_read_by


@dataclass(frozen=True)
class Reach:
    """`call`: never, at_her_hours, any_time. Before she has said anything: never. `unnamed`: beside her, and not to be
    told who."""

    call: str
    days: tuple[int, ...]
    from_time: time | None
    to_time: time | None
    beside: tuple[str, ...]


async def reach_of(session: AsyncSession, actor: Actor, youth_id: UUID) -> Reach:
    """Never her address: nobody needs it, the service sends by itself."""
    youth = await youth_read_by(session, actor, youth_id)
    said = (
        await session.execute(
            select(
                ContactPreference.call, ContactPreference.days, ContactPreference.from_time, ContactPreference.to_time
            ).where(ContactPreference.youth_id == youth.id)
        )
    ).one_or_none()
    beside = await session.scalars(
        select(Account.called)
        .join(SupportPerson, SupportPerson.account_id == Account.id)
        .where(
            SupportPerson.youth_id == youth.id,
            SupportPerson.is_named,
            SupportPerson.revoked_at.is_(None),
            SupportPerson.ends_at > clock.now(),
        )
        .order_by(func.lower(Account.called))
    )
    call, days, begins, ends = said if said else ("never", (), None, None)
    return Reach(call, tuple(days), begins, ends, tuple(beside))
