"""Which function does which kind of job, and what is done at regular times. Filled by `<slice>/jobs.py` on import."""

import importlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from service.database import Sessions
from service.jobs.running import WHEN_FAILED, RunningJob

Handler = Callable[[Sessions, RunningJob], Awaitable[dict[str, Any] | None]]
WhenFailed = Callable[[AsyncSession, dict[str, Any]], Awaitable[None]]
Round = Callable[[AsyncSession], Awaitable[Any]]

HANDLERS: dict[str, Handler] = {}


@dataclass(frozen=True)
class Regular:
    """Done in a transaction of each municipality, by one worker at a time. Done twice, it must do no harm."""

    called: str
    seconds: float
    act: Round


REGULAR: dict[str, Regular] = {}


def handler(kind: str, *, when_failed: WhenFailed | None = None) -> Callable[[Handler], Handler]:
    """What it returns becomes the job's outcome. It may be run again from the start: let its last step be `job.finish`.

    `when_failed(session, payload)` runs in the transaction in which the job has failed for good, also when its workers
    died three times and nothing of ours was there to notice.
    """

    def register(act: Handler) -> Handler:
        if HANDLERS.setdefault(kind, act) is not act:
            raise ValueError(f"two handlers for {kind}")
        if when_failed is not None:
            WHEN_FAILED[kind] = when_failed
        return act

    return register


def every(*, seconds: float) -> Callable[[Round], Round]:
    def register(act: Round) -> Round:
        name = f"{act.__module__}.{act.__qualname__}"
        REGULAR[name] = Regular(name, seconds, act)
        return act

    return register


def import_handlers() -> None:
    """Every slice that has a jobs.py."""
    service = Path(__file__).parent.parent
    for file in sorted(service.glob("*/jobs.py")):
        importlib.import_module(f"service.{file.parent.name}.jobs")
