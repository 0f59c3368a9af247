"""Visits as somebody may see them. Those who are visited learn an age span, and who it is when it is booked; never a word of hers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Visit
from models.people import Youth
from models.supply import Mentor, Site
from models.words import Statement
from service import clock
from service.actor import Actor
from service.consents.queries import consent_state
from service.consents.rules import ConsentState, Kind
from service.errors import NotFound
from service.visits import rules
from service.visits.access import visible_visits
from service.visits.rules import Status, Step
from service.youths.access import youth_for
from service.youths.ages import age_on, age_span


@dataclass(frozen=True)
class VisitView:
    """`called` is the house or mentor; `who` her first name, for herself, her caseworker, and those she has booked with."""

    id: UUID
    youth_id: UUID
    status: Status
    site_id: UUID | None
    mentor_id: UUID | None
    called: str
    kind: str  # host, place, mentor
    who: str | None
    age_from: int
    age_to: int
    arrival: datetime | None
    departure: datetime | None
    waits_for: tuple[str, ...]  # whose yes is missing, when it is booked; "" for somebody we may not name
    answer_due: datetime | None  # when her caseworker has said more
    statement_id: UUID
    rev: int
    made_at: datetime
    steps: frozenset[Step]

    @property
    def oldest(self) -> int:
        return self.age_to - 1

    @property
    def address(self) -> str:
        """The presentation she came from."""
        return f"/people/sites/{self.site_id}" if self.site_id else f"/people/mentors/{self.mentor_id}"


async def visit_of(session: AsyncSession, actor: Actor, visit_id: UUID) -> VisitView:
    found = await _visits(session, actor, Visit.id == visit_id)
    if not found:
        raise NotFound()
    return found[0]


async def visits_of(session: AsyncSession, actor: Actor, youth_id: UUID) -> list[VisitView]:
    """All of hers, the newest first."""
    await youth_for(session, actor, youth_id)
    return await _visits(session, actor, Visit.youth_id == youth_id)


async def visits_here(session: AsyncSession, actor: Actor) -> list[VisitView]:
    """Those at one's own house, or with oneself: what waits first, then what is booked, then what has been."""
    order = {Status.WISHED: 0, Status.PROPOSED: 1, Status.BOOKED: 2}
    return sorted(await _visits(session, actor, Visit.id.is_not(None)), key=lambda one: order.get(one.status, 3))


async def visits_between(
    session: AsyncSession, actor: Actor, youth_id: UUID, first: datetime, last: datetime
) -> list[VisitView]:
    """For her calendar: booked and done visits that touch this time."""
    await youth_for(session, actor, youth_id)
    return await _between(session, actor, Visit.youth_id == youth_id, first, last)


async def visits_here_between(session: AsyncSession, actor: Actor, first: datetime, last: datetime) -> list[VisitView]:
    """For the calendar of a host, a place keeper or a mentor."""
    return await _between(session, actor, Visit.id.is_not(None), first, last)


async def _between(session: AsyncSession, actor: Actor, which: Any, first: datetime, last: datetime) -> list[VisitView]:
    found = await _visits(
        session,
        actor,
        which,
        Visit.status.in_((Status.BOOKED.value, Status.DONE.value)),
        Visit.arrival < last,
        Visit.departure > first,
    )
    return sorted(found, key=lambda one: (one.arrival or first, one.id))


async def _visits(session: AsyncSession, actor: Actor, *which: Any) -> list[VisitView]:
    rows = await session.execute(
        select(Visit, Youth, Site, Mentor, Statement.answer_due)
        .join(Youth, Youth.id == Visit.youth_id)
        .join(Statement, Statement.id == Visit.statement_id)
        .outerjoin(Site, Site.id == Visit.site_id)
        .outerjoin(Mentor, Mentor.id == Visit.mentor_id)
        .where(visible_visits(actor), *which)
        .order_by(Visit.made_at.desc(), Visit.id.desc())
    )
    found: list[VisitView] = []
    for visit, youth, site, mentor, answer_due in rows.all():
        day = (visit.arrival or clock.now()).date()
        first, end = age_span(age_on(day, youth.birth_date))
        status = Status(visit.status)
        gate = await gate_of(session, visit, site.kind if site else "mentor") if status is Status.BOOKED else None
        theirs = actor.role in rules.THEIRS
        met = status in (Status.BOOKED, Status.DONE) and (gate is None or gate.is_open)
        found.append(
            VisitView(
                id=visit.id,
                youth_id=visit.youth_id,
                status=status,
                site_id=visit.site_id,
                mentor_id=visit.mentor_id,
                called=site.called if site else mentor.called,
                kind=site.kind if site else "mentor",
                who=None if theirs and not met else youth.called,
                age_from=first,
                age_to=end,
                arrival=visit.arrival,
                departure=visit.departure,
                waits_for=_missing(gate, hidden=theirs),
                answer_due=answer_due,
                statement_id=visit.statement_id,
                rev=visit.rev,
                made_at=visit.made_at,
                steps=frozenset(rules.possible_steps(status, actor.role)),
            )
        )
    return found


async def gate_of(session: AsyncSession, visit: Visit, kind: str) -> ConsentState:
    """Whose yes a visit needs on its day. A host family is asked about as strictly as for a break there."""
    day = (visit.arrival or clock.now()).date()
    return await consent_state(session, visit.youth_id, Kind.OVERNIGHT if kind == "host" else Kind.DAYTIME, day)


def _missing(gate: ConsentState | None, *, hidden: bool) -> tuple[str, ...]:
    if gate is None or gate.is_open:
        return ()
    return ("",) if hidden or not gate.missing else tuple(one.called for one in gate.missing)
