"""Rounds over the API. Steps are a resource; progress is the same stream of events, as JSON."""

import json
from collections.abc import AsyncGenerator
from dataclasses import asdict
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.response import ServerSentEvent, ServerSentEventMessage
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.database import Sessions, transaction
from service.jobs import progress_of
from service.planning import actions, queries
from service.planning.schemas import RoundIn, RoundLineOut, RoundOut, RoundStep
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import once


class RoundApi(Controller):
    path = "/rounds"
    tags = ["planning"]
    guards = [only(Role.COORDINATOR)]

    @get()
    async def rounds(self, session: Session) -> list[RoundLineOut]:
        return [RoundLineOut.model_validate(line) for line in await queries.rounds(session)]

    @get("/{round_id:uuid}")
    async def one(self, round_id: FromPath[UUID], session: Session) -> RoundOut:
        return await _shown(session, round_id)

    @get("/{round_id:uuid}/events")
    async def events(
        self, round_id: FromPath[UUID], actor: Who, sessions: NamedDependency[Sessions]
    ) -> ServerSentEvent:
        async with transaction(sessions, actor.municipality_id) as session:
            view = await queries.round_view(session, round_id)
        return ServerSentEvent(_events(sessions, actor, view))

    @post("/", status_code=201)
    async def start(
        self,
        request: Req,
        data: JSONBody[RoundIn],
        actor: Who,
        session: Session,
    ) -> Response[RoundOut]:
        first = await once(session, actor, request)
        made = await actions.start_round(session, actor, effort=data.effort, seed=data.seed)
        return await first.answer(await _shown(session, made.id), location=f"/api/v1/rounds/{made.id}")

    @post("/{round_id:uuid}/steps", status_code=200)
    async def take_step(
        self,
        request: Req,
        round_id: FromPath[UUID],
        data: JSONBody[RoundStep],
        actor: Who,
        session: Session,
    ) -> Response[RoundOut]:
        first = await once(session, actor, request)
        await actions.take_step(session, actor, round_id, data.step)
        return await first.answer(await _shown(session, round_id), status=200)


async def _shown(session: AsyncSession, round_id: UUID) -> RoundOut:
    return RoundOut.model_validate(asdict(await queries.round_view(session, round_id)))


async def _events(sessions: Sessions, actor: Actor, view: queries.RoundView) -> AsyncGenerator[Any, None]:
    if view.job_id is not None:
        async for job in progress_of(sessions, actor.municipality_id, view.job_id):
            yield ServerSentEventMessage(event=job.state, data=json.dumps(job.progress))
    yield ServerSentEventMessage(event="end", data="{}")


controllers = [RoundApi]
