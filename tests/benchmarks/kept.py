"""What has been measured, a line of JSON each, beside the report that is made from it. Measured again, it is replaced."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "benchmarks"
KEY = ("kind", "shape", "youths", "seed", "method")


class Kept:
    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "results.jsonl"
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        self.records: list[dict[str, Any]] = [json.loads(line) for line in lines]

    def add(self, record: dict[str, Any]) -> None:
        whole = {"kind": "method", **record, "measured": conditions()}
        key = [whole.get(name) for name in KEY]
        self.records = [each for each in self.records if [each.get(name) for name in KEY] != key] + [whole]
        self.records.sort(key=lambda each: [str(each.get(name, "")).rjust(8) for name in KEY])
        lines = (json.dumps(each, separators=(",", ":"), sort_keys=True) for each in self.records)
        self.file.write_text("".join(f"{line}\n" for line in lines))

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [each for each in self.records if each["kind"] == kind]


def conditions() -> dict[str, Any]:
    return {
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "ortools": version("ortools"),
        "highspy": version("highspy"),
    }
