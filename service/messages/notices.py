"""Telling her outside the service that something is new: in words that say nothing, at her hours, at most once a day, and
only if she has turned it on.

What is new is read from her record, so that no action has to remember to tell.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.municipality import Municipality
from models.people import Account, Youth
from models.reaching import ContactPreference, Notice
from models.record import RecordEvent
from service import clock
from service.messages import contact_rules as rules
from service.messages.post import NotSent, send_neutral
from service.record import Event, record, vault_of

FIELD = "contact"
AT_ONCE = 50


async def tell(session: AsyncSession, youth_id: UUID, because: str) -> Notice | None:
    """Let her know, at her next hour. None when she wants to be told of nothing, or will be told already."""
    wanted = await session.scalar(
        select(ContactPreference).where(ContactPreference.youth_id == youth_id, ContactPreference.channel != "none")
    )
    waits = select(Notice.id).where(
        Notice.youth_id == youth_id, Notice.state == "waiting", Notice.because != rules.A_TEST
    )
    if wanted is None or await session.scalar(waits) is not None:
        return None
    earliest = await _earliest(session, wanted)
    if earliest is None:
        return None
    notice = Notice(youth_id=youth_id, because=because, earliest=earliest, made_at=clock.now())
    session.add(notice)
    await session.flush()
    return notice


async def look_for_news(session: AsyncSession) -> int:
    """Of everybody who wants to be told: has somebody done something for her since she was last told, or was here?"""
    last_told = (
        select(func.max(Notice.made_at))
        .where(Notice.youth_id == ContactPreference.youth_id, Notice.because != rules.A_TEST)
        .scalar_subquery()
    )
    last_here = (
        select(func.max(RecordEvent.at))
        .where(RecordEvent.youth_id == ContactPreference.youth_id, RecordEvent.kind == Event.SIGNED_IN.value)
        .scalar_subquery()
    )
    wanting = await session.execute(
        select(ContactPreference, last_told, last_here, Youth.account_id)
        .join(Youth, Youth.id == ContactPreference.youth_id)
        .where(ContactPreference.channel != "none")
    )
    told = 0
    for wanted, told_at, here_at, account_id in wanting.all():
        since = max(one for one in (wanted.changed_at, told_at, here_at, clock.now() - rules.NEVER_TOLD_AFTER) if one)
        news = await session.scalar(
            select(RecordEvent.kind)
            .where(
                RecordEvent.youth_id == wanted.youth_id,
                RecordEvent.kind.in_([one.value for one in rules.NEWS]),
                RecordEvent.at > since,
                RecordEvent.actor_id.is_distinct_from(account_id),
            )
            .order_by(RecordEvent.seq.desc())
            .limit(1)
        )
        if news is not None and await tell(session, wanted.youth_id, news) is not None:
            told += 1
    return told


async def send_what_waits(session: AsyncSession) -> int:
    """Those whose hour has come. Turned off meanwhile, or she has been here since: dropped."""
    now = clock.now()
    zone = await session.scalar(select(Municipality.zone)) or "Europe/Stockholm"
    notices = (
        await session.scalars(
            select(Notice)
            .where(Notice.state == "waiting", Notice.earliest <= now)
            .order_by(Notice.earliest)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
    ).all()
    sent = 0
    for notice in notices:
        wanted = await session.scalar(select(ContactPreference).where(ContactPreference.youth_id == notice.youth_id))
        if (
            wanted is None
            or wanted.channel == "none"
            or wanted.address is None
            or await _has_been_here(session, notice)
        ):
            notice.state = "dropped"
            continue
        is_test = notice.because == rules.A_TEST
        if not is_test and not rules.is_her_time(now, zone, wanted.days, wanted.from_time, wanted.to_time):
            later = await _earliest(session, wanted)
            notice.state, notice.earliest = ("waiting", later) if later else ("dropped", notice.earliest)
            continue
        vault = await vault_of(session, wanted.municipality_id, wanted.youth_id)
        language = await session.scalar(
            select(Account.language).join(Youth, Youth.account_id == Account.id).where(Youth.id == notice.youth_id)
        )
        try:
            await send_neutral(vault.open(wanted.address, wanted.id, FIELD), language or "sv")
        except NotSent:
            continue  # it waits, and is tried again
        notice.state, notice.sent_at = "sent", now
        record(session, None, Event.NOTICE_SENT, youth_id=notice.youth_id, about=notice)
        sent += 1
    return sent


async def _has_been_here(session: AsyncSession, notice: Notice) -> bool:
    if notice.because == rules.A_TEST:
        return False
    here = select(RecordEvent.seq).where(
        RecordEvent.youth_id == notice.youth_id,
        RecordEvent.kind == Event.SIGNED_IN.value,
        RecordEvent.at > notice.made_at,
    )
    return await session.scalar(here.limit(1)) is not None


async def _earliest(session: AsyncSession, wanted: ContactPreference) -> datetime | None:
    """Her next hour, on a day on which nothing was sent yet."""
    zone = await session.scalar(select(Municipality.zone)) or "Europe/Stockholm"
    days = await session.scalars(
        select(Notice.sent_at).where(
            Notice.youth_id == wanted.youth_id,
            Notice.because != rules.A_TEST,
            Notice.sent_at > clock.now() - rules.NEVER_TOLD_AFTER,
        )
    )
    told_on = {at.astimezone(ZoneInfo(zone)).date() for at in days if at}
    return rules.next_moment(clock.now(), zone, wanted.days, wanted.from_time, wanted.to_time, not_on=told_on)
