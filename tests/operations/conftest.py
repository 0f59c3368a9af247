"""A municipality with nothing in it, committed, for tests of what works behind the pages."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest_asyncio

from models.municipality import Municipality
from service.database import transaction
from tests.conftest import Database

NewMunicipality = Callable[[], Awaitable[UUID]]


@pytest_asyncio.fixture
async def new_municipality(database: Database) -> NewMunicipality:
    async def make() -> UUID:
        id = uuid4()
        async with transaction(database.sessions, id) as session:
            session.add(Municipality(id=id, code=str(id)[:8], called="Provköping"))
        return id

    return make


@pytest_asyncio.fixture
async def here(new_municipality: NewMunicipality) -> UUID:
    return await new_municipality()
