"""The copy of her file: she asks and fetches; her caseworker looks it through and gives it to her."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import NotFound
from service.trail import copies
from service.trail.copy_document import KEEPABLE, REASONS
from service.trail.schemas import ReleaseForm
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page
from service.web.texts import gettext
from service.youths.access import youth_read_by
from service.youths.drafts import hers
from service.youths.schemas import NothingForm


class MyCopyPages(Controller):
    path = "/my-file/copy"
    guards = [only(Role.YOUTH)]

    @get()
    async def show(self, session: Session, actor: Who) -> Page:
        return page("trail/my_copy.html", copy=await copies.latest_copy(session, actor, hers(actor)))

    @post()
    async def ask(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, NothingForm)
        async with attempt(session, actor, form) as once:
            await copies.ask_for_copy(session, actor)
            return await once.go("/my-file/copy")
        raise NotFound()

    @get("/{copy_id:uuid}/{form:str}")
    async def fetch(
        self,
        copy_id: FromPath[UUID],
        form: FromPath[str],
        session: Session,
        actor: Who,
    ) -> Response[bytes]:
        return file_response(await copies.fetch(session, actor, copy_id, form), form)


class CopyReviewPages(Controller):
    path = "/youths/{youth_id:uuid}/copy"
    guards = [only(Role.CASEWORKER)]

    @get()
    async def review(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _review(session, actor, youth_id, blank_form(words=gettext("You can fetch your copy now.")))

    @post()
    async def release(
        self,
        request: Req,
        youth_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, ReleaseForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                kept_back = {code: why for code in KEEPABLE if (why := getattr(form.data, code))}
                await copies.release(session, actor, youth_id, kept_back=kept_back, words=form.data.words)
                return await once.go(f"/youths/{youth_id}/copy")
            if form.status == NotFound.status:
                raise NotFound()
        return await _review(session, actor, youth_id, form, status=form.status)

    @get("/{form:str}")
    async def look_through(
        self,
        youth_id: FromPath[UUID],
        form: FromPath[str],
        session: Session,
        actor: Who,
    ) -> Response[bytes]:
        return file_response(await copies.look_through(session, actor, youth_id, form), form)


async def _review(session: AsyncSession, actor: Actor, youth_id: UUID, form: Form[Any], status: int = 200) -> Page:
    youth = await youth_read_by(session, actor, youth_id)
    return page(
        "trail/copy_review.html",
        status=status,
        form=form,
        youth_id=youth_id,
        called=youth.called,
        copy=await copies.latest_copy(session, actor, youth_id),
        keepable=KEEPABLE,
        reasons=REASONS,
    )


def file_response(content: bytes, form: str) -> Response[bytes]:
    """Under a name that says nothing, and kept by nobody on the way."""
    return Response(
        content,
        media_type=copies.FORMS[form],
        headers={"Content-Disposition": f'attachment; filename="kalender.{form}"', "Cache-Control": "no-store"},
    )
