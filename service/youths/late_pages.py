"""For the coordinator: how many answers to youths are late, by caseworker."""

from litestar import Controller, get

from models.people import Role
from service.web.dependencies import Session, Who
from service.web.guards import only
from service.web.render import Page, page
from service.youths.late import late_answers


class LatePages(Controller):
    path = "/answers"
    guards = [only(Role.COORDINATOR)]

    @get()
    async def late(self, session: Session, actor: Who) -> Page:
        return page("youths/late.html", rows=await late_answers(session, actor))
