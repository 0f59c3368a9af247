"""A break soon for programs: the number that answers, what is open now, taking one and taking it back."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.proposals.choices import choose
from service.requests.actions import withdraw_request
from service.requests.queries import school_breaks
from service.soon import actions, queries, rules
from service.soon.duty_api import DutyApi, DutyNowApi
from service.soon.schemas import SoonIn, TakeIn
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import expected_rev, once
from service.web.schemas import Output
from service.youths.drafts import hers


class AnswersOut(Output):
    """Who sees it and answers, and on which number; `since` lies ahead when nobody is there yet."""

    called: str
    phone: str
    since: datetime
    is_now: bool


class HelperOut(Output):
    """`asked_at`: when somebody was told; `seen_at` and `seen_by`: that it was seen. None until then."""

    answers: AnswersOut | None
    asked_at: datetime | None
    seen_at: datetime | None
    seen_by: str


class TimeOut(Output):
    when: rules.When
    arrival: datetime
    departure: datetime


class SoonStateOut(Output):
    """`times`: what can be asked for at this hour. `nights_need`: whose yes a night still needs. `begun`: on its way."""

    times: list[TimeOut]
    nights_need: list[str]
    helper: HelperOut
    may_call: str
    begun: UUID | None


class OpenOut(Output):
    id: UUID
    called: str
    arrival: datetime
    departure: datetime


class SoonOut(Output):
    """Where it stands: choose, needs_yes, needs_consent, booked, nothing or over. `options` are held for her until
    `hold_until`; `waits_for` names whose yes is missing. Without a request nothing of the kind can be asked for here, and
    somebody has been told all the same."""

    request_id: UUID | None
    here: rules.Here
    rev: int | None
    options: list[OpenOut]
    chosen: OpenOut | None
    hold_until: datetime | None
    waits_for: list[str]
    stay_id: UUID | None
    helper: HelperOut


class ToldOut(Output):
    """What she said by asking to be called, and when an answer is due."""

    id: UUID
    made_at: datetime
    answer_due: datetime | None


class SoonApi(Controller):
    path = "/soon"
    guards = [only(Role.YOUTH)]
    tags = ["soon"]

    @get()
    async def now(self, session: Session, actor: Who) -> SoonStateOut:
        """Who answers now, on which number, and which times can be asked for."""
        windows = rules.possible(clock.now(), actor.zone, [one.days for one in await school_breaks(session)])
        needs = await queries.nights_need(session, actor)
        return SoonStateOut(
            times=[
                TimeOut(when=one, arrival=windows[one].arrival, departure=windows[one].departure)
                for one in rules.in_order(windows, not needs)
            ],
            nights_need=[one for one in needs if one],
            helper=await _helper(session, actor),
            may_call=await actions.may_be_called(session, hers(actor)),
            begun=await queries.begun_soon(session, actor),
        )

    @post()
    async def look(self, request: Req, data: JSONBody[SoonIn], session: Session, actor: Who) -> Response[SoonOut]:
        """What is open is held for her at once; whoever is on duty is told, whatever is found."""
        first = await once(session, actor, request)
        found = await actions.look_for_soon(session, actor, data.when)
        if found is None:
            return await first.answer(await _nothing(session, actor))
        return await first.answer(await _one(session, actor, found), location=f"/api/v1/soon/{found}")

    @post("/call")
    async def call_me(self, request: Req, session: Session, actor: Who) -> Response[ToldOut]:
        """She wants to be rung. Not there when she has said never to be called (`may_call`)."""
        first = await once(session, actor, request)
        return await first.answer(ToldOut.model_validate(await actions.ask_to_be_called(session, actor)))

    @get("/{request_id:uuid}")
    async def one(self, request_id: FromPath[UUID], session: Session, actor: Who) -> SoonOut:
        """Where it stands now, and what is held for her."""
        return await _one(session, actor, request_id)

    @post("/{request_id:uuid}/choice", status_code=200)
    async def take(
        self, request: Req, request_id: FromPath[UUID], data: JSONBody[TakeIn], session: Session, actor: Who
    ) -> Response[SoonOut]:
        """She takes one of those that are held. `rev` in the body, or as If-Match."""
        first = await once(session, actor, request)
        view = await queries.soon_of(session, actor, request_id)
        rev = data.rev if data.rev is not None else expected_rev(request)
        await choose(session, actor, view.proposal_id, answer="this", option_id=data.option_id, rev=rev)
        return await first.answer(await _one(session, actor, request_id), status=200)

    @post("/{request_id:uuid}/withdrawal", status_code=200)
    async def take_back(
        self, request: Req, request_id: FromPath[UUID], session: Session, actor: Who
    ) -> Response[SoonOut]:
        """She does not want it any more. Nobody asks why."""
        first = await once(session, actor, request)
        await queries.soon_of(session, actor, request_id)
        await withdraw_request(session, actor, request_id)
        return await first.answer(await _one(session, actor, request_id), status=200)


async def _helper(session: AsyncSession, actor: Actor) -> HelperOut:
    return HelperOut.model_validate(await queries.helper_of(session, hers(actor), actor.zone))


async def _nothing(session: AsyncSession, actor: Actor) -> SoonOut:
    return SoonOut(
        request_id=None,
        here=rules.Here.NOTHING,
        rev=None,
        options=[],
        chosen=None,
        hold_until=None,
        waits_for=[],
        stay_id=None,
        helper=await _helper(session, actor),
    )


async def _one(session: AsyncSession, actor: Actor, request_id: UUID) -> SoonOut:
    view = await queries.soon_of(session, actor, request_id)
    return SoonOut(
        request_id=view.request_id,
        here=view.here,
        rev=view.rev,
        options=[OpenOut.model_validate(one) for one in view.options],
        chosen=OpenOut.model_validate(view.chosen) if view.chosen else None,
        hold_until=view.hold_until,
        waits_for=list(view.waits_for),
        stay_id=view.stay_id,
        helper=await _helper(session, actor),
    )


controllers = [SoonApi, DutyNowApi, DutyApi]
