"""Who of the staff is on duty for what cannot wait, what waits for her, and that she has seen it.

Nobody is ever told that somebody will come who will not: without a duty at this moment it says who sees it next, and when.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import ContactReminder
from models.people import Account, AccountRole, CaseworkerAssignment, Role, Youth
from models.reaching import Duty
from service import clock
from service.actor import Actor
from service.errors import Forbidden, Invalid, NotFound
from service.record import Event, record
from service.youths.access import visible_youths

CANNOT_WAIT = ("soon", "go_home")
ANSWERING = frozenset({Role.CASEWORKER, Role.COORDINATOR})
WORK_BEGINS, WORK_ENDS = time(8), time(17)
LONGEST_DUTY = timedelta(days=7)


@dataclass(frozen=True)
class OnDuty:
    """Who sees it, from when; `since` is past when she is there now."""

    account_id: UUID
    called: str
    phone: str
    since: datetime
    is_now: bool


@dataclass(frozen=True)
class Waits:
    """What a person on duty is told: who, what kind, since when. Never why."""

    id: UUID
    youth_id: UUID
    youth_called: str
    because: str
    made_at: datetime
    seen_at: datetime | None
    seen_by: str
    is_mine: bool  # her own caseworker may open her page


@dataclass(frozen=True)
class Shift:
    id: UUID
    called: str
    phone: str
    begins: datetime
    ends: datetime


async def who_answers(session: AsyncSession, youth_id: UUID, zone: str) -> OnDuty | None:
    """The person on duty now; else her caseworker in working hours; else whoever of them comes first."""
    now = clock.now()
    duty = (
        await session.execute(
            select(Duty, Account.called)
            .join(Account, Account.id == Duty.account_id)
            .where(func.upper(Duty.during) > now)
            .order_by(func.lower(Duty.during))
            .limit(1)
        )
    ).first()
    hers = await _her_caseworker(session, youth_id, zone)
    works = next_working_moment(now, zone)
    if duty is not None:
        begins, _ = _when(duty[0])
        if begins <= now or hers is None or begins < works:
            return OnDuty(duty[0].account_id, duty[1], duty[0].phone, begins, begins <= now)
    return OnDuty(*hers, "", works, works <= now) if hers is not None else None


def _when(duty: Duty) -> tuple[datetime, datetime]:
    begins, ends = duty.during.lower, duty.during.upper
    if begins is None or ends is None:
        raise AssertionError("the database holds no duty without end")
    return begins, ends


def next_working_moment(now: datetime, zone: str) -> datetime:
    """Now, in working hours; else the morning of the next working day."""
    local = now.astimezone(ZoneInfo(zone))
    if local.weekday() < 5 and WORK_BEGINS <= local.time() < WORK_ENDS:
        return now
    day = local.date() + timedelta(days=local.time() >= WORK_BEGINS)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, WORK_BEGINS, ZoneInfo(zone))


async def _her_caseworker(session: AsyncSession, youth_id: UUID, zone: str) -> tuple[UUID, str] | None:
    found = (
        await session.execute(
            select(Account.id, Account.called)
            .join(CaseworkerAssignment, CaseworkerAssignment.caseworker_id == Account.id)
            .where(
                CaseworkerAssignment.youth_id == youth_id,
                CaseworkerAssignment.valid.contains(clock.today(zone)),
                Account.closed_at.is_(None),
            )
            .order_by(func.lower(Account.called))
            .limit(1)
        )
    ).first()
    return (found[0], found[1]) if found else None


async def is_on_duty(session: AsyncSession, actor: Actor) -> bool:
    mine = select(Duty.id).where(Duty.account_id == actor.account_id, Duty.during.contains(clock.now()))
    return actor.role in ANSWERING and await session.scalar(mine) is not None


async def call_for_help(session: AsyncSession, youth_id: UUID, because: str) -> ContactReminder:
    """Somebody is asked to be in touch now. Once for each reason at a time, until it is done."""
    waiting = await session.scalar(
        select(ContactReminder).where(
            ContactReminder.youth_id == youth_id,
            ContactReminder.because == because,
            ContactReminder.done_at.is_(None),
            ContactReminder.made_at > clock.now() - timedelta(hours=12),
        )
    )
    if waiting is not None:
        return waiting
    now = clock.now()
    made = ContactReminder(youth_id=youth_id, because=because, due=now, made_at=now)
    session.add(made)
    await session.flush()
    return made


async def what_waits(session: AsyncSession, actor: Actor) -> list[Waits]:
    """What cannot wait and is not done: of the whole municipality for the person on duty, else of one's own youths."""
    rows = await session.execute(
        select(ContactReminder, Youth.called, Account.called, visible_youths(actor))
        .join(Youth, Youth.id == ContactReminder.youth_id)
        .outerjoin(Account, Account.id == ContactReminder.seen_by)
        .where(await _answerable(session, actor), ContactReminder.done_at.is_(None))
        .order_by(ContactReminder.made_at.desc())
    )
    return [
        Waits(
            one.id,
            one.youth_id,
            called,
            one.because,
            one.made_at,
            one.seen_at,
            seen_by or "",
            bool(mine) and actor.role is Role.CASEWORKER,
        )
        for one, called, seen_by, mine in rows
    ]


