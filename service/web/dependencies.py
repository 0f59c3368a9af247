"""What handlers ask for by name: `session`, `sessions`, `actor`, and short names for these in a signature.

    async def write(self, request: Req, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:

`session` is one transaction in the actor's municipality: committed when the handler has made its answer and before the
answer is sent, rolled back on any error. Streams open their own through `sessions` (the transaction is over by then).
"""

from collections.abc import AsyncGenerator
from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from service.actor import Actor
from service.database import Sessions, enter_municipality
from service.errors import NotSignedIn
from service.web.visit import visit

Req = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Who = NamedDependency[Actor]


async def provide_session(state: State) -> AsyncGenerator[AsyncSession, None]:
    actor = visit().actor
    async with state.sessions() as session, session.begin():
        if actor is not None:
            await enter_municipality(session, actor.municipality_id)
        yield session


async def provide_sessions(state: State) -> Sessions:
    """For those who must not hold a transaction while they wait: sign-in, streams."""
    sessions: Sessions = state.sessions
    return sessions


async def provide_actor() -> Actor:
    actor = visit().actor
    if actor is None:
        raise NotSignedIn()
    return actor


DEPENDENCIES = {
    "session": Provide(provide_session),
    "sessions": Provide(provide_sessions),
    "actor": Provide(provide_actor),
}
