"""A wished break as its page shows it, and what a request needs to know before it is made: grants and school breaks."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Occurrence, StayRequest, StayWindow
from models.municipality import SchoolBreak
from models.people import SupportGrant, Youth
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.requests.rules import GRANTS_FOR, GrantFacts, Kind, Status, Step, possible_steps
from service.youths.access import visible_youths


@dataclass(frozen=True)
class WindowView:
    arrival: datetime
    departure: datetime
    preference: int


@dataclass(frozen=True)
class OccurrenceView:
    id: UUID
    number: int
    status: str
    windows: tuple[WindowView, ...]


@dataclass(frozen=True)
class RequestView:
    """A wished break. Its words are a statement and are read there, by those who may read her words."""

    id: UUID
    youth_id: UUID
    kind: str
    status: str
    importance: int
    mentor_along: str
    visit_first: bool
    is_series: bool
    every_weeks: int | None
    support_grant_id: UUID
    made_at: datetime
    rev: int
    occurrences: tuple[OccurrenceView, ...]
    can_withdraw: bool


@dataclass(frozen=True)
class SchoolBreakView:
    called: str
    days: Range[date]


async def request_of(session: AsyncSession, actor: Actor, request_id: UUID) -> RequestView:
    """One wished break of a youth this actor may see."""
    found = await _requests(session, actor, StayRequest.id == request_id)
    if not found:
        raise NotFound()
    return found[0]


async def requests_of(session: AsyncSession, actor: Actor, youth_id: UUID) -> list[RequestView]:
    """All wished breaks of a youth this actor may see, the newest first."""
    return await _requests(session, actor, StayRequest.youth_id == youth_id)


async def _requests(session: AsyncSession, actor: Actor, which: object) -> list[RequestView]:
    requests = list(
        await session.scalars(
            select(StayRequest)
            .join(Youth, Youth.id == StayRequest.youth_id)
            .where(visible_youths(actor), which)  # type: ignore[arg-type]
            .order_by(StayRequest.made_at.desc(), StayRequest.id.desc())
        )
    )
    rows = await session.execute(
        select(Occurrence, StayWindow)
        .outerjoin(StayWindow, StayWindow.occurrence_id == Occurrence.id)
        .where(Occurrence.stay_request_id.in_([one.id for one in requests]))
        .order_by(Occurrence.number, StayWindow.arrival, StayWindow.departure)
    )
    windows: dict[UUID, dict[UUID, tuple[Occurrence, list[WindowView]]]] = {}
    for occurrence, window in rows:
        mine = windows.setdefault(occurrence.stay_request_id, {}).setdefault(occurrence.id, (occurrence, []))
        if window is not None:
            mine[1].append(WindowView(window.arrival, window.departure, window.preference))
    return [
        RequestView(
            one.id,
            one.youth_id,
            one.kind,
            one.status,
            one.importance,
            one.mentor_along,
            one.visit_first,
            one.is_series,
            one.every_weeks,
            one.support_grant_id,
            one.made_at,
            one.rev,
            tuple(
                OccurrenceView(each.id, each.number, each.status, tuple(times))
                for each, times in windows.get(one.id, {}).values()
            ),
            Step.WITHDRAW in possible_steps(Status(one.status), actor.role),
        )
        for one in requests
    ]


async def grants_of(session: AsyncSession, youth_id: UUID) -> list[GrantFacts]:
    return [
        GrantFacts(one.id, one.kind, one.valid, one.nights_per_month)
        for one in await session.scalars(select(SupportGrant).where(SupportGrant.youth_id == youth_id))
    ]


def grants_ahead(grants: list[GrantFacts], kind: Kind, today: date) -> list[GrantFacts]:
    """Those that carry a break of this kind and are not over."""
    return [
        one for one in grants if one.kind in GRANTS_FOR[kind] and (one.valid.upper is None or one.valid.upper > today)
    ]


async def school_breaks(session: AsyncSession) -> list[SchoolBreakView]:
    """School breaks from today on."""
    rows = await session.scalars(select(SchoolBreak).order_by(SchoolBreak.days))
    today = clock.today()
    return [SchoolBreakView(one.called, one.days) for one in rows if one.days.upper is None or one.days.upper > today]
