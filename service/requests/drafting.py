"""What she has begun to wish and not sent: her answers so far, the times that they mean, and sending them as they stand."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import StayRequest
from service import clock
from service.actor import Actor
from service.requests import actions, builder, calendar_of_days, queries
from service.requests.windows import Kind, WishedWindow
from service.youths.drafts import Answers, hers, open_draft, throw_draft


async def begun(session: AsyncSession, actor: Actor) -> Answers:
    """Her answers so far, and what is usual where she has not answered."""
    return builder.USUALLY | await open_draft(session, actor, "request")


async def times_of(session: AsyncSession, actor: Actor, answers: Answers) -> list[list[WishedWindow]]:
    breaks = [one.days for one in await queries.school_breaks(session)]
    return builder.wished_times(answers, actor.zone, breaks, await last_day(session, actor, answers))


async def last_day(session: AsyncSession, actor: Actor, answers: Answers) -> date | None:
    """The last day of her grants of this kind; None when there is none or it has no end."""
    grants = queries.grants_ahead(
        await queries.grants_of(session, hers(actor)), Kind(answers["kind"]), clock.today(actor.zone)
    )
    return calendar_of_days.last_day([one.valid for one in grants])


async def send_begun(session: AsyncSession, actor: Actor, answers: Answers) -> StayRequest:
    """It is said now, and nothing is left of the draft."""
    made = await actions.make_request(
        session,
        actor,
        hers(actor),
        kind=answers["kind"],
        occurrences=await times_of(session, actor, answers),
        importance=int(answers["importance"]),
        mentor_along=answers["mentor_along"],
        visit_first=answers["visit_first"] == "yes",
        every_weeks=builder.every_weeks(answers) or None,
        words=answers.get("words"),
    )
    await throw_draft(session, actor, "request")
    return made
