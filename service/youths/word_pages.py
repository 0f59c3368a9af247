"""My words: what she said, who has read it, until when an answer comes, and what was answered. And her own people."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import NotFound
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page
from service.youths import actions, queries, wording
from service.youths.access import readers_of, youth_read_by
from service.youths.drafts import hers
from service.youths.schemas import MessageForm, NothingForm, OwnPersonIn


class WordPages(Controller):
    path = "/words"
    guards = [only(Role.YOUTH)]

    @get()
    async def words(self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> Page:
        said = await queries.statements_of(session, actor, hers(actor))
        return page(
            "youths/words.html",
            said=said,
            waiting=[one for one in said if one.waits],
            readers=await _readers(session, actor),
            wording=wording,
        )

    @get("/new")
    async def write(self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> Page:
        return await _write(session, actor, blank_form(kind="message"))

    @post("/new")
    async def send(
        self, request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]
    ) -> Page:
        form = await read_form(request, MessageForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                statement = await actions.make_statement(
                    session, actor, hers(actor), kind=form.data.kind.value, words=form.data.words
                )
                return await once.go(f"/words/{statement.id}")
        return await _write(session, actor, form, status=form.status)

    @get("/{statement_id:uuid}")
    async def one(
        self, statement_id: FromPath[UUID], session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]
    ) -> Page:
        said = await queries.statements_of(session, actor, hers(actor), statement_id=statement_id)
        if not said:
            raise NotFound()
        return page("youths/word.html", said=said[0], readers=await _readers(session, actor), wording=wording)


class OwnPeoplePages(Controller):
    path = "/own-people"
    guards = [only(Role.YOUTH)]

    @get()
    async def own_people(self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> Page:
        return await _own_people(session, actor, blank_form())

    @post()
    async def name(
        self, request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]
    ) -> Page:
        form = await read_form(request, OwnPersonIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.name_own_person(session, actor, hers(actor), words=form.data.words)
                return await once.go("/own-people")
        return await _own_people(session, actor, form, status=form.status)

    @post("/{person_id:uuid}/withdraw")
    async def withdraw(
        self,
        request: Request[Any, Any, Any],
        person_id: FromPath[UUID],
        session: NamedDependency[AsyncSession],
        actor: NamedDependency[Actor],
    ) -> Page:
        form = await read_form(request, NothingForm)
        async with attempt(session, actor, form) as once:
            await actions.withdraw_own_person(session, actor, hers(actor), person_id)
            return await once.go("/own-people")
        raise NotFound()


async def _write(session: AsyncSession, actor: Actor, form: Form[Any], status: int = 200) -> Page:
    return page(
        "youths/word_new.html", status=status, form=form, readers=await _readers(session, actor), wording=wording
    )


async def _own_people(session: AsyncSession, actor: Actor, form: Form[Any], status: int = 200) -> Page:
    return page(
        "youths/own_people.html",
        status=status,
        form=form,
        people=await queries.own_people_of(session, actor, hers(actor)),
        readers=await _readers(session, actor),
        wording=wording,
    )


async def _readers(session: AsyncSession, actor: Actor) -> list[str]:
    youth = await youth_read_by(session, actor, hers(actor))
    return [one.called for one in await readers_of(session, youth, actor.zone)]
