"""Visits for programs: wish one, give it a time, answer."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody

from models.people import Role
from service.visits import actions, queries
from service.visits.schemas import TimeIn, VisitIn, VisitOut, Visits, VisitStepIn
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import expected_rev, once


class YouthVisitApi(Controller):
    path = "/youths/{youth_id:uuid}/visits"
    guards = [only(Role.YOUTH, Role.CASEWORKER)]
    tags = ["visits"]

    @get()
    async def visits(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> Visits:
        """Her visits, the newest first."""
        return Visits(
            visits=[VisitOut.model_validate(one) for one in await queries.visits_of(session, actor, youth_id)]
        )

    @post()
    async def wish(
        self, request: Req, youth_id: FromPath[UUID], data: JSONBody[VisitIn], session: Session, actor: Who
    ) -> Response[VisitOut]:
        """She wants to visit a host, a place or a mentor before she decides."""
        first = await once(session, actor, request)
        visit = await actions.wish_visit(session, actor, youth_id, **data.model_dump())
        view = await queries.visit_of(session, actor, visit.id)
        return await first.answer(VisitOut.model_validate(view), location=f"/api/v1/visits/{visit.id}")


class VisitApi(Controller):
    path = "/visits"
    guards = [only(Role.YOUTH, Role.CASEWORKER, Role.HOST, Role.PLACE_KEEPER, Role.MENTOR)]
    tags = ["visits"]

    @get(guards=[only(Role.HOST, Role.PLACE_KEEPER, Role.MENTOR)])
    async def here(self, session: Session, actor: Who) -> Visits:
        """Those at one's own house, or with oneself."""
        return Visits(visits=[VisitOut.model_validate(one) for one in await queries.visits_here(session, actor)])

    @get("/{visit_id:uuid}")
    async def one(self, visit_id: FromPath[UUID], session: Session, actor: Who) -> VisitOut:
        return VisitOut.model_validate(await queries.visit_of(session, actor, visit_id))

    @post("/{visit_id:uuid}/times", status_code=200, guards=[only(Role.HOST, Role.PLACE_KEEPER, Role.MENTOR)])
    async def propose(
        self, request: Req, visit_id: FromPath[UUID], data: JSONBody[TimeIn], session: Session, actor: Who
    ) -> Response[VisitOut]:
        """Those who are visited say when."""
        first = await once(session, actor, request)
        await actions.propose(
            session, actor, visit_id, arrival=data.arrival, minutes=data.minutes, rev=expected_rev(request)
        )
        view = await queries.visit_of(session, actor, visit_id)
        return await first.answer(VisitOut.model_validate(view), status=200)

    @post("/{visit_id:uuid}/steps", status_code=200)
    async def take_step(
        self, request: Req, visit_id: FromPath[UUID], data: JSONBody[VisitStepIn], session: Session, actor: Who
    ) -> Response[VisitOut]:
        """`accept`, `other_time`, `say_no` are hers; `cannot` is theirs; `not_done` both may say. No reason is asked."""
        first = await once(session, actor, request)
        await actions.take_step(session, actor, visit_id, data.taken, rev=expected_rev(request))
        view = await queries.visit_of(session, actor, visit_id)
        return await first.answer(VisitOut.model_validate(view), status=200)


controllers = [YouthVisitApi, VisitApi]
