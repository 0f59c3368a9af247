"""Sorting cards in piles, and the one question that stands apart: does this decide?"""

from typing import Any, Literal
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from pydantic import create_model
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import NotFound
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, go, page
from service.web.schemas import Input
from service.youths import piles, queries, wording
from service.youths.access import readers_of, youth_read_by
from service.youths.drafts import hers
from service.youths.having import having_now
from service.youths.traits import TRAITS

PileCode = Literal["important", "nice", "none", "never"]
PilesForm: type[Input] = create_model("PilesForm", __base__=Input, **dict.fromkeys(TRAITS, (PileCode | None, None)))  # type: ignore[call-overload]


class DecidesForm(Input):
    decides: Literal["yes", "no"]


class PilePages(Controller):
    path = "/wishes"
    guards = [only(Role.YOUTH)]

    @get("/piles")
    async def sort(self, session: Session, actor: Who) -> Page:
        return await _sort(session, actor, blank_form())

    @post("/piles")
    async def save(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, PilesForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                sorted_so = form.data.model_dump(exclude_none=True)
                moved = await piles.save_piles(session, actor, hers(actor), sorted_so)
                return await once.go("/wishes?saved=yes" if moved.any else "/wishes")
        return await _sort(session, actor, form, status=form.status)

    @get("/{statement_id:uuid}/decides")
    async def ask_if_it_decides(self, statement_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _decides(session, actor, statement_id, blank_form())

    @post("/{statement_id:uuid}/decides")
    async def let_it_decide(
        self,
        request: Req,
        statement_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, DecidesForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await piles.let_decide(session, actor, hers(actor), statement_id, decides=form.data.decides == "yes")
                return await once.go("/wishes?saved=yes")
        return await _decides(session, actor, statement_id, form, status=form.status)


async def _sort(session: AsyncSession, actor: Actor, form: Form[Any], status: int = 200) -> Page:
    youth = await youth_read_by(session, actor, hers(actor))
    cards = await piles.cards_of(session, actor, youth.id)
    lies = {
        trait: form.value(trait) if form.value(trait) in piles.PILES else card.pile for trait, card in cards.items()
    }
    return page(
        "youths/wish_piles.html",
        status=status,
        form=form,
        cards=cards,
        lies=lies,
        traits=TRAITS,
        readers=[one.called for one in await readers_of(session, youth, actor.zone, kind="wish")],
        wording=wording,
    )


async def _decides(session: AsyncSession, actor: Actor, statement_id: UUID, form: Form[Any], status: int = 200) -> Page:
    youth = await youth_read_by(session, actor, hers(actor))
    said = await queries.statements_of(session, actor, youth.id, statement_id=statement_id)
    if not said or said[0].wish is None or said[0].wish.strength == "never":
        raise NotFound()
    if said[0].is_replaced:
        return go("/wishes")
    trait = said[0].wish.trait
    return page(
        "youths/wish_decides.html",
        status=status,
        form=form,
        one=said[0],
        having=(await having_now(session, youth)).get(trait) if trait else None,
        readers=[one.called for one in await readers_of(session, youth, actor.zone, kind="wish")],
        wording=wording,
    )
