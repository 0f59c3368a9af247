"""Her caseworker's view: own youths, and one youth with her words on top. Statements are answered here."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import NotFound
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page
from service.youths import actions, queries, wording
from service.youths.home import ways_of
from service.youths.lists import likings_of, youths_of
from service.youths.meetings import meetings_of
from service.youths.notes import KINDS as NOTE_KINDS
from service.youths.notes import notes_of
from service.youths.own_people import own_people_told_of, tell_of_own_person
from service.youths.reach import reach_of
from service.youths.schemas import AnswerForm, OwnPersonToldForm


class YouthPages(Controller):
    path = "/youths"
    guards = [only(Role.CASEWORKER)]

    @get()
    async def youths(self, session: Session, actor: Who) -> Page:
        return page("youths/youths.html", youths=await youths_of(session, actor))

    @get("/{youth_id:uuid}")
    async def one(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _youth(session, actor, youth_id, blank_form())

    @post("/{youth_id:uuid}/answers")
    async def answer(
        self,
        request: Req,
        youth_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, AnswerForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.answer_statement(
                    session, actor, form.data.statement_id, verdict=form.data.verdict.value, words=form.data.words
                )
                return await once.go(f"/youths/{youth_id}")
            if form.status == NotFound.status:
                raise NotFound()
        return await _youth(session, actor, youth_id, form, status=form.status)

    @post("/{youth_id:uuid}/own-people/{person_id:uuid}")
    async def tell_of_own_person(
        self,
        request: Req,
        youth_id: FromPath[UUID],
        person_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, OwnPersonToldForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await tell_of_own_person(
                    session, actor, youth_id, person_id, state=form.data.state, words=form.data.told or ""
                )
                return await once.go(f"/youths/{youth_id}#own-people")
            if form.status == NotFound.status:
                raise NotFound()
        if "words" in form.errors:
            form.errors["told"] = form.errors.pop("words")
        return await _youth(session, actor, youth_id, form, status=form.status)


async def _youth(session: AsyncSession, actor: Actor, youth_id: UUID, form: Form[Any], status: int = 200) -> Page:
    said = await queries.statements_of(session, actor, youth_id, purpose="support")
    called, likings = await likings_of(session, actor, youth_id)
    return page(
        "youths/youth.html",
        status=status,
        form=form,
        youth_id=youth_id,
        called=called,
        said=said,
        waiting=[one for one in said if one.waits],
        answered=[one for one in said if one.answers],
        ways=await ways_of(session, actor, youth_id),
        likings=likings,
        reach=await reach_of(session, actor, youth_id),
        meetings=await meetings_of(session, youth_id, only_open=False),
        notes=await notes_of(session, actor, youth_id),
        note_kinds=NOTE_KINDS,
        own_people=await own_people_told_of(session, actor, youth_id),
        wording=wording,
    )
