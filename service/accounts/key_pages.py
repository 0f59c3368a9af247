"""Keys in a phone: adding one, taking one away, going in with one. Without script the pages say that words do it."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.accounts import actions, keys, rules
from service.accounts.entering import welcome
from service.accounts.schemas import KeyIn, SignedKeyIn
from service.actor import Actor
from service.database import Sessions
from service.errors import DomainError, NotFound
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import anyone, only
from service.web.once import attempt
from service.web.render import Page, go, page
from service.web.visit import visit


class KeyPages(Controller):
    path = "/keys"
    guards = [only()]

    @get()
    async def mine(self, session: Session, actor: Who) -> Page:
        return await _keys(session, actor, blank_form())

    @post()
    async def add(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, KeyIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await keys.add_key(session, actor, visit().settings, form.data.credential, form.data.called or "")
                return await once.go("/keys")
        return await _keys(session, actor, form, status=form.status)

    @post("/{key_id:uuid}/remove")
    async def remove(self, key_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        await keys.remove_key(session, actor, key_id)
        return go("/keys")


class SignInByKeyPages(Controller):
    path = "/sign-in/key"
    guards = [anyone]

    @get()
    async def ask(self, sessions: NamedDependency[Sessions]) -> Page:
        return await _asked(sessions, blank_form())

    @post()
    async def sign_in(self, request: Req, sessions: NamedDependency[Sessions]) -> Page:
        form = await read_form(request, SignedKeyIn)
        if form.ok:
            try:
                signed_in = await actions.sign_in_by_key(
                    sessions,
                    visit().settings,
                    signed=form.data.credential,
                    address=request.client.host if request.client else "",
                )
                return await welcome(sessions, signed_in, None)
            except DomainError as refused:
                form.refuse(refused)
        return await _asked(sessions, form, status=form.status)


async def _keys(session: AsyncSession, actor: Actor, form: Form[Any], status: int = 200) -> Page:
    settings = visit().settings
    found = await keys.keys_of(session, actor)
    can_add = keys.host_of(settings) is not None and len(found) < keys.MOST_KEYS
    return page(
        "accounts/keys.html",
        form=form,
        status=status,
        keys=found,
        options=await keys.ask_for_new_key(session, actor, settings) if can_add else None,
        home="/settings" if actor.role is Role.YOUTH else rules.HOME[actor.role],
    )


async def _asked(sessions: Sessions, form: Form[Any], status: int = 200) -> Page:
    settings = visit().settings
    if keys.host_of(settings) is None:
        raise NotFound()
    options = await keys.ask_for_key(sessions, settings)
    return page("accounts/key_sign_in.html", form=form, status=status, options=options)


controllers = [KeyPages, SignInByKeyPages]
