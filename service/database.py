"""Sessions on PostgreSQL: who is asking is told to the database, so that row-level security is the second wall.

One transaction a request: commit at its end, roll back on any error. The events of the record are written last, by a
before-commit hook (`service.record`).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

Sessions = async_sessionmaker[AsyncSession]


def engine_for(url: str, **options: object) -> AsyncEngine:
    """An engine on the app role's address (`postgresql+asyncpg://…`)."""
    return create_async_engine(url, pool_pre_ping=True, **options)


def sessions_on(engine: AsyncEngine, master_key: str) -> Sessions:
    """Sessions that can seal and open words; `master_key` wraps each youth's own key (`service.record.vault`)."""
    return async_sessionmaker(engine, expire_on_commit=False, info={"master_key": master_key})


async def enter_municipality(session: AsyncSession, municipality_id: UUID | None) -> None:
    """Let this transaction see the rows of one municipality and no other; None sees nothing."""
    await session.execute(
        text("select set_config('app.municipality', :id, true)"),
        {"id": str(municipality_id) if municipality_id else ""},
    )
    session.info["municipality_id"] = municipality_id


@asynccontextmanager
async def transaction(sessions: Sessions, municipality_id: UUID | None = None) -> AsyncIterator[AsyncSession]:
    """One transaction, in one municipality if named: for jobs, the demo and tests."""
    async with sessions() as session, session.begin():
        if municipality_id is not None:
            await enter_municipality(session, municipality_id)
        yield session
