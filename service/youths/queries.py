"""What has been said and answered: for the youth's own page, for her caseworker's, and for what must be answered first.

Reading words is the caller's rule and the record's event (`read_words`): her caseworker's reading shows in her receipt.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.breaks import StayRequest
from models.people import Youth
from models.words import Answer, OwnPerson, Statement
from service.actor import Actor
from service.errors import NotFound
from service.record import read_words
from service.youths.access import (
    readable_statements,
    readable_youths,
    youth_heard_by,
    youth_read_by,
)
from service.youths.regards import regarded
from service.youths.rules import NOTHING_OFFERED
from service.youths.said import GivenAnswer, ReadBy, Regarded, Said, WishedBreak, WishedThing
from service.youths.said_rows import readings_of
from service.youths.showing import as_shown

__all__ = [
    "GivenAnswer", "OwnPersonNamed", "ReadBy", "Said", "Unanswered", "WishedBreak", "WishedThing", "own_people_of",
    "regarded_by", "statements_of", "unanswered", "waits_for_an_answer",
]  # fmt: skip


@dataclass(frozen=True)
class Unanswered:
    """A statement that somebody has to answer. Words are read apart (`statements_of`), since reading is recorded."""

    id: UUID
    youth_id: UUID
    youth_called: str
    kind: str
    made_at: datetime
    answer_due: datetime
    stay_request_id: UUID | None
    in_words: bool


_newer = aliased(Statement)


def _is_current() -> ColumnElement[bool]:
    return ~select(_newer.id).where(_newer.supersedes_id == Statement.id).exists()


def waits_for_an_answer() -> ColumnElement[bool]:
    """Needs an answer and has none. A request made of cards alone is answered by what is offered for it."""
    return and_(
        Statement.answer_due.is_not(None),
        _is_current(),
        ~select(Answer.id).where(Answer.statement_id == Statement.id).exists(),
        or_(
            Statement.kind != "request",
            Statement.content_id.is_not(None),
            select(StayRequest.id)
            .where(StayRequest.id == Statement.stay_request_id, StayRequest.status.in_(NOTHING_OFFERED))
            .exists(),
        ),
    )


async def statements_of(
    session: AsyncSession,
    actor: Actor,
    youth_id: UUID,
    *,
    statement_id: UUID | None = None,
    stay_request_id: UUID | None = None,
    current_only: bool = False,
    kinds: tuple[str, ...] | None = None,
    purpose: str = "support",
) -> list[Said]:
    """What she has said and this actor may read, the newest first, with answers; to herself and her caseworker also who
    has read it."""
    youth = await youth_heard_by(session, actor, youth_id)
    asked = (
        select(Statement)
        .where(Statement.youth_id == youth_id, readable_statements(actor))
        .order_by(Statement.made_at.desc(), Statement.id.desc())
    )
    if statement_id is not None:
        asked = asked.where(Statement.id == statement_id)
    if stay_request_id is not None:
        asked = asked.where(Statement.stay_request_id == stay_request_id)
    if current_only:
        asked = asked.where(_is_current())
    if kinds is not None:
        asked = asked.where(Statement.kind.in_(kinds))
    statements = list(await session.scalars(asked))
    return await as_shown(session, actor, youth, statements, purpose)


async def regarded_by(
    session: AsyncSession, actor: Actor, youth_id: UUID, regards: str, regards_id: UUID, *, purpose: str = "support"
) -> Regarded:
    """Something in her file, with its words, for the one who wants to say something about it."""
    youth = await youth_read_by(session, actor, youth_id)
    row = (await regarded(session, youth_id, [(regards, regards_id)])).get(regards_id)
    if row is None:
        raise NotFound()
    texts = await read_words(session, actor, [row.content_id], purpose=purpose)
    by = "" if row.made_by in (None, youth.account_id) else row.by
    return Regarded(row.kind, row.id, texts.get(row.content_id, "") if row.content_id else "", by, row.at)


async def unanswered(
    session: AsyncSession,
    actor: Actor,
    *,
    youth_id: UUID | None = None,
    stay_request_id: UUID | None = None,
    made_before: datetime | None = None,
) -> list[Unanswered]:
    """What waits for an answer among the youths whose words this actor may read, the most pressing first."""
    asked = (
        select(Statement, Youth.called)
        .join(Youth, Youth.id == Statement.youth_id)
        .where(readable_youths(actor), waits_for_an_answer())
        .order_by(Statement.answer_due, Statement.id)
    )
    if youth_id is not None:
        asked = asked.where(Statement.youth_id == youth_id)
    if stay_request_id is not None:
        asked = asked.where(Statement.stay_request_id == stay_request_id)
    if made_before is not None:
        asked = asked.where(Statement.made_at < made_before)
    return [
        Unanswered(
            one.id,
            one.youth_id,
            called,
            one.kind,
            one.made_at,
            one.answer_due,
            one.stay_request_id,
            one.content_id is not None,
        )
        for one, called in await session.execute(asked)
        if one.answer_due is not None
    ]


@dataclass(frozen=True)
class OwnPersonNamed:
    id: UUID
    words: str
    state: str
    made_at: datetime
    read_by: tuple[ReadBy, ...] = field(default=())


async def own_people_of(session: AsyncSession, actor: Actor, youth_id: UUID) -> list[OwnPersonNamed]:
    """The people she named herself, in her words; withdrawn ones left out."""
    youth = await youth_read_by(session, actor, youth_id)
    people = list(
        await session.scalars(
            select(OwnPerson)
            .where(OwnPerson.youth_id == youth_id, OwnPerson.state != "withdrawn")
            .order_by(OwnPerson.made_at)
        )
    )
    texts = await read_words(session, actor, [one.content_id for one in people], purpose="support")
    readings = await readings_of(session, youth_id, youth.account_id)
    return [
        OwnPersonNamed(
            one.id, texts.get(one.content_id, ""), one.state, one.made_at, tuple(readings.get(one.content_id, ()))
        )
        for one in people
    ]
