"""What a youth reads about hosts, places and mentors, and where she gives a heart or says no.

Marking is an act of hers (`service.youths`); this slice shows, since it knows the presentations. What she has said no to is
left out of the list, one quiet link away.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, get
from litestar.params import FromPath, QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.supply.presentations import PresentationCard, presentation_for, presentations_for, wished_traits
from service.web.dependencies import Session, Who
from service.web.guards import only
from service.web.render import Page, page
from service.youths.access import readers_of, youth_for
from service.youths.drafts import hers
from service.youths.traits import TRAITS

SHOWN_BY_NAME = {
    code: trait for code, trait in TRAITS.items() if code != "near_school"
}  # whose school, a home can't say
KINDS = ("host", "place", "mentor")


@dataclass(frozen=True)
class Filter:
    """What she looks for: a kind, one of her own wishes, and whether those she said no to are shown."""

    kind: str = ""
    trait: str = ""
    said_no: bool = False

    def lets_by(self, card: PresentationCard) -> bool:
        if card.has_veto != self.said_no:
            return False
        return (not self.kind or card.kind == self.kind) and (not self.trait or self.trait in card.wished)

    def link(self, **other: object) -> str:
        """The same list with one thing changed; chosen again, a filter is taken away."""
        now = {"kind": self.kind, "wish": self.trait}
        return "/people?" + urlencode(
            {name: value for name, value in (now | other).items() if value and now.get(name) != other.get(name, "")}
        )


class PeoplePages(Controller):
    path = "/people"
    guards = [only(Role.YOUTH)]

    @get()
    async def people(
        self,
        session: Session,
        actor: Who,
        kind: Annotated[str, QueryParameter()] = "",
        wish: Annotated[str, QueryParameter()] = "",
        more: Annotated[str, QueryParameter()] = "",
        left: Annotated[str, QueryParameter()] = "",
    ) -> Page:
        """`more` shows those she said no to; `left` is the one she said no to just now, so that she can undo it at once."""
        cards = await presentations_for(session, actor, hers(actor), actor.language)
        wished = await wished_traits(session, hers(actor))
        chosen = Filter(kind if kind in KINDS else "", wish if wish in wished else "", more == "yes")
        there = [one for one in cards if not one.has_veto]
        return page(
            "supply/people.html",
            cards=[one for one in cards if chosen.lets_by(one)],
            left=next((one for one in cards if one.has_veto and str(one.id) == left), None),
            chosen=chosen,
            kinds=[each for each in KINDS if any(one.kind == each for one in there)],
            wished=[(code, many) for code in wished if (many := having(there)[code])],
            said_no=sum(one.has_veto for one in cards),
            traits=TRAITS,
        )

    @get("/sites/{site_id:uuid}")
    async def site(self, site_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _one(session, actor, "site", site_id)

    @get("/mentors/{mentor_id:uuid}")
    async def mentor(self, mentor_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _one(session, actor, "mentor", mentor_id)


def having(cards: list[PresentationCard]) -> Counter[str]:
    return Counter(code for one in cards for code in one.wished)


async def _one(session: AsyncSession, actor: Actor, kind: str, wanted: UUID) -> Page:
    card = await presentation_for(session, actor, hers(actor), actor.language, kind=kind, wanted=wanted)
    youth = await youth_for(session, actor, hers(actor))
    readers = [one.called for one in await readers_of(session, youth, actor.zone)]
    return page("supply/person.html", card=card, traits=SHOWN_BY_NAME, wishes=TRAITS, readers=readers)
