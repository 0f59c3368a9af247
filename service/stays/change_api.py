"""Changing a break and looking back on it, for programs: the same acts as the pages."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from litestar import Controller, Response, post
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.errors import NotFound
from service.stays import change_queries, changing, going_home, queries, reflecting
from service.stays.change_answers import answer_longer
from service.stays.change_rules import Times
from service.stays.rules import SAYS_NO
from service.stays.schemas import LongerAnswerIn, MaybeWords, ReflectionIn, ReflectionOut, RememberIn
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import expected_rev, once
from service.web.schemas import Input, LocalMoment, Output


class TimesIn(Input):
    """shorter happens at once; longer is asked."""

    kind: Literal["shorter", "longer"]
    arrival: LocalMoment
    departure: LocalMoment
    words: MaybeWords = None


class WordsIn(Input):
    words: MaybeWords = None


class ChangeOut(Output):
    """Who has said yes so far. `gates` that are not open are named; empty for those who do not see them."""

    id: UUID
    kind: str
    state: str
    arrival: datetime
    departure: datetime
    host_said_yes: bool
    caseworker_said_yes: bool
    answer_due: datetime | None
    closed_gates: list[str]


class ChangeApi(Controller):
    path = "/stays/{stay_id:uuid}"
    tags = ["stays"]

    @post("/changes", guards=[only(*SAYS_NO)])
    async def change(
        self, request: Req, stay_id: FromPath[UUID], data: JSONBody[TimesIn], session: Session, actor: Who
    ) -> Response[Any]:
        first = await once(session, actor, request)
        await queries.stay_of(session, actor, stay_id)
        act = changing.shorten_stay if data.kind == "shorter" else changing.ask_for_longer
        to = Times(data.arrival, data.departure)
        await act(session, actor, stay_id, to, data.words, expected_rev(request))
        return await first.answer(await _latest(session, actor, stay_id))

    @post("/changes/{change_id:uuid}/answers", guards=[only(Role.HOST, Role.PLACE_KEEPER, Role.CASEWORKER)])
    async def answer(
        self,
        request: Req,
        stay_id: FromPath[UUID],
        change_id: FromPath[UUID],
        data: JSONBody[LongerAnswerIn],
        session: Session,
        actor: Who,
    ) -> Response[Any]:
        """Whoever has the house, and her caseworker."""
        first = await once(session, actor, request)
        await answer_longer(session, actor, change_id, data.answer == "yes", data.words)
        return await first.answer(await _latest(session, actor, stay_id))

    @post("/changes/{change_id:uuid}/withdrawal", status_code=200, guards=[only(*SAYS_NO)])
    async def take_back(
        self, request: Req, stay_id: FromPath[UUID], change_id: FromPath[UUID], session: Session, actor: Who
    ) -> Response[Any]:
        """She does not want it any more. The break stays as it was booked."""
        first = await once(session, actor, request)
        await queries.stay_of(session, actor, stay_id)
        await changing.take_back(session, actor, change_id)
        return await first.answer(await _latest(session, actor, stay_id), status=200)

    @post("/going-home", guards=[only(Role.YOUTH)])
    async def going_home(
        self, request: Req, stay_id: FromPath[UUID], data: JSONBody[WordsIn], session: Session, actor: Who
    ) -> Response[Any]:
        """Whoever is on duty is told at once."""
        first = await once(session, actor, request)
        await queries.stay_of(session, actor, stay_id)
        await going_home.want_home(session, actor, stay_id, data.words)
        return await first.answer(await _latest(session, actor, stay_id))

    @post("/reflection", guards=[only(Role.YOUTH)])
    async def look_back(
        self, request: Req, stay_id: FromPath[UUID], data: JSONBody[ReflectionIn], session: Session, actor: Who
    ) -> Response[Any]:
        """Read by her caseworker alone. No other route gives it back, to anybody."""
        first = await once(session, actor, request)
        told = await reflecting.look_back(
            session,
            actor,
            stay_id,
            weather=data.weather,
            again=data.again,
            never=data.never == "yes",
            words=data.words,
        )
        return await first.answer(ReflectionOut.model_validate(told))

    @post("/reflection/remember", status_code=204, guards=[only(Role.YOUTH)])
    async def remember(self, stay_id: FromPath[UUID], data: JSONBody[RememberIn], session: Session, actor: Who) -> None:
        """There again, or never there: only this makes what she told of it count. Said twice it is said once."""
        await reflecting.remember(session, actor, stay_id, never=data.what == "never")


async def _latest(session: AsyncSession, actor: Actor, stay_id: UUID) -> ChangeOut:
    found = await change_queries.latest_change(session, actor, stay_id)
    if found is None:
        raise NotFound()
    return ChangeOut(
        id=found.id,
        kind=found.kind,
        state=found.state,
        arrival=found.arrival,
        departure=found.departure,
        host_said_yes=found.host_said_yes,
        caseworker_said_yes=found.caseworker_said_yes,
        answer_due=found.answer_due,
        closed_gates=[gate.name for gate in found.gates if not gate.is_open],
    )
