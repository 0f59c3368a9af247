"""A year of planning rounds in one municipality, in figures."""

from __future__ import annotations

import resource
import time
from dataclasses import asdict
from typing import Any

from matching.generate import Knobs
from matching.simulate import Rounds, broken_promises, figures, simulate


def year(youths: int, weeks: int = 52, effort: float | None = None) -> dict[str, Any]:
    effort = effort or max(0.5, youths / 50)  # a round has a fiftieth of its youths' seconds
    knobs = Knobs.named(
        "ample", youths=youths, weeks=weeks, occurrences=(16, 28), requests=(6, 10), seasons=1.0, late_series=True,
        cancellations_per_week=max(1.0, youths / 60),
    )  # fmt: skip
    began = time.process_time()
    lived = simulate(1, knobs, Rounds(effort=effort))
    return {
        "kind": "year",
        "youths": youths,
        "weeks": weeks,
        "effort": effort,
        "figures": asdict(figures(lived)),
        "broken": len(broken_promises(lived)),
        "cpu": round(time.process_time() - began, 1),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
