"""Her rights, and questions that others have asked: for everybody, signed in or not. A card can be asked for real."""

from typing import Any

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.guide.laws import COMPLAINTS, RIGHTS, laws_of
from service.guide.queries import names_of_readers
from service.guide.schemas import AddedWordsForm
from service.web import texts
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import anyone, only
from service.web.once import attempt
from service.web.render import Page, page
from service.youths.actions import make_statement
from service.youths.cards import QUESTIONS, TOPICS
from service.youths.drafts import hers


class RightPages(Controller):
    path = "/rights"
    guards = [anyone]

    @get()
    async def rights(self) -> Page:
        today = clock.today(texts.zone())
        return page("guide/rights.html", rights=[(one, laws_of(one, today)) for one in RIGHTS], complaints=COMPLAINTS)


class QuestionPages(Controller):
    """The address of a card is its number: nobody who sees the address learns what was asked."""

    path = "/questions"

    @get(guards=[anyone])
    async def cards(self) -> Page:
        numbered = [(number, card) for number, card in enumerate(QUESTIONS.values(), start=1)]
        return page("guide/questions.html", topics=TOPICS, cards=numbered)

    @get("/{number:int}", guards=[only(Role.YOUTH)])
    async def card(self, number: FromPath[int], session: Session, actor: Who) -> Page:
        return await _ask(session, actor, number, blank_form())

    @post("/{number:int}", guards=[only(Role.YOUTH)])
    async def ask(
        self,
        request: Req,
        number: FromPath[int],
        session: Session,
        actor: Who,
    ) -> Page:
        code = _code(number)
        form = await read_form(request, AddedWordsForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                said = await make_statement(
                    session, actor, hers(actor), kind="question", words=form.data.words, cards=[code]
                )
                return await once.go(f"/words/{said.id}")
        return await _ask(session, actor, number, form, status=form.status)


def _code(number: int) -> str:
    codes = list(QUESTIONS)
    if not 1 <= number <= len(codes):
        raise NotFound()
    return codes[number - 1]


async def _ask(session: AsyncSession, actor: Actor, number: int, form: Form[Any], status: int = 200) -> Page:
    return page(
        "guide/question.html",
        status=status,
        form=form,
        number=number,
        card=QUESTIONS[_code(number)],
        readers=await names_of_readers(session, actor, "question"),
    )
