"""Consents: a guardian's own page, and where a caseworker writes down a yes that she was told.

They stand here and not in `service.consents`, since a yes books what waited for it. A guardian sees the text, her own
answers and nothing of what was wished.
"""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.consents import queries
from service.consents.actions import withdraw_consent
from service.consents.wording import NAMES
from service.stays.consenting import record_yes, say_yes
from service.stays.queries import caseworker_of
from service.stays.schemas import NothingIn, OwnConsentIn, RecordedConsentIn
from service.stays.wording import MANNERS, RECORDED_MANNERS
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page


class ConsentPages(Controller):
    path = "/consents"

    @get(guards=[only(Role.GUARDIAN)])
    async def own(self, session: Session, actor: Who) -> Page:
        return await _own_page(session, actor, blank_form())

    @post(guards=[only(Role.GUARDIAN)])
    async def give(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, OwnConsentIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await say_yes(session, actor, form.data.youth_id, form.data.kind, form.data.mark)
                return await once.go("/consents")
        return await _own_page(session, actor, form)

    @get("/{consent_id:uuid}/withdrawal", guards=[only(Role.GUARDIAN, Role.CASEWORKER)])
    async def what_happens_then(self, consent_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _withdraw_page(session, actor, consent_id, blank_form())

    @post("/{consent_id:uuid}/withdrawal", guards=[only(Role.GUARDIAN, Role.CASEWORKER)])
    async def withdraw(self, request: Req, consent_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        child, _ = await queries.consent_of(session, actor, consent_id)
        form = await read_form(request, NothingIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await withdraw_consent(session, actor, consent_id)
                return await once.go(_list_of(actor, child.youth_id))
        return await _withdraw_page(session, actor, consent_id, form)


class YouthConsentPages(Controller):
    path = "/youths/{youth_id:uuid}/consents"
    guards = [only(Role.CASEWORKER)]

    @get()
    async def all_of(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _youth_page(session, actor, youth_id, blank_form())

    @post()
    async def record(self, request: Req, youth_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        await queries.consents_of(session, actor, youth_id)
        form = await read_form(request, RecordedConsentIn)
        if form.ok:
            told = form.data
            async with attempt(session, actor, form) as once:
                await record_yes(session, actor, youth_id, told.guardian_id, told.kind, told.manner, told.text_shown)
                return await once.go(f"/youths/{youth_id}/consents")
        return await _youth_page(session, actor, youth_id, form)


def _list_of(actor: Actor, youth_id: UUID) -> str:
    return "/consents" if actor.role is Role.GUARDIAN else f"/youths/{youth_id}/consents"


async def _own_page(session: AsyncSession, actor: Actor, form: Form[Any]) -> Page:
    children = await queries.children_of(session, actor)
    today = clock.today(actor.zone)
    return page(
        "stays/consents.html",
        children=children,
        caseworkers={one.youth_id: await caseworker_of(session, one.youth_id, today) for one in children},
        form=form,
        names=NAMES,
        manners=MANNERS,
        status=form.status,
    )


async def _youth_page(session: AsyncSession, actor: Actor, youth_id: UUID, form: Form[Any]) -> Page:
    child = await queries.consents_of(session, actor, youth_id)
    return page(
        "stays/youth_consents.html",
        child=child,
        missing=[one for one in child.asked if one.given is None],
        form=form,
        names=NAMES,
        manners=MANNERS,
        recorded_manners=RECORDED_MANNERS,
        status=form.status,
    )


async def _withdraw_page(session: AsyncSession, actor: Actor, consent_id: UUID, form: Form[Any]) -> Page:
    child, consent = await queries.consent_of(session, actor, consent_id)
    return page(
        "stays/withdraw_consent.html",
        child=child,
        consent=consent,
        caseworker=await caseworker_of(session, child.youth_id, clock.today(actor.zone)),
        back_to=_list_of(actor, child.youth_id),
        form=form,
        names=NAMES,
        status=form.status,
    )
