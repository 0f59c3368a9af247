"""The booking race: many clients want the same beds at once, with the database's constraints and without them."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from tests.benchmarks.runs import ROOT


def race() -> dict[str, Any]:
    command = [sys.executable, "-m", "pytest", "tests/proposals/test_booking_race.py", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}")
    return {"kind": "race", "lines": [line.strip() for line in done.stdout.splitlines() if "overlaps" in line]}
