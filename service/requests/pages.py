"""Asking for a break, one question a page, and the page of a wished break. The draft stays on the server until it is sent."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.errors import DomainError, NotFound
from service.requests import actions, builder, calendar_of_days, queries, rules
from service.requests.drafting import begun, last_day, send_begun, times_of
from service.requests.schemas import (
    AlongForm,
    FirstForm,
    ImportanceForm,
    KindForm,
    OftenForm,
    WhenForm,
    WithdrawForm,
    WithoutForm,
)
from service.requests.windows import Kind
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, go, page
from service.youths import wording
from service.youths.access import readers_of, youth_read_by
from service.youths.drafts import Answers, hers, keep_draft, open_draft, throw_draft
from service.youths.home import ways_of
from service.youths.queries import statements_of
from service.youths.schemas import NothingForm, WordsForm

FORMS: dict[str, type[BaseModel]] = {
    "kind": KindForm,
    "when": WhenForm,
    "often": OftenForm,
    "words": WordsForm,
    "importance": ImportanceForm,
    "along": AlongForm,
    "first": FirstForm,
    "without": WithoutForm,
}
NOT_ANSWERS = {"to", "more"}
TIMES_CHANGE = {"when": "days", "often": "every_weeks", "without": "without"}  # the step, and the field of its errors


class RequestPages(Controller):
    path = "/requests"
    guards = [only(Role.YOUTH)]

    @get("/new")
    async def begin(self, session: Session, actor: Who) -> Page:
        """The first question, or the look at it all when she has begun before."""
        answers = await open_draft(session, actor, "request")
        return go("/requests/new/check" if answers.get("days") else "/requests/new/kind")

    @get("/new/{step:str}")
    async def ask(
        self,
        request: Req,
        step: FromPath[str],
        session: Session,
        actor: Who,
    ) -> Page:
        answers = await begun(session, actor)
        if step not in FORMS:
            raise NotFound()
        to = "check" if request.query_params.get("to") == "check" else None
        later = request.query_params.get("later", "")
        form = blank_form(**{**answers, "to": to})
        return await _ask(
            session, actor, step, answers, form, later=int(later) if later in calendar_of_days.LATER else 0
        )

    @get("/new/check")
    async def look_at_it_all(self, session: Session, actor: Who) -> Page:
        return await _check(session, actor, await begun(session, actor), blank_form())

    @post("/new/check")
    async def send(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, NothingForm)
        answers = await begun(session, actor)
        async with attempt(session, actor, form) as once:
            made = await send_begun(session, actor, answers)
            return await once.go(f"/requests/{made.id}")
        return await _check(session, actor, answers, form, status=form.status)

    @post("/new/throw")
    async def throw(self, session: Session, actor: Who) -> Page:
        await throw_draft(session, actor, "request")
        return go("/home")

    @post("/new/{step:str}")
    async def answer(
        self,
        request: Req,
        step: FromPath[str],
        session: Session,
        actor: Who,
    ) -> Page:
        if step not in FORMS:
            raise NotFound()
        form: Form[Any] = await read_form(request, FORMS[step])
        answers = await begun(session, actor)
        if form.ok:
            async with attempt(session, actor, form) as once:
                given = {
                    name: _plain(value) for name, value in form.data.model_dump().items() if name not in NOT_ANSWERS
                }
                told = builder.with_answer(answers, given)
                await keep_draft(session, actor, "request", told)
                more = getattr(form.data, "more", None)
                if more is not None:
                    return await once.go(f"/requests/new/when?later={more}" + ("&to=check" if form.data.to else ""))
                if step in TIMES_CHANGE and told.get("days"):
                    await _could_be(session, actor, told, field=TIMES_CHANGE[step])
                return await once.go(f"/requests/new/{form.data.to or builder.step_after(step)}")
        return await _ask(session, actor, step, answers, form, status=form.status)

    @get("/{request_id:uuid}")
    async def one(self, request_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        view = await queries.request_of(session, actor, request_id)
        way = next((way for way in await ways_of(session, actor, view.youth_id) if way.request_id == request_id), None)
        return page(
            "requests/request.html",
            view=view,
            way=way,
            said=await statements_of(session, actor, view.youth_id, stay_request_id=request_id),
            readers=await _readers(session, actor),
            wording=wording,
        )

    @get("/{request_id:uuid}/withdraw")
    async def before_withdrawing(self, request_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        view = await queries.request_of(session, actor, request_id)
        return await _withdraw(session, actor, view, blank_form(rev=view.rev))

    @post("/{request_id:uuid}/withdraw")
    async def withdraw(
        self,
        request: Req,
        request_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, WithdrawForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.withdraw_request(session, actor, request_id, words=form.data.words, rev=form.data.rev)
                return await once.go(f"/requests/{request_id}")
        view = await queries.request_of(session, actor, request_id)
        return await _withdraw(session, actor, view, form, status=form.status)


def _plain(value: Any) -> Any:
    """As a draft keeps it: texts and lists of texts."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else str(value) if value is not None else None


