"""What the test jobs compute, apart from the worker: the child imports this and nothing else of ours."""

import os
import time
from collections.abc import Callable
from typing import Any


def compute_slowly(seconds: float, report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        report({"worker": os.getppid(), "child": os.getpid()})
        time.sleep(0.1)
    return {"child": os.getpid()}


def compute_until_enough(
    most: int, report: Callable[[dict[str, Any]], None], is_enough: Callable[[], bool]
) -> dict[str, Any]:
    """Better with every step; what it has when it is enough is as good as it got. The reports are larger than a pipe."""
    steps = 0
    while steps < most and not is_enough():
        steps += 1
        report({"steps": steps, "ballast": "x" * 300_000})
        time.sleep(0.02)
    return {"steps": steps, "all": steps == most, "ballast": "x" * 3_000_000}
