"""What can be chosen at all: eligible triples of occurrence, window and site, and of occurrence, window and mentor."""

from __future__ import annotations

from dataclasses import dataclass

from matching.problem import Window


@dataclass(frozen=True)
class Candidate:
    """An eligible (occurrence, window, site)."""

    occurrence: str
    request: str
    youth: str
    window: Window
    site: str


@dataclass(frozen=True)
class Company:
    """An eligible (occurrence, window, mentor)."""

    occurrence: str
    request: str
    youth: str
    window: Window
    mentor: str


@dataclass(frozen=True)
class Eligible:
    """All that no rule bars by itself, in the order of the document."""

    candidates: tuple[Candidate, ...]
    companies: tuple[Company, ...]
