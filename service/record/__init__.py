"""Writing the record. Everybody writes; nothing here reads it back but the words themselves (`service.trail` reads).

    content = await say(session, actor, words, youth_id=…, field="wish")      words, sealed, exactly as typed
    record(session, actor, Event.WISH_MADE, youth_id=…, about=wish, content_id=content)
    texts = await read_words(session, actor, [content], purpose="approval")   a read by somebody else is an event too

Events wait in the session and are appended by the database's `append_event()` as the last statements before the outer
commit: no change without its event, no event without its change. What a savepoint rolls back takes its events along.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction

from models.base import Base
from models.people import Role, YouthKey
from models.record import RecordContent
from service import clock
from service.actor import Actor
from service.errors import Invalid
from service.record.events import Event
from service.record.vault import YouthVault, canonical, commitment, new_wrapped_key

__all__ = ["Event", "read_words", "record", "say", "vault_of"]

LONGEST_WORDS = 10_000  # characters; longer ones are refused with a sentence, never cut


@dataclass
class _Waiting:
    savepoint: SessionTransaction | None
    kind: Event
    youth_id: UUID | None
    about: str | None
    about_id: UUID | None
    actor: Actor | None
    purpose: str | None
    content_id: UUID | None
    details: str
    at: datetime
    on_behalf_of: UUID | None = field(default=None)


def record(
    session: AsyncSession,
    actor: Actor | None,
    kind: Event,
    *,
    youth_id: UUID | None = None,
    about: Base | tuple[str, UUID] | None = None,
    content_id: UUID | None = None,
    purpose: str | None = None,
    details: Mapping[str, Any] | None = None,
    on_behalf_of: UUID | None = None,
) -> None:
    """Let it be known that `kind` happened. `actor` None: the clock did it (a deadline, a job).

    `youth_id` names whose file it stands in. `details` are codes, ids and times, never words about a person.
    """
    table, about_id = (
        about if isinstance(about, tuple) else (about.__tablename__, about.id) if about is not None else (None, None)  # type: ignore[attr-defined]
    )
    plain = {key: _plain(value) for key, value in (details or {}).items()}
    session.info.setdefault("events", []).append(
        _Waiting(
            session.sync_session.get_nested_transaction(),
            kind,
            youth_id,
            table,
            about_id,
            actor,
            purpose,
            content_id,
            canonical(plain),
            clock.now(),
            on_behalf_of,
        )
    )


def _plain(value: Any) -> Any:
    if isinstance(value, UUID | datetime):
        return str(value) if isinstance(value, UUID) else value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value


async def vault_of(session: AsyncSession, municipality_id: UUID, youth_id: UUID) -> YouthVault:
    """The youth's vault; her key is made the first time something of hers is sealed."""
    master_key = session.info["master_key"]
    wrapped = await session.scalar(select(YouthKey.wrapped).where(YouthKey.youth_id == youth_id))
    if wrapped is None:
        wrapped = new_wrapped_key(master_key, municipality_id, youth_id)
        await session.execute(
            text(
                "insert into youth_key (youth_id, municipality_id, wrapped) values (:youth, :here, :wrapped)"
                " on conflict (youth_id) do nothing"
            ),
            {"youth": youth_id, "here": municipality_id, "wrapped": wrapped},
        )
        wrapped = await session.scalar(select(YouthKey.wrapped).where(YouthKey.youth_id == youth_id)) or wrapped
    return YouthVault(master_key, wrapped, municipality_id, youth_id)


async def say(session: AsyncSession, actor: Actor, words: str | None, *, youth_id: UUID, field: str) -> UUID | None:
    """Keep words exactly as they were typed; the id of the content, or None when nothing was said."""
    if words is None or not words.strip():
        return None
    if len(words) > LONGEST_WORDS:
        raise Invalid(field="words", kind="too_long", most=LONGEST_WORDS)
    try:
        words.encode()
    except UnicodeEncodeError as broken:
        raise Invalid(field="words", kind="not_text") from broken
    content_id, salt = uuid4(), os.urandom(32)
    vault = await vault_of(session, actor.municipality_id, youth_id)
    session.add(
        RecordContent(
            id=content_id,
            municipality_id=actor.municipality_id,
            youth_id=youth_id,
            field=field,
            sealed=vault.seal(words, content_id, field),
            salt=salt,
            made_at=clock.now(),
        )
    )
    session.info.setdefault("commitments", {})[content_id] = commitment(salt, field, words)
    await session.flush()
    return content_id


async def read_words(
    session: AsyncSession, actor: Actor, content_ids: Iterable[UUID | None], *, purpose: str
) -> dict[UUID, str]:
    """The words of these contents, by id. Who may read is the caller's rule; that it was read is recorded here.

    The youth reading her own words is not an event. Erased words are not in the answer.
    """
    wanted = {one for one in content_ids if one is not None}
    if not wanted:
        return {}
    rows = (await session.scalars(select(RecordContent).where(RecordContent.id.in_(wanted)))).all()
    by_youth: dict[UUID, list[tuple[RecordContent, bytes]]] = {}
    for row in rows:
        if row.sealed is not None and row.youth_id is not None:
            by_youth.setdefault(row.youth_id, []).append((row, row.sealed))
    texts: dict[UUID, str] = {}
    for youth_id, contents in by_youth.items():
        vault = await vault_of(session, actor.municipality_id, youth_id)
        for one, sealed in contents:
            texts[one.id] = vault.open(sealed, one.id, one.field)
        if not (actor.role is Role.YOUTH and actor.subject_id == youth_id):
            record(
                session,
                actor,
                Event.WORDS_READ,
                youth_id=youth_id,
                purpose=purpose,
                details={"contents": sorted(str(one.id) for one, _ in contents)},
            )
    return texts


APPEND = text(
    "select append_event(:kind, :youth, :about, :about_id, :actor, :role, :on_behalf_of, :purpose, :content,"
    " :details, :commitment, :at)"
)


@event.listens_for(Session, "before_commit")
def _append_waiting(session: Session) -> None:
    """Last before the outer commit; a savepoint's events only move up to what encloses it."""
    waiting: list[_Waiting] = session.info.get("events", [])
    savepoint = session.get_nested_transaction()
    if savepoint is not None:
        above = savepoint.parent if savepoint.parent is not None and savepoint.parent.nested else None
        for one in waiting:
            if one.savepoint is savepoint:
                one.savepoint = above
        return
    if not waiting:
        return
    session.flush()
    commitments = session.info.get("commitments", {})
    for one in waiting:
        session.execute(
            APPEND,
            {
                "kind": one.kind.value,
                "youth": one.youth_id,
                "about": one.about,
                "about_id": one.about_id,
                "actor": one.actor.account_id if one.actor else None,
                "role": one.actor.role.value if one.actor else "clock",
                "on_behalf_of": one.on_behalf_of,
                "purpose": one.purpose,
                "content": one.content_id,
                "details": one.details,
                "commitment": commitments.get(one.content_id),
                "at": one.at,
            },
        )
    session.info["events"] = []
    session.info["commitments"] = {}


@event.listens_for(Session, "after_soft_rollback")
def _forget_rolled_back(session: Session, previous: SessionTransaction) -> None:
    waiting: list[_Waiting] = session.info.get("events", [])
    session.info["events"] = [one for one in waiting if previous.nested and one.savepoint is not previous]
