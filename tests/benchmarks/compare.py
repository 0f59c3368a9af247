"""From records to figures that can be compared: medians over municipalities, times to a quality on one yardstick."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from statistics import median
from typing import Any

Record = dict[str, Any]
Case = tuple[str, int]  # shape, youths
GAPS = {"1 %": 0.01, "0.1 %": 0.001, "proof": 0.0}


def by_case(records: Iterable[Record]) -> dict[Case, list[Record]]:
    cases: dict[Case, list[Record]] = {}
    for each in records:
        cases.setdefault((each["shape"], each["youths"]), []).append(each)
    return dict(sorted(cases.items(), key=lambda pair: (pair[0][1], pair[0][0])))


def of_method(records: Iterable[Record], letter: str) -> list[Record]:
    return [each for each in records if each["method"] == letter and "failed" not in each]


def best_sums(records: Iterable[Record]) -> dict[int, int]:
    """By seed: the largest sum of shares that any method reached with a plan that holds."""
    best: dict[int, int] = {}
    for each in records:
        if "failed" not in each:
            best[each["seed"]] = max(best.get(each["seed"], 0), int(each["figures"]["sum"]))
    return best


def seconds_to(record: Record, target: float) -> float | None:
    """When its plan's sum of shares first came up to the target; None if it never did."""
    return next((at for at, total, *_ in record["curve"] if total >= target), None)


def seconds_to_worst(record: Record, target: float) -> float | None:
    return next((at for at, _, worst, _ in record["curve"] if worst >= target), None)


def middle(values: Iterable[float | None]) -> float | None:
    """The median, where "never" is later than any time; None if the middle one never came."""
    numbers = sorted(float("inf") if value is None else value for value in values)
    if not numbers:
        return None
    found = median(numbers) if len(numbers) % 2 else numbers[len(numbers) // 2]
    return None if found == float("inf") else found


def of_all(records: list[Record], what: Callable[[Record], float | None]) -> float | None:
    return middle(what(each) for each in records)


def own_gap(record: Record, most: float) -> float | None:
    """When the method knew that its own goal was within this share of the best possible."""
    value: int | None = None
    bound: int | None = None
    for at, _, said, limit in record["goal"]:
        value = said if said is not None else value
        bound = limit if limit is not None else bound
        if value is not None and bound is not None and abs(bound - value) <= most * max(1, abs(bound)):
            return float(at)
    return None


def stages(record: Record) -> dict[str, dict[str, Any]]:
    """The engine's stages: how many of their goals are proven, the largest gap, and when each gap was known."""
    found: dict[str, dict[str, Any]] = {}
    for each in record["notes"].get("stages", ()):
        stage = found.setdefault(each["name"].split(":")[0], {"goals": 0, "proven": 0, "gap": 0.0, "at": {}})
        stage["goals"] += 1
        stage["proven"] += each["proven"]
        # A stage is as far off as the worst of its goals; of a goal without any bound nobody knows.
        known = each["gap"] is not None and stage["gap"] is not None
        stage["gap"] = max(stage["gap"], each["gap"]) if known else None
        for name, most in GAPS.items():
            told = (
                at
                for at, goal, value, bound in record["goal"]
                if goal == each["name"]
                and value is not None
                and abs(bound - value) <= most * max(1, abs(bound), abs(value))
            )
            when = next(told, None)
            if when is None and each["gap"] is not None and each["gap"] <= most:
                when = _next_told(record, each["name"])
            before = stage["at"].get(name, 0.0)
            stage["at"][name] = None if when is None or before is None else max(before, when)
    return found


def _next_told(record: Record, name: str) -> float:
    """When a goal was done that was settled without a word: by the first word of a later one, or by the end."""
    names = [each["name"] for each in record["notes"]["stages"]]
    later = set(names[names.index(name) + 1 :])
    return next((float(at) for at, goal, *_ in record["goal"] if goal in later), float(record["seconds"]))
