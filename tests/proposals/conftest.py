"""The application with a menu in it, and people signed in as each role."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.database import transaction
from tests.given import given_request
from tests.proposals.menus import at, given_consent_rule, given_menu, options_of
from tests.web.people import Town, given_a_town, sign_in_as, token_for


@dataclass
class House:
    """A town with one youth's menu: the host (who may be asked) and the place."""

    town: Town
    app: Any
    proposal_id: UUID
    request_id: UUID
    options: list[UUID]
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    async def browser(self, role: Role, town: Town | None = None) -> httpx.AsyncClient:
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url="http://localhost")
        self.clients.append(client)
        await sign_in_as(client, town or self.town, role)
        return client

    async def program(self, role: Role, town: Town | None = None) -> httpx.AsyncClient:
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app),
            base_url="http://localhost",
            headers={"Authorization": f"Bearer {await token_for(town or self.town, role)}"},
        )
        self.clients.append(client)
        return client

    def session(self) -> Any:
        return transaction(self.town.database.sessions, self.town.municipality_id)


async def make_house(database: Any, *, asked: bool = False, with_app: Any = None) -> House:
    from service.app import create_app

    town = await given_a_town(database)
    async with transaction(database.sessions, town.municipality_id) as session:
        house = await _with_a_menu(session, town, asked)
    house.app = with_app or create_app(database.settings, engine=database.engine)
    return house


async def _with_a_menu(session: AsyncSession, town: Town, asked: bool) -> House:
    here = town.given
    host = await session.merge(here.host)
    host.ask_each_time = asked
    await given_consent_rule(session)
    request, occurrence = await given_request(session, here.youth, here.grant)
    proposal = await given_menu(session, here, request, [at(host, occurrence)], [at(here.place, occurrence)])
    return House(town, None, proposal.id, request.id, [one.id for one in await options_of(session, proposal)])


@pytest_asyncio.fixture
async def house(database: Any) -> AsyncIterator[House]:
    """A menu that is open."""
    made = await make_house(database)
    yield made
    for client in made.clients:
        await client.aclose()


@pytest_asyncio.fixture
async def asking_house(database: Any) -> AsyncIterator[House]:
    """A menu that waits for its host."""
    made = await make_house(database, asked=True)
    yield made
    for client in made.clients:
        await client.aclose()
