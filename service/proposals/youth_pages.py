"""A youth's menu: what there is, why, and her answer. One thing a page; nothing is sent before she has seen who reads it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.proposals import actions, queries, wording
from service.proposals.rules import STEP_OF
from service.proposals.schemas import ChoiceIn
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, go, page
from service.youths.wording import break_in_words


class ProposalPages(Controller):
    path = "/proposals/{proposal_id:uuid}"
    guards = [only(Role.YOUTH)]

    @get()
    async def menu(
        self, proposal_id: FromPath[UUID], session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]
    ) -> Page:
        view = await queries.proposal_view(session, actor, proposal_id)
        first = view.options[0].begins if view.options else None
        title = break_in_words(view.kind, view.is_series, first)
        return page("proposals/menu.html", proposal=view, wording=wording, called=title)

    @get("/answer")
    async def ask(
        self,
        proposal_id: FromPath[UUID],
        session: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
        answer: FromQuery[str | None] = None,
        option: FromQuery[UUID | None] = None,
    ) -> Page:
        view = await queries.proposal_view(session, actor, proposal_id)
        named = (answer == "this") == (option is not None)
        if STEP_OF.get(answer or "") not in view.steps or not named or (option and view.option(option) is None):
            return go(f"/proposals/{proposal_id}")
        return _answer(view, blank_form(answer=answer, option_id=option))

    @post("/answer")
    async def choose(
        self,
        request: Request[Any, Any, Any],
        proposal_id: FromPath[UUID],
        session: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
    ) -> Page:
        form = await read_form(request, ChoiceIn)
        if form.ok:
            said = form.data
            async with attempt(session, actor, form) as once:
                await actions.choose(
                    session,
                    actor,
                    proposal_id,
                    answer=said.answer,
                    option_id=said.option_id,
                    words=said.words,
                    rev=said.rev,
                )
                return await once.go(f"/proposals/{proposal_id}")
        return _answer(await queries.proposal_view(session, actor, proposal_id), form)


def _answer(view: queries.ProposalView, form: Form[Any]) -> Page:
    """Her answer before it is sent; with what went wrong, and both versions when the menu has changed meanwhile."""
    try:
        option = view.option(UUID(form.value("option_id")))
    except ValueError:
        option = None
    return page(
        "proposals/answer.html",
        proposal=view,
        option=option,
        form=form,
        wording=wording,
        is_possible=STEP_OF.get(form.value("answer")) in view.steps,
        status=form.status if form.errors else 200,
    )
