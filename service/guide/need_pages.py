"""Words for what she needs of adults today, and her caseworker's side of it: read, and taken up."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import NotFound
from service.guide import actions
from service.guide.queries import names_of_readers, said_by_her
from service.guide.schemas import NeedsForm, TakenUpForm
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page
from service.youths import wording
from service.youths.access import youth_for
from service.youths.cards import NEEDS


class NeedPages(Controller):
    path = "/today"
    guards = [only(Role.YOUTH)]

    @get()
    async def pick(self, session: Session, actor: Who) -> Page:
        return await _pick(session, actor, blank_form())

    @post()
    async def send(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, NeedsForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                said = await actions.say_needs(session, actor, form.data.needs, form.data.words)
                return await once.go(f"/words/{said.id}")
        return await _pick(session, actor, form, status=form.status)


class TakingUpPages(Controller):
    path = "/youths/{youth_id:uuid}/today/{statement_id:uuid}"
    guards = [only(Role.CASEWORKER)]

    @get()
    async def read(
        self,
        youth_id: FromPath[UUID],
        statement_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        return await _read(session, actor, youth_id, statement_id, blank_form())

    @post()
    async def take_up(
        self,
        request: Req,
        youth_id: FromPath[UUID],
        statement_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, TakenUpForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.take_up_needs(session, actor, youth_id, statement_id, form.data.needs, form.data.line)
                return await once.go(f"/youths/{youth_id}")
            if form.status == NotFound.status:
                raise NotFound()
        return await _read(session, actor, youth_id, statement_id, form, status=form.status)


async def _pick(session: AsyncSession, actor: Actor, form: Form[Any], status: int = 200) -> Page:
    return page(
        "guide/today.html",
        status=status,
        form=form,
        needs=NEEDS,
        readers=await names_of_readers(session, actor, "needs_today"),
    )


async def _read(
    session: AsyncSession, actor: Actor, youth_id: UUID, statement_id: UUID, form: Form[Any], status: int = 200
) -> Page:
    youth = await youth_for(session, actor, youth_id)
    return page(
        "guide/today_read.html",
        status=status,
        form=form,
        called=youth.called,
        youth_id=youth_id,
        said=await said_by_her(session, actor, youth_id, statement_id, "needs_today"),
        needs=NEEDS,
        wording=wording,
    )
