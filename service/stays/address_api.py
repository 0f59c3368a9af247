"""Where a break is, for programs: from when the address can be asked for, one look at a time, and handing over a protected one."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.stays import queries, where
from service.stays.rules import SHOWN_AN_ADDRESS
from service.stays.schemas import AddressGivenIn, AddressOut, HandedOverOut, WhereOut
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import once


class AddressApi(Controller):
    path = "/stays/{stay_id:uuid}/where"
    guards = [only(*SHOWN_AN_ADDRESS)]
    tags = ["stays"]

    @get()
    async def now(self, stay_id: FromPath[UUID], session: Session, actor: Who) -> WhereOut:
        """Whether it can be looked at, and from when. Never the address."""
        return await _where(session, actor, stay_id)

    @post(status_code=200)
    async def look(self, request: Req, stay_id: FromPath[UUID], session: Session, actor: Who) -> AddressOut:
        """The address, in this answer alone. Each look is recorded, and she sees who looked.

        The answer is not kept with the Idempotency-Key: a repeated call gets a 409, and to look again is asked for again.
        """
        await once(session, actor, request)
        await queries.stay_of(session, actor, stay_id)
        return AddressOut(address=await where.show_address(session, actor, stay_id))

    @post("/given", status_code=200, guards=[only(Role.CASEWORKER)])
    async def hand_over(
        self, request: Req, stay_id: FromPath[UUID], data: JSONBody[AddressGivenIn], session: Session, actor: Who
    ) -> Response[WhereOut]:
        """Her caseworker hands a protected address over to her for this break, or takes it back."""
        first = await once(session, actor, request)
        await queries.stay_of(session, actor, stay_id)
        await where.give_address(session, actor, stay_id, given=data.step == "give")
        return await first.answer(await _where(session, actor, stay_id), status=200)


async def _where(session: AsyncSession, actor: Actor, stay_id: UUID) -> WhereOut:
    await queries.stay_of(session, actor, stay_id)
    found = await where.where_of(session, actor, stay_id)
    if found is None:
        return WhereOut(state=None, since=None, is_known=None, hers=None)
    hers = found.hers if found.is_protected else None
    return WhereOut(
        state=found.at.state,
        since=found.at.since,
        is_known=None if actor.role is Role.YOUTH else found.is_known,  # to her it would tell that it is protected
        hers=HandedOverOut(state=hers.state, since=hers.since, given_at=found.given_at, given_by=found.given_by)
        if hers
        else None,
    )
