"""The way back, for programs: the same break once more, as a draft."""

from uuid import UUID

from litestar import Controller, post
from litestar.params import FromPath

from models.people import Role
from service.requests.draft_api import begun_by
from service.requests.schemas import BegunOut
from service.stays.again import wish_again
from service.web.dependencies import Session, Who
from service.web.guards import only


class AgainApi(Controller):
    path = "/requests/{request_id:uuid}/again"
    guards = [only(Role.YOUTH)]
    tags = ["requests"]

    @post(status_code=200)
    async def wish_again(self, request_id: FromPath[UUID], session: Session, actor: Who) -> BegunOut:
        """What she asked for before is the beginning of a new wish: nothing is asked for until she sends it.

        Days that are past are left out, and so are her words. What she has begun meanwhile is not written over; then the
        answer is that.
        """
        await wish_again(session, actor, request_id)
        return await begun_by(session, actor)
