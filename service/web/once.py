"""Nothing is done twice: the same press of a button, or the same API call repeated, gets the first answer again.

The key is inserted before anything is done, in the same transaction; a second request with it waits at the database's
unique index, then finds the first one's answer. A page's key is taken together with what was typed: after Back and a
changed word it is a new act, so nobody's words are taken for a repetition.

What people write lies sealed in its one place and is not kept a second time here: a repeated answer has `words` null.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from litestar import Request, Response
from litestar.enums import MediaType
from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from models.breaks import IdempotencyKey
from service import clock
from service.actor import Actor
from service.errors import Changed, DomainError, Invalid
from service.web.database_errors import domain_error_of
from service.web.forms import Form
from service.web.refusals import AlreadyDone, KeyUsedOtherwise
from service.web.render import go
from service.web.visit import visit

LONGEST_KEY = 64


class AnsweredBefore(Exception):
    """Not an error: the answer the first request got."""

    def __init__(self, kept: IdempotencyKey) -> None:
        self.status, self.location, self.body = kept.status, kept.location, kept.body


class Once:
    """Keeps the answer beside the act."""

    def __init__(self, session: AsyncSession, row_id: UUID | None) -> None:
        self._session, self._row_id = session, row_id

    async def go(self, path: str) -> Response[str]:
        """Done: show this page next (303)."""
        await self._keep(303, path, None)
        return go(path)

    async def answer(self, body: BaseModel | None, *, status: int = 201, location: str | None = None) -> Response[Any]:
        """Done, for the API."""
        plain = body.model_dump(mode="json") if body is not None else None
        await self._keep(status, location, plain)
        return Response(plain, status_code=status, headers={"Location": location} if location else None)

    async def _keep(self, status: int, location: str | None, body: dict[str, Any] | None) -> None:
        await self._session.flush()  # what the database refuses is said now, not after the answer
        if self._row_id is not None:
            kept = update(IdempotencyKey).where(IdempotencyKey.id == self._row_id)
            await self._session.execute(kept.values(status=status, location=location, body=without_words(body)))


def without_words(body: Any) -> Any:
    """The same answer with every `words` null, however deep it lies."""
    if isinstance(body, dict):
        return {name: None if name == "words" else without_words(value) for name, value in body.items()}
    return [without_words(each) for each in body] if isinstance(body, list) else body


async def idempotent(session: AsyncSession, actor: Actor, key: str | None, route: str, body: bytes = b"") -> Once:
    """Take the key, or raise `AnsweredBefore`, which is answered as the first one was."""
    if key is None:
        return Once(session, None)
    if not key.isascii() or not key.isprintable() or not 1 <= len(key) <= 2 * LONGEST_KEY + 1:
        raise Invalid(field="Idempotency-Key", kind="not_understood")
    body_hash = hashlib.sha256(body).digest()
    taken = (
        insert(IdempotencyKey)
        .values(account_id=actor.account_id, key=key, route=route, body_hash=body_hash, status=0, made_at=clock.now())
        .on_conflict_do_nothing(index_elements=["account_id", "key"])
        .returning(IdempotencyKey.id)
    )
    if (row_id := await session.scalar(taken)) is not None:
        return Once(session, row_id)
    kept = (
        await session.scalars(
            select(IdempotencyKey).where(IdempotencyKey.account_id == actor.account_id, IdempotencyKey.key == key)
        )
    ).one()
    if kept.route != route or kept.body_hash != body_hash:
        raise KeyUsedOtherwise()
    if kept.status == 0:
        raise AlreadyDone()
    raise AnsweredBefore(kept)


@asynccontextmanager
async def attempt(session: AsyncSession, actor: Actor, form: Form[Any]) -> AsyncIterator[Once]:
    """Do what a form asks, once. Refused by a rule or by the database: undone, and said in `form.errors`."""
    savepoint = await session.begin_nested()
    key = f"{form.key}:{hashlib.sha256(form.body).hexdigest()[:16]}" if form.key else None
    doing = await idempotent(session, actor, key, f"{visit().method} {visit().path}", form.body)
    try:
        yield doing
    except (DomainError, StaleDataError, DBAPIError) as failed:
        error = _refusal(failed)
        await savepoint.rollback()
        if error is None:
            raise
        form.refuse(error)
    else:
        await savepoint.commit()


def _refusal(failed: Exception) -> DomainError | None:
    if isinstance(failed, DomainError):
        return failed
    return domain_error_of(failed) if isinstance(failed, DBAPIError) else Changed()


async def once(session: AsyncSession, actor: Actor, request: Request[Any, Any, Any]) -> Once:
    """For the API: the caller's `Idempotency-Key`, when there is one."""
    route = f"{request.method} {visit().path}"
    return await idempotent(session, actor, request.headers.get("idempotency-key"), route, await request.body())


def expected_rev(request: Request[Any, Any, Any]) -> int | None:
    """The revision in `If-Match: "3"`; None when it was not sent."""
    given = request.headers.get("if-match")
    if given is None:
        return None
    plain = given.strip().strip('"')
    if not plain.isdigit() or len(plain) > 9:
        raise Invalid(field="If-Match", kind="not_understood")
    return int(plain)


def response_again(before: AnsweredBefore) -> Response[Any]:
    if before.status == 303:
        return go(before.location or "/")
    headers = {"Idempotency-Replayed": "true"} | ({"Location": before.location} if before.location else {})
    return Response(before.body, status_code=before.status, headers=headers, media_type=MediaType.JSON)
