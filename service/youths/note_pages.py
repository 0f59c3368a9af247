"""Notes: written by her caseworker, read by her, confirmed or told in her own way."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import NotFound
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page
from service.youths.access import youth_read_by
from service.youths.drafts import hers
from service.youths.notes import KINDS, confirm_note, notes_of, write_note
from service.youths.schemas import NoteForm, NothingForm


class NoteWritingPages(Controller):
    path = "/youths/{youth_id:uuid}/notes/new"
    guards = [only(Role.CASEWORKER)]

    @get()
    async def write(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _write(session, actor, youth_id, blank_form(kind="conversation"))

    @post()
    async def keep(
        self,
        request: Req,
        youth_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, NoteForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await write_note(session, actor, youth_id, kind=form.data.kind, words=form.data.words)
                return await once.go(f"/youths/{youth_id}#notes")
        return await _write(session, actor, youth_id, form, status=form.status)


class NotePages(Controller):
    path = "/notes/{note_id:uuid}"
    guards = [only(Role.YOUTH)]

    @get()
    async def read(self, note_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        notes = await notes_of(session, actor, hers(actor), ids=[note_id])
        if not notes:
            raise NotFound()
        return page("youths/note.html", note=notes[0], kinds=KINDS)

    @post("/confirm")
    async def confirm(
        self,
        request: Req,
        note_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, NothingForm)
        async with attempt(session, actor, form) as once:
            await confirm_note(session, actor, note_id)
            return await once.go(f"/notes/{note_id}")
        raise NotFound()


async def _write(session: AsyncSession, actor: Actor, youth_id: UUID, form: Form[Any], status: int = 200) -> Page:
    youth = await youth_read_by(session, actor, youth_id)
    return page("youths/note_new.html", status=status, form=form, youth_id=youth_id, called=youth.called, kinds=KINDS)
