"""Messages for programs: the same acts as the pages."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody

from models.people import Role
from service.messages import actions, contact_api, queries
from service.messages.pages import ADULTS
from service.messages.queries import Conversation
from service.messages.schemas import (
    ContactOut,
    Contacts,
    ConversationOut,
    CorrespondentOut,
    Correspondents,
    LineIn,
    LineOut,
    SentOut,
    WordsIn,
)
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import once


class MessageApi(Controller):
    path = "/messages"
    guards = [only(Role.YOUTH)]
    tags = ["messages"]

    @get()
    async def contacts(self, session: Session, actor: Who) -> Contacts:
        """The adults she can write to, or who have written to her."""
        return Contacts(contacts=[ContactOut.model_validate(one) for one in await queries.contacts_of(session, actor)])

    @get("/{adult_id:uuid}")
    async def conversation(self, adult_id: FromPath[UUID], session: Session, actor: Who) -> ConversationOut:
        """What was written both ways. The adult is told that she opened it."""
        return _shown(await queries.conversation_with(session, actor, adult_id))

    @post("/{adult_id:uuid}")
    async def write(
        self, request: Req, adult_id: FromPath[UUID], data: JSONBody[WordsIn], session: Session, actor: Who
    ) -> Response[SentOut]:
        first = await once(session, actor, request)
        return await first.answer(SentOut.model_validate(await actions.write_to(session, actor, adult_id, data.words)))


class ConversationApi(Controller):
    guards = [only(*ADULTS)]
    tags = ["messages"]

    @get("/conversations")
    async def youths(self, session: Session, actor: Who) -> Correspondents:
        """The youths you may write with, and how many of their lines wait for your answer."""
        found = await queries.correspondents_of(session, actor)
        return Correspondents(youths=[CorrespondentOut.model_validate(one) for one in found])

    @get("/youths/{youth_id:uuid}/messages")
    async def conversation(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> ConversationOut:
        """What was written both ways. Reading is recorded and shown to her."""
        return _shown(await queries.conversation_about(session, actor, youth_id))

    @post("/youths/{youth_id:uuid}/messages")
    async def write(
        self, request: Req, youth_id: FromPath[UUID], data: JSONBody[LineIn], session: Session, actor: Who
    ) -> Response[SentOut]:
        """The answer to a line of hers, or something new."""
        first = await once(session, actor, request)
        written = await actions.answer_or_write(session, actor, youth_id, statement_id=data.answers, words=data.words)
        return await first.answer(SentOut(id=written.id, made_at=written.made_at))


def _shown(talk: Conversation) -> ConversationOut:
    return ConversationOut(
        with_called=talk.with_called,
        lines=[
            LineOut(
                id=line.id,
                regards=line.regards,
                is_hers=line.is_hers,
                by=line.by,
                words=line.words,
                at=line.at,
                opened_at=line.opened_at,
                answer_due=line.receipt.due if line.receipt else None,
                is_open=line.is_open,
            )
            for line in talk.lines
        ],
        readers=[one.called for one in talk.readers],
        can_write=talk.can_write,
    )


controllers = [MessageApi, ConversationApi, *contact_api.controllers]
