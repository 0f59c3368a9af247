"""Turning the calendar of her phone on and off; and the address itself, which answers calendar programs and nobody else."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.database import Sessions
from service.stays import feed
from service.stays.schemas import FeedIn, NothingIn
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import anyone, only
from service.web.once import attempt
from service.web.render import Page, page
from service.web.visit import visit

ENDING = ".ics"
NEUTRAL = {"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="calendar.ics"'}


def address_of(secret: str) -> str:
    return f"{visit().settings.base_url}/feed/{secret}{ENDING}"


class FeedSettingsPages(Controller):
    path = "/calendar/phone"
    guards = [only(Role.YOUTH)]

    @get()
    async def show(self, session: Session, actor: Who) -> Page:
        return await _page(session, actor, blank_form())

    @post()
    async def turn_on(self, request: Req, session: Session, actor: Who) -> Page:
        """On, or a new address in place of the old one. The address is in this answer and in no other."""
        form = await read_form(request, FeedIn)
        if form.ok:
            async with attempt(session, actor, form):
                secret = await feed.open_feed(session, actor, form.data.called)
                return await _page(session, actor, form, address_of(secret))
        return await _page(session, actor, form)

    @post("/off")
    async def turn_off(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, NothingIn)
        async with attempt(session, actor, form) as once:
            await feed.end_feed(session, actor)
            return await once.go("/calendar/phone")
        return await _page(session, actor, form)


async def _page(session: AsyncSession, actor: Actor, form: Form[Any], address: str = "") -> Page:
    return page(
        "stays/phone.html",
        feed=await feed.feed_state(session, actor),
        address=address,
        form=form,
        status=form.status,
    )


@get("/feed/{name:str}", guards=[anyone], include_in_schema=False)
async def read_feed(name: FromPath[str], sessions: NamedDependency[Sessions]) -> Response[bytes]:
    """Nobody is looked up and nothing is set: whoever has the address gets times, or nothing."""
    found = None
    if name.endswith(ENDING):
        async with sessions() as session, session.begin():
            found = await feed.bytes_of(session, name.removesuffix(ENDING))
    if found is None:
        return Response(b"", status_code=404, media_type="text/plain")
    return Response(found, media_type="text/calendar", headers=NEUTRAL)


controllers = [FeedSettingsPages, read_feed]
