"""Wishing a visit, giving it a time, saying yes, another time, or no. Nobody is asked why, on either side."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim, ContactReminder, Visit
from models.supply import MentorCleared, SiteCleared
from service import clock
from service.actor import Actor
from service.errors import Changed, Forbidden, Invalid, NotFound
from service.record import Event, record
from service.visits import rules
from service.visits.access import visible_visits
from service.visits.errors import BusyThen, NotCleared, NotThatStep, SaidNoToThem
from service.visits.rules import Status, Step
from service.youths.access import youth_spoken_for
from service.youths.actions import make_statement
from service.youths.likings import is_vetoed, must_be_there

TOLD_WITHIN = timedelta(days=1)
EVENT_OF = {
    Step.PROPOSE: Event.VISIT_PROPOSED,
    Step.ACCEPT: Event.VISIT_BOOKED,
    Step.OTHER_TIME: Event.VISIT_WISHED,
    Step.FINISH: Event.VISIT_DONE,
}  # every other step ends it: VISIT_CANCELLED


async def wish_visit(
    session: AsyncSession,
    actor: Actor,
    youth_id: UUID,
    *,
    site_id: UUID | None = None,
    mentor_id: UUID | None = None,
    words: str | None = None,
) -> Visit:
    """She wants to see them before she decides. Asked for twice, there is still one."""
    youth = await youth_spoken_for(session, actor, youth_id)
    await must_be_there(session, site_id=site_id, mentor_id=mentor_id, exactly_one=True)
    if await is_vetoed(session, youth_id, site_id=site_id, mentor_id=mentor_id):
        raise SaidNoToThem()
    there = await open_visit(session, youth_id, site_id=site_id, mentor_id=mentor_id)
    if there is not None:
        return there
    statement = await make_statement(session, actor, youth_id, kind="visit", words=words)
    visit = Visit(
        youth_id=youth_id,
        site_id=site_id,
        mentor_id=mentor_id,
        statement_id=statement.id,
        status=Status.WISHED.value,
        made_at=clock.now(),
    )
    session.add(visit)
    await session.flush()
    record(
        session,
        actor,
        Event.VISIT_WISHED,
        youth_id=youth_id,
        about=visit,
        details={"site": site_id, "mentor": mentor_id, "statement": statement.id},
        on_behalf_of=None if actor.subject_id == youth_id else youth.account_id,
    )
    return visit


async def open_visit(
    session: AsyncSession, youth_id: UUID, *, site_id: UUID | None = None, mentor_id: UUID | None = None
) -> Visit | None:
    """The one that is on its way there, if there is one."""
    found: Visit | None = await session.scalar(
        select(Visit).where(
            Visit.youth_id == youth_id,
            Visit.status.in_([one.value for one in rules.OPEN]),
            Visit.site_id == site_id if site_id is not None else Visit.mentor_id == mentor_id,
        )
    )
    return found


async def propose(
    session: AsyncSession, actor: Actor, visit_id: UUID, *, arrival: datetime, minutes: int, rev: int | None = None
) -> Visit:
    """Those who are visited say when. It is hers to answer; nothing is booked yet."""
    visit = await _visit_for(session, actor, visit_id, rev)
    if actor.role not in rules.THEIRS:
        raise Forbidden()
    departure = rules.check_time(arrival, minutes, clock.now(), actor.zone)
    await _must_be_cleared(session, visit, arrival, departure)
    if visit.mentor_id is not None and await _mentor_is_busy(session, visit, arrival, departure):
        raise BusyThen(field="arrival")
    _move(visit, Step.PROPOSE, actor)
    visit.arrival, visit.departure = arrival, departure
    record(
        session,
        actor,
        Event.VISIT_PROPOSED,
        youth_id=visit.youth_id,
        about=visit,
        details={"arrival": arrival, "departure": departure},
    )
    await session.flush()
    return visit


async def take_step(
    session: AsyncSession, actor: Actor, visit_id: UUID, step: Step, *, rev: int | None = None
) -> Visit:
    """Every other step, hers and theirs."""
    if step is Step.PROPOSE:
        raise Invalid(field="step", kind="not_a_choice")
    visit = await _visit_for(session, actor, visit_id, rev)
    if rules.next_status(Status(visit.status), step, actor.role) is None:
        raise NotThatStep()
    if step is Step.ACCEPT and visit.arrival is not None and visit.departure is not None:
        await youth_spoken_for(session, actor, visit.youth_id)
        await _can_be_booked(session, visit, visit.arrival, visit.departure)
    if step is Step.NOT_DONE and (visit.departure or clock.now()) + rules.NOT_DONE_WITHIN < clock.now():
        raise NotThatStep()
    _move(visit, step, actor)
    if step is Step.CANNOT:
        await tell_her_caseworker(session, visit.youth_id)
    record(
        session,
        actor,
        EVENT_OF.get(step, Event.VISIT_CANCELLED),
        youth_id=visit.youth_id,
        about=visit,
        details={"step": step.value, "arrival": visit.arrival},
    )
    await session.flush()
    return visit


async def tell_her_caseworker(session: AsyncSession, youth_id: UUID) -> None:
    """It does not work out there: somebody says so to her kindly, and looks for another."""
    now = clock.now()
    session.add(ContactReminder(youth_id=youth_id, because="visit", due=now + TOLD_WITHIN, made_at=now))


def move_by_the_clock(visit: Visit, step: Step) -> Status:
    to = rules.next_status(Status(visit.status), step, None)
    if to is None:
        raise NotThatStep()
    visit.status, visit.rev = to.value, visit.rev + 1
    return to


def _move(visit: Visit, step: Step, actor: Actor) -> None:
    to = rules.next_status(Status(visit.status), step, actor.role)
    if to is None:
        raise NotThatStep()
    visit.status, visit.rev = to.value, visit.rev + 1


async def _visit_for(session: AsyncSession, actor: Actor, visit_id: UUID, rev: int | None) -> Visit:
    visit = await session.scalar(
        select(Visit)
        .where(Visit.id == visit_id, visible_visits(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if visit is None:
        raise NotFound()
    if rev is not None and rev != visit.rev:
        raise Changed()
    return visit


async def _can_be_booked(session: AsyncSession, visit: Visit, arrival: datetime, departure: datetime) -> None:
    """At the moment of her yes: not over, she is free, they are cleared."""
    if arrival <= clock.now():
        raise NotThatStep()
    during: Range[datetime] = Range(arrival, departure)
    hers = select(Claim.id).where(
        Claim.youth_id == visit.youth_id, Claim.state == "booked", Claim.span.op("&&")(during)
    )
    other = select(Visit.id).where(
        Visit.id != visit.id,
        Visit.status == Status.BOOKED.value,
        or_(Visit.youth_id == visit.youth_id, Visit.mentor_id == visit.mentor_id),
        Visit.arrival < departure,
        Visit.departure > arrival,
    )
    busy = await session.scalar(hers.limit(1)) or await session.scalar(other.limit(1))
    if busy or (visit.mentor_id is not None and await _mentor_is_busy(session, visit, arrival, departure)):
        raise BusyThen()
    await _must_be_cleared(session, visit, arrival, departure)


async def _mentor_is_busy(session: AsyncSession, visit: Visit, arrival: datetime, departure: datetime) -> bool:
    along = select(Claim.id).where(
        Claim.mentor_id == visit.mentor_id,
        Claim.state == "booked",
        Claim.youth_id != visit.youth_id,
        Claim.span.op("&&")(Range(arrival, departure)),
    )
    return await session.scalar(along.limit(1)) is not None


async def _must_be_cleared(session: AsyncSession, visit: Visit, arrival: datetime, departure: datetime) -> None:
    """No valid check at that time, no meeting."""
    table = SiteCleared if visit.site_id else MentorCleared
    whose = SiteCleared.site_id == visit.site_id if visit.site_id else MentorCleared.mentor_id == visit.mentor_id
    spans = await session.scalars(select(table.span).where(whose))
    if not any(_covers(span, arrival, departure) for span in spans):
        raise NotCleared(field="arrival")


def _covers(span: Range[datetime], arrival: datetime, departure: datetime) -> bool:
    return (span.lower is None or span.lower <= arrival) and (span.upper is None or span.upper >= departure)
