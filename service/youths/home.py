"""What a youth sees first: where each of her breaks is on the way, what is next and when, and with whom.

Read straight from the tables, since home lies below the slices that move a break along.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Occurrence, Stay, StayRequest
from models.people import Account, Introduction
from models.supply import Mentor, Site
from models.words import Answer, Message, Statement, WelcomeLetter
from service import clock
from service.actor import Actor
from service.youths.access import readers_of, youth_read_by
from service.youths.drafts import drafts_begun, hers
from service.youths.looking_back import open_door, to_look_back_on
from service.youths.meetings import Meeting, meetings_of
from service.youths.queries import Said, statements_of
from service.youths.rules import TAKES_AWAY, Reader
from service.youths.ways import NextStay, Way, stays_ahead, ways_of

__all__ = ["Home", "NextStay", "Way", "home_of", "ways_of"]


@dataclass(frozen=True)
class Home:
    called: str
    is_careful: bool  # she has been asked whether somebody can see her screen
    has_letter: bool
    letter_waits: bool  # she has not opened it yet
    needs: Said | None  # the words she sent today, or that have no answer yet
    caseworkers: list[Reader]
    faces: dict[UUID, Introduction]  # how they show themselves, those who do
    ways: list[Way]
    stays: list[NextStay]
    lost: list[NextStay]  # taken away by a house or mentor, and not replaced yet
    begun: set[str]
    waiting_answers: int  # statements of hers that wait for an answer
    latest_answer: UUID | None  # the statement that was answered last
    latest_answer_at: datetime | None
    look_back: list[NextStay]  # breaks she may tell about
    open_door: UUID | None  # the wished break she gave up last, to wish it again
    meetings: list[Meeting]  # visits on their way
    written: list[tuple[UUID, str]]  # who has written to her since she last looked


async def home_of(session: AsyncSession, actor: Actor) -> Home:
    """The home of the youth who is signed in."""
    youth = await youth_read_by(session, actor, hers(actor))
    ways = await ways_of(session, actor, youth.id)
    caseworkers = await readers_of(session, youth, actor.zone)
    letter = await session.scalar(
        select(WelcomeLetter)
        .where(WelcomeLetter.youth_id == youth.id)
        .order_by(WelcomeLetter.made_at.desc(), WelcomeLetter.id.desc())
        .limit(1)
    )
    answered = (
        await session.execute(
            select(Answer.statement_id, Answer.made_at)
            .join(Statement, Statement.id == Answer.statement_id)
            .where(Statement.youth_id == youth.id)
            .order_by(Answer.made_at.desc())
            .limit(1)
        )
    ).first()
    newer = select(Statement.supersedes_id).where(Statement.youth_id == youth.id, Statement.supersedes_id.is_not(None))
    waiting = await session.scalar(
        select(func.count())
        .select_from(Statement)
        .where(
            Statement.youth_id == youth.id,
            Statement.answer_due.is_not(None),
            Statement.id.not_in(newer),
            Statement.id.not_in(select(Answer.statement_id)),
        )
    )
    return Home(
        called=youth.called,
        is_careful=youth.careful_at is not None,
        has_letter=letter is not None,
        letter_waits=letter is not None and letter.opened_at is None,
        needs=await _needs(session, actor, youth.id),
        caseworkers=caseworkers,
        faces=await _faces(session, caseworkers),
        ways=ways,
        stays=[stay for _, stay in await stays_ahead(session, [youth.id])],
        lost=await _lost(session, youth.id),
        begun=await drafts_begun(session, actor),
        waiting_answers=waiting or 0,
        latest_answer=answered[0] if answered else None,
        latest_answer_at=answered[1] if answered else None,
        look_back=await to_look_back_on(session, youth.id),
        open_door=await open_door(session, youth.id),
        meetings=await meetings_of(session, youth.id),
        written=await _written(session, youth.id),
    )


async def _written(session: AsyncSession, youth_id: UUID) -> list[tuple[UUID, str]]:
    rows = await session.execute(
        select(Account.id, Account.called)
        .join(Message, Message.made_by == Account.id)
        .where(Message.youth_id == youth_id, Message.opened_at.is_(None))
        .group_by(Account.id, Account.called)
        .order_by(func.max(Message.made_at).desc())
    )
    return [(account_id, called) for account_id, called in rows]


async def _faces(session: AsyncSession, people: list[Reader]) -> dict[UUID, Introduction]:
    rows = await session.scalars(
        select(Introduction).where(Introduction.account_id.in_([one.account_id for one in people]))
    )
    return {one.account_id: one for one in rows}


async def _needs(session: AsyncSession, actor: Actor, youth_id: UUID) -> Said | None:
    """Her latest box of words, for as long as it is about today or waits for an answer."""
    latest = await session.scalar(
        select(Statement.id)
        .where(Statement.youth_id == youth_id, Statement.kind == "needs_today")
        .order_by(Statement.made_at.desc(), Statement.id.desc())
        .limit(1)
    )
    if latest is None:
        return None
    (said,) = await statements_of(session, actor, youth_id, statement_id=latest)
    here = ZoneInfo(actor.zone)
    is_new = said.made_at.astimezone(here).date() == clock.today(actor.zone)
    is_answered_now = any(one.at.astimezone(here).date() == clock.today(actor.zone) for one in said.answers)
    return said if is_new or is_answered_now or said.waits else None


async def _lost(session: AsyncSession, youth_id: UUID) -> list[NextStay]:
    """The latest of each time, while nothing new is booked and she still wants it."""
    rows = await session.execute(
        select(Stay, Site.called, Mentor.called)
        .join(Occurrence, Occurrence.id == Stay.occurrence_id)
        .join(StayRequest, StayRequest.id == Occurrence.stay_request_id)
        .join(Site, Site.id == Stay.site_id)
        .outerjoin(Mentor, Mentor.id == Stay.mentor_id)
        .where(Stay.youth_id == youth_id, Stay.status == "cancelled", Stay.arrival > clock.now())
        .where(Stay.cancelled_role.in_(TAKES_AWAY))
        .where(Occurrence.status.in_(("open", "unmet")), StayRequest.status == "open")
        .order_by(Stay.cancelled_at)
    )
    latest = {
        stay.occurrence_id: NextStay(stay.id, site, mentor, stay.arrival, stay.departure) for stay, site, mentor in rows
    }
    return sorted(latest.values(), key=lambda one: one.arrival)
