"""For the staff: who waits now, and who is on duty when."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.consents.wording import NAMES
from service.soon import actions, answering, queries
from service.soon.consenting import needed_yes, record_yes_on_duty
from service.soon.schemas import AnswerIn, ApproveIn, DutyIn, NothingIn, ToldYesIn
from service.stays import duty
from service.stays.wording import MANNERS, RECORDED_MANNERS
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page


class DutyNowPages(Controller):
    path = "/duty/now"
    guards = [only(*duty.ANSWERING)]

    @get()
    async def now(self, session: Session, actor: Who) -> Page:
        return await _now(session, actor, blank_form())

    @post("/{reminder_id:uuid}")
    async def answer(self, request: Req, reminder_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        """Seen; spoken; or: she is on her way home."""
        form = await read_form(request, AnswerIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await answering.answer(session, actor, reminder_id, form.data.step)
                return await once.go("/duty/now")
        return await _now(session, actor, form)

    @post("/choices/{proposal_id:uuid}", guards=[only(Role.CASEWORKER)])
    async def approve(self, request: Req, proposal_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        form = await read_form(request, ApproveIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.approve_on_duty(session, actor, proposal_id, form.data.words, form.data.rev)
                return await once.go("/duty/now")
        return await _now(session, actor, form)

    @get("/choices/{proposal_id:uuid}/consents", guards=[only(Role.CASEWORKER)])
    async def what_is_needed(self, proposal_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _needed(session, actor, proposal_id, blank_form())

    @post("/choices/{proposal_id:uuid}/consents", guards=[only(Role.CASEWORKER)])
    async def record_yes(self, request: Req, proposal_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        form = await read_form(request, ToldYesIn)
        if form.ok:
            told = form.data
            async with attempt(session, actor, form) as once:
                await record_yes_on_duty(session, actor, proposal_id, told.guardian_id, told.manner, told.text_shown)
                return await once.go("/duty/now")
        return await _needed(session, actor, proposal_id, form)


class DutyPages(Controller):
    path = "/duty"
    guards = [only(Role.COORDINATOR)]

    @get()
    async def shifts(self, session: Session) -> Page:
        return await _shifts(session, blank_form())

    @post()
    async def put_on(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, DutyIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                data = form.data
                await duty.put_on_duty(session, actor, data.account_id, data.begins, data.ends, data.phone)
                return await once.go("/duty")
        return await _shifts(session, form)

    @post("/{duty_id:uuid}/off")
    async def take_off(self, request: Req, duty_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        form = await read_form(request, NothingIn)
        async with attempt(session, actor, form) as once:
            await duty.take_off_duty(session, actor, duty_id)
            return await once.go("/duty")
        return await _shifts(session, form)


async def _now(session: AsyncSession, actor: Actor, form: Form[Any]) -> Page:
    return page(
        "soon/now.html",
        waiting=await queries.desk_now(session, actor),
        is_on_duty=await duty.is_on_duty(session, actor),
        shifts=await duty.shifts_ahead(session),
        form=form,
        status=form.status,
    )


async def _needed(session: AsyncSession, actor: Actor, proposal_id: UUID, form: Form[Any]) -> Page:
    return page(
        "soon/told_yes.html",
        needed=await needed_yes(session, actor, proposal_id),
        form=form,
        names=NAMES,
        manners=MANNERS,
        recorded_manners=RECORDED_MANNERS,
        status=form.status,
    )


async def _shifts(session: AsyncSession, form: Form[Any]) -> Page:
    return page(
        "soon/duty.html",
        shifts=await duty.shifts_ahead(session),
        people=await duty.who_can_be_on_duty(session),
        form=form,
        status=form.status,
    )
