"""I need a break now: one tap for when, one for where. The number that answers stands above everything."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.proposals.choices import choose
from service.requests.actions import withdraw_request
from service.requests.queries import school_breaks
from service.soon import actions, queries, rules, wording
from service.soon.duty_pages import DutyNowPages, DutyPages
from service.soon.schemas import NothingIn, SoonIn, TakeIn
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page
from service.youths.drafts import hers


class SoonPages(Controller):
    path = "/soon"
    guards = [only(Role.YOUTH)]

    @get()
    async def when(self, session: Session, actor: Who) -> Page:
        return await _when(session, actor, blank_form())

    @post()
    async def look(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, SoonIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                found = await actions.look_for_soon(session, actor, form.data.when)
                return await once.go(f"/soon/{found}" if found else "/soon/nothing")
        return await _when(session, actor, form)

    @get("/nothing")
    async def nothing(self, session: Session, actor: Who) -> Page:
        """No such break can be asked for here; somebody is told all the same."""
        return await _nothing(session, actor, blank_form())

    @post("/call")
    async def call_me(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, NothingIn)
        async with attempt(session, actor, form) as once:
            said = await actions.ask_to_be_called(session, actor)
            return await once.go(f"/words/{said.id}")
        return await _nothing(session, actor, form)

    @get("/{request_id:uuid}")
    async def one(self, request_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _one(session, actor, request_id, blank_form())

    @post("/{request_id:uuid}")
    async def take(self, request: Req, request_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        view = await queries.soon_of(session, actor, request_id)
        form = await read_form(request, TakeIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await choose(
                    session,
                    actor,
                    view.proposal_id,
                    answer="this",
                    option_id=form.data.option_id,
                    rev=form.data.rev,
                )
                return await once.go(f"/soon/{request_id}")
        return await _one(session, actor, request_id, form)

    @post("/{request_id:uuid}/back")
    async def take_back(self, request: Req, request_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        """She does not want it any more. Nobody asks why."""
        await queries.soon_of(session, actor, request_id)
        form = await read_form(request, NothingIn)
        async with attempt(session, actor, form) as once:
            await withdraw_request(session, actor, request_id)
            return await once.go("/soon")
        return await _one(session, actor, request_id, form)


async def _when(session: AsyncSession, actor: Actor, form: Form[Any]) -> Page:
    breaks = [one.days for one in await school_breaks(session)]
    windows = rules.possible(clock.now(), actor.zone, breaks)
    needs = await queries.nights_need(session, actor)
    return page(
        "soon/when.html",
        windows=[(one, windows[one]) for one in rules.in_order(windows, not needs)],
        nights_need=[one for one in needs if one],
        needs_a_yes=bool(needs),
        helper=await queries.helper_of(session, hers(actor), actor.zone),
        begun=await queries.begun_soon(session, actor),
        wording=wording,
        form=form,
        status=form.status,
    )


async def _nothing(session: AsyncSession, actor: Actor, form: Form[Any]) -> Page:
    return page(
        "soon/nothing.html",
        helper=await queries.helper_of(session, hers(actor), actor.zone),
        may_call=await actions.may_be_called(session, hers(actor)),
        form=form,
        status=form.status,
    )


async def _one(session: AsyncSession, actor: Actor, request_id: UUID, form: Form[Any]) -> Page:
    view = await queries.soon_of(session, actor, request_id)
    helper = await queries.helper_of(session, hers(actor), actor.zone)
    may_call = await actions.may_be_called(session, hers(actor))
    if view.here is rules.Here.NOTHING:
        return page("soon/nothing.html", helper=helper, may_call=may_call, form=form)
    return page(
        "soon/one.html",
        view=view,
        helper=helper,
        form=form,
        status=form.status,
    )


controllers = [SoonPages, DutyNowPages, DutyPages]
