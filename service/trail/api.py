"""The record for programs: her own file, and whether the chain is whole."""

from dataclasses import asdict
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from models.people import Role
from service.errors import NotFound
from service.trail import copies, queries
from service.trail.copy_pages import file_response
from service.trail.files import file_of, month_of
from service.trail.schemas import CopyOut, LineOut, MyFileOut, ReaderOut, ReadOut, RefusedOut, VerificationOut
from service.trail.speech import said
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import once
from service.web.texts import gettext
from service.youths.drafts import hers


class MyFileApi(Controller):
    path = "/my-file"
    guards = [only(Role.YOUTH)]
    tags = ["record"]

    @get()
    async def show(
        self,
        session: Session,
        actor: Who,
        before: FromQuery[int | None] = None,
        part: FromQuery[str | None] = None,
        month: FromQuery[str | None] = None,
    ) -> MyFileOut:
        """Everything about her, newest first, with her words and who has read them; a part of it, or a month."""
        file = await file_of(session, actor, before, part=part or "", month=month_of(month))
        return MyFileOut(
            lines=[
                LineOut.model_validate(
                    {**asdict(line), "sentence": said(line), "about": [gettext(one) for one in line.about]}
                )
                for line in file.lines
            ],
            readers=[ReaderOut.model_validate(one) for one in file.readers],
            refused=[ReaderOut.model_validate(one) for one in file.refused],
            earlier=file.earlier,
        )


class CopyApi(Controller):
    path = "/my-file/copies"
    guards = [only(Role.YOUTH)]
    tags = ["record"]

    @get()
    async def latest(self, session: Session, actor: Who) -> CopyOut:
        """Where the newest copy is on its way: asked, made (being looked through), released or withdrawn."""
        copy = await copies.latest_copy(session, actor, hers(actor))
        if copy is None:
            raise NotFound()
        return CopyOut.model_validate(copy)

    @post()
    async def ask(self, request: Req, session: Session, actor: Who) -> Response[CopyOut]:
        """A copy of everything. One at a time is on its way; asked for again, it is the same."""
        first = await once(session, actor, request)
        return await first.answer(CopyOut.model_validate(await copies.ask_for_copy(session, actor)))

    @get("/{copy_id:uuid}/{form:str}")
    async def fetch(
        self,
        copy_id: FromPath[UUID],
        form: FromPath[str],
        session: Session,
        actor: Who,
    ) -> Response[bytes]:
        """As "pdf" or "json", when it is released."""
        return file_response(await copies.fetch(session, actor, copy_id, form), form)


class VerificationApi(Controller):
    path = "/trail/verification"
    guards = [only(Role.AUDITOR)]
    tags = ["record"]

    @get()
    async def verify(self, session: Session) -> VerificationOut:
        found = await queries.verification(session)
        return VerificationOut(
            is_whole=found.is_whole,
            first_broken=found.first_broken,
            events=found.events,
            last_at=found.last_at,
            head=found.head,
            reads=[ReadOut.model_validate(one) for one in await queries.latest_reads(session)],
            refused=[RefusedOut.model_validate(one) for one in await queries.latest_refused(session)],
        )


controllers = [MyFileApi, CopyApi, VerificationApi]