async def see(session: AsyncSession, actor: Actor, reminder_id: UUID) -> ContactReminder:
    """Somebody has seen it; she is told who, and when. The first stays."""
    found = await _reminder(session, actor, reminder_id)
    if found.seen_at is None:
        found.seen_at, found.seen_by = clock.now(), actor.account_id
        record(session, actor, Event.REMINDER_SEEN, youth_id=found.youth_id, about=found)
        await session.flush()
    return found


async def has_helped(session: AsyncSession, actor: Actor, reminder_id: UUID) -> ContactReminder:
    """They have spoken. Pressed twice it is done once."""
    found = await see(session, actor, reminder_id)
    if found.done_at is None:
        found.done_at = clock.now()
        record(
            session,
            actor,
            Event.REMINDER_DONE,
            youth_id=found.youth_id,
            about=found,
            details={"because": found.because},
        )
        await session.flush()
    return found


async def _reminder(session: AsyncSession, actor: Actor, reminder_id: UUID) -> ContactReminder:
    found = await session.scalar(
        select(ContactReminder)
        .join(Youth, Youth.id == ContactReminder.youth_id)
        .where(ContactReminder.id == reminder_id, await _answerable(session, actor))
        .with_for_update(of=ContactReminder)
    )
    if found is None:
        raise NotFound()
    return found


async def _answerable(session: AsyncSession, actor: Actor) -> ColumnElement[bool]:
    if actor.role not in ANSWERING:
        raise Forbidden()
    cannot_wait = ContactReminder.because.in_(CANNOT_WAIT)
    if await is_on_duty(session, actor):
        return cannot_wait
    return cannot_wait & visible_youths(actor)


# -- who is on duty, and when: a coordinator says


async def shifts_ahead(session: AsyncSession) -> list[Shift]:
    rows = await session.execute(
        select(Duty, Account.called)
        .join(Account, Account.id == Duty.account_id)
        .where(func.upper(Duty.during) > clock.now())
        .order_by(func.lower(Duty.during))
    )
    return [Shift(one.id, called, one.phone, *_when(one)) for one, called in rows]


async def who_can_be_on_duty(session: AsyncSession) -> list[tuple[UUID, str]]:
    rows = await session.execute(
        select(Account.id, Account.called)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(AccountRole.role.in_([one.value for one in ANSWERING]), Account.closed_at.is_(None))
        .distinct()
        .order_by(Account.called)
    )
    return [(id, called) for id, called in rows]


async def put_on_duty(
    session: AsyncSession, actor: Actor, account_id: UUID, begins: datetime, ends: datetime, phone: str
) -> Duty:
    """One at a time: the database refuses two."""
    if actor.role is not Role.COORDINATOR:
        raise Forbidden()
    if account_id not in {id for id, _ in await who_can_be_on_duty(session)}:
        raise Invalid(field="account_id", kind="not_a_choice")
    if not begins < ends <= begins + LONGEST_DUTY or ends <= clock.now():
        raise Invalid(field="ends", code_detail="stays.duty_times")
    duty = Duty(account_id=account_id, during=Range(begins, ends), phone=phone)
    session.add(duty)
    await session.flush()
    record(session, actor, Event.DUTY_CHANGED, about=duty, details={"account": account_id, "from": begins, "to": ends})
    return duty


async def take_off_duty(session: AsyncSession, actor: Actor, duty_id: UUID) -> None:
    """From now on. What has been stays as it was."""
    if actor.role is not Role.COORDINATOR:
        raise Forbidden()
    duty = await session.scalar(select(Duty).where(Duty.id == duty_id).with_for_update())
    if duty is None:
        raise NotFound()
    now = clock.now()
    details = {"account": duty.account_id, "taken_off": True}
    record(session, actor, Event.DUTY_CHANGED, about=duty, details=details)
    begins, ends = _when(duty)
    if begins < now < ends:
        duty.during = Range(begins, now)
    elif begins >= now:
        await session.delete(duty)
    await session.flush()
