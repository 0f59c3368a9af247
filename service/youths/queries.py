"""What has been said and answered: for the youth's own page, for her caseworker's, and for what must be answered first.

Reading words is the caller's rule and the record's event (`read_words`): her caseworker's reading shows in her receipt.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.breaks import Occurrence, StayRequest, StayWindow
from models.people import Account, Youth
from models.record import RecordEvent
from models.supply import Mentor, Site
from models.words import Answer, OwnPerson, Statement, Wish
from service.actor import Actor
from service.record import Event, read_words
from service.youths.access import readable_youths, youth_read_by


@dataclass(frozen=True)
class WishedThing:
    """What a wish is about, with the name a person knows it by; only one of site, mentor and trait is set."""

    wish_id: UUID
    subject: str
    strength: str
    site_id: UUID | None
    mentor_id: UUID | None
    trait: str | None
    called: str | None  # of the site or mentor


@dataclass(frozen=True)
class WishedBreak:
    """The break a statement is about."""

    kind: str
    is_series: bool
    first: datetime | None


@dataclass(frozen=True)
class GivenAnswer:
    verdict: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ReadBy:
    """The first time somebody else opened these words."""

    called: str
    role: str
    at: datetime


@dataclass(frozen=True)
class Said:
    """One statement with its receipt. `words` is None when she picked cards, or when the words were erased."""

    id: UUID
    kind: str
    words: str | None
    made_at: datetime
    audience: str
    stay_request_id: UUID | None
    answer_due: datetime | None
    wish: WishedThing | None
    wished_break: WishedBreak | None
    on_her_behalf: bool
    is_replaced: bool
    takes_back: bool
    answers: tuple[GivenAnswer, ...] = ()
    read_by: tuple[ReadBy, ...] = ()

    @property
    def waits(self) -> bool:
        return self.answer_due is not None and not self.answers and not self.is_replaced


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


def _waits() -> ColumnElement[bool]:
    """Needs an answer and has none. A request made of cards alone is answered by what is offered for it."""
    return and_(
        Statement.answer_due.is_not(None),
        _is_current(),
        ~select(Answer.id).where(Answer.statement_id == Statement.id).exists(),
        or_(
            Statement.kind != "request",
            Statement.content_id.is_not(None),
            select(StayRequest.id)
            .where(StayRequest.id == Statement.stay_request_id, StayRequest.status.in_(("open", "planning")))
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
    purpose: str = "support",
) -> list[Said]:
    """What she has said, the newest first, with answers and who has read it."""
    youth = await youth_read_by(session, actor, youth_id)
    asked = (
        select(Statement).where(Statement.youth_id == youth_id).order_by(Statement.made_at.desc(), Statement.id.desc())
    )
    if statement_id is not None:
        asked = asked.where(Statement.id == statement_id)
    if stay_request_id is not None:
        asked = asked.where(Statement.stay_request_id == stay_request_id)
    if current_only:
        asked = asked.where(_is_current())
    statements = list(await session.scalars(asked))
    ids = [one.id for one in statements]
    wishes = await _wishes(session, ids)
    breaks = await _breaks(session, [one.stay_request_id for one in statements if one.stay_request_id])
    answers = await _answers(session, ids)
    texts = await read_words(
        session,
        actor,
        [one.content_id for one in statements] + [answer.content_id for each in answers.values() for answer, _ in each],
        purpose=purpose,
    )
    readings = await _readings(session, youth_id, youth.account_id)
    replaced = set(await session.scalars(select(Statement.supersedes_id).where(Statement.supersedes_id.in_(ids))))
    return [
        Said(
            id=one.id,
            kind=one.kind,
            words=texts.get(one.content_id) if one.content_id else None,
            made_at=one.made_at,
            audience=one.audience,
            stay_request_id=one.stay_request_id,
            answer_due=one.answer_due,
            wish=wishes.get(one.id),
            wished_break=breaks.get(one.stay_request_id) if one.stay_request_id else None,
            on_her_behalf=one.made_by != youth.account_id,
            is_replaced=one.id in replaced,
            takes_back=one.kind == "wish" and one.id not in wishes,
            answers=tuple(
                GivenAnswer(answer.verdict, texts.get(answer.content_id, ""), by, answer.made_at)
                for answer, by in answers.get(one.id, ())
            ),
            read_by=tuple(readings.get(one.content_id, ())) if one.content_id else (),
        )
        for one in statements
    ]


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
        .where(readable_youths(actor), _waits())
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
    readings = await _readings(session, youth_id, youth.account_id)
    return [
        OwnPersonNamed(
            one.id, texts.get(one.content_id, ""), one.state, one.made_at, tuple(readings.get(one.content_id, ()))
        )
        for one in people
    ]


async def _wishes(session: AsyncSession, statement_ids: list[UUID]) -> dict[UUID, WishedThing]:
    rows = await session.execute(
        select(Wish, Site.called, Mentor.called)
        .outerjoin(Site, Site.id == Wish.site_id)
        .outerjoin(Mentor, Mentor.id == Wish.mentor_id)
        .where(Wish.statement_id.in_(statement_ids))
    )
    return {
        wish.statement_id: WishedThing(
            wish.id, wish.subject, wish.strength, wish.site_id, wish.mentor_id, wish.trait, site or mentor
        )
        for wish, site, mentor in rows
    }


async def _breaks(session: AsyncSession, request_ids: list[UUID]) -> dict[UUID, WishedBreak]:
    rows = await session.execute(
        select(StayRequest.id, StayRequest.kind, StayRequest.is_series, func.min(StayWindow.arrival))
        .outerjoin(Occurrence, Occurrence.stay_request_id == StayRequest.id)
        .outerjoin(StayWindow, StayWindow.occurrence_id == Occurrence.id)
        .where(StayRequest.id.in_(request_ids))
        .group_by(StayRequest.id)
    )
    return {request_id: WishedBreak(kind, is_series, first) for request_id, kind, is_series, first in rows}


async def _answers(session: AsyncSession, statement_ids: list[UUID]) -> dict[UUID, list[tuple[Answer, str]]]:
    rows = await session.execute(
        select(Answer, Account.called)
        .join(Account, Account.id == Answer.made_by)
        .where(Answer.statement_id.in_(statement_ids))
        .order_by(Answer.made_at, Answer.id)
    )
    found: dict[UUID, list[tuple[Answer, str]]] = defaultdict(list)
    for answer, by in rows:
        found[answer.statement_id].append((answer, by))
    return found


async def _readings(session: AsyncSession, youth_id: UUID, her_account: UUID) -> dict[UUID, list[ReadBy]]:
    """Who has read which contents, each reader once, the first time."""
    rows = await session.execute(
        select(RecordEvent.details, RecordEvent.actor_id, RecordEvent.role, RecordEvent.at, Account.called)
        .join(Account, Account.id == RecordEvent.actor_id)
        .where(
            RecordEvent.youth_id == youth_id,
            RecordEvent.kind == Event.WORDS_READ.value,
            RecordEvent.actor_id != her_account,
        )
        .order_by(RecordEvent.seq)
    )
    found: dict[UUID, dict[UUID, ReadBy]] = defaultdict(dict)
    for details, reader, role, at, called in rows:
        contents: Iterable[str] = json.loads(details).get("contents", ())
        for content in contents:
            found[UUID(content)].setdefault(reader or her_account, ReadBy(called, role, at))
    return {content: list(by_reader.values()) for content, by_reader in found.items()}
