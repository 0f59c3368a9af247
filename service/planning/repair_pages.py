"""The page of breaks that have lost their place: who is hit, what could be done, and one button for what can be done."""

from typing import Any

from litestar import Controller, get, post
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.planning import repair_wording
from service.planning.repair_actions import look_for_repairs, take_repair
from service.planning.repair_view import repair_view
from service.planning.schemas import LookIn, RepairIn
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page


class RepairPages(Controller):
    path = "/repairs"
    guards = [only(Role.COORDINATOR, Role.CASEWORKER)]
    include_in_schema = False

    @get()
    async def show(self, actor: Who, session: Session) -> Page:
        return await _page(session, actor, blank_form())

    @post("/search", guards=[only(Role.COORDINATOR)])
    async def look(self, request: Req, actor: Who, session: Session) -> Page:
        form = await read_form(request, LookIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await look_for_repairs(session, actor)
                return await once.go("/repairs")
        return await _page(session, actor, form)

    @post("/taken", guards=[only(Role.COORDINATOR)])
    async def take(self, request: Req, actor: Who, session: Session) -> Page:
        form = await read_form(request, RepairIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                made = await take_repair(session, actor, form.data.job_id)
                return await once.go(f"/rounds/{made.id}")
        return await _page(session, actor, form)


async def _page(session: AsyncSession, actor: Actor, form: Form[Any]) -> Page:
    return page(
        "planning/repairs.html",
        repairs=await repair_view(session, actor),
        words=repair_wording,
        can_act=actor.role is Role.COORDINATOR,
        form=form,
        status=form.status,
    )
