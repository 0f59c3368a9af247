"""The booking race: many clients want the same beds at once, with the database's constraints and without them."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from tests.benchmarks.runs import ROOT


def race() -> dict[str, Any]:
    """What the race said of itself; where it failed, the word of its failure instead of figures."""
    command = [sys.executable, "-m", "pytest", "tests/proposals/test_booking_race.py", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    said = [line.strip() for line in done.stdout.splitlines() if "overlaps" in line and "attempts" in line]
    failed = [line.strip() for line in done.stdout.splitlines() if line.startswith("FAILED")] if done.returncode else []
    return {"kind": "race", "lines": [*said, *failed]}
