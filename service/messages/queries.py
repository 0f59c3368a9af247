"""Conversations between a youth and one adult, seen from both ends. Reading is recorded, hers of theirs as well."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, Role, Youth
from models.words import Message, Statement
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.messages.rules import IN_A_CONVERSATION, Line, belongs_to, in_order
from service.record import Event, read_words, record
from service.youths.access import (
    readable_statements,
    readers_of,
    whom_she_can_write_to,
    youth_heard_by,
    youth_read_by,
    youths_who_tell,
)
from service.youths.drafts import hers
from service.youths.queries import statements_of, waits_for_an_answer
from service.youths.rules import Reader
from service.youths.said import OwnVersion, Said
from service.youths.said_rows import corrections_of
from service.youths.wording import said_of


@dataclass(frozen=True)
class Contact:
    """An adult she can write to. `unread`: lines of theirs that she has not opened; `latest_at` of either."""

    account_id: UUID
    called: str
    role: Role
    unread: int
    latest_at: datetime | None
    can_write: bool = True


@dataclass(frozen=True)
class Conversation:
    """Both ends see the same lines. `readers`: who besides her can read what she writes here."""

    with_called: str
    with_role: Role
    lines: tuple[Line, ...]
    readers: tuple[Reader, ...]
    can_write: bool


@dataclass(frozen=True)
class Correspondent:
    """A youth an adult may write with. `waiting`: lines of hers without an answer; `due`: when the first is to have one."""

    youth_id: UUID
    called: str
    waiting: int
    due: datetime | None


async def contacts_of(session: AsyncSession, actor: Actor) -> list[Contact]:
    """Whom she can write to, and whoever has written to her before; those with something new first."""
    youth = await youth_read_by(session, actor, hers(actor))
    adults = {one.account_id: (one, True) for one in await whom_she_can_write_to(session, youth, actor.zone)}
    written: dict[UUID, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for adult, called, at, opened_at in await session.execute(
        select(Message.made_by, Account.called, Message.made_at, Message.opened_at)
        .join(Account, Account.id == Message.made_by)
        .where(Message.youth_id == youth.id)
    ):
        written[adult].append((at, opened_at))
        adults.setdefault(adult, (Reader(adult, called, Role.CASEWORKER), False))
    said: dict[UUID | None, list[datetime]] = defaultdict(list)
    for to, at in await session.execute(
        select(Statement.addressed_to, Statement.made_at).where(
            Statement.youth_id == youth.id, Statement.addressed_to.is_not(None)
        )
    ):
        said[to].append(at)
    contacts = [
        Contact(
            one.account_id,
            one.called,
            one.role,
            sum(opened is None for _, opened in written[one.account_id]),
            max([*(at for at, _ in written[one.account_id]), *said.get(one.account_id, [])], default=None),
            can_write,
        )
        for one, can_write in adults.values()
    ]
    return sorted(contacts, key=lambda one: (-one.unread, not one.can_write, one.role != Role.CASEWORKER, one.called))


async def conversation_with(session: AsyncSession, actor: Actor, adult_id: UUID) -> Conversation:
    """Her conversation with one adult. What they wrote is opened by this, and they are told when."""
    youth = await youth_read_by(session, actor, hers(actor))
    allowed = {one.account_id: one for one in await whom_she_can_write_to(session, youth, actor.zone)}
    adult = allowed.get(adult_id) or await _who_has_written(session, youth, adult_id)
    await _open(session, actor, youth.id, adult_id)
    lines = await _lines(session, actor, youth, adult_id, is_caseworker=adult.role is Role.CASEWORKER)
    readers = await readers_of(session, youth, actor.zone, kind="message", addressed_to=adult_id)
    return Conversation(adult.called, adult.role, lines, tuple(readers), adult_id in allowed)


async def conversation_about(session: AsyncSession, actor: Actor, youth_id: UUID) -> Conversation:
    """The same from the adult's end: her lines to this adult, and the adult's own. Reading is recorded."""
    youth = await youth_heard_by(session, actor, youth_id)
    lines = await _lines(session, actor, youth, actor.account_id, is_caseworker=actor.role is Role.CASEWORKER)
    readers = await readers_of(session, youth, actor.zone, kind="message", addressed_to=actor.account_id)
    return Conversation(youth.called, Role.YOUTH, lines, tuple(readers), True)


async def correspondents_of(session: AsyncSession, actor: Actor) -> list[Correspondent]:
    """The youths this adult may write with, those who wait for an answer first. Counts, never words."""
    to_me = Statement.addressed_to == actor.account_id
    if actor.role is Role.CASEWORKER:
        to_me = to_me | Statement.addressed_to.is_(None)
    open_lines = (
        select(Statement.youth_id, func.count().label("waiting"), func.min(Statement.answer_due).label("due"))
        .where(Statement.kind.in_(IN_A_CONVERSATION), to_me, readable_statements(actor), waits_for_an_answer())
        .group_by(Statement.youth_id)
        .subquery()
    )
    rows = await session.execute(
        select(Youth.id, Youth.called, func.coalesce(open_lines.c.waiting, 0), open_lines.c.due)
        .outerjoin(open_lines, open_lines.c.youth_id == Youth.id)
        .where(youths_who_tell(actor))
        .order_by(open_lines.c.due.asc().nulls_last(), func.lower(Youth.called))
    )
    return [Correspondent(*row) for row in rows]


async def _who_has_written(session: AsyncSession, youth: Youth, adult_id: UUID) -> Reader:
    """Somebody she cannot write to any more, whose words she still has."""
    called = await session.scalar(
        select(Account.called)
        .join(Message, Message.made_by == Account.id)
        .where(Account.id == adult_id, Message.youth_id == youth.id)
        .limit(1)
    )
    if called is None:
        raise NotFound()
    return Reader(adult_id, called, Role.MENTOR)


async def _open(session: AsyncSession, actor: Actor, youth_id: UUID, adult_id: UUID) -> None:
    opened = await session.scalars(
        update(Message)
        .where(Message.youth_id == youth_id, Message.made_by == adult_id, Message.opened_at.is_(None))
        .values(opened_at=clock.now())
        .returning(Message.id)
    )
    for message_id in opened:
        record(session, actor, Event.MESSAGE_OPENED, youth_id=youth_id, about=("message", message_id))


async def _lines(
    session: AsyncSession, actor: Actor, youth: Youth, adult_id: UUID, *, is_caseworker: bool
) -> tuple[Line, ...]:
    said = [
        one
        for one in await statements_of(session, actor, youth.id, kinds=IN_A_CONVERSATION, purpose="answer")
        if belongs_to(one.addressed_to, adult_id, is_caseworker=is_caseworker)
    ]
    messages = list(
        await session.scalars(
            select(Message).where(Message.youth_id == youth.id, Message.made_by == adult_id).order_by(Message.made_at)
        )
    )
    by = await session.scalar(select(Account.called).where(Account.id == adult_id)) or ""
    versions = await corrections_of(session, actor, [one.id for one in messages])
    texts = await read_words(
        session,
        actor,
        [one.content_id for one in messages] + [one.content_id for each in versions.values() for one in each],
        purpose="answer",
    )
    theirs = [
        Line(
            one.id,
            "message",
            False,
            by,
            texts.get(one.content_id, ""),
            one.made_at,
            opened_at=one.opened_at,
            versions=tuple(
                OwnVersion(each.id, texts.get(each.content_id, "") if each.content_id else "", each.made_at)
                for each in versions.get(one.id, ())
            ),
        )
        for one in messages
    ]
    return in_order([*_said_and_answered(said), *theirs])


def _said_and_answered(said: Sequence[Said]) -> Iterable[Line]:
    for one in said:
        yield Line(
            one.id,
            "statement",
            True,
            "",
            said_of(one),
            one.made_at,
            receipt=one.receipt,
            read_by=one.read_by,
            versions=one.versions,
        )
        for answer in one.answers:
            if answer.id is not None:
                yield Line(answer.id, "answer", False, answer.by, answer.words, answer.at, versions=answer.versions)
