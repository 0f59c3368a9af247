"""A youth's menu: what there is, why, and her answer. One thing a page; nothing is sent before she has seen who reads it."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery

from models.people import Role
from service.proposals import actions, queries, wording
from service.proposals.rules import STEP_OF, Step
from service.proposals.schemas import SKIP, TIME, ChoiceIn
from service.requests.windows import MOST_OCCURRENCES
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, go, page
from service.youths.wording import break_in_words


class ProposalPages(Controller):
    path = "/proposals/{proposal_id:uuid}"
    guards = [only(Role.YOUTH)]

    @get()
    async def menu(self, proposal_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        view = await queries.proposal_view(session, actor, proposal_id)
        first = view.options[0].begins if view.options else None
        title = break_in_words(view.kind, view.is_series, first)
        return page("proposals/menu.html", proposal=view, wording=wording, called=title)

    @get("/answer")
    async def ask(
        self,
        request: Req,
        proposal_id: FromPath[UUID],
        session: Session,
        actor: Who,
        answer: FromQuery[str | None] = None,
        option: FromQuery[UUID | None] = None,
    ) -> Page:
        view = await queries.proposal_view(session, actor, proposal_id)
        named = (answer == "this") == (option is not None)
        if STEP_OF.get(answer or "") not in view.steps or not named or (option and view.option(option) is None):
            return go(f"/proposals/{proposal_id}")
        times = {name: value for name, value in _times_in(request).items() if answer == "this"}
        return _answer(view, blank_form(answer=answer, option_id=option, **times))

    @get("/times")
    async def times(
        self,
        request: Req,
        proposal_id: FromPath[UUID],
        session: Session,
        actor: Who,
        option: FromQuery[UUID | None] = None,
    ) -> Page:
        """Every time of a series by its date; each can be as in another option of hers, or left out. Sends nothing."""
        view = await queries.proposal_view(session, actor, proposal_id)
        found = view.option(option)
        if found is None or Step.CHOOSE not in view.steps or view.booked or len(found.times) < 2:
            return go(f"/proposals/{proposal_id}")
        asked = _times_in(request)
        rows = []
        for one in found.times:
            ways = wording.ways_of(one, found.instead_of(one, view.options))
            picked = asked.get(f"{TIME}{one.occurrence_id}", "")
            rows.append((one, ways, picked if picked in [each[0] for each in ways] else ""))
        return page("proposals/times.html", proposal=view, option=found, rows=rows, wording=wording)

    @post("/answer")
    async def choose(
        self,
        request: Req,
        proposal_id: FromPath[UUID],
        session: Session,
        actor: Who,
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
                    changes=said.changes,
                    words=said.words,
                    rev=said.rev,
                )
                return await once.go(f"/proposals/{proposal_id}")
        return _answer(await queries.proposal_view(session, actor, proposal_id), form)


def _times_in(request: Req) -> dict[str, str]:
    """Single times of a series, as they stand in an address: what cannot be read is as in the option."""
    given = {name: value for name, value in request.query_params.items() if name.startswith(TIME) and value}
    readable = _changes_in(blank_form(**given))
    return {f"{TIME}{of}": str(wanted) if wanted else SKIP for of, wanted in readable.items()}


def _changes_in(form: Form[Any]) -> dict[UUID, UUID | None]:
    found: dict[UUID, UUID | None] = {}
    for name in form.typed:
        if name.startswith(TIME) and (value := form.value(name)):
            with suppress(ValueError):
                found[UUID(name.removeprefix(TIME))] = None if value == SKIP else UUID(value)
    return dict(list(found.items())[:MOST_OCCURRENCES])


def _answer(view: queries.ProposalView, form: Form[Any]) -> Page:
    """Her answer before it is sent; with what went wrong, and both versions when the menu has changed meanwhile."""
    option, mix, changes = None, None, _changes_in(form)
    kept = {f"{TIME}{of}": wanted or SKIP for of, wanted in changes.items()}
    with suppress(ValueError):
        option = view.option(UUID(form.value("option_id")))
    if option is not None:
        mix = option.mixed(view.options, changes)
    return page(
        "proposals/answer.html",
        proposal=view,
        option=mix or option,
        nothing_left=mix is not None and not mix.times,
        is_gone=option is not None and mix is None,
        kept=kept,
        kept_in_address="".join(f"&{name}={value}" for name, value in kept.items()),
        form=form,
        wording=wording,
        is_possible=STEP_OF.get(form.value("answer")) in view.steps,
        status=form.status,
    )
