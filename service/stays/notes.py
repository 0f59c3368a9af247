"""Where they meet and what to bring: written by whoever receives her or by her caseworker; and her own lines, for herself.

Words are read by her alone. Who wrote for her sees that it is written, and when, so that no reading stands in her file that
was none.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Stay, StayNote
from models.people import Account, Role
from models.supply import Presentation
from service import clock
from service.actor import Actor
from service.errors import Forbidden, Invalid, NotFound
from service.record import Event, read_words, record, say
from service.stays.access import visible_stays
from service.stays.rules import RECEIVES

FOR_HER = frozenset({"meeting", "packing"})
WRITES_FOR_HER = RECEIVES | {Role.CASEWORKER}


@dataclass(frozen=True)
class NoteView:
    kind: str
    words: str  # empty for everybody but her
    by: str
    made_at: datetime


async def write_note(session: AsyncSession, actor: Actor, stay_id: UUID, *, kind: str, words: str) -> StayNote:
    """A later note adds to those before; none is unwritten."""
    if kind not in (FOR_HER if actor.role in WRITES_FOR_HER else {"own"} if actor.role is Role.YOUTH else ()):
        raise Forbidden()
    stay = await session.scalar(select(Stay).where(Stay.id == stay_id, visible_stays(actor)))
    if stay is None:
        raise NotFound()
    content_id = await say(session, actor, words, youth_id=stay.youth_id, field="stay_note")
    if content_id is None:
        raise Invalid(field="words", code_detail="youths.words_are_empty")
    note = StayNote(
        stay_id=stay.id,
        youth_id=stay.youth_id,
        kind=kind,
        made_by=actor.account_id,
        content_id=content_id,
        made_at=clock.now(),
    )
    session.add(note)
    await session.flush()
    record(
        session,
        actor,
        Event.STAY_NOTE_WRITTEN,
        youth_id=stay.youth_id,
        about=note,
        content_id=content_id,
        details={"kind": kind, "stay": stay.id},
    )
    return note


async def notes_of(session: AsyncSession, actor: Actor, stay_id: UUID) -> list[NoteView]:
    """Her all of them, with words; who writes for her those of all who do, without. Nobody sees her own lines."""
    if actor.role is not Role.YOUTH and actor.role not in WRITES_FOR_HER:
        return []
    asked = (
        select(StayNote, Account.called)
        .join(Account, Account.id == StayNote.made_by)
        .join(Stay, Stay.id == StayNote.stay_id)
        .where(StayNote.stay_id == stay_id, visible_stays(actor))
        .order_by(StayNote.made_at, StayNote.id)
    )
    if actor.role is not Role.YOUTH:
        asked = asked.where(StayNote.kind.in_(FOR_HER))
    rows = (await session.execute(asked)).all()
    words: dict[UUID, str] = {}
    if actor.role is Role.YOUTH:
        words = await read_words(session, actor, [note.content_id for note, _ in rows], purpose="support")
    return [NoteView(note.kind, words.get(note.content_id, ""), by, note.made_at) for note, by in rows]


@dataclass(frozen=True)
class House:
    """What the house says of itself that is good to know before she packs."""

    room: str
    food: str
    house_rules: str


async def house_of(session: AsyncSession, stay_id: UUID, language: str) -> House | None:
    """In her language if it is there, else in the one there is."""
    rows = await session.scalars(
        select(Presentation).join(Stay, Stay.site_id == Presentation.site_id).where(Stay.id == stay_id)
    )
    found = sorted(rows, key=lambda one: (one.language != language, one.language))
    return House(found[0].room, found[0].food, found[0].house_rules) if found else None
