"""The same acts for programs: whom she has beside her."""

from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.accounts import actions as accounts
from service.accounts.api import card_out
from service.accounts.schemas import CardOut
from service.actor import Actor
from service.support import actions, queries
from service.support.schemas import BesideList, BesideOut, ChosenIn, SharingIn
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import once
from service.web.visit import visit


class SupportApi(Controller):
    path = "/support-persons"
    guards = [only(Role.YOUTH)]
    tags = ["support"]

    @get()
    async def everybody(self, session: Session, actor: Who) -> BesideList:
        """Those she has chosen, those of today first."""
        found = await queries.beside_her(session, actor)
        return BesideList(support_persons=[BesideOut.model_validate(one) for one in found])

    @post()
    async def choose(self, request: Req, data: JSONBody[ChosenIn], session: Session, actor: Who) -> Response[BesideOut]:
        first = await once(session, actor, request)
        chosen = await actions.choose_somebody(
            session,
            actor,
            called=data.called,
            shares=[one.value for one in data.shares],
            months=int(data.months),
            is_named=data.is_named == "yes",
            sure=data.sure,
        )
        return await first.answer(await _out(session, actor, chosen.id))

    @put("/{support_id:uuid}")
    async def change(
        self, request: Req, support_id: FromPath[UUID], data: JSONBody[SharingIn], session: Session, actor: Who
    ) -> Response[BesideOut]:
        first = await once(session, actor, request)
        chosen = await actions.change_sharing(
            session,
            actor,
            support_id,
            shares=[one.value for one in data.shares],
            months=None if data.months == "same" else int(data.months),
            is_named=data.is_named == "yes",
        )
        return await first.answer(await _out(session, actor, chosen.id), status=200)

    @post("/{support_id:uuid}/cards")
    async def make_card(self, support_id: FromPath[UUID], session: Session, actor: Who) -> CardOut:
        """A card for them to sign in with, given by her own hand. Earlier ones stop working."""
        one = await queries.one_beside(session, actor, support_id)
        return card_out(await accounts.make_card(session, actor, visit().settings.secret_key, one.account_id))

    @delete("/{support_id:uuid}", status_code=204)
    async def end(self, support_id: FromPath[UUID], session: Session, actor: Who) -> None:
        """Over at once. Asked twice it is over once."""
        await actions.end_sharing(session, actor, support_id)


async def _out(session: AsyncSession, actor: Actor, support_id: UUID) -> BesideOut:
    return BesideOut.model_validate((await queries.beside_her(session, actor, support_id))[0])


controllers = [SupportApi]
