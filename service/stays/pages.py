"""Pages of booked breaks: everybody's calendar, one break, and changing one's mind in at most three taps.

Calendar (tap the break) → the break (tap "I have changed my mind") → what happens then, and the button that does it.
"""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.stays import actions, feed_pages, notes, queries, wording
from service.stays import safety as _detaches  # noqa: F401  closing a house in the web process asks it too
from service.stays.agenda import agenda_of, in_weeks
from service.stays.change_pages import AgainPages, ChangeAnswerPages, ChangePages
from service.stays.consent_pages import ConsentPages, YouthConsentPages
from service.stays.errors import AddressNotNow
from service.stays.reflection_pages import ReflectionPages
from service.stays.rules import RECEIVES, SAYS_NO, SEES, SHOWN_AN_ADDRESS, Step
from service.stays.schemas import AddressGivenIn, CancelIn, NoteIn, NothingIn, StepIn, month_of
from service.stays.stay_page import stay_page, who_reads
from service.stays.where import give_address, show_address
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page


class CalendarPages(Controller):
    path = "/calendar"
    guards = [only(*SEES)]

    @get()
    async def month(self, session: Session, actor: Who, month: FromQuery[str | None] = None) -> Page:
        calendar = await queries.calendar_of(session, actor, month_of(month, clock.today(actor.zone)))
        if actor.role is Role.YOUTH:
            agenda = await agenda_of(session, actor, calendar)
            marks = wording.marks_of_hers(calendar, agenda)
            weeks = in_weeks(agenda.entries)
            return page("stays/hers.html", calendar=calendar, marks=marks, weeks=weeks, wording=wording)
        return page("stays/calendar.html", calendar=calendar, wording=wording, STAFF=STAFF)


STAFF = frozenset({Role.CASEWORKER, Role.COORDINATOR})


class StayPages(Controller):
    path = "/stays/{stay_id:uuid}"
    guards = [only(*SEES)]

    @get()
    async def show(self, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await stay_page(session, actor, stay_id, blank_form())

    @post("/steps", guards=[only(*RECEIVES)])
    async def take_step(self, request: Req, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        await queries.stay_of(session, actor, stay_id)
        form = await read_form(request, StepIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.take_step(session, actor, stay_id, form.data.step, form.data.rev)
                return await once.go(f"/stays/{stay_id}")
        return await stay_page(session, actor, stay_id, form)

    @post("/notes", guards=[only(*notes.WRITES_FOR_HER, Role.YOUTH)])
    async def write_note(self, request: Req, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        await queries.stay_of(session, actor, stay_id)
        form = await read_form(request, NoteIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await notes.write_note(session, actor, stay_id, kind=form.data.kind, words=form.data.words)
                return await once.go(f"/stays/{stay_id}")
        return await stay_page(session, actor, stay_id, form)

    @post(guards=[only(*SHOWN_AN_ADDRESS)], status_code=200)
    async def show_address(self, request: Req, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        """On this answer alone: to look again is asked for, and recorded, again. Sent to the page's own address, so that the
        page without it takes its place in the browser's history, and Back never asks to send it anew."""
        await queries.stay_of(session, actor, stay_id)
        form, address = await read_form(request, NothingIn), ""
        if form.ok:
            try:
                address = await show_address(session, actor, stay_id)
            except AddressNotNow as not_now:
                form.refuse(not_now)
        return await stay_page(session, actor, stay_id, form, address=address)

    @post("/where/given", guards=[only(Role.CASEWORKER)])
    async def give_address(self, request: Req, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        await queries.stay_of(session, actor, stay_id)
        form = await read_form(request, AddressGivenIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await give_address(session, actor, stay_id, given=form.data.step == "give")
                return await once.go(f"/stays/{stay_id}")
        return await stay_page(session, actor, stay_id, form)

    @get("/cancel", guards=[only(*SAYS_NO)])
    async def what_happens_then(self, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _cancel_page(session, actor, stay_id, blank_form())

    @post("/cancel", guards=[only(*SAYS_NO)])
    async def cancel(self, request: Req, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        await queries.stay_of(session, actor, stay_id)
        form = await read_form(request, CancelIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.cancel_stay(session, actor, stay_id, form.data.words, form.data.rev)
                return await once.go(f"/stays/{stay_id}")
        return await _cancel_page(session, actor, stay_id, form)


async def _cancel_page(session: AsyncSession, actor: Actor, stay_id: UUID, form: Form[Any]) -> Page:
    stay = await queries.stay_of(session, actor, stay_id)
    if Step.CANCEL not in stay.steps and not form.errors:
        return await stay_page(session, actor, stay_id, form)
    effects = await queries.effects_of(session, actor, stay_id)
    return page(
        "stays/cancel.html",
        stay=stay,
        effects=effects,
        form=form,
        readers=await who_reads(session, actor, stay, kind="cancellation"),
        wording=wording,
        status=form.status,
    )


controllers = [
    CalendarPages,
    StayPages,
    ChangePages,
    ChangeAnswerPages,
    AgainPages,
    ReflectionPages,
    *feed_pages.controllers,
    ConsentPages,
    YouthConsentPages,
]
