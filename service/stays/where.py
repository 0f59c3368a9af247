"""Where a break is: the address, for people named for it, at the right time, and never in a page by itself.

`rules.ADDRESS` says who and when. Each look is an act of its own and recorded; the sealing is `service.supply.profiles`.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Stay
from models.people import Account, Role, YouthProtected
from models.supply import Site, SiteAddress
from service import clock
from service.actor import Actor
from service.errors import Forbidden, NotFound
from service.record import Event, record
from service.stays.access import visible_stays
from service.stays.errors import AddressNotNow
from service.stays.rules import LIVE, SHOWN_AN_ADDRESS, AddressAt, AddressIs, Status, address_at, status_at
from service.supply.actions import reveal_address_for_stay


@dataclass(frozen=True)
class Where:
    """What this reader gets of the address now. Never the address."""

    at: AddressAt
    is_known: bool  # somebody has told it
    is_protected: bool
    hers: AddressAt | None = None  # for her caseworker: what the youth gets
    given_at: datetime | None = None
    given_by: str = ""


async def where_of(session: AsyncSession, actor: Actor, stay_id: UUID) -> Where | None:
    """None: nothing about it to this reader, or not any more."""
    if actor.role not in SHOWN_AN_ADDRESS:
        return None
    found = await _found(session, actor, stay_id)
    if found is None:
        return None
    stay, protected, is_known, given_by = found
    at = _at(actor.role, stay, protected)
    if at is None:
        return None
    if not is_known and actor.role is Role.YOUTH:
        at = AddressAt(AddressIs.TOLD)
    if actor.role is not Role.CASEWORKER:
        return Where(at, is_known, protected)
    return Where(at, is_known, protected, _at(Role.YOUTH, stay, protected), stay.address_given_at, given_by or "")


async def show_address(session: AsyncSession, actor: Actor, stay_id: UUID) -> str:
    """The address, once, to whoever it is for now; the record says that it was looked at."""
    found = await _found(session, actor, stay_id) if actor.role in SHOWN_AN_ADDRESS else None
    if found is None:
        raise NotFound()
    stay, protected, is_known, _ = found
    at = _at(actor.role, stay, protected)
    if at is None or at.state is not AddressIs.OPEN or not is_known:
        raise AddressNotNow()
    address = await reveal_address_for_stay(session, actor, stay.site_id, youth_id=stay.youth_id, stay_id=stay.id)
    if address is None:
        raise AddressNotNow()
    return address


async def give_address(session: AsyncSession, actor: Actor, stay_id: UUID, *, given: bool) -> Stay:
    """Her caseworker hands a protected address over to her for this break, or takes it back. Twice is once."""
    if actor.role is not Role.CASEWORKER:
        raise Forbidden()
    found = await _found(session, actor, stay_id, lock=True)
    if found is None:
        raise NotFound()
    stay, protected, _, _ = found
    if not protected or _at(actor.role, stay, protected) is None:
        raise AddressNotNow()
    if given is (stay.address_given_at is not None):
        return stay
    stay.address_given_at = clock.now() if given else None
    stay.address_given_by = actor.account_id if given else None
    kind = Event.ADDRESS_GIVEN if given else Event.ADDRESS_TAKEN_BACK
    record(session, actor, kind, youth_id=stay.youth_id, about=stay)
    await session.flush()
    return stay


def _at(role: Role, stay: Stay, protected: bool) -> AddressAt | None:
    now = clock.now()
    status = status_at(Status(stay.status), stay.arrival, stay.departure, now)
    return address_at(role, status, stay.arrival, now, protected=protected, given=stay.address_given_at is not None)


async def _found(
    session: AsyncSession, actor: Actor, stay_id: UUID, *, lock: bool = False
) -> tuple[Stay, bool, bool, str | None] | None:
    """The break, if it is this reader's to see; whether the house or she is protected; whether the address is told."""
    hers = select(YouthProtected.youth_id).where(
        YouthProtected.youth_id == Stay.youth_id, YouthProtected.grade != "none"
    )
    told = select(SiteAddress.site_id).where(SiteAddress.site_id == Stay.site_id)
    asked = (
        select(Stay, or_(Site.protected_address, hers.exists()), told.exists(), Account.called)
        .join(Site, Site.id == Stay.site_id)
        .outerjoin(Account, Account.id == Stay.address_given_by)
        .where(Stay.id == stay_id, visible_stays(actor), Stay.status.in_(LIVE))
    )
    if lock:
        asked = asked.with_for_update(of=Stay).execution_options(populate_existing=True)
    row = (await session.execute(asked)).first()
    return (row[0], row[1], row[2], row[3]) if row else None
