"""Her calendar as a list: what is booked, kept, due or free, day by day, in weeks. The same things as in the month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim, Placement, Proposal, ProposalOption
from models.municipality import SchoolBreak
from models.supply import Site
from models.words import Answer, Statement
from service import clock
from service.actor import Actor
from service.stays.queries import Calendar
from service.visits.queries import visits_between
from service.youths.drafts import hers
from service.youths.looking_back import to_look_back_on


@dataclass(frozen=True)
class Entry:
    """One thing on one day. `kind`: stay, held, visit, free, answer, choose or tell; `what` is a name or nothing."""

    day: date
    kind: str
    what: str
    href: str
    arrival: datetime | None = None
    departure: datetime | None = None
    last_day: date | None = None
    mentor: str = ""


@dataclass(frozen=True)
class Agenda:
    entries: tuple[Entry, ...]
    held: tuple[Entry, ...]
    visits: tuple[Entry, ...]
    free: tuple[Entry, ...]


async def agenda_of(session: AsyncSession, actor: Actor, calendar: Calendar) -> Agenda:
    """What the shown month holds; of this month, what is still to come."""
    zone = ZoneInfo(actor.zone)
    first, last = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (calendar.first, calendar.last))
    youth_id, today = hers(actor), clock.today(actor.zone)
    is_now = calendar.month == today.replace(day=1)  # what is past of this month stands in the month, not in the list
    held = tuple(await _held(session, youth_id, first, last, zone))
    visits = tuple(
        Entry(_day(one.arrival, zone), "visit", one.called, f"/visits/{one.id}", one.arrival, one.departure)
        for one in await visits_between(session, actor, youth_id, first, last)
        if one.arrival is not None
    )
    free = tuple(await _free(session, calendar))
    stays = [
        Entry(
            _day(one.arrival, zone),
            "stay",
            one.place,
            f"/stays/{one.id}",
            one.arrival,
            one.departure,
            mentor=one.mentor,
        )
        for one in calendar.stays
        if one.will_be
    ]
    due = [one for one in await _due(session, youth_id, zone) if calendar.first <= one.day < calendar.last]
    told = [
        Entry(today, "tell", one.site_called, f"/looking-back/{one.id}")
        for one in await to_look_back_on(session, youth_id)
        if is_now
    ]
    every = [one for one in [*stays, *held, *visits, *free, *due, *told] if not is_now or _last(one, zone) >= today]
    every.sort(key=lambda one: (one.day, one.kind, one.what))
    return Agenda(tuple(every), held, visits, free)


def _last(one: Entry, zone: ZoneInfo) -> date:
    return one.last_day or (_day(one.departure, zone) if one.departure else one.day)


def in_weeks(entries: Iterable[Entry]) -> list[tuple[date, list[Entry]]]:
    """By ISO week, each named by its Monday."""
    weeks: dict[date, list[Entry]] = {}
    for one in entries:
        weeks.setdefault(one.day - timedelta(days=one.day.weekday()), []).append(one)
    return sorted(weeks.items())


async def _held(session: AsyncSession, youth_id: UUID, first: datetime, last: datetime, zone: ZoneInfo) -> list[Entry]:
    """What is kept for her while she chooses, and what she has chosen and waits for a yes."""
    rows = await session.execute(
        select(Proposal.id, Placement.arrival, Placement.departure, Site.called)
        .join(ProposalOption, ProposalOption.proposal_id == Proposal.id)
        .join(Placement, Placement.option_id == ProposalOption.id)
        .join(Site, Site.id == Placement.site_id)
        .where(Proposal.youth_id == youth_id, Placement.arrival < last, Placement.departure > first)
        .where(
            ((ProposalOption.state == "held") & Proposal.status.in_(("offered", "wants_talk", "chosen", "returned")))
            | ((ProposalOption.state == "chosen") & (Proposal.status == "approved"))
        )
        .where(Placement.departure > clock.now(), ~Placement.skipped)
        .where(~select(Claim.id).where(Claim.placement_id == Placement.id, Claim.state == "booked").exists())
        .order_by(Placement.arrival, Placement.id)
    )
    return [
        Entry(_day(arrival, zone), "held", called, f"/proposals/{proposal}", arrival, departure)
        for proposal, arrival, departure, called in rows
    ]


async def _due(session: AsyncSession, youth_id: UUID, zone: ZoneInfo) -> list[Entry]:
    """Until when she can choose, and when somebody answers her at the latest."""
    newer = select(Statement.supersedes_id).where(Statement.youth_id == youth_id, Statement.supersedes_id.is_not(None))
    waits = await session.execute(
        select(Statement.id, Statement.answer_due).where(
            Statement.youth_id == youth_id,
            Statement.answer_due > clock.now(),
            Statement.id.not_in(newer),
            Statement.id.not_in(select(Answer.statement_id)),
        )
    )
    by_day: dict[date, Entry] = {}
    for statement, due in waits:
        by_day.setdefault(_day(due, zone), Entry(_day(due, zone), "answer", "", f"/words/{statement}"))
    choose = await session.execute(
        select(Proposal.id, Proposal.hold_until).where(
            Proposal.youth_id == youth_id, Proposal.status == "offered", Proposal.hold_until > clock.now()
        )
    )
    return [
        *by_day.values(),
        *(Entry(_day(until, zone), "choose", "", f"/proposals/{proposal}") for proposal, until in choose),
    ]


async def _free(session: AsyncSession, calendar: Calendar) -> list[Entry]:
    rows = await session.scalars(select(SchoolBreak).order_by(SchoolBreak.days))
    return [
        Entry(max(one.days.lower, calendar.first), "free", one.called, "", last_day=one.days.upper - timedelta(days=1))
        for one in rows
        if one.days.lower and one.days.upper and one.days.lower < calendar.last and one.days.upper > calendar.first
    ]


def _day(moment: datetime | None, zone: ZoneInfo) -> date:
    if moment is None:
        raise ValueError("a day of nothing")
    return moment.astimezone(zone).date()
