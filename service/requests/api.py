"""Wished breaks for programs: make one, look at it, take it back."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody

from models.people import Role
from service.requests import actions, queries
from service.requests.draft_api import BegunApi
from service.requests.schemas import RequestIn, RequestOut, Requests, RequestStepIn
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import expected_rev, once
from service.youths.access import youth_for


class YouthRequestApi(Controller):
    path = "/youths/{youth_id:uuid}/requests"
    guards = [only(Role.YOUTH, Role.CASEWORKER)]
    tags = ["requests"]

    @get()
    async def requests(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> Requests:
        """Her wished breaks, the newest first."""
        await youth_for(session, actor, youth_id)
        found = await queries.requests_of(session, actor, youth_id)
        return Requests(requests=[RequestOut.model_validate(one) for one in found])

    @post()
    async def make(
        self, request: Req, youth_id: FromPath[UUID], data: JSONBody[RequestIn], session: Session, actor: Who
    ) -> Response[RequestOut]:
        """A wished break within her grant: for each time of it the windows that would do."""
        first = await once(session, actor, request)
        made = await actions.make_request(
            session,
            actor,
            youth_id,
            kind=data.kind.value,
            support_grant_id=data.support_grant_id,
            occurrences=[[window.wished() for window in windows] for windows in data.occurrences],
            importance=data.importance,
            mentor_along=data.mentor_along.value,
            visit_first=data.visit_first,
            every_weeks=data.every_weeks,
            words=data.words,
            audience=data.audience.value,
        )
        view = await queries.request_of(session, actor, made.id)
        return await first.answer(RequestOut.model_validate(view), location=f"/api/v1/requests/{made.id}")


class RequestApi(Controller):
    path = "/requests"
    guards = [only(Role.YOUTH, Role.CASEWORKER)]
    tags = ["requests"]

    @get("/{request_id:uuid}")
    async def one(self, request_id: FromPath[UUID], session: Session, actor: Who) -> RequestOut:
        return RequestOut.model_validate(await queries.request_of(session, actor, request_id))

    @post("/{request_id:uuid}/steps", status_code=200)
    async def take_step(
        self, request: Req, request_id: FromPath[UUID], data: JSONBody[RequestStepIn], session: Session, actor: Who
    ) -> Response[RequestOut]:
        """`withdraw`: she does not want it any more, and all that was held is let go. No reason is asked."""
        first = await once(session, actor, request)
        await actions.withdraw_request(session, actor, request_id, words=data.words, rev=expected_rev(request))
        view = await queries.request_of(session, actor, request_id)
        return await first.answer(RequestOut.model_validate(view), status=200)


controllers = [YouthRequestApi, RequestApi, BegunApi]
