"""Marking a host, place or mentor with a heart or a veto. The presentations themselves are shown by `service.supply`."""

from enum import StrEnum
from typing import Literal
from uuid import UUID

from litestar import Controller, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import NotFound
from service.web.dependencies import Req, Session, Who
from service.web.forms import read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page
from service.web.schemas import Input
from service.youths import actions
from service.youths.drafts import hers
from service.youths.errors import Vetoed


class Mark(StrEnum):
    HEART = "heart"
    NO_HEART = "no_heart"
    VETO = "veto"
    NO_VETO = "no_veto"


MARKS = {
    Mark.HEART: actions.give_heart,
    Mark.NO_HEART: actions.take_heart_back,
    Mark.VETO: actions.veto,
    Mark.NO_VETO: actions.lift_veto,
}


class MarkForm(Input):
    mark: Mark
    to: Literal["list"] | None = None


class LikingPages(Controller):
    path = "/people"
    guards = [only(Role.YOUTH)]

    @post("/sites/{site_id:uuid}")
    async def mark_site(
        self,
        request: Req,
        site_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        return await _mark(request, session, actor, site_id=site_id)

    @post("/mentors/{mentor_id:uuid}")
    async def mark_mentor(
        self,
        request: Req,
        mentor_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        return await _mark(request, session, actor, mentor_id=mentor_id)


async def _mark(request: Req, session: AsyncSession, actor: Actor, **whom: UUID) -> Page:
    form = await read_form(request, MarkForm)
    if form.ok:
        async with attempt(session, actor, form) as once:
            await MARKS[form.data.mark](session, actor, hers(actor), **whom)
            kind, marked = next(iter(whom.items()))
            to_one = f"/people/{kind.removesuffix('_id')}s/{marked}"
            if form.data.to != "list":
                return await once.go(to_one)
            return await once.go(f"/people?left={marked}" if form.data.mark is Mark.VETO else f"/people#p-{marked}")
        if "about" not in form.errors and form.status == 409:
            raise Vetoed()
    raise NotFound()
