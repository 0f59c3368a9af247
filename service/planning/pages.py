"""Pages of the coordinator: start a round, watch it, look at what it found."""

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import ServerSentEvent, ServerSentEventMessage
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.database import Sessions, transaction
from service.jobs import JobView, job_of, progress_of
from service.planning import actions, queries, reached_words, wording
from service.planning.hit import breaks_without_a_place
from service.planning.repair_pages import RepairPages
from service.planning.rules import Status, possible_steps
from service.planning.schemas import RoundIn, RoundStep
from service.planning.unmet import unmet_view
from service.web.dependencies import Req, Session, Who
from service.web.forms import blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page, render

PUBLISH = "publish_round"  # the kind of job that comes after planning
LOOK_SECONDS = 2.0  # so that the time that is shown goes on while nothing new is found


class RoundPages(Controller):
    path = "/rounds"
    guards = [only(Role.COORDINATOR)]
    include_in_schema = False

    @get()
    async def rounds(self, actor: Who, session: Session) -> Page:
        return await _list(session, actor, blank_form(effort="normal"))

    @post()
    async def start(self, request: Req, actor: Who, session: Session) -> Page:
        form = await read_form(request, RoundIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                made = await actions.start_round(session, actor, effort=form.data.effort, seed=form.data.seed)
                return await once.go(f"/rounds/{made.id}")
        return await _list(session, actor, form, status=form.status)

    @get("/{round_id:uuid}")
    async def one(self, round_id: FromPath[UUID], session: Session) -> Page:
        return await _one(session, round_id, blank_form())

    @post("/{round_id:uuid}/steps")
    async def take_step(
        self,
        request: Req,
        round_id: FromPath[UUID],
        actor: Who,
        session: Session,
    ) -> Page:
        form = await read_form(request, RoundStep)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.take_step(session, actor, round_id, form.data.step)
                return await once.go(f"/rounds/{round_id}")
        return await _one(session, round_id, form, status=form.status)

    @get("/{round_id:uuid}/unmet/{occurrence_id:uuid}")
    async def unmet(self, round_id: FromPath[UUID], occurrence_id: FromPath[UUID], session: Session) -> Page:
        """A break without an option: what is in the way, and what would help."""
        return page("planning/unmet.html", unmet=await unmet_view(session, round_id, occurrence_id), wording=wording)

    @get("/{round_id:uuid}/events")
    async def events(
        self, round_id: FromPath[UUID], actor: Who, sessions: NamedDependency[Sessions]
    ) -> ServerSentEvent:
        """The round as it runs; each message is the piece of the page that shows it."""
        async with transaction(sessions, actor.municipality_id) as session:
            view = await queries.round_view(session, round_id)
        return ServerSentEvent(_pieces(sessions, actor, view))


async def _list(session: AsyncSession, actor: Actor, form: Any, status: int = 200) -> Page:
    lines, waiting = await queries.rounds(session), await queries.waiting(session)
    hit = len(await breaks_without_a_place(session, actor))
    return page("planning/rounds.html", rounds=lines, waiting=waiting, hit=hit, form=form, status=status)


async def _one(session: AsyncSession, round_id: UUID, form: Any, status: int = 200) -> Page:
    view = await queries.round_view(session, round_id)
    job = await job_of(session, view.job_id) if view.job_id else None
    is_publishing = view.status == Status.PLANNED and job is not None and job.kind == PUBLISH and not job.has_ended
    steps = set() if is_publishing else possible_steps(view.status, Role.COORDINATOR)
    return page(
        "planning/round.html",
        round=view,
        words=reached_words,
        now=clock.now(),
        job=job,
        steps=steps,
        is_publishing=is_publishing,
        form=form,
        status=status,
    )


async def _pieces(sessions: Sessions, actor: Actor, view: queries.RoundView) -> AsyncGenerator[Any, None]:
    if view.job_id is not None:
        job: JobView
        async for job in progress_of(sessions, actor.municipality_id, view.job_id, look_anyway=LOOK_SECONDS):
            yield ServerSentEventMessage(
                data=render(
                    "planning/progress.html", job=job, round_id=view.id, words=reached_words, now=clock.now()
                ).replace("\n", " ")
            )
    yield ServerSentEventMessage(event="done", data="done")


controllers = [RoundPages, RepairPages]
