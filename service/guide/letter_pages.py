"""The letter to her, written by her caseworker and opened by her; how an adult shows herself."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, Role
from service.actor import Actor
from service.errors import NotFound
from service.guide import actions
from service.guide.letters import beginning
from service.guide.queries import latest_letter, shown
from service.guide.rules import PICTURES, SHOWS_ITSELF
from service.guide.schemas import IntroductionForm, LetterForm
from service.web import texts
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page
from service.youths.access import readers_of, youth_for
from service.youths.drafts import hers


class LetterPages(Controller):
    """Her caseworker's side."""

    path = "/youths/{youth_id:uuid}/letter"
    guards = [only(Role.CASEWORKER)]

    @get()
    async def write(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        youth = await youth_for(session, actor, youth_id)
        language = await session.scalar(select(Account.language).where(Account.id == youth.account_id))
        with texts.speaking(language or texts.DEFAULT_LANGUAGE, actor.zone):
            words = beginning(youth.called, actor.called)
        return await _write(session, actor, youth_id, blank_form(words=words))

    @post()
    async def send(
        self,
        request: Req,
        youth_id: FromPath[UUID],
        session: Session,
        actor: Who,
    ) -> Page:
        form = await read_form(request, LetterForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.write_letter(
                    session, actor, youth_id, words=form.data.words, meeting_at=form.data.meeting_at
                )
                return await once.go(f"/youths/{youth_id}/letter")
            if form.status == NotFound.status:
                raise NotFound()
        return await _write(session, actor, youth_id, form, status=form.status)


class WelcomePages(Controller):
    path = "/welcome"
    guards = [only(Role.YOUTH)]

    @get()
    async def letter(self, session: Session, actor: Who) -> Page:
        letter = await latest_letter(session, actor, hers(actor))
        if letter is not None:
            await actions.open_letter(session, actor, letter.id)
        youth = await youth_for(session, actor, hers(actor))
        return page("guide/welcome.html", letter=letter, called=youth.called)


class IntroductionPages(Controller):
    """How she shows herself: what youths see beside her name."""

    path = "/introduction"
    guards = [only(*SHOWS_ITSELF)]

    @get()
    async def look(self, session: Session, actor: Who) -> Page:
        me = await shown(session, actor.account_id)
        form = blank_form(picture=me.picture or PICTURES[0], words=me.words, phone=me.phone, reached=me.reached)
        return await _introduction(session, actor, form)

    @post()
    async def show(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, IntroductionForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.show_oneself(session, actor, **form.data.model_dump())
                return await once.go("/introduction")
        return await _introduction(session, actor, form, status=form.status)


async def _write(session: AsyncSession, actor: Actor, youth_id: UUID, form: Form[Any], status: int = 200) -> Page:
    youth = await youth_for(session, actor, youth_id)
    return page(
        "guide/letter.html",
        status=status,
        form=form,
        youth_id=youth_id,
        called=youth.called,
        letter=await latest_letter(session, actor, youth_id),
        me=await shown(session, actor.account_id),
        readers=[youth.called, *(one.called for one in await readers_of(session, youth, actor.zone))],
    )


async def _introduction(session: AsyncSession, actor: Actor, form: Form[Any], status: int = 200) -> Page:
    return page(
        "guide/introduction.html",
        status=status,
        form=form,
        pictures=PICTURES,
        me=await shown(session, actor.account_id),
    )
