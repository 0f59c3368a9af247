"""The guide over the API: questions to ask for real, words for today and their taking up, where each break is on the way."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody

from models.people import Role
from service.errors import NotFound
from service.guide import actions
from service.guide.queries import latest_letter
from service.guide.schemas import (
    AddedWordsForm,
    LetterOut,
    NeedsForm,
    QuestionOut,
    QuestionsOut,
    SaidOut,
    StationOut,
    TakenUpForm,
    TakenUpOut,
    WayOut,
    WaysOut,
)
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import once
from service.web.texts import gettext
from service.youths.actions import make_statement
from service.youths.cards import QUESTIONS
from service.youths.drafts import hers
from service.youths.ways import ways_of


class QuestionApi(Controller):
    path = "/questions"
    guards = [only(Role.YOUTH)]
    tags = ["guide"]

    @get("/")
    async def cards(self) -> QuestionsOut:
        return QuestionsOut(
            questions=[
                QuestionOut(number=number, topic=one.topic, asked=gettext(one.asked), answer=gettext(one.answer))
                for number, one in enumerate(QUESTIONS.values(), start=1)
            ]
        )

    @post("/{number:int}", status_code=201)
    async def ask(
        self,
        request: Req,
        number: FromPath[int],
        data: JSONBody[AddedWordsForm],
        session: Session,
        actor: Who,
    ) -> Response[SaidOut]:
        codes = list(QUESTIONS)
        if not 1 <= number <= len(codes):
            raise NotFound()
        first = await once(session, actor, request)
        said = await make_statement(
            session, actor, hers(actor), kind="question", words=data.words, cards=[codes[number - 1]]
        )
        return await first.answer(SaidOut.model_validate(said))


class NeedsApi(Controller):
    path = "/needs"
    tags = ["guide"]

    @post("/", status_code=201, guards=[only(Role.YOUTH)])
    async def say(
        self,
        request: Req,
        data: JSONBody[NeedsForm],
        session: Session,
        actor: Who,
    ) -> Response[SaidOut]:
        first = await once(session, actor, request)
        said = await actions.say_needs(session, actor, data.needs, data.words)
        return await first.answer(SaidOut.model_validate(said))

    @post("/{youth_id:uuid}/{statement_id:uuid}/taken-up", status_code=201, guards=[only(Role.CASEWORKER)])
    async def take_up(
        self,
        request: Req,
        youth_id: FromPath[UUID],
        statement_id: FromPath[UUID],
        data: JSONBody[TakenUpForm],
        session: Session,
        actor: Who,
    ) -> Response[TakenUpOut]:
        first = await once(session, actor, request)
        answer = await actions.take_up_needs(session, actor, youth_id, statement_id, data.needs, data.line)
        return await first.answer(TakenUpOut.model_validate(answer))


class LetterApi(Controller):
    path = "/welcome-letter"
    guards = [only(Role.YOUTH)]
    tags = ["guide"]

    @get("/")
    async def read(self, session: Session, actor: Who) -> LetterOut:
        """The latest letter to her, and how the one who wrote it shows herself. That it was opened is recorded."""
        letter = await latest_letter(session, actor, hers(actor))
        if letter is None:
            raise NotFound()
        await actions.open_letter(session, actor, letter.id)
        return LetterOut.model_validate(letter)


class WayApi(Controller):
    path = "/ways"
    guards = [only(Role.YOUTH)]
    tags = ["guide"]

    @get("/")
    async def ways(self, session: Session, actor: Who) -> WaysOut:
        return WaysOut(
            ways=[
                WayOut(
                    request_id=way.request_id,
                    now=way.here.now,
                    is_late=way.is_late,
                    stations=[StationOut.model_validate(one) for one in way.stations],
                )
                for way in await ways_of(session, actor, hers(actor))
            ]
        )


controllers = [QuestionApi, NeedsApi, LetterApi, WayApi]
