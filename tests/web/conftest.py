"""The application on a database of its own, called in the test's event loop, by people of two municipalities."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest_asyncio
from sqlalchemy import update

from models.people import Account, Role
from service.database import enter_municipality
from tests.web.people import Town, given_a_town


@asynccontextmanager
async def browser(app: Any, *, base_url: str = "http://localhost") -> AsyncIterator[httpx.AsyncClient]:
    """A browser with a cookie jar of its own; redirects are not followed, so that a test sees them."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=base_url) as client:
        yield client


@pytest_asyncio.fixture(scope="module")
async def town(module_database: Any) -> Town:
    return await given_a_town(module_database)


@pytest_asyncio.fixture(scope="module")
async def app(module_database: Any) -> Any:
    from service.app import create_app
    from tests.web.sample import SAMPLE

    made = create_app(module_database.settings, engine=module_database.engine, slices=("web", "accounts"))
    for controller in SAMPLE:
        made.register(controller)
    return made


@pytest_asyncio.fixture
async def visitor(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app) as client:
        yield client


@pytest_asyncio.fixture(scope="module")
async def production_app(module_database: Any) -> Any:
    from service.app import create_app

    return create_app(
        replace(module_database.settings, production=True, demo=False),
        engine=module_database.engine,
        slices=("web", "accounts"),
    )


@pytest_asyncio.fixture(scope="module")
async def demo_app(app: Any, town: Town) -> Any:
    """Where the coordinator Kim is a persona."""
    async with town.database.sessions() as session, session.begin():
        await enter_municipality(session, town.municipality_id)
        kim = update(Account).where(Account.id == town.actors[Role.COORDINATOR].account_id)
        await session.execute(kim.values(persona="kim"))
    return app
