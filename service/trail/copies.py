"""A copy of her whole file (GDPR article 15): she asks, a job makes it, a named person looks it through, then it is hers.

Sealed with her own key. Before it is released nobody but her caseworker opens it, and that is recorded as a reading.
"""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.municipality import Municipality
from models.people import Account, Role, Youth
from models.reaching import FileCopy
from models.words import Answer, Statement
from service import clock
from service.actor import Actor
from service.errors import Forbidden, Invalid, NotFound
from service.jobs import enqueue
from service.record import Event, record, vault_of
from service.trail.copy_document import KEEPABLE, REASONS, CopyDocument, document_of
from service.web.texts import N_, gettext, speaking
from service.youths.access import readers_of, youth_read_by
from service.youths.actions import answer_statement, make_statement
from service.youths.drafts import hers

CARD = "copy_of_my_file"
I_WANT_A_COPY = N_("I want a copy of everything that is written about me.")
FORMS = {"pdf": "application/pdf", "json": "application/json"}


@dataclass(frozen=True)
class CopyView:
    """`by`: who looks it through, until `due`. `kept_back`: (what, why) as texts to be said."""

    id: UUID
    state: str
    asked_at: datetime
    made_at: datetime | None
    released_at: datetime | None
    reviewed_by: str
    by: str
    due: datetime | None
    kept_back: tuple[tuple[str, str], ...]


async def ask_for_copy(session: AsyncSession, actor: Actor) -> FileCopy:
    """She asks. It is said to her caseworker as well, so that it has a day like all she says. One on its way at a time."""
    youth_id = hers(actor)
    await session.execute(select(Youth.id).where(Youth.id == youth_id).with_for_update(key_share=True))
    on_its_way = await session.scalar(
        select(FileCopy).where(FileCopy.youth_id == youth_id, FileCopy.state.in_(("asked", "made")))
    )
    if on_its_way is not None:
        return on_its_way
    await make_statement(session, actor, youth_id, kind="message", words=gettext(I_WANT_A_COPY), cards=[CARD])
    copy = FileCopy(youth_id=youth_id, language=actor.language, asked_at=clock.now())
    session.add(copy)
    await session.flush()
    copy.job_id = await enqueue(session, "make_file_copy", {"copy_id": str(copy.id)}, made_by=actor.account_id)
    record(session, actor, Event.COPY_ASKED, youth_id=youth_id, about=copy)
    return copy


def on_paper(document: CopyDocument, zone: str) -> bytes:
    from service.trail.copy_pdf import set_on_paper

    return set_on_paper(document, zone)


async def collect(
    session: AsyncSession, copy_id: UUID, kept_back: Mapping[str, str]
) -> tuple[CopyDocument, str] | None:
    """What the copy holds, told as to herself, and the zone of its hours. None when it is not wanted any more."""
    copy = await session.get(FileCopy, copy_id)
    if copy is None or copy.state not in ("asked", "made"):
        return None
    youth, zone, called = (
        await session.execute(
            select(Youth, Municipality.zone, Account.called)
            .join(Municipality, Municipality.id == Youth.municipality_id)
            .join(Account, Account.id == Youth.account_id)
            .where(Youth.id == copy.youth_id)
        )
    ).one()
    she = Actor(
        youth.account_id, youth.municipality_id, Role.YOUTH, called, youth.id, language=copy.language, zone=zone
    )
    with speaking(copy.language, zone):
        return await document_of(session, she, clock.now(), kept_back), zone


async def keep(session: AsyncSession, copy_id: UUID, document: CopyDocument, pdf: bytes) -> None:
    """The job is done: sealed, and ready to be looked through."""
    copy = await session.get(FileCopy, copy_id, with_for_update=True)
    if copy is None or copy.state != "asked":
        return
    await _seal(session, copy, document, pdf)
    copy.state, copy.made_at = "made", clock.now()
    record(session, None, Event.COPY_MADE, youth_id=copy.youth_id, about=copy)


async def give_up(session: AsyncSession, copy_id: UUID) -> None:
    """It could not be made: she can ask again."""
    copy = await session.get(FileCopy, copy_id, with_for_update=True)
    if copy is not None and copy.state == "asked":
        copy.state = "withdrawn"


async def latest_copy(session: AsyncSession, actor: Actor, youth_id: UUID) -> CopyView | None:
    """The newest one, for herself and her caseworker."""
    youth = await youth_read_by(session, actor, youth_id)
    copy = await _latest(session, youth_id)
    if copy is None:
        return None
    reviewed_by = await session.scalar(select(Account.called).where(Account.id == copy.reviewed_by))
    readers = await readers_of(session, youth, actor.zone)
    asked = await _asked_in(session, youth_id)
    return CopyView(
        copy.id,
        copy.state,
        copy.asked_at,
        copy.made_at,
        copy.released_at,
        reviewed_by or "",
        readers[0].called if readers else "",
        asked.answer_due if asked else None,
        tuple((KEEPABLE[code], REASONS[why]) for code, _, why in (one.partition(":") for one in copy.left_out)),
    )


