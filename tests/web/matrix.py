"""Calling every route as everybody: what is in the file, what the application says, and what it answers.

Other slices' tests may use `Matrix` for routes of theirs with ids that exist: `matrix.call(route, role, ids)`.
"""

import asyncio
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from models.people import Role
from service.app import routes_of
from service.web.guards import who_may
from tests.web.conftest import browser
from tests.web.forms import hidden
from tests.web.people import Town, sign_in_as, token_for

FILE = Path(__file__).with_name("authorisation.toml")
ANYONE, SIGNED_IN = "anyone", "signed in"
REFUSED = (401, 403)
FORMS = {"day": "2027-01-15", "thing": "sites", "step": "when", "number": "1"}  # parameters that are not ids
ENDS_THE_SESSION = {"POST /exit", "POST /sign-out", "POST /role", "DELETE /api/v1/tokens/current"}


@dataclass(frozen=True)
class Route:
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    def with_ids(self, ids: dict[str, Any]) -> str:
        """Where nothing is given: something of the right form that is not there."""
        return re.sub(r"{(\w+)}", lambda found: str(ids.get(found[1]) or FORMS.get(found[1]) or uuid4()), self.path)


def reviewed() -> dict[Route, frozenset[Role] | None]:
    """The file: route → roles, None for anyone."""
    lines = tomllib.loads(FILE.read_text(encoding="utf-8"))
    found = {}
    for name, said in (lines["pages"] | lines["api"]).items():
        method, _, path = name.partition(" ")
        roles = None if said == ANYONE else frozenset(Role if said == SIGNED_IN else map(Role, said.split()))
        found[Route(method, path)] = roles
    return found


def declared(app: Any) -> dict[Route, frozenset[Role] | None]:
    """The application: what the guards of each route say."""
    return {Route(method, path): who_may(handler) for method, path, handler in routes_of(app)}


class Matrix:
    """A session and a token for each role, made once: signing in is not what is tested here."""

    def __init__(self, app: Any, town: Town) -> None:
        self.app, self.town = app, town
        self._tokens: dict[Role, str] = {}
        self._sessions: dict[Role | None, tuple[httpx.Cookies, dict[str, str]]] = {}

    async def call(self, route: Route, role: Role | None, ids: dict[str, Any] | None = None) -> httpx.Response:
        """The route with an empty body, by somebody in that role, sent as one of our own pages would."""
        async with browser(self.app) as client:
            sent = await (self._by_token if route.is_api else self._by_cookie)(client, route, role)
            asked = client.request(route.method, route.with_ids(ids or {}), **sent)
            answer = await asyncio.wait_for(asked, timeout=30)
        if str(route) in ENDS_THE_SESSION:
            self._sessions.clear()
            self._tokens.clear()
        return answer

    async def _by_token(self, client: httpx.AsyncClient, route: Route, role: Role | None) -> dict[str, Any]:
        if role is not None:
            if role not in self._tokens:
                self._tokens[role] = await token_for(self.town, role)
            client.headers["authorization"] = f"Bearer {self._tokens[role]}"
        return {} if route.method == "GET" else {"json": {}}

    async def _by_cookie(self, client: httpx.AsyncClient, route: Route, role: Role | None) -> dict[str, Any]:
        if role not in self._sessions:
            if role is not None:
                await sign_in_as(client, self.town, role)
            form = hidden((await client.get("/look")).text)
            self._sessions[role] = (client.cookies, form)
        client.cookies, form = self._sessions[role]
        return {} if route.method == "GET" else {"data": form}


def is_refused(answer: httpx.Response) -> bool:
    """Turned away by the guard: to sign-in, or with a clear no."""
    if answer.status_code in REFUSED:
        return True
    return answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
