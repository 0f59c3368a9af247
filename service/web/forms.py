"""Reading a form of a page: the typed values are kept, and each field gets a sentence when it cannot be used.

    form = await read_form(request, WishIn)
    if form.ok:
        async with attempt(session, actor, form) as once:          # see once.py
            wish = await actions.make_wish(session, actor, form.data.words)
            return await once.go(f"/wishes/{wish.id}")
    return page("youths/wish.html", form=form, status=form.status)

In templates: `form.value("words")`, `form.values("traits")`, `form.error("words")`, `form.errors`.
"""

from datetime import datetime
from typing import Any, Generic, TypeVar, get_args, get_origin
from urllib.parse import parse_qsl

from litestar import Request
from pydantic import BaseModel, ValidationError

from service.errors import DomainError
from service.web import csrf
from service.web.refusals import Unreadable
from service.web.sentences import field_errors, sentence_of

M = TypeVar("M", bound=BaseModel)
MOST_FIELDS = 500
HOUR_OF = ".hour"  # a day and its hour are two fields of one moment: `begins` and `begins.hour`


class Form(Generic[M]):
    """What was typed, what it means, and what cannot be used."""

    def __init__(self, typed: dict[str, list[str]] | None = None) -> None:
        self.typed = typed or {}
        self.errors: dict[str, str] = {}  # by field; "" is the whole page
        self.key: str | None = None
        self.body = b""
        self._data: M | None = None
        self._refused_with = 422

    @property
    def ok(self) -> bool:
        return self._data is not None and not self.errors

    @property
    def status(self) -> int:
        """How the page that shows it is answered: as any page, or with what stands in the way."""
        return self._refused_with if self.errors else 200

    @property
    def data(self) -> M:
        """The values, typed. Only when `ok`."""
        if self._data is None:
            raise LookupError("the form has errors: ask form.ok first")
        return self._data

    def value(self, name: str, default: Any = "") -> Any:
        """What was typed, or the default: for text, one choice, a hidden field."""
        return self.typed[name][-1] if self.typed.get(name) else default

    def values(self, name: str) -> list[str]:
        """Everything chosen under one name: for several boxes."""
        return self.typed.get(name, [])

    def error(self, name: str) -> str:
        return self.errors.get(name, "")

    def refuse(self, error: DomainError) -> None:
        """Say at the field, or above all, why it cannot be done."""
        field = error.field or ""
        self.errors[field] = sentence_of(error)
        self._refused_with = error.status


def blank_form(**values: Any) -> Form[Any]:
    """A form nobody has sent yet, with what stands in it: `blank_form(called="Alva", traits=["quiet"])`."""
    return Form({name: _as_typed(value) for name, value in values.items() if value is not None})


def _as_typed(value: Any) -> list[str]:
    several = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return [getattr(one, "value", one) if isinstance(one, str) else str(one) for one in several]


async def read_form(request: Request[Any, Any, Any], model: type[M]) -> Form[M]:
    """The sent form as `model`. Empty fields count as not sent; unknown ones are refused."""
    body = await request.body()
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS, separator="&"
        )
    except ValueError as broken:
        raise Unreadable() from broken
    typed: dict[str, list[str]] = {}
    for name, value in pairs:
        typed.setdefault(name, []).append(value)
    typed.pop(csrf.FIELD, None)
    key = typed.pop(csrf.KEY_FIELD, [None])[-1]
    form: Form[M] = Form(typed)
    form.key = key[:64] if key else None
    form.body = repr(sorted(typed.items())).encode()
    try:
        form._data = model.model_validate(_for(model, _moments_joined(model, typed)))
    except ValidationError as wrong:
        found = field_errors(wrong.errors(include_url=False, include_input=False))
        form.errors = {path.partition(".")[0]: said for path, (_, said) in reversed(found.items())}
    return form


def _moments_joined(model: type[BaseModel], typed: dict[str, list[str]]) -> dict[str, list[str]]:
    """As if each moment had been typed in one field."""
    joined = dict(typed)
    for name, field in model.model_fields.items():
        if name + HOUR_OF in typed and _holds(field.annotation, datetime):
            day, hour = typed.get(name, [""])[-1].strip(), joined.pop(name + HOUR_OF)[-1].strip()
            if (day or hour) and "T" not in day:
                joined[name] = [f"{day}T{hour}"]
    return joined


def _holds(annotation: Any, kind: type) -> bool:
    return annotation is kind or any(_holds(part, kind) for part in get_args(annotation))


def _for(model: type[BaseModel], typed: dict[str, list[str]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, given in typed.items():
        told = [value for value in given if value.strip()]
        if not told:
            continue
        field = model.model_fields.get(name)
        values[name] = told if field is not None and _is_list(field.annotation) else told[-1]
    return values


def _is_list(annotation: Any) -> bool:
    if get_origin(annotation) in (list, set, tuple, frozenset):
        return True
    return any(_is_list(part) for part in get_args(annotation))
