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
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.record import read_words
from service.youths.access import (
    READS_WORDS,
    readable_statements,
    readable_youths,
    youth_heard_by,
    youth_read_by,
)
from service.youths.receipts import receipt_of
from service.youths.regards import regarded
from service.youths.said import (
    GivenAnswer,
    Known,
    OwnVersion,
    ReadBy,
    Readers,
    Regarded,
    Said,
    WishedBreak,
    WishedThing,
    answers_of,
    breaks_of,
    came_of_wishes,
    corrections_of,
    readings_of,
    wishes_of,
)

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


NOTHING_OFFERED = ("open", "planning")  # states of a request without a menu
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
    return await _shown(session, actor, youth, statements, purpose)


async def _shown(
    session: AsyncSession, actor: Actor, youth: Youth, statements: list[Statement], purpose: str
) -> list[Said]:
    ids = [one.id for one in statements]
    wishes = await wishes_of(session, ids)
    breaks = await breaks_of(session, [one.stay_request_id for one in statements if one.stay_request_id])
    answers = await answers_of(session, actor, ids)
    came_of = await came_of_wishes(session, youth.id) if wishes and actor.role in READS_WORDS else {}
    about = await regarded(session, youth.id, [(one.regards, one.regards_id) for one in statements])
    corrections = await corrections_of(
        session, actor, [*ids, *(one.id for each in answers.values() for one, _ in each)]
    )
    texts = await read_words(
        session,
        actor,
        [one.content_id for one in statements]
        + [answer.content_id for each in answers.values() for answer, _ in each]
        + ([one.content_id for one in about.values()] if actor.role in READS_WORDS else [])
        + [one.content_id for each in corrections.values() for one in each],
        purpose=purpose,
    )
    readings = await readings_of(session, youth.id, youth.account_id) if actor.role in READS_WORDS else {}
    replaced = set(await session.scalars(select(Statement.supersedes_id).where(Statement.supersedes_id.in_(ids))))
    readers = Readers(session, youth, actor.zone)
    now = clock.now()

    def versions_of(one: UUID) -> tuple[OwnVersion, ...]:
        return tuple(
            OwnVersion(each.id, texts.get(each.content_id, "") if each.content_id else "", each.made_at)
            for each in corrections.get(one, ())
        )

    said = []
    for one in statements:
        wish = wishes.get(one.id)
        wished_break = breaks.get(one.stay_request_id) if one.stay_request_id else None
        known = Known(
            kind=one.kind,
            answer_due=one.answer_due,
            addressed_to=one.addressed_to,
            is_answered=one.id in answers,
            is_replaced=one.id in replaced,
            takes_back=one.kind == "wish" and wish is None,
            is_offered=one.kind == "request"
            and one.content_id is None
            and wished_break is not None
            and wished_break.status not in NOTHING_OFFERED,
        )
        row = about.get(one.regards_id) if one.regards_id else None
        said.append(
            Said(
                id=one.id,
                kind=one.kind,
                words=texts.get(one.content_id) if one.content_id else None,
                made_at=one.made_at,
                audience=one.audience,
                stay_request_id=one.stay_request_id,
                answer_due=one.answer_due,
                wish=wish,
                wished_break=wished_break,
                on_her_behalf=one.made_by != youth.account_id,
                is_replaced=known.is_replaced,
                takes_back=known.takes_back,
                receipt=receipt_of(
                    known, await readers.of("veto" if wish and wish.is_a_veto else one.kind, one.addressed_to), now
                ),
                answers=tuple(
                    GivenAnswer(
                        answer.verdict,
                        texts.get(answer.content_id, ""),
                        by,
                        answer.made_at,
                        answer.id,
                        versions_of(answer.id),
                    )
                    for answer, by in answers.get(one.id, ())
                ),
                read_by=tuple(readings.get(one.content_id, ())) if one.content_id else (),
                cards=tuple(one.cards),
                addressed_to=one.addressed_to,
                about=Regarded(
                    row.kind,
                    row.id,
                    texts.get(row.content_id, "") if row.content_id else "",
                    row.by if row.made_by != youth.account_id else "",
                    row.at,
                )
                if row
                else None,
                versions=versions_of(one.id),
                came_of=tuple(came_of.get(wish.wish_id, ())) if wish else (),
            )
        )
    return said


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
