"""Figures, measured here and now, written to docs/measured.md: the engine on invented municipalities, the booking race.

`make bench` takes a few minutes. The engine's effort is deterministic: quality is the same on every machine, seconds
are not.
"""

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "measured.md"
SIZES = ((20, 6, 10), (60, 8, 20))  # youths, weeks, effort


def run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}")
    return done.stdout


def engine() -> list[str]:
    lines = [
        "| youths | weeks | effort | seconds | breaks placed of asked | least well off | mean share of her ideal | check |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        problem, plan = f"{folder}/problem.json", f"{folder}/plan.json"
        for youths, weeks, effort in SIZES:
            run("-m", "matching", "generate", "--seed=1", f"--youths={youths}", f"--weeks={weeks}", "-o", problem)
            begun = time.monotonic()
            run("-m", "matching", "solve", problem, f"--effort={effort}", "-o", plan)
            seconds = time.monotonic() - begun
            run("-m", "matching", "check", problem, plan)  # ends with an error when a rule is broken
            outcome = json.loads(Path(plan).read_text())
            shares = [each["utility"] for each in outcome["youths"] if each["utility"] is not None]
            placed, asked = (sum(each[name] for each in outcome["youths"]) for name in ("placed", "asked"))
            lines.append(
                f"| {youths} | {weeks} | {effort} | {seconds:.1f} | {placed} of {asked} | {min(shares) / 10:.0f} % |"
                f" {sum(shares) / len(shares) / 10:.0f} % | no rule broken |"
            )
    return lines


def race() -> list[str]:
    said = run("-m", "pytest", "tests/proposals/test_booking_race.py", "-p", "no:cacheprovider")
    return [f"- {line.strip()}" for line in said.splitlines() if re.search(r"\d+ overlaps", line)]


def main() -> None:
    lines = [
        "# Measured",
        "",
        "Made by `make bench`; not written by hand.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()},"
        f" load {os.getloadavg()[0]:.1f} at the start.",
        "",
        "## The engine",
        "",
        *engine(),
        "",
        "## The booking race: 32 clients, 20 beds",
        "",
        *race(),
    ]
    REPORT.write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
