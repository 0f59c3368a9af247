"""How she may be reached: her choice alone, off until she turns it on. The address is sealed with her own key."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.reaching import ContactPreference, Notice
from service import clock
from service.actor import Actor
from service.errors import DomainError, Invalid
from service.messages import contact_rules as rules
from service.messages.contact_rules import Call
from service.messages.notices import FIELD
from service.messages.post import can_send
from service.record import Event, record, vault_of
from service.youths.drafts import hers


class NothingIsSent(DomainError):
    """This municipality has no way of sending yet, or she has turned it off."""

    code = "messages.nothing_is_sent"
    status = 409


class TestedJustNow(DomainError):
    code = "messages.tested_just_now"
    status = 409


@dataclass(frozen=True)
class Contact:
    """As she has set it; as it is before she has."""

    channel: str = "none"
    address: str = ""
    days: tuple[int, ...] = (1, 2, 3, 4, 5)
    from_time: time = time(15)
    to_time: time = time(18)
    call: Call = Call.NEVER


async def contact_of(session: AsyncSession, actor: Actor) -> Contact:
    kept = await session.scalar(select(ContactPreference).where(ContactPreference.youth_id == hers(actor)))
    if kept is None:
        return Contact()
    address = ""
    if kept.address is not None:
        vault = await vault_of(session, actor.municipality_id, kept.youth_id)
        address = vault.open(kept.address, kept.id, FIELD)
    return Contact(kept.channel, address, tuple(kept.days), kept.from_time, kept.to_time, Call(kept.call))


async def set_contact(
    session: AsyncSession,
    actor: Actor,
    *,
    channel: str,
    address: str,
    days: Collection[int],
    from_time: time,
    to_time: time,
    call: Call,
) -> None:
    """What waited to be sent is dropped when she turns it off."""
    youth_id = hers(actor)
    from_time, to_time = from_time.replace(tzinfo=None), to_time.replace(tzinfo=None)  # always the municipality's time
    if from_time >= to_time:
        raise Invalid(field="to_time", code_detail="messages.ends_before_it_begins")
    if channel == "mail":
        if not can_send():
            raise NothingIsSent(field="channel")
        if not _is_an_address(address):
            raise Invalid(field="address", code_detail="messages.no_address")
        if not days:
            raise Invalid(field="days", code_detail="messages.no_day")
    kept = await session.scalar(
        select(ContactPreference).where(ContactPreference.youth_id == youth_id).with_for_update()
    )
    if kept is None:
        kept = ContactPreference(id=uuid4(), youth_id=youth_id, municipality_id=actor.municipality_id)
        session.add(kept)
    vault = await vault_of(session, actor.municipality_id, youth_id)
    kept.channel, kept.call = channel, call.value
    kept.address = vault.seal(address.strip(), kept.id, FIELD) if channel == "mail" else None
    kept.days, kept.from_time, kept.to_time = sorted(set(days)), from_time, to_time
    kept.changed_at = clock.now()
    if channel == "none":
        waiting = await session.scalars(select(Notice).where(Notice.youth_id == youth_id, Notice.state == "waiting"))
        for notice in waiting:
            notice.state = "dropped"
    await session.flush()
    # Not the address: the record says that it was changed, never to what.
    record(session, actor, Event.CONTACT_CHANGED, youth_id=youth_id, details={"channel": channel, "call": call.value})


async def send_a_test(session: AsyncSession, actor: Actor) -> None:
    """The very same mail, within some minutes and at whatever hour: she is asking for it now."""
    youth_id, now = hers(actor), clock.now()
    contact = await contact_of(session, actor)
    if contact.channel != "mail" or not can_send():
        raise NothingIsSent()
    before = select(Notice.id).where(
        Notice.youth_id == youth_id, Notice.because == rules.A_TEST, Notice.made_at > now - rules.TESTS_APART
    )
    if await session.scalar(before) is not None:
        raise TestedJustNow(minutes=int(rules.TESTS_APART.total_seconds() // 60))
    session.add(Notice(youth_id=youth_id, because=rules.A_TEST, earliest=now, made_at=now))
    await session.flush()


def _is_an_address(typed: str) -> bool:
    name, _, host = typed.strip().rpartition("@")
    plain = typed.strip()
    return (
        bool(name) and "." in host and plain.isprintable() and not set(plain) & set(" ,;<>\"'()") and len(plain) <= 200
    )
