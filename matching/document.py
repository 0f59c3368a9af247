"""The two documents, problem and plan, as JSON: read strictly, written the same every time."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from matching.codec import BadDocument, Fault, read, schema, write
from matching.faults import faults as faults_of
from matching.problem import Problem

VERSION = 1


def read_problem(document: str | bytes | dict[str, Any]) -> Problem:
    """The problem in a document; BadDocument with every fault if there is any."""
    content = loaded(document)
    if content.get("version") != VERSION:
        raise BadDocument([Fault("version", json.dumps(content.get("version"), default=repr), f"must be {VERSION}")])
    found: list[Fault] = []
    problem = read(Problem, {key: value for key, value in content.items() if key != "version"}, "", found)
    if isinstance(problem, Problem) and not found:
        found = faults_of(problem)
        if not found:
            return problem
    raise BadDocument(found)


def write_problem(problem: Problem) -> dict[str, Any]:
    return {"version": VERSION, **write(problem)}


def problem_schema() -> dict[str, Any]:
    whole = schema(Problem, "The problem of one municipality")
    definition = whole["$defs"]["Problem"]
    definition["properties"] = {"version": {"const": VERSION}, **definition["properties"]}
    definition["required"] = ["version", *definition["required"]]
    return whole


def problem_hash(problem: Problem) -> str:
    return hashlib.sha256(canonical(write_problem(problem)).encode()).hexdigest()


def canonical(document: dict[str, Any]) -> str:
    """One text for one content: sorted keys, no spaces."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def loaded(document: str | bytes | dict[str, Any]) -> dict[str, Any]:
    if isinstance(document, dict):
        return document
    try:
        content = json.loads(document, object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except RecursionError:
        raise BadDocument([Fault("", "too many levels", "is nested too deeply")]) from None
    except UnicodeDecodeError as error:
        raise BadDocument([Fault("", f"byte {error.start}", "is not UTF-8")]) from None
    except json.JSONDecodeError as error:
        raise BadDocument([Fault("", f"line {error.lineno}, column {error.colno}", "is not JSON")]) from None
    except ValueError as error:
        raise BadDocument([Fault("", str(error), "is not strict JSON")]) from None
    if not isinstance(content, dict):
        raise BadDocument([Fault("", json.dumps(content)[:40], "must be an object")])
    return content


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key {next(key for key in keys if keys.count(key) > 1)!r} twice in one object")
    return record


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")
