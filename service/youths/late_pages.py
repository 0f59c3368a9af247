"""For the coordinator: how many answers to youths are late, by caseworker."""

from litestar import Controller, get
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.web.guards import only
from service.web.render import Page, page
from service.youths.late import late_answers


class LatePages(Controller):
    path = "/answers"
    guards = [only(Role.COORDINATOR)]

    @get()
    async def late(self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> Page:
        return page("youths/late.html", rows=await late_answers(session, actor))
