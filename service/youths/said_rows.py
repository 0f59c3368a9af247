"""Where the parts of a statement come from: wishes, breaks, answers, her own versions, what came of it, who has read it.

Rows without words: which words are opened is `queries.statements_of`, since reading is recorded.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Occurrence, Placement, Proposal, ProposalOption, StayRequest, StayWindow
from models.people import Account, Youth
from models.record import RecordEvent
from models.supply import Mentor, Site
from models.words import Answer, Statement, Wish
from service.actor import Actor
from service.record import Event
from service.youths.access import readable_answers, readable_statements, readers_of
from service.youths.rules import Reader
from service.youths.said import CameOf, ReadBy, WishedBreak, WishedThing


class Readers:
    """Who can read statements of one youth, looked up once for each kind and addressee."""

    def __init__(self, session: AsyncSession, youth: Youth, zone: str) -> None:
        self._session, self._youth, self._zone = session, youth, zone
        self._found: dict[tuple[str, UUID | None], list[Reader]] = {}

    async def of(self, kind: str, addressed_to: UUID | None) -> list[Reader]:
        key = (kind, addressed_to)
        if key not in self._found:
            self._found[key] = await readers_of(
                self._session, self._youth, self._zone, kind=kind, addressed_to=addressed_to
            )
        return self._found[key]


async def wishes_of(session: AsyncSession, statement_ids: list[UUID]) -> dict[UUID, WishedThing]:
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


async def breaks_of(session: AsyncSession, request_ids: list[UUID]) -> dict[UUID, WishedBreak]:
    rows = await session.execute(
        select(
            StayRequest.id, StayRequest.kind, StayRequest.is_series, func.min(StayWindow.arrival), StayRequest.status
        )
        .outerjoin(Occurrence, Occurrence.stay_request_id == StayRequest.id)
        .outerjoin(StayWindow, StayWindow.occurrence_id == Occurrence.id)
        .where(StayRequest.id.in_(request_ids))
        .group_by(StayRequest.id)
    )
    return {one[0]: WishedBreak(one[1], one[2], one[3], one[4]) for one in rows}


async def answers_of(
    session: AsyncSession, actor: Actor, statement_ids: list[UUID]
) -> dict[UUID, list[tuple[Answer, str]]]:
    rows = await session.execute(
        select(Answer, Account.called)
        .join(Account, Account.id == Answer.made_by)
        .join(Statement, Statement.id == Answer.statement_id)
        .where(Answer.statement_id.in_(statement_ids), readable_answers(actor))
        .order_by(Answer.made_at, Answer.id)
    )
    found: dict[UUID, list[tuple[Answer, str]]] = defaultdict(list)
    for answer, by in rows:
        found[answer.statement_id].append((answer, by))
    return found


async def corrections_of(session: AsyncSession, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, list[Statement]]:
    """Her own versions of these things, by what they regard, the first first. Only those this actor may read."""
    found: dict[UUID, list[Statement]] = defaultdict(list)
    for one in await session.scalars(
        select(Statement)
        .where(Statement.regards_id.in_(ids), Statement.kind == "correction", readable_statements(actor))
        .order_by(Statement.made_at, Statement.id)
    ):
        if one.regards_id is not None:
            found[one.regards_id].append(one)
    return found


async def came_of_wishes(session: AsyncSession, youth_id: UUID) -> dict[UUID, list[CameOf]]:
    """By wish: the breaks she chose that it was weighed for. Met when it is met every time of it."""
    rows = await session.execute(
        select(ProposalOption.why, func.min(Site.called), func.min(Placement.arrival))
        .join(Proposal, Proposal.id == ProposalOption.proposal_id)
        .join(Placement, Placement.option_id == ProposalOption.id)
        .join(Site, Site.id == Placement.site_id)
        .where(
            Proposal.youth_id == youth_id,
            Proposal.status.in_(("chosen", "approved")),
            ProposalOption.state == "chosen",
            ~Placement.skipped,
        )
        .group_by(ProposalOption.id)
        .order_by(func.min(Placement.arrival))
    )
    found: dict[UUID, list[CameOf]] = defaultdict(list)
    for why, where, first in rows:
        met: dict[str, list[bool]] = defaultdict(list)
        for one in why:
            if one["reason"] == "wish" and one.get("wish"):
                met[one["wish"]].append(bool(one["met"]))
        for wish_id, each in met.items():
            found[UUID(wish_id)].append(CameOf(all(each), where, first))
    return found


async def readings_of(session: AsyncSession, youth_id: UUID, her_account: UUID) -> dict[UUID, list[ReadBy]]:
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
