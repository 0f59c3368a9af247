"""How it was: the weather, whether again, and her own words. For her caseworker alone; no host and no place ever sees it.

Nothing is concluded from it. It changes what is planned only when she says so herself: a heart, or a never.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Occurrence, Stay
from models.words import Heart, Reflection, Veto
from service import clock
from service.actor import Actor
from service.errors import Invalid, NotFound
from service.record import Event, record
from service.stays.errors import AlreadyToldOf, NotOverYet
from service.stays.rules import Status
from service.youths.actions import make_statement
from service.youths.drafts import hers
from service.youths.likings import give_heart, veto

WEATHERS = ("sun", "fair", "cloud", "rain", "storm", "dont_know", "wont_say")
AGAIN = ("yes", "maybe", "no")
ASKED_AFTER, ASKED_UNTIL = timedelta(hours=24), timedelta(days=14)


@dataclass(frozen=True)
class LookedBack:
    """What she has told of one break, or that she has not yet; and what is remembered because she said so."""

    statement_id: UUID | None
    weather: str
    again: str | None
    has_heart: bool
    is_vetoed: bool


async def look_back(
    session: AsyncSession,
    actor: Actor,
    stay_id: UUID,
    *,
    weather: str,
    again: str | None = None,
    never: bool = False,
    words: str | None = None,
) -> Reflection:
    """Once for each break. `never`: she does not want to come there any more, said in the same breath."""
    if weather not in WEATHERS:
        raise Invalid(field="weather", kind="not_a_choice")
    if again is not None and again not in AGAIN:
        raise Invalid(field="again", kind="not_a_choice")
    stay = await _over(session, actor, stay_id, lock=True)
    if await session.scalar(select(Reflection.id).where(Reflection.stay_id == stay.id)):
        raise AlreadyToldOf()
    request_id = await session.scalar(select(Occurrence.stay_request_id).where(Occurrence.id == stay.occurrence_id))
    statement = await make_statement(
        session,
        actor,
        stay.youth_id,
        kind="reflection",
        words=words,
        cards=[f"weather_{weather}", *([f"again_{again}"] if again else [])],
        regards="stay",
        regards_id=stay.id,
        stay_request_id=request_id,
    )
    made = Reflection(youth_id=stay.youth_id, stay_id=stay.id, statement_id=statement.id, weather=weather, again=again)
    session.add(made)
    await session.flush()
    record(
        session,
        actor,
        Event.REFLECTION_MADE,
        youth_id=stay.youth_id,
        about=statement,
        content_id=statement.content_id,
        details={"stay": stay.id, "weather": weather, "again": again},
    )
    if never:
        await veto(session, actor, stay.youth_id, site_id=stay.site_id)
    return made


async def remember(session: AsyncSession, actor: Actor, stay_id: UUID, *, never: bool) -> None:
    """Her own tap, and nothing else, makes the planning know: gladly there again, or never."""
    stay = await _over(session, actor, stay_id)
    await (veto if never else give_heart)(session, actor, stay.youth_id, site_id=stay.site_id)


async def looked_back(session: AsyncSession, actor: Actor, stay_id: UUID) -> LookedBack:
    stay = await _over(session, actor, stay_id)
    told = await session.scalar(select(Reflection).where(Reflection.stay_id == stay.id))
    heart = select(Heart.id).where(Heart.youth_id == stay.youth_id, Heart.site_id == stay.site_id)
    vetoed = select(Veto.id).where(
        Veto.youth_id == stay.youth_id, Veto.site_id == stay.site_id, Veto.lifted_at.is_(None)
    )
    return LookedBack(
        told.statement_id if told else None,
        told.weather if told else "",
        told.again if told else None,
        await session.scalar(heart) is not None,
        await session.scalar(vetoed) is not None,
    )


def is_over(now: datetime) -> ColumnElement[bool]:
    """Breaks that were, wholly or in part. One that never began is not asked about."""
    return or_(
        and_(Stay.status.in_((Status.BOOKED, Status.GOING_ON, Status.ENDED)), Stay.departure <= now),
        Stay.status == Status.INTERRUPTED,
    )


async def _over(session: AsyncSession, actor: Actor, stay_id: UUID, *, lock: bool = False) -> Stay:
    asked = select(Stay).where(Stay.id == stay_id, Stay.youth_id == hers(actor))
    stay = await session.scalar(asked.with_for_update() if lock else asked)
    if stay is None:
        raise NotFound()
    if await session.scalar(select(Stay.id).where(Stay.id == stay_id, is_over(clock.now()))) is None:
        raise NotOverYet()
    return stay
