"""Breaks that a round gave no option: as a list without reasons, and one of them with what would help, for staff.

Worked out anew from the round's own facts when somebody opens it. Whom to ask and who else would move is said here and
nowhere a youth reads.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

import matching
from matching import problem as facts
from models.breaks import Round, StayWindow
from models.people import Youth
from models.supply import Mentor, Site
from service.errors import NotFound
from service.planning.reasons import Help, without_an_option


@dataclass(frozen=True)
class UnmetRow:
    """A wished break without an option. No reasons in a list: they stand on the page of this one break."""

    occurrence_id: UUID
    called: str
    arrival: datetime | None


@dataclass(frozen=True)
class UnmetView:
    """One wished break without an option: what is in the way, by who could lift it, and what would help, with names."""

    round_id: UUID
    called: str
    arrival: datetime | None
    nearest: matching.Placement | None
    in_the_way: dict[str, tuple[str, ...]]
    helps: tuple[Help, ...]
    names: dict[str, str]


async def unmet_view(session: AsyncSession, round_id: UUID, occurrence_id: UUID) -> UnmetView:
    """Worked out anew from the round's own facts, for one break that it gave no option."""
    found = await session.get(Round, round_id)
    if found is None or found.outcome is None or found.problem is None:
        raise NotFound()
    problem = matching.read_problem(found.problem)
    outcome = matching.read_outcome(found.outcome, problem)
    if str(occurrence_id) not in {one.occurrence for one in outcome.unplaced}:
        raise NotFound()
    (row,) = await unmet_rows(session, problem, [str(occurrence_id)])
    nearest, in_the_way, helps = without_an_option(problem, outcome.plan, str(occurrence_id))
    names = {str(id): called for id, called in (await session.execute(select(Site.id, Site.called))).all()}
    names |= {str(id): called for id, called in (await session.execute(select(Mentor.id, Mentor.called))).all()}
    moved = [step.stay for one in helps for step in one.steps if step.stay is not None]
    names |= {str(row.occurrence_id): row.called for row in await unmet_rows(session, problem, moved)}
    return UnmetView(round_id, row.called, row.arrival, nearest, in_the_way, helps, names)


async def unmet_rows(session: AsyncSession, problem: facts.Problem, occurrences: list[str]) -> list[UnmetRow]:
    asked = {UUID(one): UUID(problem.request_of[one].youth) for one in occurrences}
    names = dict((await session.execute(select(Youth.id, Youth.called).where(Youth.id.in_(asked.values())))).all())
    first = dict(
        (
            await session.execute(
                select(StayWindow.occurrence_id, func.min(StayWindow.arrival))
                .where(StayWindow.occurrence_id.in_(asked))
                .group_by(StayWindow.occurrence_id)
            )
        ).all()
    )
    rows = [UnmetRow(one, names.get(youth, "–"), first.get(one)) for one, youth in asked.items()]
    return sorted(rows, key=lambda row: (row.called, row.arrival.isoformat() if row.arrival else "", row.occurrence_id))
