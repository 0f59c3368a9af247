"""Before the first page about herself: can somebody see the screen? Asked once, from home alone, so that nothing is blocked."""

from litestar import Controller, get, post

from models.people import Role
from service.errors import NotFound
from service.guide import actions
from service.web.dependencies import Req, Session, Who
from service.web.forms import read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page
from service.youths.schemas import NothingForm


class BeforePages(Controller):
    path = "/before"
    guards = [only(Role.YOUTH)]

    @get()
    async def ask(self) -> Page:
        return page("guide/before.html")

    @post()
    async def go_on(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, NothingForm)
        async with attempt(session, actor, form) as once:
            await actions.be_careful(session, actor)
            return await once.go("/home")
        raise NotFound()
