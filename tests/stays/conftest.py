"""The application with the pages of breaks, consents and the record, in a town where one break is booked."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio

from models.breaks import Stay
from models.people import Role
from service.consents.actions import rules_of_today
from service.database import enter_municipality, transaction
from tests.stays.given import given_stay
from tests.web.conftest import browser
from tests.web.people import Town, given_a_town, sign_in_as, token_for

SLICES = ("accounts", "consents", "stays", "trail")
SignIn = Callable[..., Any]


@dataclass
class World:
    """`stay_id`: a booked break with the mentor along. `elsewhere_id`: one in the neighbouring municipality."""

    town: Town
    stay_id: UUID
    elsewhere_id: UUID

    def transaction(self) -> Any:
        return transaction(self.town.database.sessions, self.town.municipality_id)


@pytest_asyncio.fixture
async def world(module_database: Any) -> World:
    """A new town for each test; towns do not see each other."""
    return await made(module_database)


@pytest_asyncio.fixture(scope="module")
async def lasting(module_database: Any) -> World:
    """For tests that change nothing."""
    return await made(module_database)


async def made(database: Any) -> World:
    town = await given_a_town(database)
    assert town.other is not None
    stays = []
    for one in (town, town.other):
        async with transaction(database.sessions) as session:
            await enter_municipality(session, one.municipality_id)
            session.add_all(rules_of_today(one.given.municipality))
            stay: Stay = await given_stay(session, one.given, mentor_id=one.given.mentor.id)
            stays.append(stay.id)
    return World(town, *stays)


@pytest_asyncio.fixture(scope="module")
async def app(module_database: Any) -> Any:
    from service.app import create_app

    return create_app(module_database.settings, engine=module_database.engine, slices=SLICES)


async def _sign_ins(app: Any, here: World) -> AsyncIterator[SignIn]:
    async with AsyncExitStack() as stack:

        async def sign_in(role: Role, *, api: bool = False) -> httpx.AsyncClient:
            client = await stack.enter_async_context(browser(app))
            if api:
                client.headers["Authorization"] = f"Bearer {await token_for(here.town, role)}"
            else:
                await sign_in_as(client, here.town, role)
            return client

        yield sign_in


@pytest_asyncio.fixture
async def as_(app: Any, world: World) -> AsyncIterator[SignIn]:
    """`await as_(Role.YOUTH)`: a browser, signed in; `api=True`: a program with a token."""
    async for sign_in in _sign_ins(app, world):
        yield sign_in


@pytest_asyncio.fixture
async def look_as(app: Any, lasting: World) -> AsyncIterator[SignIn]:
    """The same in the lasting town."""
    async for sign_in in _sign_ins(app, lasting):
        yield sign_in
