"""The clock's part: a visit that has been is done; a time nobody said yes to, or that lacks a yes, is looked for anew.

A visit to somebody she has said no to since is ended without a word to anybody.
"""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Visit
from models.supply import Site
from models.words import Veto
from service import clock
from service.jobs import every
from service.record import Event, record
from service.visits import rules
from service.visits.actions import move_by_the_clock, tell_her_caseworker
from service.visits.queries import gate_of
from service.visits.rules import Status, Step

AT_ONCE = 200


@every(seconds=60)
async def let_visits_pass(session: AsyncSession) -> int:
    """How many moved on."""
    now = clock.now()
    due = select(Visit).where(Visit.status.in_((Status.PROPOSED.value, Status.BOOKED.value)), Visit.arrival <= now)
    moved = 0
    for visit in (await session.scalars(due.order_by(Visit.id).limit(AT_ONCE).with_for_update(skip_locked=True))).all():
        kind = await session.scalar(select(Site.kind).where(Site.id == visit.site_id)) if visit.site_id else "mentor"
        gate = await gate_of(session, visit, kind or "host")
        step = rules.by_the_clock(Status(visit.status), visit.arrival, visit.departure, consented=gate.is_open, now=now)
        if step is None:
            continue
        to = move_by_the_clock(visit, step)
        if step is Step.FALL_THROUGH:
            visit.arrival = visit.departure = None
            await tell_her_caseworker(session, visit.youth_id)
        record(
            session,
            None,
            Event.VISIT_DONE if step is Step.FINISH else Event.VISIT_CANCELLED,
            youth_id=visit.youth_id,
            about=visit,
            details={"to": to.value},
        )
        moved += 1
    return moved + await _end_what_she_said_no_to(session)


async def _end_what_she_said_no_to(session: AsyncSession) -> int:
    vetoed = select(Veto.id).where(
        Veto.youth_id == Visit.youth_id,
        Veto.lifted_at.is_(None),
        or_(Veto.site_id == Visit.site_id, Veto.mentor_id == Visit.mentor_id),
    )
    there = select(Visit).where(Visit.status.in_([one.value for one in rules.OPEN]), vetoed.exists())
    visits = (await session.scalars(there.order_by(Visit.id).limit(AT_ONCE).with_for_update(skip_locked=True))).all()
    for visit in visits:
        visit.status, visit.rev = Status.CANCELLED.value, visit.rev + 1
        record(session, None, Event.VISIT_CANCELLED, youth_id=visit.youth_id, about=visit)
    return len(visits)