async def _could_be(session: AsyncSession, actor: Actor, answers: Answers, *, field: str) -> None:
    """Say at once, at the question itself, when these times cannot be wished."""
    times = await times_of(session, actor, answers)
    try:
        rules.check_times(Kind(answers["kind"]), times, clock.now(), actor.zone)
        rules.grant_for(Kind(answers["kind"]), times, await queries.grants_of(session, hers(actor)), actor.zone)
    except DomainError as wrong:
        wrong.field = field
        raise


async def _ask(
    session: AsyncSession,
    actor: Actor,
    step: str,
    answers: Answers,
    form: Form[Any],
    *,
    status: int = 200,
    later: int = 0,
) -> Page:
    today = clock.today(actor.zone)
    grants = await queries.grants_of(session, hers(actor))
    kinds = [kind for kind in Kind if queries.grants_ahead(grants, kind, today)]
    kind = Kind(answers["kind"])
    last = await last_day(session, actor, answers)
    to_check = form.value("to") == "check"
    before = builder.step_before(step)
    chosen = builder.chosen_days(answers)
    months = builder.months_to_offer(chosen[0], last) if chosen else []
    breaks = await queries.school_breaks(session)
    every = builder.all_times(answers, actor.zone, [one.days for one in breaks], last) if step == "without" else []
    return page(
        f"requests/{'cards' if step in builder.FROM_CHECK and step != 'without' else step}.html",
        status=status,
        step=step,
        form=form,
        answers=answers,
        kinds=kinds,
        kind=kind.value,
        offer=calendar_of_days.offer(
            kind,
            today,
            [one.valid for one in queries.grants_ahead(grants, kind, today)],
            breaks,
            chosen,
            later,
        ),
        times=[calendar_of_days.time_offered(windows, breaks, actor.zone) for windows in every],
        chosen=chosen,
        months=months,
        usual_end=builder.usual_end(months),
        readers=await _readers(session, actor),
        back="/requests/new/check" if to_check else f"/requests/new/{before}" if before else "/home",
        skip="/requests/new/check" if to_check else f"/requests/new/{builder.step_after(step)}",
        wording=wording,
    )


async def _check(session: AsyncSession, actor: Actor, answers: Answers, form: Form[Any], status: int = 200) -> Page:
    if "occurrences" in form.errors:
        form.errors[""] = form.errors.pop("occurrences")
    times = await times_of(session, actor, answers)
    return page(
        "requests/check.html",
        status=status,
        form=form,
        answers=answers,
        times=times,
        weeks=builder.every_weeks(answers),
        without=[date.fromisoformat(day) for day in answers.get("without", [])],
        readers=await _readers(session, actor),
        wording=wording,
    )


async def _withdraw(
    session: AsyncSession, actor: Actor, view: queries.RequestView, form: Form[Any], status: int = 200
) -> Page:
    return page(
        "requests/withdraw.html",
        status=status,
        form=form,
        view=view,
        readers=await _readers(session, actor),
        wording=wording,
    )


async def _readers(session: AsyncSession, actor: Actor) -> list[str]:
    youth = await youth_read_by(session, actor, hers(actor))
    return [one.called for one in await readers_of(session, youth, actor.zone, kind="request")]


controllers = [RequestPages]
