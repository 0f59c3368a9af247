"""How far one goal of a plan came. Apart from the search that finds it: whoever reads a report needs no solver."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """A goal and how far it came."""

    name: str
    goal: str
    value: int
    bound: int | None
    gap: float | None
    proven: bool
    maximise: bool
