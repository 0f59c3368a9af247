"""How anything she says becomes a row: what it is about, who reads it, by when it is answered, on whose behalf it is written down."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import StayRequest
from models.municipality import Municipality
from models.people import Account, Role, Youth
from models.words import Statement
from service import clock
from service.actor import Actor
from service.errors import Invalid
from service.record import say
from service.youths import rules
from service.youths.errors import AlreadyReplaced
from service.youths.regards import is_in_her_file


async def state_it(
    session: AsyncSession,
    actor: Actor,
    youth: Youth,
    kind: str,
    words: str | None,
    audience: str,
    stay_request_id: UUID | None,
    supersedes: UUID | None,
    *,
    answered: bool = True,
    cards: Sequence[str] = (),
    regards: str | None = None,
    regards_id: UUID | None = None,
    addressed_to: UUID | None = None,
    needed_before: datetime | None = None,
    answer_days: int | None = None,
) -> Statement:
    one_of("audience", audience, rules.AUDIENCES)
    if len(cards) > rules.MOST_CARDS or not all(rules.CARD.fullmatch(card) for card in cards):
        raise Invalid(field="cards", kind="not_a_choice")
    if (regards is not None or regards_id is not None) and not await is_in_her_file(
        session, youth.id, regards, regards_id
    ):
        raise Invalid(field="regards", kind="gone")
    if addressed_to is not None and await session.get(Account, addressed_to) is None:
        raise Invalid(field="addressed_to", kind="gone")
    if stay_request_id is not None:
        theirs = await session.scalar(select(StayRequest.youth_id).where(StayRequest.id == stay_request_id))
        if theirs != youth.id:
            raise Invalid(field="stay_request_id", kind="gone")
    content_id = await say(session, actor, words, youth_id=youth.id, field=kind)
    now = clock.now()
    due = None
    if answered and rules.needs_answer(kind, in_words=content_id is not None):
        days, zone = (
            await session.execute(
                select(Municipality.answer_days, Municipality.zone).where(Municipality.id == actor.municipality_id)
            )
        ).one()
        due = rules.answer_due(now, days if answer_days is None else answer_days, zone, before=needed_before)
    statement = Statement(
        youth_id=youth.id,
        stay_request_id=stay_request_id,
        kind=kind,
        audience=audience,
        content_id=content_id,
        supersedes_id=supersedes,
        made_by=actor.account_id,
        made_at=now,
        answer_due=due,
        cards=list(cards),
        regards=regards,
        regards_id=regards_id,
        addressed_to=addressed_to,
    )
    session.add(statement)
    await session.flush()
    return statement


async def may_be_replaced(session: AsyncSession, youth: Youth, statement_id: UUID) -> None:
    """The youth's row is locked by now, so that nobody else replaces it in between."""
    statement = await session.scalar(
        select(Statement).where(Statement.id == statement_id, Statement.youth_id == youth.id)
    )
    if statement is None or statement.kind != "wish":
        raise Invalid(field="supersedes", kind="gone")
    if await session.scalar(select(Statement.id).where(Statement.supersedes_id == statement_id)):
        raise AlreadyReplaced(field="supersedes")


def one_of(field: str, value: str, allowed: object) -> None:
    if value not in allowed:  # type: ignore[operator]
        raise Invalid(field=field, kind="not_a_choice")


def on_behalf(actor: Actor, youth: Youth) -> UUID | None:
    return None if actor.role is Role.YOUTH else youth.account_id
