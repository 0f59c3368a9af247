"""Resting and going on. The page of a phone that rests says nothing about her: no name, no menu, a month and a field."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.accounts import actions, own_phone, rules
from service.accounts.errors import PinWrong
from service.accounts.schemas import OtherWordsIn, PinIn, WakeIn
from service.accounts.words import new_phrase
from service.actor import Actor
from service.database import Sessions
from service.web import sessions as web_sessions
from service.web.cookies import forget_session, keep_session
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import anyone, only
from service.web.once import attempt
from service.web.render import Page, go, page
from service.web.sessions import OWN_PHONE, session_cookie_name
from service.web.visit import visit


class RestPages(Controller):
    """For a phone that rests: whose it is, the page does not say."""

    path = "/rest"
    guards = [anyone]

    @get()
    async def resting(self, next: FromQuery[str | None] = None) -> Page:
        here = visit()
        if here.actor is not None:
            return go(rules.HOME[here.actor.role])
        return _resting(blank_form(next=rules.safe_next(next, ""))) if here.is_resting else go("/sign-in")

    @post()
    async def wake(self, request: Req, sessions: NamedDependency[Sessions]) -> Page:
        form, key = await read_form(request, WakeIn), visit().session_key
        if key is None or not visit().is_resting:
            return go("/home" if visit().actor is not None else "/sign-in")
        if form.ok:
            try:
                await own_phone.wake(sessions, key, form.data.pin)
                return go(rules.safe_next(form.data.next, rules.HOME[Role.YOUTH]))
            except PinWrong as refused:
                form.refuse(refused)
                if refused.params["left"] == 0:
                    forget_session()
                    return go("/sign-in")
        form.typed.pop("pin", None)
        return _resting(form, status=form.status)

    @post("/now", guards=[only(Role.YOUTH)])
    async def rest(self, session: Session) -> Page:
        """Let it rest, at once."""
        key = visit().session_key
        rests = key is not None and await own_phone.rest_now(session, key)
        return go("/rest" if rests else "/phone")


class PhonePages(Controller):
    """Only my phone: choosing the PIN."""

    path = "/phone"
    guards = [only(Role.YOUTH)]

    @get()
    async def ask(self, session: Session) -> Page:
        return await _phone(session, blank_form())

    @post()
    async def keep(self, request: Req, session: Session, actor: Who) -> Page:
        form, key = await read_form(request, PinIn), visit().session_key
        if form.ok and key is not None:
            async with attempt(session, actor, form) as once:
                await own_phone.keep_phone(session, key, form.data.pin)
                secret = request.cookies[session_cookie_name(visit().settings)]
                keep_session(secret, for_seconds=int(OWN_PHONE.whole.total_seconds()))
                return await once.go("/phone")
        form.typed.pop("pin", None)
        return await _phone(session, form, status=form.status)


class OwnWordsPages(Controller):
    """Other words than before. Then she signs in anew with them, everywhere."""

    path = "/sign-in-words"
    guards = [only()]

    @get()
    async def ask(self, actor: Who) -> Page:
        return _other_words(actor, blank_form(phrase=new_phrase()))

    @post()
    async def change(
        self,
        request: Req,
        session: Session,
        sessions: NamedDependency[Sessions],
        actor: Who,
    ) -> Page:
        form = await read_form(request, OtherWordsIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.choose_other_words(
                    session,
                    sessions,
                    actor,
                    visit().settings,
                    now=form.data.now,
                    phrase=form.data.phrase,
                    address=request.client.host if request.client else "",
                )
                forget_session()
                return await once.go("/sign-in")
        form.typed.pop("now", None)
        return _other_words(actor, form, status=form.status)


def _other_words(actor: Actor, form: Form[Any], status: int = 200) -> Page:
    home = "/settings" if actor.role is Role.YOUTH else rules.HOME[actor.role]
    return page("accounts/other_words.html", form=form, status=status, home=home)


def _resting(form: Form[Any], status: int = 200) -> Page:
    return page("accounts/rest.html", form=form, status=status)


async def _phone(session: AsyncSession, form: Form[Any], status: int = 200) -> Page:
    key = visit().session_key
    return page(
        "accounts/phone.html",
        form=form,
        status=status,
        is_kept=key is not None and await web_sessions.is_kept(session, key),
    )


controllers = [RestPages, PhonePages, OwnWordsPages]
