"""Answers that are late, counted for each caseworker. The coordinator sees how many and since when, never whose or what."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, AccountRole, CaseworkerAssignment, Role
from models.words import Statement
from service import clock
from service.actor import Actor
from service.errors import Forbidden
from service.youths.queries import waits_for_an_answer


@dataclass(frozen=True)
class LateAnswers:
    """`since`: when the one that is latest was due; None when nothing is late."""

    called: str
    waiting: int
    late: int
    since: datetime | None


async def late_answers(session: AsyncSession, actor: Actor) -> list[LateAnswers]:
    """Every caseworker with youths today, those with the latest answers first. Counts alone."""
    if actor.role is not Role.COORDINATOR:
        raise Forbidden()
    late = Statement.answer_due < clock.now()
    rows = await session.execute(
        select(
            Account.called,
            func.count(Statement.id),
            func.count(Statement.id).filter(late),
            func.min(Statement.answer_due).filter(late),
        )
        .join(CaseworkerAssignment, CaseworkerAssignment.caseworker_id == Account.id)
        .outerjoin(Statement, (Statement.youth_id == CaseworkerAssignment.youth_id) & waits_for_an_answer())
        .where(CaseworkerAssignment.valid.contains(clock.today(actor.zone)))
        .group_by(Account.id, Account.called)
        .order_by(func.count(Statement.id).filter(late).desc(), func.lower(Account.called))
    )
    return [LateAnswers(*row) for row in rows]


async def names_of_coordinators(session: AsyncSession) -> list[str]:
    """Whom she can ask for when her caseworker does not answer."""
    return list(
        await session.scalars(
            select(Account.called)
            .join(AccountRole, AccountRole.account_id == Account.id)
            .where(AccountRole.role == Role.COORDINATOR.value, Account.closed_at.is_(None))
            .order_by(func.lower(Account.called))
        )
    )
