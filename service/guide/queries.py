"""What the guide's pages show: who reads, the latest box of words, the letter, how an adult shows herself."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, Introduction
from models.words import WelcomeLetter
from service.actor import Actor
from service.errors import NotFound
from service.record import read_words
from service.youths.access import readers_of, youth_read_by
from service.youths.drafts import hers
from service.youths.queries import Said, statements_of


async def names_of_readers(session: AsyncSession, actor: Actor, kind: str) -> list[str]:
    """Who will read what she says on this page."""
    youth = await youth_read_by(session, actor, hers(actor))
    return [one.called for one in await readers_of(session, youth, actor.zone, kind=kind)]


async def said_by_her(session: AsyncSession, actor: Actor, youth_id: UUID, statement_id: UUID, kind: str) -> Said:
    """One statement of this kind, for somebody who may read it."""
    said = await statements_of(session, actor, youth_id, statement_id=statement_id)
    if not said or said[0].kind != kind:
        raise NotFound()
    return said[0]


@dataclass(frozen=True)
class Letter:
    """The letter to her: in whose words, and who that is."""

    id: UUID
    words: str
    made_at: datetime
    meeting_at: datetime | None
    opened_at: datetime | None
    writer: "Shown"


@dataclass(frozen=True)
class Shown:
    """How an adult shows herself: her name always, the rest as she wrote it."""

    account_id: UUID
    called: str
    picture: str | None
    words: str = ""
    phone: str = ""
    reached: str = ""


async def shown(session: AsyncSession, account_id: UUID) -> Shown:
    row = (
        await session.execute(
            select(Account.called, Introduction)
            .outerjoin(Introduction, Introduction.account_id == Account.id)
            .where(Account.id == account_id)
        )
    ).one()
    called, introduction = row
    if introduction is None:
        return Shown(account_id, called, None)
    return Shown(account_id, called, introduction.picture, introduction.words, introduction.phone, introduction.reached)


async def latest_letter(session: AsyncSession, actor: Actor, youth_id: UUID) -> Letter | None:
    """The letter that holds: a later one takes the place of one before. Her caseworker sees whether it was opened."""
    youth = await youth_read_by(session, actor, youth_id)
    letter = await session.scalar(
        select(WelcomeLetter)
        .where(WelcomeLetter.youth_id == youth.id)
        .order_by(WelcomeLetter.made_at.desc(), WelcomeLetter.id.desc())
        .limit(1)
    )
    if letter is None:
        return None
    texts = await read_words(session, actor, [letter.content_id], purpose="support")
    return Letter(
        letter.id,
        texts.get(letter.content_id, ""),
        letter.made_at,
        letter.meeting_at,
        letter.opened_at,
        await shown(session, letter.made_by),
    )
