"""What the engine is told of what is asked for: open requests, their occurrences and windows, siblings who go together."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from matching import problem as facts
from models.breaks import Occurrence, StayRequest, StayWindow
from models.people import Sibling, SupportGrant
from service.planning.horizon import Horizon, every
from service.planning.told_wishes import school_zones, wishes

PREFERENCE = {0: 10, 1: 40, 2: 70, 3: 100}  # her three piles and "if nothing else", in the engine's per cent


async def windows_ahead(
    session: AsyncSession,
    now: datetime,
    of_request: UUID | None = None,
    of_occurrences: Collection[UUID] | None = None,
) -> dict[UUID, list[StayWindow]]:
    """Windows still ahead, by occurrence, of open occurrences of open requests; or of one request's that are not settled;
    or of occurrences that are named."""
    wanted: ColumnElement[bool]
    if of_occurrences is not None:
        wanted = Occurrence.id.in_(of_occurrences)
    elif of_request is None:
        wanted = and_(StayRequest.status == "open", Occurrence.status.in_(("open", "unmet")))
    else:
        wanted = and_(StayRequest.id == of_request, Occurrence.status.in_(("open", "unmet", "held")))
    rows = await every(
        session,
        select(StayWindow)
        .join(Occurrence, Occurrence.id == StayWindow.occurrence_id)
        .join(StayRequest, StayRequest.id == Occurrence.stay_request_id)
        .where(wanted, StayWindow.arrival > now)
        .order_by(StayWindow.arrival, StayWindow.id),
    )
    windows: dict[UUID, list[StayWindow]] = defaultdict(list)
    for row in rows:
        windows[row.occurrence_id].append(row)
    return windows


async def requests(
    session: AsyncSession, windows: dict[UUID, list[StayWindow]], horizon: Horizon, siblings: Sequence[Sibling]
) -> list[facts.Request]:
    occurrences: dict[UUID, list[Occurrence]] = defaultdict(list)
    rows = await every(
        session,
        select(Occurrence).where(Occurrence.id.in_(windows)).order_by(Occurrence.stay_request_id, Occurrence.number),
    )
    for row in rows:
        occurrences[row.stay_request_id].append(row)
    query = select(StayRequest, SupportGrant.kind).join(SupportGrant, SupportGrant.id == StayRequest.support_grant_id)
    query = query.where(StayRequest.id.in_(occurrences)).order_by(StayRequest.id)
    weighed, together = await wishes(session, await school_zones(session)), _together(rows, windows, siblings)
    return [
        facts.Request(
            id=str(request.id),
            youth=str(request.youth_id),
            occurrences=tuple(
                facts.Occurrence(
                    str(one.id),
                    tuple(
                        facts.Window(
                            str(window.id),
                            horizon.minute(window.arrival),
                            horizon.minute(window.departure),
                            PREFERENCE[window.preference],
                        )
                        for window in windows[one.id]
                    ),
                    together.get(one.id),
                )
                for one in occurrences[request.id]
            ),
            importance=request.importance,
            wishes=weighed(request),
            mentor=facts.Along(request.mentor_along),
            series=request.is_series,
            visit_first=request.visit_first,
            needs_grant=grant_kind != "open_offer",
        )
        for request, grant_kind in (await session.execute(query))
    ]


def _together(
    occurrences: Sequence[Occurrence], windows: dict[UUID, list[StayWindow]], siblings: Sequence[Sibling]
) -> dict[UUID, str]:
    """Siblings who want to go together: their occurrences with the same times are one, in the same house."""
    times = {one.id: frozenset((w.arrival, w.departure) for w in windows[one.id]) for one in occurrences}
    mine: dict[UUID, dict[frozenset[Any], UUID]] = defaultdict(dict)
    for one in occurrences:
        mine[one.youth_id][times[one.id]] = one.id
    pairs: dict[UUID, str] = {}
    for pair in siblings:
        if pair.want != "together":
            continue
        for when, occurrence in mine[pair.older_id].items():
            if (other := mine[pair.younger_id].get(when)) is not None:
                pairs[occurrence], pairs[other] = str(other), str(occurrence)
    return pairs
