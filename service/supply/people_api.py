"""What a youth reads about hosts, places and mentors, for programs. Never an address.

Hearts and vetoes are given at `/youths/{youth_id}/sites/{site_id}/liking`, and for mentors alike.
"""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get
from litestar.params import FromPath, QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import Invalid
from service.supply.browsing import Filter, having
from service.supply.presentations import presentation_for, presentations_for, wished_traits
from service.supply.rules import Kind
from service.supply.schemas import PresentationOut
from service.web.dependencies import Session, Who
from service.web.guards import only
from service.web.schemas import Output
from service.youths.drafts import hers


class HousemateOut(Output):
    """`relation`: adult, child or pet. The age of adults is not told."""

    relation: str
    called: str
    age: int | None


class PersonOut(PresentationOut):
    """A host, place or mentor in their own words, in `language`. `zone` and the minutes are empty where an address, theirs
    or hers, is protected. `wished`: what she has wished that is so here."""

    kind: Kind
    id: UUID
    called: str
    zone: str | None
    traits: list[str]
    languages: list[str]
    household: list[HousemateOut]
    needs_mentor: bool
    minutes_from_home: int | None
    minutes_from_school: int | None
    wished: list[str]
    has_heart: bool
    has_veto: bool


class WishedOut(Output):
    """A wish of hers, and how many have it."""

    trait: str
    many: int


class PeopleOut(Output):
    """`wished`: what the list can be narrowed to. `said_no`: how many she has said no to, who are left out unless asked for."""

    people: list[PersonOut]
    wished: list[WishedOut]
    said_no: int


class PeopleApi(Controller):
    path = "/people"
    guards = [only(Role.YOUTH)]
    tags = ["supply"]

    @get()
    async def people(
        self,
        session: Session,
        actor: Who,
        kind: Annotated[Kind | None, QueryParameter(description="Only these")] = None,
        wish: Annotated[
            str, QueryParameter(max_length=40, description="Only those who have this of what she has wished")
        ] = "",
        said_no: Annotated[bool, QueryParameter(description="Those she has said no to, and no others")] = False,
    ) -> PeopleOut:
        """Everybody who could receive her now or later. Hearts first."""
        wished = await wished_traits(session, hers(actor))
        if wish and wish not in wished:
            raise Invalid(field="wish", kind="not_a_choice")
        cards = await presentations_for(session, actor, hers(actor), actor.language)
        chosen = Filter(kind or "", wish, said_no)
        many = having([one for one in cards if not one.has_veto])
        return PeopleOut(
            people=[PersonOut.model_validate(one) for one in cards if chosen.lets_by(one)],
            wished=[WishedOut(trait=code, many=many[code]) for code in wished if many[code]],
            said_no=sum(one.has_veto for one in cards),
        )

    @get("/sites/{site_id:uuid}")
    async def site(self, site_id: FromPath[UUID], session: Session, actor: Who) -> PersonOut:
        return await _one(session, actor, "site", site_id)

    @get("/mentors/{mentor_id:uuid}")
    async def mentor(self, mentor_id: FromPath[UUID], session: Session, actor: Who) -> PersonOut:
        return await _one(session, actor, "mentor", mentor_id)


async def _one(session: AsyncSession, actor: Actor, kind: str, wanted: UUID) -> PersonOut:
    card = await presentation_for(session, actor, hers(actor), actor.language, kind=kind, wanted=wanted)
    return PersonOut.model_validate(card)


controllers = [PeopleApi]
