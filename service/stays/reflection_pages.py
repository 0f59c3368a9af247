"""Looking back: how it was, and afterwards what is remembered, if she wants it to be."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import NotFound
from service.stays import queries, reflecting
from service.stays.errors import NotOverYet
from service.stays.schemas import ReflectionIn, RememberIn
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, go, page
from service.youths.access import readers_of, youth_for


class ReflectionPages(Controller):
    path = "/looking-back/{stay_id:uuid}"
    guards = [only(Role.YOUTH)]

    @get()
    async def ask(self, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _page(session, actor, stay_id, blank_form())

    @post()
    async def tell(self, request: Req, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        form = await read_form(request, ReflectionIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await reflecting.look_back(
                    session,
                    actor,
                    stay_id,
                    weather=form.data.weather,
                    again=form.data.again,
                    never=form.data.never == "yes",
                    words=form.data.words,
                )
                return await once.go(f"/looking-back/{stay_id}")
        return await _page(session, actor, stay_id, form)

    @post("/remember")
    async def remember(self, request: Req, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        form = await read_form(request, RememberIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await reflecting.remember(session, actor, stay_id, never=form.data.what == "never")
                return await once.go(f"/looking-back/{stay_id}")
        return await _page(session, actor, stay_id, form)


async def _page(session: AsyncSession, actor: Actor, stay_id: UUID, form: Form[Any]) -> Page:
    stay = await queries.stay_of(session, actor, stay_id)
    if actor.subject_id is None:
        raise NotFound()
    try:
        told = await reflecting.looked_back(session, actor, stay_id)
    except NotOverYet:
        return go(f"/stays/{stay_id}")
    youth = await youth_for(session, actor, actor.subject_id)
    return page(
        "stays/looked_back.html" if told.statement_id and not form.errors else "stays/looking_back.html",
        stay=stay,
        told=told,
        form=form,
        readers=[one.called for one in await readers_of(session, youth, actor.zone)],
        status=form.status,
    )


controllers = [ReflectionPages]
