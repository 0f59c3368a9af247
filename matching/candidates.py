"""What can be chosen at all: eligible triples of occurrence, window and site, and of occurrence, window and mentor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
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


class Company(NamedTuple):
    """An eligible (occurrence, window, mentor)."""

    occurrence: str
    request: str
    youth: str
    window: Window
    mentor: str


class Eligible:
    """All that no rule bars by itself: candidates in the order of the document, and by (occurrence, window) the mentors
    who could come along."""

    def __init__(
        self,
        candidates: tuple[Candidate, ...],
        company: Mapping[tuple[str, str], tuple[str, ...]] | tuple[Company, ...],
    ) -> None:
        self.candidates = candidates
        self.company: Mapping[tuple[str, str], tuple[str, ...]]
        if isinstance(company, tuple):
            by_window: dict[tuple[str, str], tuple[str, ...]] = {}
            for each in company:
                key = (each.occurrence, each.window.id)
                by_window[key] = (*by_window.get(key, ()), each.mentor)
            self.company = by_window
        else:
            self.company = company

    @cached_property
    def companies(self) -> tuple[Company, ...]:
        """The company one by one: many times as many as there are candidates, so made only where it is asked for."""
        found: list[Company] = []
        before: tuple[str, str] | None = None
        for each in self.candidates:
            key = (each.occurrence, each.window.id)
            if key != before:
                before = key
                found += [Company(*each[:4], mentor) for mentor in self.company.get(key, ())]
        return tuple(found)


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
