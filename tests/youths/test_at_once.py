"""Two people, or one with two pages, at the same moment: one wish is replaced once, a veto is one, a request goes once."""

import asyncio

from sqlalchemy import func, select

from models.words import Statement, Veto
from service.database import transaction
from service.errors import DomainError
from service.requests import actions as request_actions
from service.youths import actions
from service.youths.errors import AlreadyReplaced
from tests.given import given_municipality, given_request


async def _at_once(database, here, *acts):
    """Each act in a transaction of its own, all together; what each gave or raised."""

    async def one(act):
        async with transaction(database.sessions, here.municipality.id) as session:
            return await act(session)

    return await asyncio.gather(*(one(act) for act in acts), return_exceptions=True)


async def test_a_wish_replaced_by_eight_at_once_has_one_follower(database):
    async with transaction(database.sessions) as session:
        here = await given_municipality(session)
        first = await actions.make_wish(
            session, here.as_youth, here.youth.id, subject="who", strength="nice", trait="dog"
        )

    def replace(who):
        return lambda session: actions.make_wish(
            session, who, here.youth.id, subject="who", strength="must", trait="dog", supersedes=first.statement_id
        )

    done = await _at_once(database, here, *(replace(who) for who in [here.as_youth, here.as_caseworker] * 4))
    assert sum(not isinstance(one, Exception) for one in done) == 1
    assert all(isinstance(one, AlreadyReplaced) for one in done if isinstance(one, Exception))
    async with transaction(database.sessions, here.municipality.id) as session:
        followers = select(func.count()).where(Statement.supersedes_id == first.statement_id)
        assert await session.scalar(followers) == 1


async def test_eight_vetoes_at_once_are_one(database):
    async with transaction(database.sessions) as session:
        here = await given_municipality(session)
    done = await _at_once(
        database,
        here,
        *[lambda session: actions.veto(session, here.as_youth, here.youth.id, site_id=here.host.id)] * 8,
    )
    assert not [one for one in done if isinstance(one, Exception)]
    async with transaction(database.sessions, here.municipality.id) as session:
        assert await session.scalar(select(func.count()).select_from(Veto)) == 1


async def test_a_request_is_taken_back_once(database):
    async with transaction(database.sessions) as session:
        here = await given_municipality(session)
        request, _ = await given_request(session, here.youth, here.grant)
    done = await _at_once(
        database,
        here,
        *[lambda session: request_actions.withdraw_request(session, here.as_youth, request.id)] * 6,
    )
    assert sum(not isinstance(one, Exception) for one in done) == 1
    assert all(isinstance(one, DomainError) for one in done if isinstance(one, Exception))
