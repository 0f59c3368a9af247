"""How she may be reached: one page, off until she turns it on, with the very words that would be sent."""

from datetime import date, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal

from litestar import Controller, get, post
from pydantic import Field, StringConstraints

from models.people import Role
from service.actor import Actor
from service.messages import contact
from service.messages.contact_rules import Call
from service.messages.post import can_send, neutral_words
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page
from service.web.schemas import Hour, Input
from service.web.texts import dates

A_MONDAY = date(2026, 11, 23)


class Day(StrEnum):
    MONDAY = "1"
    TUESDAY = "2"
    WEDNESDAY = "3"
    THURSDAY = "4"
    FRIDAY = "5"
    SATURDAY = "6"
    SUNDAY = "7"


class ContactIn(Input):
    channel: Literal["none", "mail"] = "none"
    address: Annotated[str, StringConstraints(max_length=200)] = ""
    days: list[Day] = []
    from_time: Hour = Field(default=time(15))
    to_time: Hour = Field(default=time(18))
    call: Call = Field(default=Call.NEVER)


class NothingIn(Input):
    pass


class ContactPages(Controller):
    path = "/contact"
    guards = [only(Role.YOUTH)]

    @get()
    async def show(self, session: Session, actor: Who) -> Page:
        now = await contact.contact_of(session, actor)
        form = blank_form(
            channel=now.channel,
            address=now.address,
            days=[str(day) for day in now.days],
            from_time=f"{now.from_time:%H:%M}",
            to_time=f"{now.to_time:%H:%M}",
            call=now.call,
        )
        return _contact(actor, form, now)

    @post()
    async def choose(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, ContactIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await contact.set_contact(
                    session,
                    actor,
                    channel=form.data.channel,
                    address=form.data.address,
                    days=[int(day) for day in form.data.days],
                    from_time=form.data.from_time,
                    to_time=form.data.to_time,
                    call=form.data.call,
                )
                return await once.go("/contact")
        return _contact(actor, form, await contact.contact_of(session, actor), status=form.status)

    @post("/test")
    async def test(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, NothingIn)
        now = await contact.contact_of(session, actor)
        async with attempt(session, actor, form):
            await contact.send_a_test(session, actor)
            return page("messages/contact_test.html", address=now.address)
        return _contact(actor, form, now, status=form.status)


def _contact(actor: Actor, form: Form[Any], now: contact.Contact, status: int = 200) -> Page:
    subject, text = neutral_words(actor.language)
    return page(
        "messages/contact.html",
        status=status,
        form=form,
        now=now,
        can_send=can_send(),
        subject=subject,
        text=text,
        days=[(str(number), dates.weekday(A_MONDAY + timedelta(days=number - 1))) for number in range(1, 8)],
    )


controllers = [ContactPages]
