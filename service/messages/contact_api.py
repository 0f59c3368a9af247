"""How she may be reached, for programs: hers alone."""

from datetime import time

from litestar import Controller, Response, get, post, put
from litestar.params import JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.messages import contact
from service.messages.contact_pages import ContactIn
from service.messages.contact_rules import Call
from service.messages.post import can_send
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import once
from service.web.schemas import Hour, Output


class ContactStateOut(Output):
    """`can_send`: whether this municipality has a way of sending mail at all."""

    channel: str
    address: str
    days: list[int]
    from_time: time
    to_time: time
    call: Call
    can_send: bool


class ContactChangeIn(ContactIn):
    """A program says the hours; only the form has some standing in it."""

    from_time: Hour
    to_time: Hour


class ContactApi(Controller):
    path = "/contact"
    guards = [only(Role.YOUTH)]
    tags = ["contact"]

    @get()
    async def show(self, session: Session, actor: Who) -> ContactStateOut:
        return await _state(session, actor)

    @put()
    async def choose(
        self,
        request: Req,
        data: JSONBody[ContactChangeIn],
        session: Session,
        actor: Who,
    ) -> Response[ContactStateOut]:
        first = await once(session, actor, request)
        await contact.set_contact(
            session,
            actor,
            channel=data.channel,
            address=data.address,
            days=[int(day) for day in data.days],
            from_time=data.from_time,
            to_time=data.to_time,
            call=data.call,
        )
        return await first.answer(await _state(session, actor), status=200)

    @post("/test", status_code=204)
    async def send_a_test(self, session: Session, actor: Who) -> None:
        """The very same neutral mail as any, now. 409 when nothing can be sent, or one was sent just now."""
        await contact.send_a_test(session, actor)


async def _state(session: AsyncSession, actor: Actor) -> ContactStateOut:
    now = await contact.contact_of(session, actor)
    return ContactStateOut(
        channel=now.channel,
        address=now.address,
        days=list(now.days),
        from_time=now.from_time,
        to_time=now.to_time,
        call=now.call,
        can_send=can_send(),
    )


controllers = [ContactApi]
