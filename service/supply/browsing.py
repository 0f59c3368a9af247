"""What a youth reads about hosts, places and mentors, and where she gives a heart or says no.

Marking is an act of hers (`service.youths`); this slice shows, since it knows the presentations.
"""

from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import NotFound
from service.supply.presentations import PresentationCard, presentations_for
from service.supply.rules import Kind
from service.web.guards import only
from service.web.render import Page, page
from service.youths.access import readers_of, youth_for
from service.youths.drafts import hers
from service.youths.traits import TRAITS

SHOWN_BY_NAME = {
    code: trait for code, trait in TRAITS.items() if code != "near_school"
}  # whose school, a home can't say


class PeoplePages(Controller):
    path = "/people"
    guards = [only(Role.YOUTH)]

    @get()
    async def people(self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> Page:
        cards = await presentations_for(session, actor, hers(actor), actor.language)
        return page("supply/people.html", cards=cards, traits=SHOWN_BY_NAME)

    @get("/sites/{site_id:uuid}")
    async def site(
        self, site_id: FromPath[UUID], session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]
    ) -> Page:
        return await _one(session, actor, site_id, mentor=False)

    @get("/mentors/{mentor_id:uuid}")
    async def mentor(
        self, mentor_id: FromPath[UUID], session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]
    ) -> Page:
        return await _one(session, actor, mentor_id, mentor=True)


async def _one(session: AsyncSession, actor: Actor, wanted: UUID, *, mentor: bool) -> Page:
    cards = await presentations_for(session, actor, hers(actor), actor.language)
    card: PresentationCard | None = next(
        (one for one in cards if one.id == wanted and (one.kind == Kind.MENTOR) == mentor), None
    )
    if card is None:
        raise NotFound()
    youth = await youth_for(session, actor, hers(actor))
    readers = [one.called for one in await readers_of(session, youth, actor.zone)]
    return page("supply/person.html", card=card, traits=SHOWN_BY_NAME, readers=readers)
