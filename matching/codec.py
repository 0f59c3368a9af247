"""Frozen dataclasses to JSON and back, strictly, and their JSON Schema: the dataclasses are the one description.

Unknown fields, missing fields, wrong types and numbers out of range are each one fault with its path; reading goes on
after a fault so that a person sees all of them at once.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
ABSENT = object()
_HINTS: dict[type[Any], dict[str, Any]] = {}
LARGEST = 2**53  # beyond this, other readers of JSON lose digits


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, where, and what stood there."""

    path: str
    value: str
    message: str

    def __str__(self) -> str:
        return f"{self.path or '(document)'}: {self.message} (found {self.value})"


class BadDocument(ValueError):
    """A document that cannot be understood; nothing of it is used."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def shown(value: object) -> str:
    import json

    try:
        text = json.dumps(value, ensure_ascii=False)
        if not text.isprintable():  # a line stays a line, whatever somebody has put in an id
            text = json.dumps(value)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def hints_of(kind: type[Any]) -> dict[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]


def optional(hint: Any) -> Any | None:
    """X of `X | None`, else None."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(each for each in get_args(hint) if each is not type(None))
    return None


def read(hint: Any, value: Any, path: str, faults: list[Fault], limits: Mapping[str, Any] | None = None) -> Any:
    """The value as the hinted type, or ABSENT after noting a fault."""
    limits = limits or {}

    def fault(message: str) -> Any:
        faults.append(Fault(path, shown(value), message))
        return ABSENT

    if (inner := optional(hint)) is not None:
        return None if value is None else read(inner, value, path, faults, limits)
    if hint is int:
        if not isinstance(value, int) or isinstance(value, bool):
            return fault("must be a whole number")
        if value < limits.get("at_least", -LARGEST):
            return fault(f"must be at least {limits.get('at_least', -LARGEST)}")
        if value > limits.get("at_most", LARGEST):
            return fault(f"must be at most {limits.get('at_most', LARGEST)}")
        return value
    if hint is float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST
        return value if is_number else fault("must be a number")
    if hint is bool:
        return value if isinstance(value, bool) else fault("must be true or false")
    if hint is str:
        if not isinstance(value, str):
            return fault("must be text")
        if not value.strip():
            return fault("must not be empty")
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            return fault("holds half a character, which cannot be written")
        return value
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        allowed = [str(each) for each in hint]
        return hint(value) if isinstance(value, str) and value in allowed else fault(f"must be one of {allowed}")
    if isinstance(hint, type) and is_dataclass(hint):
        return _read_record(hint, value, path, faults)
    return _read_collection(hint, value, path, faults, limits)


def _read_collection(hint: Any, value: Any, path: str, faults: list[Fault], limits: Mapping[str, Any]) -> Any:
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Mapping:
        if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
            faults.append(Fault(path, shown(value), "must be an object"))
            return ABSENT
        pairs = {key: read(inside[1], each, join(path, key), faults, limits) for key, each in value.items()}
        return types.MappingProxyType(pairs)
    if not isinstance(value, list):
        faults.append(Fault(path, shown(value), "must be a list"))
        return ABSENT
    if origin is tuple and inside[-1] is not Ellipsis and len(value) != len(inside):
        faults.append(Fault(path, shown(value), f"must be a list of {len(inside)}"))
        return ABSENT
    each_hint = inside[0]
    items = [read(each_hint, each, f"{path}[{n}]", faults) for n, each in enumerate(value)]
    if origin is frozenset:
        for n, item in enumerate(items):
            if item is not ABSENT and item in items[:n]:
                faults.append(Fault(f"{path}[{n}]", shown(value[n]), "stands here twice"))
        return frozenset(items)
    return tuple(items)


def _read_record(kind: type[Any], value: Any, path: str, faults: list[Fault]) -> Any:
    if not isinstance(value, dict):
        faults.append(Fault(path, shown(value), "must be an object"))
        return ABSENT
    before = len(faults)
    known: dict[str, Field[Any]] = {each.name: each for each in fields(kind)}
    faults.extend(Fault(join(path, str(key)), shown(value[key]), "unknown field") for key in value if key not in known)
    given: dict[str, Any] = {}
    for name, each in known.items():
        if name in value:
            given[name] = read(hints_of(kind)[name], value[name], join(path, name), faults, each.metadata)
        elif is_required(each):
            faults.append(Fault(join(path, name), "nothing", "missing"))
    return ABSENT if len(faults) > before else kind(**given)


def join(path: str, name: str) -> str:
    step = name if name.isprintable() and name else shown(name)
    return f"{path}.{step}" if path else step


def is_required(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def write(value: Any) -> Any:
    """JSON-ready; sets sorted, so that the same facts give the same bytes."""
    if isinstance(value, StrEnum):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: write(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, frozenset):
        return sorted(write(each) for each in value)
    if isinstance(value, Mapping):
        return {key: write(value[key]) for key in sorted(value)}
    if isinstance(value, (tuple, list)):
        return [write(each) for each in value]
    return value


def schema(kind: type[Any], title: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a dataclass, with one definition per dataclass inside."""
    definitions: dict[str, Any] = {}
    root = _schema_of(kind, definitions, {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema_of(hint: Any, definitions: dict[str, Any], limits: Mapping[str, Any]) -> dict[str, Any]:
    if (inner := optional(hint)) is not None:
        return {"anyOf": [_schema_of(inner, definitions, limits), {"type": "null"}]}
    if hint is bool:
        return {"type": "boolean"}
    if hint is int:
        names = {"at_least": "minimum", "at_most": "maximum"}
        return {"type": "integer", **{names[key]: limit for key, limit in limits.items()}}
    if hint is float:
        return {"type": "number"}
    if hint is str:
        return {"type": "string", "minLength": 1}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [str(each) for each in hint]}
    if isinstance(hint, type) and is_dataclass(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}
            definitions[hint.__name__] = {
                "type": "object",
                "description": (hint.__doc__ or "").split("\n\n")[0].replace("\n", " ").strip(),
                "properties": {
                    each.name: _schema_of(hints_of(hint)[each.name], definitions, each.metadata)
                    for each in fields(hint)
                },
                "required": [each.name for each in fields(hint) if is_required(each)],
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{hint.__name__}"}
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema_of(inside[1], definitions, limits)}
    many: dict[str, Any] = {"type": "array", "items": _schema_of(inside[0], definitions, {})}
    if origin is frozenset:
        many["uniqueItems"] = True
    elif inside[-1] is not Ellipsis:
        many |= {"minItems": len(inside), "maxItems": len(inside)}
    return many
