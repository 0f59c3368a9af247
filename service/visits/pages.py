"""Visits: her page of one, and the page where those who are visited say when. One thing a page; nobody is asked why."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import Invalid, NotFound
from service.visits import actions, queries, rules, wording
from service.visits.schemas import StepForm, TimeForm, VisitIn
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, go, page
from service.youths.access import readers_of, youth_read_by
from service.youths.drafts import hers
from service.youths.likings import called, is_vetoed

Known = Annotated[UUID | None, QueryParameter()]


class VisitPages(Controller):
    path = "/visits"

    @get(guards=[only(Role.YOUTH, Role.HOST, Role.PLACE_KEEPER, Role.MENTOR)])
    async def visits(self, session: Session, actor: Who) -> Page:
        if actor.role is Role.YOUTH:
            mine = await queries.visits_of(session, actor, hers(actor))
            return page("visits/hers.html", visits=mine, wording=wording)
        return await _theirs(session, actor, blank_form())

    @get("/new", guards=[only(Role.YOUTH)])
    async def ask(self, session: Session, actor: Who, site_id: Known = None, mentor_id: Known = None) -> Page:
        """What happens if she asks; straight to the one that is on its way, if there is one."""
        if (site_id is None) == (mentor_id is None):
            raise NotFound()
        there = await actions.open_visit(session, hers(actor), site_id=site_id, mentor_id=mentor_id)
        if there is not None:
            return go(f"/visits/{there.id}")
        return await _ask(session, actor, blank_form(site_id=site_id, mentor_id=mentor_id))

    @post("/new", guards=[only(Role.YOUTH)])
    async def wish(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, VisitIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                visit = await actions.wish_visit(session, actor, hers(actor), **form.data.model_dump())
                return await once.go(f"/visits/{visit.id}")
        return await _ask(session, actor, form, status=form.status)

    @get("/{visit_id:uuid}", guards=[only(Role.YOUTH)])
    async def one(self, visit_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _one(session, actor, visit_id, blank_form())

    @post("/{visit_id:uuid}/steps", guards=[only(Role.YOUTH, Role.HOST, Role.PLACE_KEEPER, Role.MENTOR)])
    async def take_step(self, request: Req, visit_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        form = await read_form(request, StepForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.take_step(session, actor, visit_id, form.data.taken, rev=form.data.rev)
                return await once.go(f"/visits/{visit_id}" if actor.role is Role.YOUTH else "/visits")
        if actor.role is Role.YOUTH:
            return await _one(session, actor, visit_id, form, status=form.status)
        return await _theirs(session, actor, form, at=visit_id)

    @post("/{visit_id:uuid}/time", guards=[only(Role.HOST, Role.PLACE_KEEPER, Role.MENTOR)])
    async def propose(self, request: Req, visit_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        form = await read_form(request, TimeForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                told = form.data
                if told.arrival is None:
                    raise Invalid(field="arrival", kind="missing")
                await actions.propose(
                    session, actor, visit_id, arrival=told.arrival, minutes=int(told.minutes), rev=told.rev
                )
                return await once.go("/visits")
        return await _theirs(session, actor, form, at=visit_id)


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


async def _ask(session: AsyncSession, actor: Actor, form: Form[Any], status: int = 200) -> Page:
    about = {name: _id(form.value(name)) for name in ("site_id", "mentor_id")}
    name = await called(session, about["site_id"], about["mentor_id"])
    if name is None or await is_vetoed(session, hers(actor), **about):
        raise NotFound()
    youth = await youth_read_by(session, actor, hers(actor))
    return page(
        "visits/new.html",
        status=status,
        form=form,
        called=name,
        about=about,
        readers=[one.called for one in await readers_of(session, youth, actor.zone, kind="visit")],
    )


async def _one(session: AsyncSession, actor: Actor, visit_id: UUID, form: Form[Any], status: int = 200) -> Page:
    youth = await youth_read_by(session, actor, hers(actor))
    return page(
        "visits/visit.html",
        status=status,
        form=form,
        visit=await queries.visit_of(session, actor, visit_id),
        readers=[one.called for one in await readers_of(session, youth, actor.zone, kind="visit")],
        wording=wording,
    )


async def _theirs(session: AsyncSession, actor: Actor, form: Form[Any], at: UUID | None = None) -> Page:
    visits = await queries.visits_here(session, actor)
    if at is not None and all(one.id != at for one in visits):
        raise NotFound()
    return page(
        "visits/theirs.html",
        status=form.status,
        form=form,
        at=at,
        open_ones=[one for one in visits if one.status in rules.OPEN],
        earlier=[one for one in visits if one.status not in rules.OPEN],
        wording=wording,
    )


controllers = [VisitPages]
