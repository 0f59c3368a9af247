"""Documents in and out for the commands: a bad one is a line a fault, and nothing is half written."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import matching
from matching.codec import BadDocument, Fault


def read_bytes(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise BadDocument([Fault(path, path, f"cannot be read: {error.strerror}")]) from None


def problem_of(given: argparse.Namespace) -> matching.Problem:
    return matching.read_problem(read_bytes(given.problem))


def valid_plan(given: argparse.Namespace, problem: matching.Problem) -> matching.Plan:
    """The plan, which must be valid: menus and reasons of a broken plan would be promises that cannot be kept."""
    plan = matching.read_plan(read_bytes(given.plan), problem)
    if violations := matching.check(problem, plan):
        raise BadDocument([Fault("placements", each.rule, each.text) for each in violations])
    return plan


def write_out(document: Any, output: str | None) -> None:
    """All of it or nothing: a half-written plan is worse than none."""
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    if output is None:
        sys.stdout.write(text)
        return
    target = Path(output)
    try:
        with tempfile.NamedTemporaryFile("w", dir=target.parent, delete=False, encoding="utf-8") as file:
            file.write(text)
        Path(file.name).replace(target)
    except OSError as error:
        raise BadDocument([Fault(output, output, f"cannot be written: {error.strerror}")]) from None


def say(given: argparse.Namespace, document: Any, lines: Iterable[str]) -> None:
    """The document, or the same to read."""
    if given.text:
        sys.stdout.writelines(f"{line}\n" for line in lines)
    else:
        write_out(document, given.output)
