"""Somebody beside her: her pages for choosing, changing and ending it, and the one page that person sees."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.accounts import actions as accounts
from service.accounts import rules as account_rules
from service.accounts.pages import drawing_of
from service.actor import Actor
from service.support import actions, queries, rules, settings_pages, wording
from service.support.queries import Beside
from service.support.schemas import ChosenIn, NothingForm, SharingIn
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, go, page
from service.web.visit import visit
from service.youths import wording as youths_wording
from service.youths.access import readers_of, youth_read_by
from service.youths.drafts import hers


class WithMePages(Controller):
    """Hers. The address says nothing."""

    path = "/with-me"
    guards = [only(Role.YOUTH)]

    @get()
    async def everybody(self, session: Session, actor: Who) -> Page:
        found = await queries.beside_her(session, actor)
        return page(
            "support/with_me.html",
            now_beside=[one for one in found if not one.is_over],
            before=[one for one in found if one.is_over],
            wording=wording,
        )

    @get("/new")
    async def ask(self, session: Session, actor: Who) -> Page:
        return await _choosing(session, actor, blank_form(months=rules.USUALLY, shares=["breaks"], is_named="yes"))

    @post("/new")
    async def choose(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, ChosenIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                chosen = await actions.choose_somebody(
                    session,
                    actor,
                    called=form.data.called,
                    shares=[one.value for one in form.data.shares],
                    months=int(form.data.months),
                    is_named=form.data.is_named == "yes",
                    sure=form.data.sure,
                )
                return await once.go(f"/with-me/{chosen.id}/card")
        return await _choosing(session, actor, form, status=form.status)

    @get("/{support_id:uuid}/card")
    async def ask_for_card(self, support_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return page("support/card.html", one=await queries.one_beside(session, actor, support_id), code=None)

    @post("/{support_id:uuid}/card")
    async def make_card(self, support_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        one = await queries.one_beside(session, actor, support_id)
        card = await accounts.make_card(session, actor, visit().settings.secret_key, one.account_id)
        return page("support/card.html", one=one, card=card, code=account_rules.shown(card.code), qr=drawing_of(card))

    @get("/{support_id:uuid}/change")
    async def change(self, support_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        one = await queries.one_beside(session, actor, support_id)
        form = blank_form(shares=list(one.shares), months="same", is_named="yes" if one.is_named else "no")
        return await _changing(session, actor, one, form)

    @post("/{support_id:uuid}/change")
    async def changed(self, request: Req, support_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        form = await read_form(request, SharingIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.change_sharing(
                    session,
                    actor,
                    support_id,
                    shares=[one.value for one in form.data.shares],
                    months=None if form.data.months == "same" else int(form.data.months),
                    is_named=form.data.is_named == "yes",
                )
                return await once.go("/with-me")
        return await _changing(
            session, actor, await queries.one_beside(session, actor, support_id), form, status=form.status
        )

    @post("/{support_id:uuid}/end")
    async def end(self, request: Req, support_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        """One tap, nothing asked."""
        form = await read_form(request, NothingForm)
        async with attempt(session, actor, form) as once:
            await actions.end_sharing(session, actor, support_id)
            return await once.go("/with-me")
        return go("/with-me")


class WithPages(Controller):
    """What somebody beside her sees. When she has ended it, or its time is over, nothing is there."""

    path = "/with"
    guards = [only(Role.SUPPORT_PERSON)]

    @get()
    async def whose(self, session: Session, actor: Who) -> Page:
        found = await queries.who_has_chosen(session, actor)
        return go(f"/with/{found[0][0]}") if len(found) == 1 else page("support/whose.html", youths=found)

    @get("/{youth_id:uuid}")
    async def shown(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return page(
            "support/with.html",
            shared=await queries.shared_with(session, actor, youth_id),
            youths_wording=youths_wording,
        )


async def _choosing(session: AsyncSession, actor: Actor, form: Form[Any], status: int = 200) -> Page:
    return page(
        "support/new.html",
        status=status,
        form=form,
        wording=wording,
        name=await _name(session, actor),
        months=[(str(one), wording.time_of(one)) for one in rules.MONTHS],
    )


async def _changing(session: AsyncSession, actor: Actor, one: Beside, form: Form[Any], status: int = 200) -> Page:
    return page(
        "support/change.html",
        status=status,
        form=form,
        one=one,
        wording=wording,
        name=await _name(session, actor),
        months=[(str(each), wording.time_of(each)) for each in rules.MONTHS],
    )


async def _name(session: AsyncSession, actor: Actor) -> str | None:
    """Her caseworker's."""
    youth = await youth_read_by(session, actor, hers(actor))
    return next((one.called for one in await readers_of(session, youth, actor.zone)), None)


controllers = [WithMePages, WithPages, *settings_pages.controllers]
