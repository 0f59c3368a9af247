"""What can be chosen at all: eligible triples of occurrence, window and site, and of occurrence, window and mentor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from matching.masks import Roster
from matching.problem import Window


class Candidate(NamedTuple):
    """An eligible (occurrence, window, site)."""

    occurrence: str
    request: str
    youth: str
    window: Window
    site: str


class Eligible:
    """All that no rule bars by itself: candidates in the order of the document, and by (occurrence, window) the mentors
    who could come along."""

    def __init__(self, candidates: tuple[Candidate, ...], company: Mapping[tuple[str, str], tuple[str, ...]]) -> None:
        self.candidates = candidates
        self.company = company


class Named(Mapping[tuple[str, str], tuple[str, ...]]):
    """Names by key, kept as masks and read when they are asked for. Equal sets are one and the same tuple."""

    def __init__(self, roster: Roster, masks: Mapping[tuple[str, str], int]) -> None:
        self._roster = roster
        self._masks = masks

    def __getitem__(self, key: tuple[str, str]) -> tuple[str, ...]:
        return self._roster.names(self._masks[key])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._masks)

    def __len__(self) -> int:
        return len(self._masks)
