"""What her caseworker has written down about a conversation or call. She reads it, says that it was so, or how it was for her.

For the two of them alone: a guardian never sees a note. Never changed; her own version stands beside it from then on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, Role
from models.words import Note
from service import clock
from service.actor import Actor
from service.errors import Forbidden, Invalid, NotFound
from service.record import Event, read_words, record, say
from service.web.texts import N_
from service.youths.access import youth_read_by, youth_spoken_for
from service.youths.drafts import hers
from service.youths.said import OwnVersion
from service.youths.said_rows import corrections_of

KINDS = {
    "conversation": N_("Conversation"),
    "phone": N_("Phone call"),
    "meeting": N_("Meeting"),
    "other": N_("Something else"),
}


@dataclass(frozen=True)
class NoteView:
    id: UUID
    kind: str
    words: str
    by: str
    at: datetime
    confirmed_at: datetime | None
    versions: tuple[OwnVersion, ...]


async def write_note(session: AsyncSession, actor: Actor, youth_id: UUID, *, kind: str, words: str) -> Note:
    if actor.role is not Role.CASEWORKER:
        raise Forbidden()
    youth = await youth_spoken_for(session, actor, youth_id)
    if kind not in KINDS:
        raise Invalid(field="kind", kind="not_a_choice")
    content_id = await say(session, actor, words, youth_id=youth.id, field="note")
    if content_id is None:
        raise Invalid(field="words", code_detail="youths.words_are_empty")
    note = Note(youth_id=youth.id, made_by=actor.account_id, kind=kind, content_id=content_id, made_at=clock.now())
    session.add(note)
    await session.flush()
    record(
        session,
        actor,
        Event.NOTE_WRITTEN,
        youth_id=youth.id,
        about=note,
        content_id=content_id,
        details={"kind": kind},
    )
    return note


async def confirm_note(session: AsyncSession, actor: Actor, note_id: UUID) -> None:
    """She says: it was like this. Said twice, it is said once."""
    youth_id = hers(actor)
    if await session.scalar(select(Note.id).where(Note.id == note_id, Note.youth_id == youth_id)) is None:
        raise NotFound()
    confirmed = await session.scalar(
        update(Note)
        .where(Note.id == note_id, Note.confirmed_at.is_(None))
        .values(confirmed_at=clock.now())
        .returning(Note.id)
    )
    if confirmed is not None:
        record(session, actor, Event.NOTE_CONFIRMED, youth_id=youth_id, about=("note", note_id))


async def notes_of(
    session: AsyncSession, actor: Actor, youth_id: UUID, *, ids: Sequence[UUID] | None = None, purpose: str = "support"
) -> list[NoteView]:
    """The notes about her, the newest first, each with her own version. For herself and her caseworker."""
    youth = await youth_read_by(session, actor, youth_id)
    asked = (
        select(Note, Account.called)
        .join(Account, Account.id == Note.made_by)
        .where(Note.youth_id == youth.id)
        .order_by(Note.made_at.desc(), Note.id.desc())
    )
    if ids is not None:
        asked = asked.where(Note.id.in_(ids))
    rows = (await session.execute(asked)).all()
    versions = await corrections_of(session, actor, [note.id for note, _ in rows])
    texts = await read_words(
        session,
        actor,
        [note.content_id for note, _ in rows] + [one.content_id for each in versions.values() for one in each],
        purpose=purpose,
    )
    return [
        NoteView(
            note.id,
            note.kind,
            texts.get(note.content_id, ""),
            called,
            note.made_at,
            note.confirmed_at,
            tuple(
                OwnVersion(one.id, texts.get(one.content_id, "") if one.content_id else "", one.made_at)
                for one in versions.get(note.id, ())
            ),
        )
        for note, called in rows
    ]
