"""What is known about a request before anything is done: who asks, by which session, in which language.

Made by `surroundings` for every request, also for those that match no route, and kept in a context variable so that
rendering, guards and error pages need no request handed around.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from service.actor import Actor
from service.settings import Settings


@dataclass
class Visit:
    settings: Settings
    path: str
    method: str
    # Told to the person and written in the log: the one thread between the two.
    reference: str = field(default_factory=lambda: uuid4().hex[:8])
    actor: Actor | None = None
    signed_in_at: datetime | None = None
    session_key: bytes | None = None  # SHA-256 of the cookie, never the cookie
    is_resting: bool = False  # her own phone, put to rest: a PIN goes on
    token_key: bytes | None = None
    csrf: str | None = None  # the session's own secret
    form_nonce: str | None = None  # what ties forms of signed-out people to their browser
    help: list[dict[str, Any]] = field(default_factory=list)  # the municipality's numbers, see help_now.py
    theme: str = ""  # "light" or "night" when chosen, else as the phone has it
    level: str = "short"  # how much she reads at once: "pictures", "short" or "full"
    status: int = 0  # of the answer, once it is sent
    cookies: list[str] = field(default_factory=list)  # Set-Cookie lines to send with the answer

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")


_visit: ContextVar[Visit] = ContextVar("visit")


def visit() -> Visit:
    """The request we are in."""
    return _visit.get()


def visit_or_none() -> Visit | None:
    """The request we are in, or None outside of any (a letter, a job)."""
    return _visit.get(None)


def begin(made: Visit) -> None:
    _visit.set(made)
