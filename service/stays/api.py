"""Breaks and consents for programs: the same acts as the pages, with the same fields by role."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from models.people import Role
from service import clock
from service.consents import queries as consent_queries
from service.consents.actions import withdraw_consent
from service.stays import actions, note_api, queries
from service.stays.address_api import AddressApi
from service.stays.again_api import AgainApi
from service.stays.change_api import ChangeApi
from service.stays.consenting import record_yes, say_yes
from service.stays.rules import SEES, STEPS, Step
from service.stays.schemas import (
    CalendarOut,
    ChildConsentsOut,
    ConsentOut,
    OwnConsentIn,
    RecordedConsentIn,
    StayOut,
    StepWithWordsIn,
    month_of,
)
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import expected_rev, once

STEPPING = frozenset(role for role, fields in SEES.items() if STEPS in fields)


class CalendarApi(Controller):
    path = "/calendar"
    guards = [only(*SEES)]
    tags = ["stays"]

    @get()
    async def month(self, session: Session, actor: Who, month: FromQuery[str | None] = None) -> CalendarOut:
        """Breaks of a month (`2027-01`; without it this month) in whole weeks."""
        shown = await queries.calendar_of(session, actor, month_of(month, clock.today(actor.zone)))
        return CalendarOut(month=shown.month, stays=[_out(one) for one in shown.stays])


class StayApi(Controller):
    path = "/stays/{stay_id:uuid}"
    tags = ["stays"]

    @get(guards=[only(*SEES)])
    async def show(self, stay_id: FromPath[UUID], session: Session, actor: Who) -> StayOut:
        return _out(await queries.stay_of(session, actor, stay_id))

    @post("/steps", status_code=200, guards=[only(*STEPPING)])
    async def take_step(
        self, request: Req, stay_id: FromPath[UUID], data: JSONBody[StepWithWordsIn], session: Session, actor: Who
    ) -> Response[StayOut]:
        """cancel (youth, her caseworker) · arrive, depart, not_come (who receives her)."""
        first = await once(session, actor, request)
        await queries.stay_of(session, actor, stay_id)
        rev = data.rev if data.rev is not None else expected_rev(request)
        if data.step is Step.CANCEL:
            await actions.cancel_stay(session, actor, stay_id, data.words, rev)
        else:
            await actions.take_step(session, actor, stay_id, data.step, rev)
        return await first.answer(_out(await queries.stay_of(session, actor, stay_id)), status=200)


class ConsentApi(Controller):
    path = "/consents"
    tags = ["consents"]

    @get(guards=[only(Role.GUARDIAN)])
    async def own(self, session: Session, actor: Who) -> list[ChildConsentsOut]:
        """What a guardian is asked, with the text to say yes to and its mark."""
        return [ChildConsentsOut.model_validate(one) for one in await consent_queries.children_of(session, actor)]

    @post(guards=[only(Role.GUARDIAN)])
    async def give(
        self, request: Req, data: JSONBody[OwnConsentIn], session: Session, actor: Who
    ) -> Response[ConsentOut]:
        first = await once(session, actor, request)
        consent, _ = await say_yes(session, actor, data.youth_id, data.kind, data.mark)
        return await first.answer(ConsentOut.model_validate(consent))

    @post("/{consent_id:uuid}/withdrawal", status_code=200, guards=[only(Role.GUARDIAN, Role.CASEWORKER)])
    async def withdraw(
        self, request: Req, consent_id: FromPath[UUID], session: Session, actor: Who
    ) -> Response[ConsentOut]:
        first = await once(session, actor, request)
        consent = await withdraw_consent(session, actor, consent_id)
        return await first.answer(ConsentOut.model_validate(consent), status=200)


class YouthConsentApi(Controller):
    path = "/youths/{youth_id:uuid}/consents"
    guards = [only(Role.CASEWORKER)]
    tags = ["consents"]

    @get()
    async def all_of(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> ChildConsentsOut:
        return ChildConsentsOut.model_validate(await consent_queries.consents_of(session, actor, youth_id))

    @post()
    async def record(
        self, request: Req, youth_id: FromPath[UUID], data: JSONBody[RecordedConsentIn], session: Session, actor: Who
    ) -> Response[ConsentOut]:
        """A yes that was told: how, and the text word for word."""
        first = await once(session, actor, request)
        consent, _ = await record_yes(
            session, actor, youth_id, data.guardian_id, data.kind, data.manner, data.text_shown
        )
        return await first.answer(ConsentOut.model_validate(consent))


def _out(card: queries.StayCard) -> StayOut:
    return StayOut.model_validate(card)


controllers = [
    CalendarApi,
    StayApi,
    AddressApi,
    ChangeApi,
    AgainApi,
    ConsentApi,
    YouthConsentApi,
    *note_api.controllers,
]
