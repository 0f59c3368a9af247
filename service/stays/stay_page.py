"""The page of one break, for every role; several acts show it again when they could not be done."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.stays import queries, wording
from service.stays.change_queries import latest_change
from service.stays.notes import WRITES_FOR_HER, house_of, notes_of
from service.stays.rules import LIVE
from service.stays.where import where_of
from service.web import texts
from service.web.forms import Form
from service.web.render import Page, page
from service.youths.access import readers_of, youth_for
from service.youths.traits import TRAITS


async def stay_page(session: AsyncSession, actor: Actor, stay_id: UUID, form: Form[Any], *, address: str = "") -> Page:
    """`address`: shown on this one answer, since it was asked for."""
    stay = await queries.stay_of(session, actor, stay_id)
    is_hers = actor.role is Role.YOUTH
    return page(
        "stays/stay.html",
        stay=stay,
        notes=await notes_of(session, actor, stay_id),
        house=await house_of(session, stay_id, texts.language()) if is_hers and stay.will_be else None,
        where=await where_of(session, actor, stay_id),
        address=address,
        may_write=actor.role in WRITES_FOR_HER and stay.status in LIVE,
        change=await latest_change(session, actor, stay_id),
        caseworker=await queries.caseworker_of(session, actor.subject_id, clock.today(actor.zone))
        if is_hers and actor.subject_id
        else "",
        after=await queries.afterwards(session, actor, stay) if is_hers and stay.was_taken_away else None,
        form=form,
        wording=wording,
        needs=[TRAITS[code].called for code in stay.shared_needs if code in TRAITS],
        status=form.status,
    )


async def who_reads(session: AsyncSession, actor: Actor, stay: queries.StayCard, *, kind: str) -> list[str]:
    """Who besides herself reads the words that she, or somebody for her, writes about this break, as a statement of that kind."""
    youth_id = actor.subject_id if actor.role is Role.YOUTH else stay.youth_id
    if youth_id is None:
        raise NotFound()
    youth = await youth_for(session, actor, youth_id)
    return [one.called for one in await readers_of(session, youth, actor.zone, kind=kind)]
