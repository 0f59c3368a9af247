"""Pages of the adults: the queue and the decision, the host's questions, publishing. The youth's stand in youth_pages."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import NotFound
from service.planning.hit import breaks_without_a_place
from service.proposals import actions, desk, queries, wording
from service.proposals.access import ANSWERS_ASKS
from service.proposals.approvals import unanswered_at
from service.proposals.publishing_view import published_view
from service.proposals.schemas import AskAnswerIn, DecisionForm, PublishIn, ReminderDoneIn
from service.proposals.youth_pages import ProposalPages
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page
from service.youths import wording as youths_wording
from service.youths.queries import statements_of
from service.youths.traits import TRAITS


class QueuePages(Controller):
    path = "/queue"
    guards = [only(Role.CASEWORKER)]

    @get()
    async def queue(self, session: Session, actor: Who) -> Page:
        return await _queue(session, actor, blank_form())

    @post("/reminders/{reminder_id:uuid}/done")
    async def reminder_done(
        self,
        request: Req,
        reminder_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, ReminderDoneIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await desk.reminder_done(session, actor, reminder_id)
                return await once.go("/queue")
        _refused(form)
        return await _queue(session, actor, form)


async def _queue(session: AsyncSession, actor: Actor, form: Form[Any]) -> Page:
    return page(
        "proposals/queue.html",
        queue=await desk.queue_of(session, actor),
        hit=len(await breaks_without_a_place(session, actor)),
        form=form,
        wording=wording,
        kinds=youths_wording.KINDS,
        breaks=youths_wording.BREAKS,
        status=form.status,
    )


def _refused(form: Form[Any]) -> None:
    """What is not there, or not yours, has no page to be said on."""
    if form.errors and form.status == NotFound.status:
        raise NotFound()


class ApprovalPages(Controller):
    path = "/approvals/{proposal_id:uuid}"
    guards = [only(Role.CASEWORKER)]

    @get()
    async def show(self, proposal_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _approval(session, actor, proposal_id, blank_form())

    @post()
    async def decide(
        self,
        request: Req,
        proposal_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, DecisionForm)
        if form.ok:
            said = form.data
            decide = actions.approve if said.decision == "approve" else actions.return_choice
            async with attempt(session, actor, form) as once:
                await decide(
                    session,
                    actor,
                    proposal_id,
                    view_sought=said.view_sought,
                    answers={id: (one.verdict, one.words) for id, one in said.answers.items()},
                    words=said.words,
                    rev=said.rev,
                    delegation_reference=said.delegation_reference,
                )
                return await once.go(f"/approvals/{proposal_id}")
        _refused(form)
        return await _approval(session, actor, proposal_id, form)


async def _approval(session: AsyncSession, actor: Actor, proposal_id: UUID, form: Form[Any]) -> Page:
    view = await queries.proposal_view(session, actor, proposal_id)
    said = [
        one
        for one in await statements_of(session, actor, view.youth_id, current_only=True, purpose="approval")
        if not one.takes_back
    ]
    about_this = [one for one in said if one.stay_request_id == view.stay_request_id]
    waits: set[UUID] = set()
    if view.choice is not None:
        left = await unanswered_at(session, actor, view.youth_id, view.stay_request_id, view.choice.made_at)
        waits = {one.id for one in left}
    standing = [one for one in said if one.stay_request_id is None and one.kind == "wish"]
    return page(
        "proposals/approval.html",
        proposal=view,
        about_this=about_this,
        standing=standing,
        to_answer=[one for one in said if one.id in waits],
        answered=[one for one in about_this if one.answers],
        form=form,
        wording=wording,
        youths=youths_wording,
        status=form.status,
    )


class AskPages(Controller):
    path = "/asks"
    guards = [only(*ANSWERS_ASKS, Role.MENTOR)]

    @get()
    async def asks(self, session: Session, actor: Who) -> Page:
        return await _asks(session, actor, blank_form())

    @post("/{ask_id:uuid}/answers", guards=[only(*ANSWERS_ASKS)])
    async def answer(
        self,
        request: Req,
        ask_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, AskAnswerIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.answer_ask(session, actor, ask_id, form.data.answer == "yes")
                return await once.go("/asks")
        _refused(form)
        return await _asks(session, actor, form)


async def _asks(session: AsyncSession, actor: Actor, form: Form[Any]) -> Page:
    asks = await desk.asks_for(session, actor)
    return page(
        "proposals/asks.html",
        waiting=[one for one in asks if one.state == "open"],
        earlier=[one for one in asks if one.state != "open"],
        traits=TRAITS,
        form=form,
        wording=wording,
        status=form.status,
    )


class PublishPages(Controller):
    path = "/rounds/{round_id:uuid}"
    guards = [only(Role.COORDINATOR)]

    @post("/publish")
    async def publish(
        self,
        request: Req,
        round_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, PublishIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.ask_to_publish(session, actor, round_id)
                return await once.go(f"/rounds/{round_id}")
        _refused(form)
        return await _published(session, round_id, form)

    @get("/published")
    async def published(self, round_id: FromPath[UUID], session: Session) -> Page:
        return await _published(session, round_id, blank_form())


async def _published(session: AsyncSession, round_id: UUID, form: Form[Any]) -> Page:
    return page(
        "proposals/published.html",
        view=await published_view(session, round_id),
        form=form,
        wording=wording,
        status=form.status,
    )


controllers = [ProposalPages, QueuePages, ApprovalPages, AskPages, PublishPages]
