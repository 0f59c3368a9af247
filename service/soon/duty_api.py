"""Duty for programs: who waits now and what can be done, a guardian's yes told on duty, and who is on duty when."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.soon import actions, answering, queries
from service.soon.consenting import needed_yes, record_yes_on_duty
from service.soon.schemas import (
    AnswerIn,
    ApprovedOut,
    ApproveIn,
    DeskOut,
    DutyIn,
    MissingOut,
    NeededYesOut,
    OnDeskOut,
    ReminderOut,
    ShiftOut,
    ToldYesIn,
)
from service.stays import duty
from service.stays.schemas import ConsentOut
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import expected_rev, once


class DutyNowApi(Controller):
    path = "/duty/now"
    guards = [only(*duty.ANSWERING)]
    tags = ["duty"]

    @get()
    async def now(self, session: Session, actor: Who) -> DeskOut:
        """What cannot wait and is not done: of all while one is on duty, else of one's own young people."""
        return await _desk(session, actor)

    @post("/{reminder_id:uuid}/steps", status_code=200)
    async def answer(
        self, request: Req, reminder_id: FromPath[UUID], data: JSONBody[AnswerIn], session: Session, actor: Who
    ) -> Response[ReminderOut]:
        """seen: she is told who, and when. done: they have spoken. home: she is on her way home from where she is."""
        first = await once(session, actor, request)
        reminder = await answering.answer(session, actor, reminder_id, data.step)
        return await first.answer(ReminderOut.model_validate(reminder), status=200)

    @post("/choices/{proposal_id:uuid}/approval", guards=[only(Role.CASEWORKER)])
    async def approve(
        self, request: Req, proposal_id: FromPath[UUID], data: JSONBody[ApproveIn], session: Session, actor: Who
    ) -> Response[ApprovedOut]:
        """While on duty, and only what was asked for soon. `rev` in the body, or as If-Match."""
        first = await once(session, actor, request)
        rev = data.rev if data.rev is not None else expected_rev(request)
        approval = await actions.approve_on_duty(session, actor, proposal_id, data.words, rev)
        return await first.answer(ApprovedOut.model_validate(approval))

    @get("/choices/{proposal_id:uuid}/consents", guards=[only(Role.CASEWORKER)])
    async def what_is_needed(self, proposal_id: FromPath[UUID], session: Session, actor: Who) -> NeededYesOut:
        """Whose yes the break soon that she has chosen still waits for, while on duty; and the text to read."""
        needed = await needed_yes(session, actor, proposal_id)
        return NeededYesOut(
            proposal_id=needed.proposal_id,
            youth=needed.youth_called,
            place=needed.place,
            arrival=needed.arrival,
            kind=needed.kind,
            title=needed.wording.title,
            text=needed.wording.text,
            missing=[MissingOut.model_validate(one) for one in needed.missing],
        )

    @post("/choices/{proposal_id:uuid}/consents", guards=[only(Role.CASEWORKER)])
    async def record_yes(
        self, request: Req, proposal_id: FromPath[UUID], data: JSONBody[ToldYesIn], session: Session, actor: Who
    ) -> Response[ConsentOut]:
        """A yes that was told on duty: how, and the text word for word. What has waited for it alone is booked at once."""
        first = await once(session, actor, request)
        consent, _ = await record_yes_on_duty(
            session, actor, proposal_id, data.guardian_id, data.manner, data.text_shown
        )
        return await first.answer(ConsentOut.model_validate(consent))


class DutyApi(Controller):
    path = "/duty"
    guards = [only(Role.COORDINATOR)]
    tags = ["duty"]

    @get()
    async def shifts(self, session: Session) -> list[ShiftOut]:
        """Who is on duty now and later."""
        return [ShiftOut.model_validate(one) for one in await duty.shifts_ahead(session)]

    @post()
    async def put_on(self, request: Req, data: JSONBody[DutyIn], session: Session, actor: Who) -> Response[ShiftOut]:
        """One at a time."""
        first = await once(session, actor, request)
        made = await duty.put_on_duty(session, actor, data.account_id, data.begins, data.ends, data.phone)
        (shift,) = [one for one in await duty.shifts_ahead(session) if one.id == made.id]
        return await first.answer(ShiftOut.model_validate(shift))

    @post("/{duty_id:uuid}/off", status_code=204)
    async def take_off(self, duty_id: FromPath[UUID], session: Session, actor: Who) -> None:
        """From now on. What has been stays as it was."""
        await duty.take_off_duty(session, actor, duty_id)


async def _desk(session: AsyncSession, actor: Actor) -> DeskOut:
    shifts, now = await duty.shifts_ahead(session), clock.now()
    return DeskOut(
        is_mine=await duty.is_on_duty(session, actor),
        on_duty=shifts[0].called if shifts and shifts[0].begins <= now else "",
        waiting=[_waits(one) for one in await queries.desk_now(session, actor)],
    )


def _waits(one: queries.OnDesk) -> OnDeskOut:
    closed = [gate for gate in one.gates if not gate.is_open]
    return OnDeskOut(
        id=one.waits.id,
        because=one.waits.because,
        youth=one.waits.youth_called,
        youth_id=one.waits.youth_id if one.waits.is_mine else None,
        made_at=one.waits.made_at,
        seen_at=one.waits.seen_at,
        seen_by=one.waits.seen_by,
        may_call=one.may_call,
        is_there_now=one.stay_id is not None,
        place=one.place,
        arrival=one.arrival,
        departure=one.departure,
        proposal_id=one.proposal_id,
        rev=one.rev if one.proposal_id else None,
        closed_gates=[gate.name for gate in closed],
        waits_for=[name for gate in closed if gate.name == "consents" for name in gate.waits_for],
        is_approved=one.is_approved,
    )
