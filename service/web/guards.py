"""Who may call a route at all. Every route says it; the application does not start with one that says nothing.

Which rows she may then see is the slice's `access.py`, and the database's row-level security behind it.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from models.people import Role
from service.errors import Forbidden, NotSignedIn
from service.web.visit import visit

Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]


def only(*roles: Role) -> Guard:
    """Signed in, in one of these roles; without any: in whatever role.

    `guards=[only(Role.YOUTH)]` on a controller or handler. Guards of both must pass.
    """
    allowed = frozenset(roles or Role)

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        actor = visit().actor
        if actor is None:
            raise NotSignedIn()
        if actor.role not in allowed:
            raise Forbidden()

    guard.allows = allowed  # type: ignore[attr-defined]
    return guard


async def anyone(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Signed in or not: `guards=[anyone]`."""


anyone.allows = None  # type: ignore[attr-defined]


def who_may(handler: BaseRouteHandler) -> frozenset[Role] | None:
    """The roles a route lets in; None for everybody. Raises when the route does not say."""
    said = [guard.allows for guard in handler.resolve_guards() if hasattr(guard, "allows")]
    if not said:
        raise LookupError(f"{handler.handler_name}: say who may call it, guards=[only(…)] or guards=[anyone]")
    limits = [allowed for allowed in said if allowed is not None]
    return frozenset.intersection(*limits) if limits else None
