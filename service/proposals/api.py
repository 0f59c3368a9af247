"""Proposals, questions, the queue and publishing for programs: the same acts as the pages."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import Invalid
from service.proposals import actions, desk, queries, wording
from service.proposals.access import ANSWERS_ASKS
from service.proposals.queries import ProposalView
from service.proposals.rules import ANSWER_OF, Step
from service.proposals.schemas import (
    AskAnswerIn,
    AskOut,
    ChoiceOut,
    OptionOut,
    OptionTimeOut,
    ProposalLineOut,
    ProposalOut,
    ProposalStepIn,
    PublishingOut,
    QueueOut,
    TimeChangeOut,
    TimeOut,
    WhyNotOut,
    WishedOut,
)
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import expected_rev, once


class ProposalApi(Controller):
    path = "/proposals"
    tags = ["proposals"]

    @get(guards=[only(Role.YOUTH, Role.CASEWORKER, Role.COORDINATOR)])
    async def proposals(self, session: Session, actor: Who) -> list[ProposalLineOut]:
        """Those you may see, the newest first."""
        return [ProposalLineOut.model_validate(one) for one in await queries.proposals(session, actor)]

    @get("/{proposal_id:uuid}", guards=[only(Role.YOUTH, Role.CASEWORKER, Role.COORDINATOR)])
    async def one(self, proposal_id: FromPath[UUID], session: Session, actor: Who) -> Response[ProposalOut]:
        shown = _out(await queries.proposal_view(session, actor, proposal_id))
        return Response(shown, headers={"ETag": f'"{shown.rev}"'})

    @post("/{proposal_id:uuid}/steps", status_code=200, guards=[only(Role.YOUTH, Role.CASEWORKER)])
    async def take_step(
        self,
        request: Req,
        proposal_id: FromPath[UUID],
        data: JSONBody[ProposalStepIn],
        session: Session,
        actor: Who,
    ) -> Response[ProposalOut]:
        """A step of the youth or of her caseworker. `If-Match` names the revision it is made on."""
        first = await once(session, actor, request)
        await _take_step(session, actor, proposal_id, data, expected_rev(request))
        return await first.answer(_out(await queries.proposal_view(session, actor, proposal_id)), status=200)


async def _take_step(
    session: AsyncSession, actor: Actor, proposal_id: UUID, data: ProposalStepIn, rev: int | None
) -> None:
    step = Step(data.step)
    if step in ANSWER_OF:
        await actions.choose(
            session,
            actor,
            proposal_id,
            answer=ANSWER_OF[step],
            option_id=data.option_id,
            changes={one.occurrence_id: one.placement_id for one in data.changes},
            words=data.words,
            rev=rev,
        )
        return
    if data.view_sought is None:
        raise Invalid(field="view_sought", kind="missing")
    decide = actions.approve if step is Step.APPROVE else actions.return_choice
    await decide(
        session,
        actor,
        proposal_id,
        view_sought=data.view_sought,
        answers={one.statement_id: (one.verdict, one.words) for one in data.answers},
        words=data.words,
        rev=rev,
        delegation_reference=data.delegation_reference,
    )


def _out(view: ProposalView) -> ProposalOut:
    plain: dict[str, Any] = {
        name: getattr(view, name)
        for name in ProposalOut.model_fields
        if name not in ("options", "why_not", "steps", "choice")
    }
    return ProposalOut.model_validate(
        plain
        | {
            "options": [
                OptionOut.model_validate(
                    {name: getattr(one, name) for name in OptionOut.model_fields if name != "wished"}
                    | {
                        "wished": [
                            WishedOut(said=wording.said_of(w), met=w.met, therefore=wording.therefore(w, one))
                            for w in one.wished
                        ]
                    }
                )
                for one in view.options
            ],
            "why_not": [
                WhyNotOut(called=one.called, reasons=wording.why_not(one.reasons, one.visit)) for one in view.why_not
            ],
            "steps": sorted(view.steps),
            "choice": _choice(view),
        }
    )


def _choice(view: ProposalView) -> ChoiceOut | None:
    if view.choice is None:
        return None
    return ChoiceOut(
        answer=view.choice.answer,
        option_id=view.choice.option_id,
        changes=[
            TimeChangeOut(occurrence_id=one.occurrence_id, placement_id=one.instead) for one in view.choice.changes
        ],
        times=[OptionTimeOut.model_validate(one) for one in view.chosen.times] if view.chosen else [],
        words=view.choice.words,
        made_at=view.choice.made_at,
    )


class AskApi(Controller):
    path = "/asks"
    guards = [only(*ANSWERS_ASKS)]
    tags = ["proposals"]

    @get()
    async def asks(self, session: Session, actor: Who) -> list[AskOut]:
        """Questions to your house: open ones first."""
        return [_ask(one) for one in await desk.asks_for(session, actor)]

    @post("/{ask_id:uuid}/answers", status_code=200)
    async def answer(
        self,
        request: Req,
        ask_id: FromPath[UUID],
        data: JSONBody[AskAnswerIn],
        session: Session,
        actor: Who,
    ) -> Response[AskOut]:
        first = await once(session, actor, request)
        await actions.answer_ask(session, actor, ask_id, data.answer == "yes")
        shown = next(one for one in await desk.asks_for(session, actor) if one.id == ask_id)
        return await first.answer(_ask(shown), status=200)


def _ask(one: desk.AskView) -> AskOut:
    plain = {name: getattr(one, name) for name in AskOut.model_fields if name != "times"}
    times = [TimeOut(arrival=arrival, departure=departure) for arrival, departure in one.times]
    return AskOut.model_validate(plain | {"times": times})


class QueueApi(Controller):
    path = "/queue"
    guards = [only(Role.CASEWORKER)]
    tags = ["proposals"]

    @get()
    async def queue(self, session: Session, actor: Who) -> QueueOut:
        """What waits for you: statements without an answer first. No words stand in a list."""
        return QueueOut.model_validate(await desk.queue_of(session, actor))

    @post("/reminders/{reminder_id:uuid}/done", status_code=204)
    async def reminder_done(self, reminder_id: FromPath[UUID], session: Session, actor: Who) -> None:
        await desk.reminder_done(session, actor, reminder_id)


class PublishApi(Controller):
    path = "/rounds"
    guards = [only(Role.COORDINATOR)]
    tags = ["proposals"]

    @post("/{round_id:uuid}/publish", status_code=202)
    async def publish(
        self,
        request: Req,
        round_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Response[PublishingOut]:
        """A worker makes the menus and asks hosts. The round says when it is published."""
        first = await once(session, actor, request)
        found = await actions.ask_to_publish(session, actor, round_id)
        out = PublishingOut(round_id=round_id, status=found.status)
        return await first.answer(out, status=202, location=f"/api/v1/rounds/{round_id}")


controllers = [ProposalApi, AskApi, QueueApi, PublishApi]
