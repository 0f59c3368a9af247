"""Piles for programs: where each card lies, and putting cards in place, all at once."""

from typing import Literal
from uuid import UUID

from litestar import Controller, Response, get, put
from litestar.params import FromPath, JSONBody
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import once
from service.web.schemas import Input, Output
from service.youths import piles
from service.youths.access import youth_read_by
from service.youths.schemas import TraitCode


class PilesIn(Input):
    """By card; cards that are not named stay where they are."""

    piles: dict[TraitCode, Literal["important", "nice", "none", "never"]] = Field(max_length=60)


class PilesOut(Output):
    piles: dict[str, str]


class DecidesIn(Input):
    decides: bool


class PileApi(Controller):
    path = "/youths/{youth_id:uuid}/piles"
    guards = [only(Role.YOUTH, Role.CASEWORKER)]
    tags = ["wishes"]

    @get()
    async def piles(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> PilesOut:
        """Every card, in the pile where her wishes put it."""
        await youth_read_by(session, actor, youth_id)
        return await _lie(session, actor, youth_id)

    @put()
    async def sort(
        self,
        request: Req,
        youth_id: FromPath[UUID],
        data: JSONBody[PilesIn],
        session: Session,
        actor: Who,
    ) -> Response[PilesOut]:
        """A moved card replaces the wish before it; one that does not matter any more is taken back."""
        first = await once(session, actor, request)
        moved = {code.value: pile for code, pile in data.piles.items()}
        await piles.save_piles(session, actor, youth_id, moved)
        return await first.answer(await _lie(session, actor, youth_id), status=200)


class DecidesApi(Controller):
    path = "/youths/{youth_id:uuid}/wishes/{statement_id:uuid}/decides"
    guards = [only(Role.YOUTH, Role.CASEWORKER)]
    tags = ["wishes"]

    @put()
    async def let_it_decide(
        self,
        request: Req,
        youth_id: FromPath[UUID],
        statement_id: FromPath[UUID],
        data: JSONBody[DecidesIn],
        session: Session,
        actor: Who,
    ) -> Response[PilesOut]:
        """This one wish decides, or is important and no more. The answer is where each card lies then."""
        first = await once(session, actor, request)
        await piles.let_decide(session, actor, youth_id, statement_id, decides=data.decides)
        return await first.answer(await _lie(session, actor, youth_id), status=200)


async def _lie(session: AsyncSession, actor: Actor, youth_id: UUID) -> PilesOut:
    cards = await piles.cards_of(session, actor, youth_id)
    return PilesOut(piles={trait: card.pile for trait, card in cards.items()})
