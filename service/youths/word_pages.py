"""My words: what she said, who has read it, until when an answer comes, and what was answered. And her own people."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, QueryParameter
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
from service.youths.access import readers_of, youth_read_by
from service.youths.drafts import hers
from service.youths.late import names_of_coordinators
from service.youths.own_people import own_people_told_of
from service.youths.receipts import Standing
from service.youths.rules import ANY_KIND
from service.youths.schemas import MessageForm, NothingForm, OwnPersonIn, StatementKind, VersionForm
from service.youths.wording import grouped

ON_THE_PAGE = 12  # of each group; the rest is one tap away


class WordPages(Controller):
    path = "/words"
    guards = [only(Role.YOUTH)]

    @get()
    async def words(
        self,
        session: Session,
        actor: Who,
        every: Annotated[str, QueryParameter(name="all")] = "",
    ) -> Page:
        said = await queries.statements_of(session, actor, hers(actor))
        shown, is_cut = grouped(said, most=None if every else ON_THE_PAGE)
        return page(
            "youths/words.html",
            said=said,
            groups=shown,
            is_cut=is_cut,
            readers=await _readers(session, actor, ANY_KIND),
            wording=wording,
        )

    @get("/new")
    async def write(
        self,
        session: Session,
        actor: Who,
        kind: FromQuery[str | None] = None,
    ) -> Page:
        picked = kind if kind in set(StatementKind) else StatementKind.MESSAGE.value
        return await _write(session, actor, blank_form(kind=picked))

    @post("/new")
    async def send(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, MessageForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                statement = await actions.make_statement(
                    session, actor, hers(actor), kind=form.data.kind.value, words=form.data.words
                )
                return await once.go(f"/words/{statement.id}")
        return await _write(session, actor, form, status=form.status)

    @get("/{statement_id:uuid}")
    async def one(self, statement_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        said = await queries.statements_of(session, actor, hers(actor), statement_id=statement_id)
        if not said:
            raise NotFound()
        one = said[0]
        return page(
            "youths/word.html",
            said=one,
            readers=[reader.called for reader in one.receipt.readers],
            bosses=await names_of_coordinators(session) if one.receipt.standing is Standing.LATE else [],
            wording=wording,
        )

    @get("/about/{regards:str}/{regards_id:uuid}")
    async def about(
        self,
        regards: FromPath[str],
        regards_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        return await _about(session, actor, regards, regards_id, blank_form())

    @post("/about/{regards:str}/{regards_id:uuid}")
    async def say_it_was_not_so(
        self,
        request: Req,
        regards: FromPath[str],
        regards_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, VersionForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                statement = await actions.make_statement(
                    session,
                    actor,
                    hers(actor),
                    kind="correction",
                    words=form.data.words,
                    regards=regards,
                    regards_id=regards_id,
                )
                return await once.go(f"/words/{statement.id}")
        return await _about(session, actor, regards, regards_id, form, status=form.status)


class OwnPeoplePages(Controller):
    path = "/own-people"
    guards = [only(Role.YOUTH)]

    @get()
    async def own_people(self, session: Session, actor: Who) -> Page:
        return await _own_people(session, actor, blank_form())

    @post()
    async def name(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, OwnPersonIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.name_own_person(session, actor, hers(actor), words=form.data.words)
                return await once.go("/own-people")
        return await _own_people(session, actor, form, status=form.status)

    @post("/{person_id:uuid}/withdraw")
    async def withdraw(
        self,
        request: Req,
        person_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, NothingForm)
        async with attempt(session, actor, form) as once:
            await actions.withdraw_own_person(session, actor, hers(actor), person_id)
            return await once.go("/own-people")
        raise NotFound()


async def _write(session: AsyncSession, actor: Actor, form: Form[Any], status: int = 200) -> Page:
    return page(
        "youths/word_new.html",
        status=status,
        form=form,
        readers=await _readers(session, actor, "message"),
        wording=wording,
    )


async def _about(
    session: AsyncSession, actor: Actor, regards: str, regards_id: UUID, form: Form[Any], status: int = 200
) -> Page:
    about = await queries.regarded_by(session, actor, hers(actor), regards, regards_id)
    shown = about.words
    if not shown and regards == "statement":  # she picked cards
        (said,) = await queries.statements_of(session, actor, hers(actor), statement_id=regards_id)
        shown = wording.said_of(said)
    return page(
        "youths/word_about.html",
        status=status,
        form=form,
        about=about,
        shown=shown,
        is_hers=not about.by,
        action=f"/words/about/{regards}/{regards_id}",
        back="/words" if regards in ("statement", "answer") else "/my-file",
        readers=await _readers(session, actor, "correction"),
    )


async def _own_people(session: AsyncSession, actor: Actor, form: Form[Any], status: int = 200) -> Page:
    return page(
        "youths/own_people.html",
        status=status,
        form=form,
        people=await own_people_told_of(session, actor, hers(actor)),
        readers=await _readers(session, actor),
        wording=wording,
    )


async def _readers(session: AsyncSession, actor: Actor, kind: str | None = None) -> list[str]:
    youth = await youth_read_by(session, actor, hers(actor))
    return [one.called for one in await readers_of(session, youth, actor.zone, kind=kind)]
