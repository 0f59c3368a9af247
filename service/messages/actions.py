"""Writing to each other. What she writes is a statement, with receipt and deadline; what an adult replies is an answer to it.

`write_to_her` is for what an adult writes unasked.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from models.words import Answer, Message, Statement
from service.actor import Actor
from service.errors import Invalid
from service.messages.to_her import write_to_her
from service.youths.access import whom_she_can_write_to, youth_read_by
from service.youths.actions import answer_statement, make_statement
from service.youths.drafts import hers, keep_draft, open_draft, throw_draft

__all__ = ["answer_or_write", "keep_for_later", "kept_for", "write_to", "write_to_her"]

DRAFT = "message"


async def write_to(session: AsyncSession, actor: Actor, adult_id: UUID, words: str) -> Statement:
    """She writes to one adult, who is to answer. Her draft to that adult is thrown."""
    youth = await youth_read_by(session, actor, hers(actor))
    if adult_id not in {one.account_id for one in await whom_she_can_write_to(session, youth, actor.zone)}:
        raise Invalid(field="words", code_detail="messages.cannot_be_reached")
    statement = await make_statement(session, actor, youth.id, kind="message", words=words, addressed_to=adult_id)
    await _keep(session, actor, adult_id, "")
    return statement


async def keep_for_later(session: AsyncSession, actor: Actor, adult_id: UUID, words: str) -> None:
    """Hers alone until she sends it. Several adults, several drafts."""
    await _keep(session, actor, adult_id, words)


async def kept_for(session: AsyncSession, actor: Actor, adult_id: UUID) -> str:
    return str((await open_draft(session, actor, DRAFT)).get(str(adult_id), ""))


async def answer_or_write(
    session: AsyncSession, actor: Actor, youth_id: UUID, *, statement_id: UUID | None, words: str
) -> Answer | Message:
    """An adult's line: the answer to one of hers, or something new."""
    if statement_id is None:
        return await write_to_her(session, actor, youth_id, words)
    return await answer_statement(session, actor, statement_id, verdict="heard", words=words)


async def _keep(session: AsyncSession, actor: Actor, adult_id: UUID, words: str) -> None:
    drafts = {**await open_draft(session, actor, DRAFT), str(adult_id): words}
    left = {to: one for to, one in drafts.items() if one}
    if left:
        await keep_draft(session, actor, DRAFT, left)
    else:
        await throw_draft(session, actor, DRAFT)
