"""What became of a published round: menus by where they are now, and what was left out when it was published."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Proposal, Round, StayRequest
from models.people import Youth
from models.record import RecordEvent
from service.errors import NotFound
from service.record import Event


@dataclass(frozen=True)
class NotThere:
    """A request without a menu, or an option that is not on one (`rank`)."""

    youth_id: UUID
    youth_called: str
    because: str
    rank: int | None


@dataclass(frozen=True)
class PublishedView:
    round_id: UUID
    status: str
    published_at: datetime | None
    menus: dict[str, int]  # by status
    dropped: tuple[NotThere, ...]
    left_out: tuple[NotThere, ...]


async def published_view(session: AsyncSession, round_id: UUID) -> PublishedView:
    found = await session.get(Round, round_id)
    if found is None:
        raise NotFound()
    statuses = await session.scalars(select(Proposal.status).where(Proposal.round_id == round_id))
    details = await session.scalar(
        select(RecordEvent.details).where(
            RecordEvent.about_id == round_id, RecordEvent.kind == Event.ROUND_PUBLISHED.value
        )
    )
    told = json.loads(details) if details else {}
    names = await _names(session)
    return PublishedView(
        found.id,
        found.status,
        found.published_at,
        dict(Counter(statuses)),
        tuple(_not_there(one, names) for one in told.get("dropped", [])),
        tuple(_not_there(one, names) for one in told.get("left_out", [])),
    )


async def _names(session: AsyncSession) -> dict[UUID, tuple[UUID, str]]:
    rows = await session.execute(
        select(StayRequest.id, Youth.id, Youth.called).join(Youth, Youth.id == StayRequest.youth_id)
    )
    return {request_id: (youth_id, called) for request_id, youth_id, called in rows}


def _not_there(told: str, names: dict[UUID, tuple[UUID, str]]) -> NotThere:
    """As the record keeps it: the request, the rank of the option if it is one, the code."""
    request, *rank, because = told.split(" ")
    youth_id, called = names[UUID(request)]
    return NotThere(youth_id, called, because, int(rank[0]) if rank else None)