async def look_through(session: AsyncSession, actor: Actor, youth_id: UUID, form: str) -> bytes:
    """Her caseworker reads it before it goes out. That is a reading of all her words, and she sees it."""
    if actor.role is not Role.CASEWORKER:
        raise Forbidden()
    await youth_read_by(session, actor, youth_id)
    copy = await _latest(session, youth_id)
    if copy is None or copy.state != "made":
        raise NotFound()
    record(session, actor, Event.WORDS_READ, youth_id=youth_id, about=copy, purpose="copy", details={"contents": []})
    return await _open(session, actor, copy, form)


async def release(
    session: AsyncSession, actor: Actor, youth_id: UUID, *, kept_back: Mapping[str, str], words: str
) -> FileCopy:
    """It is hers from now on. A part that is kept back has a reason she can read; the rest is made anew without it."""
    if actor.role is not Role.CASEWORKER:
        raise Forbidden()
    await youth_read_by(session, actor, youth_id)
    if any(code not in KEEPABLE or why not in REASONS for code, why in kept_back.items()):
        raise Invalid(field="kept_back", kind="not_a_choice")
    latest = await _latest(session, youth_id)
    copy = await session.get(FileCopy, latest.id, with_for_update=True, populate_existing=True) if latest else None
    if copy is None or copy.state != "made":
        raise NotFound()
    if kept_back and (found := await collect(session, copy.id, kept_back)) is not None:
        await _seal(session, copy, found[0], await asyncio.to_thread(on_paper, *found))
    copy.state, copy.released_at, copy.reviewed_by = "released", clock.now(), actor.account_id
    copy.left_out = [f"{code}:{why}" for code, why in kept_back.items()]
    record(
        session,
        actor,
        Event.COPY_RELEASED,
        youth_id=youth_id,
        about=copy,
        details={"kept_back": copy.left_out},
    )
    if (asked := await _asked_in(session, youth_id, unanswered=True)) is not None:
        await answer_statement(session, actor, asked.id, verdict="partly" if kept_back else "followed", words=words)
    return copy


async def fetch(session: AsyncSession, actor: Actor, copy_id: UUID, form: str) -> bytes:
    """She takes it with her. Only she, only when it is released."""
    copy = await session.scalar(
        select(FileCopy).where(FileCopy.id == copy_id, FileCopy.youth_id == hers(actor), FileCopy.state == "released")
    )
    if copy is None:
        raise NotFound()
    record(session, actor, Event.COPY_FETCHED, youth_id=copy.youth_id, about=copy, details={"form": form})
    return await _open(session, actor, copy, form)


async def _latest(session: AsyncSession, youth_id: UUID) -> FileCopy | None:
    found: FileCopy | None = await session.scalar(
        select(FileCopy)
        .where(FileCopy.youth_id == youth_id)
        .order_by(FileCopy.asked_at.desc(), FileCopy.id.desc())
        .limit(1)
    )
    return found


async def _asked_in(session: AsyncSession, youth_id: UUID, *, unanswered: bool = False) -> Statement | None:
    """What she said when she asked."""
    query = select(Statement).where(Statement.youth_id == youth_id, Statement.cards.contains([CARD]))
    if unanswered:
        query = query.where(Statement.id.not_in(select(Answer.statement_id)))
    found: Statement | None = await session.scalar(query.order_by(Statement.made_at.desc()).limit(1))
    return found


async def _seal(session: AsyncSession, copy: FileCopy, document: CopyDocument, pdf: bytes) -> None:
    vault = await vault_of(session, copy.municipality_id, copy.youth_id)
    copy.pdf = vault.seal(base64.b64encode(pdf).decode(), copy.id, "copy_pdf")
    copy.json = vault.seal(document.model_dump_json(indent=1), copy.id, "copy_json")


async def _open(session: AsyncSession, actor: Actor, copy: FileCopy, form: str) -> bytes:
    if form not in FORMS:
        raise NotFound()
    vault = await vault_of(session, actor.municipality_id, copy.youth_id)
    sealed = copy.pdf if form == "pdf" else copy.json
    if sealed is None:
        raise NotFound()
    text = vault.open(sealed, copy.id, f"copy_{form}")
    return base64.b64decode(text) if form == "pdf" else text.encode()
