"""What surrounds every request, matched by a route or not: who asks, language, forged forms, headers.

Wrapped around the whole application, because Litestar's own middleware does not run when no route matches: a 404 would
then have no headers, no language and no one signed in.
"""

import time
from collections.abc import Awaitable, Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Any, cast
from urllib.parse import parse_qsl

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from sqlalchemy import text

from models.people import Role
from service.actor import Actor
from service.database import Sessions
from service.errors import DomainError, NotSignedIn
from service.settings import Settings
from service.web import csrf, sessions, texts
from service.web.headers import headers_for
from service.web.problems import answer
from service.web.refusals import FromElsewhere, TooLarge, Unreadable
from service.web.visit import Visit, begin, visit

LARGEST_BODY = 512 * 1024
LONGEST_ADDRESS = 4096
READING_LEVELS = ("pictures", "short", "full")
QUIET = ("/static/", "/healthz")  # nobody is looked up for these
TURNED_AWAY = (403, 404)

log = structlog.get_logger()
KeepRefused = Callable[[Sessions, Actor, Iterable[Any]], Awaitable[None]]  # who asked, and the ids in the address


class Surroundings:
    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        made_sessions: Sessions,
        methods: dict[str, str] | None = None,
        keep_refused: KeepRefused | None = None,
    ) -> None:
        self.app, self.settings, self.sessions = app, settings, made_sessions
        self.methods = methods or {}  # by address, for OPTIONS
        self.keep_refused = keep_refused
        self._numbers = NumbersForVisitors(made_sessions)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        here = Visit(self.settings, scope["path"], str(scope["method"]))
        begin(here)
        send = self._with_headers(scope, send)
        cookies = _cookies(asked.get(b"cookie", b""))
        here.form_nonce = cookies.get(csrf.form_cookie_name(self.settings))
        here.level = level if (level := cookies.get("level")) in READING_LEVELS else "short"
        here.theme = theme if (theme := cookies.get("theme")) in ("light", "night") else ""
        texts.speak(
            texts.choose_language(cookies.get("language"), accept_language=_text(asked.get(b"accept-language")))
        )
        try:
            if not here.path.startswith(QUIET):
                await self._recognise(here, cookies, _text(asked.get(b"authorization")))
            if here.method not in csrf.SAFE_METHODS:
                receive = await self._body_of_ours(here, asked, receive)
            _refuse_broken_address(scope)
        except DomainError as error:
            await answer(error)(scope, receive, send)
            return
        await self.app(scope, receive, send)
        if here.actor is not None and here.status in TURNED_AWAY and self.keep_refused is not None:
            await self._keep_refused(here, self.keep_refused, scope.get("path_params", {}).values())

    async def _keep_refused(self, here: Visit, keep: KeepRefused, ids: Iterable[Any]) -> None:
        """After the answer has gone out, so that its time tells nothing; it can't be answered otherwise any more."""
        try:
            if here.actor is not None:
                await keep(self.sessions, here.actor, ids)
        except Exception as failed:
            log.error("refused_look_not_kept", reference=here.reference, kind=type(failed).__name__)

    async def _recognise(self, here: Visit, cookies: dict[str, str], authorization: str) -> None:
        """Pages know people by cookie, the API by bearer token; the one place where both meet is POST /api/v1/tokens."""
        seen = None
        kind, _, secret = authorization.partition(" ")
        cookie = cookies.get(sessions.session_cookie_name(self.settings))
        if here.is_api and kind.lower() == "bearer" and secret:
            here.token_key = sessions.key_of(secret.strip())
            async with self.sessions() as session, session.begin():
                seen = await sessions.token_of(session, here.token_key)
        elif cookie and (not here.is_api or here.path == "/api/v1/tokens"):
            here.session_key = sessions.key_of(cookie)
            async with self.sessions() as session, session.begin():
                seen = await sessions.session_of(session, here.session_key)
                here.is_resting = seen is None and await sessions.is_resting(session, here.session_key)
        if seen is not None:
            here.actor, here.csrf, here.signed_in_at, here.help = seen.actor, seen.csrf, seen.signed_in_at, seen.help
            here.level = seen.actor.reading_level or ("full" if seen.actor.role is not Role.YOUTH else here.level)
            texts.speak(seen.actor.language, seen.actor.zone)
        elif not here.is_api:
            here.help = await self._numbers.now()

    async def _body_of_ours(self, here: Visit, asked: dict[bytes, bytes], receive: Receive) -> Receive:
        """Read the body once, refuse what another site or an old page sent, and hand the same body on."""
        if asked.get(b"sec-fetch-site", b"none") not in (b"same-origin", b"none"):
            raise FromElsewhere()
        length = asked.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            raise TooLarge(most_kilobytes=LARGEST_BODY // 1024)
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            body += cast(bytes, message.get("body", b""))
            more = bool(message.get("more_body", False))
            if len(body) > LARGEST_BODY:
                raise TooLarge(most_kilobytes=LARGEST_BODY // 1024)
        by_cookie = not here.is_api or (here.actor is not None and here.token_key is None)
        if by_cookie and here.path not in csrf.NEEDS_NO_TOKEN:
            shown = _text(asked.get(csrf.HEADER)) or _token_in(bytes(body), asked)
            if not csrf.is_ours(shown):
                signed_out_meanwhile = here.actor is None and here.session_key is not None
                raise NotSignedIn() if signed_out_meanwhile else FromElsewhere()
        return _replaying(bytes(body), receive)

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                visit().status = message["status"]
                headers: list[Any] = list(message.get("headers", []))
                if visit().method == "OPTIONS" and (allow := self.methods.get(scope.get("path_template", ""))):
                    headers = [(name, value) for name, value in headers if name.lower() != b"allow"]
                    headers.append((b"allow", allow.encode()))
                there = {name.lower() for name, _ in headers}
                ours = headers_for(self.settings, scope["path"], scope.get("query_string", b""), message["status"])
                headers += [(name, value) for name, value in ours.items() if name not in there]
                headers += [(b"set-cookie", line.encode()) for line in visit().cookies]
                message["headers"] = headers
            await send(message)

        return sending


class NumbersForVisitors:
    """The municipalities' own lines, for people we do not know yet. Asked for once a minute at the most."""

    def __init__(self, made_sessions: Sessions) -> None:
        self._sessions = made_sessions
        self._known: list[dict[str, Any]] = []
        self._until = 0.0

    async def now(self) -> list[dict[str, Any]]:
        if time.monotonic() > self._until:
            async with self._sessions() as session, session.begin():
                rows = (await session.execute(text("select * from help_of_municipalities()"))).mappings().all()
            several = len([row for row in rows if row["help"]]) > 1
            self._known = [
                line | ({"called": f"{line['called']}, {row['called']}"} if several else {})
                for row in rows
                for line in row["help"] or []
            ]
            self._until = time.monotonic() + 60
        return self._known


def _refuse_broken_address(scope: Scope) -> None:
    raw, query = scope.get("raw_path") or scope["path"].encode(), scope.get("query_string", b"")
    if len(raw) + len(query) > LONGEST_ADDRESS or b"\x00" in raw or b"%00" in raw or b"%00" in query:
        raise Unreadable()
    try:
        parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
        if "\ufffd" in scope["path"]:
            raise Unreadable()
    except ValueError as broken:
        raise Unreadable() from broken


def _token_in(body: bytes, asked: dict[bytes, bytes]) -> str:
    if not asked.get(b"content-type", b"").startswith(b"application/x-www-form-urlencoded"):
        return ""
    for part in body.split(b"&"):
        name, _, value = part.partition(b"=")
        if name == csrf.FIELD.encode():
            return value.decode("ascii", "replace").replace("%3D", "=").replace("%3d", "=")
    return ""


def _cookies(header: bytes) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header.decode("latin-1"))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def _text(header: bytes | None) -> str:
    return (header or b"").decode("latin-1")


def _replaying(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Any:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
