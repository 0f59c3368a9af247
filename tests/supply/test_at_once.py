"""Two at the same moment: somebody is promised a night while its host closes it. One of them is told no."""

import asyncio

import pytest
from sqlalchemy import select

from models.breaks import Claim
from service.database import transaction
from service.supply.actions import close_nights
from service.supply.errors import NightBooked
from tests.given import given_municipality
from tests.supply.conftest import NOW
from tests.supply.test_availability import UMEA, local
from tests.supply.world import FRIDAY, SATURDAY, SUNDAY, given_break, given_open_host, openings_of

assert NOW.astimezone(UMEA).date() < FRIDAY


@pytest.mark.parametrize("who_is_first", ["the promise", "the host"])
async def test_a_promise_and_a_closing_at_the_same_moment(database, who_is_first):
    async with transaction(database.sessions) as session:
        here = await given_municipality(session)
        host = await given_open_host(session, here)
    promised, closed = asyncio.Event(), asyncio.Event()

    async def promise() -> str:
        async with transaction(database.sessions, here.municipality.id) as session:
            if who_is_first == "the host":
                await closed.wait()
            claim = await given_break(session, here, host)
            promised.set()
            await asyncio.sleep(0.2)  # not committed yet, so that the other one runs into it
            return claim.state

    async def close() -> str:
        async with transaction(database.sessions, here.municipality.id) as session:
            if who_is_first == "the promise":
                await promised.wait()
            await close_nights(session, here.as_coordinator, host.id, [SATURDAY])
            closed.set()
            await asyncio.sleep(0.2)
            return "closed"

    outcomes = await asyncio.gather(promise(), close(), return_exceptions=True)
    won = [one for one in outcomes if isinstance(one, str)]
    assert len(won) == 1, outcomes
    if who_is_first == "the promise":
        assert isinstance(outcomes[1], NightBooked)
    async with transaction(database.sessions, here.municipality.id) as session:
        claims = (await session.scalars(select(Claim.span))).all()
        spans = await openings_of(session, site_id=host.id)
    assert bool(claims) == (spans[0].upper == local(SUNDAY, 18))
