"""Building a wish, one question a page. What she has answered is kept as a draft on the server until she sends it."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import NotFound
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, go, page
from service.youths import actions, builder, queries, wording
from service.youths.access import readers_of, youth_read_by
from service.youths.drafts import Answers, drafts_begun, hers, keep_draft, open_draft, throw_draft
from service.youths.having import Having, having_now
from service.youths.likings import called, must_be_there
from service.youths.schemas import AboutForm, NothingForm, StrengthForm, SubjectForm, ThingForm, WordsForm
from service.youths.traits import TRAITS

FORMS: dict[str, type[BaseModel]] = {
    "subject": SubjectForm,
    "thing": ThingForm,
    "strength": StrengthForm,
    "words": WordsForm,
}
FIELDS = {"subject": "subject", "thing": "trait", "strength": "strength", "words": "words"}


class WishPages(Controller):
    path = "/wishes"
    guards = [only(Role.YOUTH)]

    @get()
    async def wishes(self, request: Req, session: Session, actor: Who) -> Page:
        said = await queries.statements_of(session, actor, hers(actor), current_only=True)
        wishes = [one for one in said if one.wish is not None]
        return page(
            "youths/wishes.html",
            wishes=wishes,
            saved=request.query_params.get("saved") == "yes",
            answer_due=max((one.answer_due for one in wishes if one.waits and one.answer_due), default=None),
            readers=await _readers(session, actor, {}),
            own_people=await queries.own_people_of(session, actor, hers(actor)),
            begun=await drafts_begun(session, actor),
            wording=wording,
        )

    @get("/new")
    async def begin(self, session: Session, actor: Who) -> Page:
        """The first question, or the look at it all when she has begun before."""
        return go("/wishes/new/check" if await open_draft(session, actor, "wish") else "/wishes/new/subject")

    @post("/new/about")
    async def begin_about(self, request: Req, session: Session, actor: Who) -> Page:
        """From a presentation: a wish about this host, place or mentor. What she had begun before is not lost."""
        form = await read_form(request, AboutForm)
        if not form.ok or (form.data.site_id is None) == (form.data.mentor_id is None):
            raise NotFound()
        await must_be_there(session, site_id=form.data.site_id, mentor_id=form.data.mentor_id)
        if not await open_draft(session, actor, "wish"):
            about: Answers = {"site_id": str(form.data.site_id or ""), "mentor_id": str(form.data.mentor_id or "")}
            await keep_draft(session, actor, "wish", {"subject": "who", **about})
            return go("/wishes/new/strength")
        return go("/wishes/new/check")

    @get("/new/{step:str}")
    async def ask(
        self,
        request: Req,
        step: FromPath[str],
        session: Session,
        actor: Who,
    ) -> Page:
        answers = await open_draft(session, actor, "wish")
        if step not in FORMS:
            raise NotFound()
        to = "check" if request.query_params.get("to") == "check" else None
        return await _ask(
            session, actor, step, answers, blank_form(**{FIELDS[step]: answers.get(FIELDS[step]), "to": to})
        )

    @get("/new/check")
    async def look_at_it_all(self, session: Session, actor: Who) -> Page:
        return await _check(session, actor, await open_draft(session, actor, "wish"), blank_form())

    @post("/new/check")
    async def send(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, NothingForm)
        answers = await open_draft(session, actor, "wish")
        async with attempt(session, actor, form) as once:
            begun = builder.begun_wish(answers)
            wish = await actions.make_wish(
                session,
                actor,
                hers(actor),
                subject=begun.subject,
                strength=begun.strength,
                words=begun.words,
                trait=begun.trait,
                site_id=begun.site_id,
                mentor_id=begun.mentor_id,
                supersedes=begun.supersedes,
            )
            await throw_draft(session, actor, "wish")
            return await once.go(f"/words/{wish.statement_id}")
        return await _check(session, actor, answers, form, status=form.status)

    @post("/new/throw")
    async def throw(self, session: Session, actor: Who) -> Page:
        await throw_draft(session, actor, "wish")
        return go("/wishes")

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
        answers = await open_draft(session, actor, "wish")
        if form.ok:
            async with attempt(session, actor, form) as once:
                given = getattr(form.data, FIELDS[step])
                told = builder.with_answer(answers, step, {FIELDS[step]: str(given) if given else None})
                await keep_draft(session, actor, "wish", told)
                return await once.go(f"/wishes/new/{form.data.to or builder.step_after(step, told)}")
        return await _ask(session, actor, step, answers, form, status=form.status)

    @post("/{statement_id:uuid}/change")
    async def change(self, statement_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        """Begin a new wish in place of this one, with its answers filled in; what she had begun before stays first."""
        said = await queries.statements_of(session, actor, hers(actor), statement_id=statement_id)
        if not said or said[0].wish is None:
            raise NotFound()
        if not await open_draft(session, actor, "wish"):
            wish = said[0].wish
            kept = {"site_id": wish.site_id, "mentor_id": wish.mentor_id, "trait": wish.trait, "words": said[0].words}
            answers = {name: str(value) for name, value in kept.items() if value}
            await keep_draft(
                session,
                actor,
                "wish",
                answers | {"subject": wish.subject, "strength": wish.strength, "supersedes": str(statement_id)},
            )
        return go("/wishes/new/check")

    @post("/{statement_id:uuid}/take-back")
    async def take_back(
        self,
        request: Req,
        statement_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, NothingForm)
        async with attempt(session, actor, form) as once:
            await actions.take_back_wish(session, actor, hers(actor), statement_id)
            return await once.go("/wishes")
        return go("/wishes")  # somebody, maybe she on another page, took it back or changed it before


async def _ask(
    session: AsyncSession, actor: Actor, step: str, answers: Answers, form: Form[Any], status: int = 200
) -> Page:
    before = builder.step_before(step, answers)
    to_check = form.value("to") == "check"
    return page(
        f"youths/wish_{step}.html",
        status=status,
        form=form,
        answers=answers,
        things=builder.things_to_offer(answers),
        about=await called(session, answers.get("site_id"), answers.get("mentor_id")),
        having=await _having(session, actor, answers) if step == "strength" else None,
        readers=await _readers(session, actor, answers),
        back="/wishes/new/check" if to_check else f"/wishes/new/{before}" if before else "/wishes",
        skip="/wishes/new/check" if to_check else f"/wishes/new/{builder.step_after(step, answers)}",
        wording=wording,
    )


async def _check(session: AsyncSession, actor: Actor, answers: Answers, form: Form[Any], status: int = 200) -> Page:
    before = builder.step_before("check", answers)
    return page(
        "youths/wish_check.html",
        status=status,
        form=form,
        answers=answers,
        begun=builder.begun_wish(answers),
        things=builder.things_to_offer({}),
        about=await called(session, answers.get("site_id"), answers.get("mentor_id")),
        having=await _having(session, actor, answers) if answers.get("strength") == "must" else None,
        readers=await _readers(session, actor, answers),
        back=f"/wishes/new/{before}",
        wording=wording,
    )


async def _readers(session: AsyncSession, actor: Actor, answers: Answers) -> list[str]:
    youth = await youth_read_by(session, actor, hers(actor))
    kind = "veto" if answers.get("strength") == "never" and builder.about_somebody(answers) else "wish"
    return [one.called for one in await readers_of(session, youth, actor.zone, kind=kind)]


async def _having(session: AsyncSession, actor: Actor, answers: Answers) -> Having | None:
    """How many have what she picked, for the honest sentence beside "it decides"."""
    if answers.get("trait") not in TRAITS:
        return None
    return (await having_now(session, await youth_read_by(session, actor, hers(actor)))).get(answers["trait"])
