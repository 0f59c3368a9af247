"""Everything that can go wrong, as a page or as problem+json (RFC 9457). One place decides, by the address asked for.

What nobody foresaw is logged with a reference and without values: a person's words never stand in a log.
"""

import traceback
from typing import Any
from urllib.parse import quote

import structlog
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, ValidationException
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from service.errors import Changed, DomainError, NotFound, NotSignedIn
from service.web.database_errors import domain_error_of
from service.web.once import AnsweredBefore, response_again
from service.web.refusals import MethodNotAllowed, NotJson, NotValid, Unexpected
from service.web.render import go, render
from service.web.sentences import field_errors, field_sentence, sentence_of
from service.web.visit import visit

log = structlog.get_logger()


class FieldProblem(BaseModel):
    field: str = Field(description="Path of the field, parts joined by dots")
    code: str
    detail: str = Field(description="A sentence for a person, in her language")


class Problem(BaseModel):
    """An error, RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    reference: str = Field(description="To be told to those who run the service")
    errors: list[FieldProblem] = []


BY_STATUS: dict[int, type[DomainError]] = {401: NotSignedIn, 404: NotFound, 405: MethodNotAllowed}


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Litestar's handler for every exception."""
    if isinstance(error, AnsweredBefore):
        return response_again(error)
    known, fields, headers = _known(error)
    if known is None:
        _log_unexpected(error)
        known = Unexpected()
    return _response(known, fields, headers)


def answer(error: DomainError) -> ASGIApp:
    """The same, for requests that do not reach Litestar."""
    made = _response(error, [], {})
    content = made.content if isinstance(made.content, bytes) else str(made.content).encode()
    return ASGIResponse(
        body=content,
        status_code=made.status_code or 500,
        headers={**made.headers},
        media_type=made.media_type or MediaType.TEXT,
    )


def _known(error: Exception) -> tuple[DomainError | None, list[FieldProblem], dict[str, str]]:
    """A domain error, the fields it is about, and headers that must not be lost (Allow)."""
    headers: dict[str, str] = {}
    if isinstance(error, DomainError):
        return error, _at_field(error), headers
    if isinstance(error, ValidationException):
        return NotValid(), _fields_of(error), headers
    if isinstance(error, DBAPIError):
        return domain_error_of(error), [], headers
    if isinstance(error, StaleDataError):
        return Changed(), [], headers
    if isinstance(error, HTTPException) and error.status_code < 500:
        headers = dict(error.headers or {})
        known = BY_STATUS.get(error.status_code, NotJson)()
        if isinstance(known, NotJson):
            known.status = error.status_code  # type: ignore[misc]
        return known, [], headers
    return None, [], headers


def _at_field(error: DomainError) -> list[FieldProblem]:
    if not error.field:
        return []
    return [FieldProblem(field=error.field, code=str(error.params.get("kind", error.code)), detail=sentence_of(error))]


def _fields_of(error: ValidationException) -> list[FieldProblem]:
    cause = error.__cause__
    wrong = getattr(cause, "__cause__", None)
    if isinstance(wrong, ValidationError):
        found = field_errors(wrong.errors(include_url=False, include_input=False))
        return [FieldProblem(field=path, code=kind, detail=said) for path, (kind, said) in found.items()]
    extra: list[Any] = list(error.extra) if isinstance(error.extra, list) else []
    return [
        FieldProblem(field=str(one.get("key", "")), code="not_understood", detail=field_sentence("not_understood", {}))
        for one in extra
        if isinstance(one, dict)
    ]


def _response(error: DomainError, fields: list[FieldProblem], headers: dict[str, str]) -> Response[Any]:
    here = visit()
    if here.is_api:
        if error.status == 401:
            headers = {**headers, "WWW-Authenticate": "Bearer"}
        return _problem(error, fields, headers)
    if isinstance(error, NotSignedIn):
        wanted = f"?next={quote(here.path, safe='/')}" if here.method == "GET" and here.path != "/" else ""
        return go(f"{'/rest' if here.is_resting else '/sign-in'}{wanted}")
    return Response(_page(error), status_code=error.status, headers=headers, media_type=MediaType.HTML)


def _problem(error: DomainError, fields: list[FieldProblem], headers: dict[str, str]) -> Response[bytes]:
    said = sentence_of(error)
    made = Problem(
        type=f"urn:mellanrummet:{error.code}",
        title=said,
        status=error.status,
        code=error.code,
        detail=" ".join([said, *(one.detail for one in fields if one.detail != said)]),
        reference=visit().reference,
        errors=fields,
    )
    return Response(
        made.model_dump_json().encode(),
        status_code=error.status,
        headers=headers,
        media_type="application/problem+json",
    )


def _page(error: DomainError) -> str:
    """The error as a page; when even that fails, as one plain line."""
    context = {
        "status": error.status,
        "code": error.code,
        "sentence": sentence_of(error),
        "reference": visit().reference,
    }
    try:
        return render("errors/error.html", error=context)
    except Exception as failed:
        _log_unexpected(failed)
        return f"<!doctype html><title>Kalender</title><p>{context['sentence']} ({context['reference']})"


def _log_unexpected(error: Exception) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    log.error(
        "unexpected",
        reference=visit().reference,
        kind=type(error).__name__,
        because=type(error.__cause__).__name__ if error.__cause__ else None,
        where=[f"{_short_name(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    )


def _short_name(filename: str) -> str:
    return "/".join(filename.split("/")[-3:])
