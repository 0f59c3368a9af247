"""The same acts as the pages, for programs: wishes, statements, answers, vetoes, hearts, own people."""

from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import once
from service.youths import actions, queries
from service.youths.lists import youths_of
from service.youths.note_api import NoteApi
from service.youths.pile_api import DecidesApi, PileApi
from service.youths.schemas import (
    AnswerIn,
    AnswerOut,
    Liking,
    OwnPeople,
    OwnPersonIn,
    OwnPersonOut,
    SaidList,
    SaidOut,
    StatementIn,
    StatementOut,
    WishIn,
    WishOut,
    YouthOut,
    Youths,
)


class YouthApi(Controller):
    path = "/youths"
    guards = [only(Role.YOUTH, Role.CASEWORKER)]
    tags = ["youths"]

    @get()
    async def youths(self, session: Session, actor: Who) -> Youths:
        """Those you may see: yourself, or the youths whose caseworker you are today."""
        return Youths(youths=[YouthOut.model_validate(one) for one in await youths_of(session, actor)])

    @get("/{youth_id:uuid}/statements")
    async def statements(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> SaidList:
        """All she has said, with answers and readers. Reading somebody else's words is recorded and shown to her."""
        said = await queries.statements_of(session, actor, youth_id, purpose="api")
        return SaidList(statements=[SaidOut.model_validate(one) for one in said])

    @post("/{youth_id:uuid}/statements")
    async def say(
        self, request: Req, youth_id: FromPath[UUID], data: JSONBody[StatementIn], session: Session, actor: Who
    ) -> Response[StatementOut]:
        first = await once(session, actor, request)
        statement = await actions.make_statement(
            session,
            actor,
            youth_id,
            kind=data.kind.value,
            words=data.words,
            audience=data.audience.value,
            stay_request_id=data.stay_request_id,
            regards=data.regards,
            regards_id=data.regards_id,
        )
        return await first.answer(StatementOut.model_validate(statement))

    @post("/{youth_id:uuid}/wishes")
    async def wish(
        self, request: Req, youth_id: FromPath[UUID], data: JSONBody[WishIn], session: Session, actor: Who
    ) -> Response[WishOut]:
        first = await once(session, actor, request)
        wish = await actions.make_wish(
            session,
            actor,
            youth_id,
            subject=data.subject.value,
            strength=data.strength.value,
            words=data.words,
            site_id=data.site_id,
            mentor_id=data.mentor_id,
            trait=data.trait.value if data.trait else None,
            audience=data.audience.value,
            stay_request_id=data.stay_request_id,
            supersedes=data.supersedes,
        )
        return await first.answer(WishOut.model_validate(wish))

    @delete("/{youth_id:uuid}/wishes/{statement_id:uuid}", status_code=200)
    async def take_back_wish(
        self, request: Req, youth_id: FromPath[UUID], statement_id: FromPath[UUID], session: Session, actor: Who
    ) -> Response[StatementOut]:
        """She does not wish it any more. What she said stays; the answer is the statement that took it back."""
        first = await once(session, actor, request)
        statement = await actions.take_back_wish(session, actor, youth_id, statement_id)
        return await first.answer(StatementOut.model_validate(statement), status=200)

    @get("/{youth_id:uuid}/own-people")
    async def own_people(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> OwnPeople:
        people = await queries.own_people_of(session, actor, youth_id)
        return OwnPeople(people=[OwnPersonOut.model_validate(one) for one in people])

    @post("/{youth_id:uuid}/own-people")
    async def name_own_person(
        self, request: Req, youth_id: FromPath[UUID], data: JSONBody[OwnPersonIn], session: Session, actor: Who
    ) -> Response[OwnPersonOut]:
        first = await once(session, actor, request)
        person = await actions.name_own_person(session, actor, youth_id, words=data.words)
        return await first.answer(
            OwnPersonOut(id=person.id, words=data.words, state=person.state, made_at=person.made_at)
        )

    @delete("/{youth_id:uuid}/own-people/{person_id:uuid}", status_code=204)
    async def withdraw_own_person(
        self, youth_id: FromPath[UUID], person_id: FromPath[UUID], session: Session, actor: Who
    ) -> None:
        await actions.withdraw_own_person(session, actor, youth_id, person_id)

    @put("/{youth_id:uuid}/sites/{site_id:uuid}/liking")
    async def like_site(
        self,
        youth_id: FromPath[UUID],
        site_id: FromPath[UUID],
        data: JSONBody[Liking],
        session: Session,
        actor: Who,
    ) -> Liking:
        return await _like(session, actor, youth_id, data, site_id=site_id)

    @put("/{youth_id:uuid}/mentors/{mentor_id:uuid}/liking")
    async def like_mentor(
        self,
        youth_id: FromPath[UUID],
        mentor_id: FromPath[UUID],
        data: JSONBody[Liking],
        session: Session,
        actor: Who,
    ) -> Liking:
        return await _like(session, actor, youth_id, data, mentor_id=mentor_id)


class StatementApi(Controller):
    path = "/statements"
    guards = [only(Role.CASEWORKER)]
    tags = ["youths"]

    @post("/{statement_id:uuid}/answers")
    async def answer(
        self, request: Req, statement_id: FromPath[UUID], data: JSONBody[AnswerIn], session: Session, actor: Who
    ) -> Response[AnswerOut]:
        """What was done with what she said, and because. Never changed; a later answer adds."""
        first = await once(session, actor, request)
        answer = await actions.answer_statement(
            session, actor, statement_id, verdict=data.verdict.value, words=data.words
        )
        return await first.answer(AnswerOut.model_validate(answer))


async def _like(session: AsyncSession, actor: Actor, youth_id: UUID, wanted: Liking, **whom: UUID) -> Liking:
    """Set both marks as asked; a veto and a heart at once is a veto."""
    veto = actions.veto if wanted.veto else actions.lift_veto
    await veto(session, actor, youth_id, **whom)
    if not wanted.veto:
        heart = actions.give_heart if wanted.heart else actions.take_heart_back
        await heart(session, actor, youth_id, **whom)
    return Liking(heart=wanted.heart and not wanted.veto, veto=wanted.veto)


controllers = [YouthApi, NoteApi, StatementApi, PileApi, DecidesApi]
