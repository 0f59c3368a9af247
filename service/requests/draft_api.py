"""What she has begun to wish, for programs: look at it, send it as it stands, throw it. Pages and programs share one draft."""

from litestar import Controller, Response, delete, get, post
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import NotFound
from service.requests import builder, queries
from service.requests.drafting import begun, send_begun, times_of
from service.requests.schemas import BegunOut, RequestOut, WindowOut
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import once
from service.youths.drafts import open_draft, throw_draft


class BegunApi(Controller):
    path = "/requests/draft"
    guards = [only(Role.YOUTH)]
    tags = ["requests"]

    @get()
    async def show(self, session: Session, actor: Who) -> BegunOut:
        """Her answers so far, and what is usual where she has not answered. 404: nothing is begun."""
        return await begun_by(session, actor)

    @post("/sending")
    async def send(self, request: Req, session: Session, actor: Who) -> Response[RequestOut]:
        """It is wished as it stands, and nothing is left of the draft."""
        first = await once(session, actor, request)
        await _is_begun(session, actor)
        made = await send_begun(session, actor, await begun(session, actor))
        view = await queries.request_of(session, actor, made.id)
        return await first.answer(RequestOut.model_validate(view), location=f"/api/v1/requests/{made.id}")

    @delete(status_code=204)
    async def throw(self, session: Session, actor: Who) -> None:
        """Nothing is left of it. Asked twice it is thrown once."""
        await throw_draft(session, actor, "request")


async def begun_by(session: AsyncSession, actor: Actor) -> BegunOut:
    await _is_begun(session, actor)
    answers = await begun(session, actor)
    times = await times_of(session, actor, answers)
    return BegunOut(
        kind=answers["kind"],
        occurrences=[[WindowOut.model_validate(one) for one in windows] for windows in times],
        every_weeks=builder.every_weeks(answers) or None,
        importance=int(answers["importance"]),
        mentor_along=answers["mentor_along"],
        visit_first=answers["visit_first"] == "yes",
        words=answers.get("words", ""),
    )


async def _is_begun(session: AsyncSession, actor: Actor) -> None:
    if not await open_draft(session, actor, "request"):
        raise NotFound()
