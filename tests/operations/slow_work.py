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
