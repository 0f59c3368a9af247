"""What a solve hands back: the plan, how good it is and how surely, wish by wish, and everything needed to repeat it."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any, TypeVar

from matching.codec import BadDocument, Fault, read, schema, shown, write
from matching.document import VERSION, loaded
from matching.menu import Menu, SeriesMenu
from matching.plan import Placement, Plan
from matching.points import Points
from matching.problem import Problem
from matching.stage import Stage

ENGINE = "3"  # raised whenever the same problem could give another plan

T = TypeVar("T")


@dataclass(frozen=True)
class YouthResult:
    """What one youth got, by her own measure; utility is per mille of her ideal, None if nothing is possible for her."""

    youth: str
    points: int
    ideal: int
    utility: int | None
    placed: int
    asked: int


@dataclass(frozen=True)
class Unplaced:
    """An occurrence without an option, and the codes of the rules that stand in the way of its nearest ones."""

    occurrence: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Parameters:
    """Everything besides the problem that the plan depends on."""

    effort_thousandths: int
    seed: int
    workers: int
    seconds_thousandths: int | None = None


@dataclass(frozen=True)
class Outcome:
    """The answer to a problem."""

    status: str
    stopped_by: str
    plan: Plan
    stages: tuple[Stage, ...]
    youths: tuple[YouthResult, ...]
    points: tuple[Points, ...]
    menus: tuple[Menu, ...]
    series: tuple[SeriesMenu, ...]
    unplaced: tuple[Unplaced, ...]
    problem_hash: str
    parameters: Parameters
    engine: str

    def to_document(self) -> dict[str, Any]:
        """JSON-ready, with nothing in it that the clock decides."""
        content = {name: write(getattr(self, name)) for name in self.__dataclass_fields__}
        placements = content.pop("plan")["placements"]
        return {"version": VERSION, "placements": placements, **content}


def engine_version() -> str:
    return f"{ENGINE} ortools-{version('ortools')} python-{platform.python_version_tuple()[0]}"


def read_plan(document: str | bytes | dict[str, Any], problem: Problem) -> Plan:
    """The plan in an outcome's document, or in one written by hand that has placements only."""
    content = loaded(document)
    if content.get("version") != VERSION:
        raise BadDocument([Fault("version", shown(content.get("version")), f"must be {VERSION}")])
    allowed = {"version", "placements", *Outcome.__dataclass_fields__} - {"plan"}
    faults = [Fault(key, shown(content[key]), "unknown field") for key in content if key not in allowed]
    if "placements" not in content:
        faults.append(Fault("placements", "nothing", "missing"))
    placements = read(tuple[Placement, ...], content.get("placements", []), "placements", faults)
    if faults:
        raise BadDocument(faults)
    checks: tuple[tuple[str, Callable[[Placement], bool]], ...] = (
        ("occurrence", lambda one: one.occurrence in problem.occurrence),
        ("window", lambda one: (one.occurrence, one.window) in problem.window),
        ("site", lambda one: one.site in problem.site),
        ("mentor", lambda one: one.mentor is None or one.mentor in problem.mentor),
    )
    for n, one in enumerate(placements):
        for name, exists in checks:
            if not exists(one):
                faults.append(Fault(f"placements[{n}].{name}", shown(getattr(one, name)), f"no such {name}"))
                break
    if faults:
        raise BadDocument(faults)
    return Plan(tuple(placements))


def read_outcome(document: str | bytes | dict[str, Any], problem: Problem) -> Outcome:
    content = loaded(document)
    plan = read_plan(content, problem)
    faults: list[Fault] = []
    rest = {key: value for key, value in content.items() if key not in ("version", "placements")}
    rest["plan"] = {"placements": content["placements"]}
    outcome = read(Outcome, rest, "", faults)
    if faults:
        raise BadDocument(faults)
    read_back: Outcome = replace(outcome, plan=plan)
    return read_back


def plan_schema() -> dict[str, Any]:
    whole = schema(Outcome, "The outcome of a solve; a plan written by hand needs version and placements only")
    definition = whole["$defs"]["Outcome"]
    properties = {key: value for key, value in definition["properties"].items() if key != "plan"}
    placements = {"type": "array", "items": {"$ref": "#/$defs/Placement"}}
    definition["properties"] = {"version": {"const": VERSION}, "placements": placements, **properties}
    definition["required"] = ["version", "placements"]
    whole["$defs"].pop("Plan", None)
    return whole
