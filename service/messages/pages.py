"""Messages: hers with each adult around her, and an adult's with each youth. The same lines from both ends."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.messages import actions, contact_pages, queries
from service.messages.schemas import LineForm, WriteForm
from service.messages.wording import ROLES
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page

ADULTS = (Role.CASEWORKER, Role.MENTOR, Role.HOST, Role.PLACE_KEEPER, Role.SUPPORT_PERSON)


class MessagePages(Controller):
    path = "/messages"
    guards = [only(Role.YOUTH)]

    @get()
    async def contacts(self, session: Session, actor: Who) -> Page:
        return page("messages/messages.html", contacts=await queries.contacts_of(session, actor), roles=ROLES)

    @get("/{adult_id:uuid}")
    async def conversation(self, adult_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _conversation(
            session, actor, adult_id, blank_form(words=await actions.kept_for(session, actor, adult_id))
        )

    @post("/{adult_id:uuid}")
    async def write(
        self,
        request: Req,
        adult_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, WriteForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                if form.data.to == "keep":
                    await actions.keep_for_later(session, actor, adult_id, form.data.words)
                    return await once.go("/messages")
                statement = await actions.write_to(session, actor, adult_id, form.data.words)
                return await once.go(f"/messages/{adult_id}#s-{statement.id}")
        return await _conversation(session, actor, adult_id, form, status=form.status)


class ConversationPages(Controller):
    guards = [only(*ADULTS)]

    @get("/conversations")
    async def youths(self, session: Session, actor: Who) -> Page:
        return page(
            "messages/conversations.html", youths=await queries.correspondents_of(session, actor), now=clock.now()
        )

    @get("/youths/{youth_id:uuid}/messages")
    async def conversation(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _with_her(session, actor, youth_id, blank_form())

    @post("/youths/{youth_id:uuid}/messages")
    async def write(
        self,
        request: Req,
        youth_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, LineForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                answers = None if form.data.answers == "new" else form.data.answers
                await actions.answer_or_write(session, actor, youth_id, statement_id=answers, words=form.data.words)
                return await once.go(f"/youths/{youth_id}/messages#latest")
            if form.status == NotFound.status:
                raise NotFound()
        return await _with_her(session, actor, youth_id, form, status=form.status)


async def _conversation(
    session: AsyncSession, actor: Actor, adult_id: UUID, form: Form[Any], status: int = 200
) -> Page:
    talk = await queries.conversation_with(session, actor, adult_id)
    return page("messages/conversation.html", status=status, form=form, talk=talk, adult_id=adult_id, roles=ROLES)


async def _with_her(session: AsyncSession, actor: Actor, youth_id: UUID, form: Form[Any], status: int = 200) -> Page:
    talk = await queries.conversation_about(session, actor, youth_id)
    return page(
        "messages/with_her.html",
        status=status,
        form=form,
        talk=talk,
        youth_id=youth_id,
        waiting=[line for line in talk.lines if line.is_open],
        now=clock.now(),
    )


controllers = [MessagePages, ConversationPages, *contact_pages.controllers]
