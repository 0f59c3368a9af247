"""The step inside: a new session's cookie, and where to go first."""

from service.accounts import actions, rules
from service.database import Sessions
from service.web.cookies import keep_session
from service.web.render import Page, go
from service.web.visit import visit


async def welcome(sessions: Sessions, signed_in: actions.SignedIn, wanted: str | None) -> Page:
    """In, with a new id; what the browser had before is worth nothing any more."""
    if (before := visit().session_key) is not None:
        await actions.leave(sessions, before)
    keep_session(signed_in.secret)
    home = "/role" if len(signed_in.roles) > 1 else rules.HOME[signed_in.actor.role]
    return go(rules.safe_next(wanted, home))
