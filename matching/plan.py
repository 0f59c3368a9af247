"""A plan: which option each occurrence got. And the one view of it that every rule judges: stays in time.

Plans come from the solver, from a menu or from a human hand, and are judged alike. A `Stay` is what would be in the
calendars, whether it comes from a placement or from a claim that was there before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from matching.horizon import Calendar, Span
from matching.problem import Kind, Problem, Request, Window


@dataclass(frozen=True, order=True)
class Placement:
    """One option: this occurrence in this window at this host or place, perhaps with this mentor."""

    occurrence: str
    window: str
    site: str
    mentor: str | None = None


@dataclass(frozen=True)
class Plan:
    placements: tuple[Placement, ...] = ()

    @cached_property
    def by_occurrence(self) -> dict[str, Placement]:
        return {placement.occurrence: placement for placement in self.placements}

    def with_(self, *placements: Placement) -> Plan:
        """The plan with these occurrences placed so instead."""
        moved = {placement.occurrence for placement in placements}
        kept = (each for each in self.placements if each.occurrence not in moved)
        return Plan(tuple(sorted((*kept, *placements), key=_order)))

    def without(self, *occurrences: str) -> Plan:
        return Plan(tuple(each for each in self.placements if each.occurrence not in occurrences))


def _order(placement: Placement) -> tuple[str, str, str, str]:
    return (placement.occurrence, placement.window, placement.site, placement.mentor or "")


class Stay(NamedTuple):
    """Somebody somewhere for a time. `fixed` stays were there before and are never the fault of a plan."""

    occurrence: str
    window: str | None
    request: str | None
    youth: str
    site: str
    span: Span
    mentor: str | None
    mentor_span: Span
    kind: Kind
    visit_first: bool
    fixed: bool


@dataclass(frozen=True)
class Stays:
    """All stays that could come true. Several stays of one occurrence are alternatives: exactly one will happen.

    So a limit is kept only if it is kept whichever of them happens; that is how menus and held claims are judged, and
    a plan is the case of one alternative each.
    """

    all: tuple[Stay, ...]
    is_plan: bool = True

    @cached_property
    def by_site(self) -> dict[str, list[Stay]]:
        return _grouped((stay.site, stay) for stay in self.all)

    @cached_property
    def by_youth(self) -> dict[str, list[Stay]]:
        return _grouped((stay.youth, stay) for stay in self.all)

    @cached_property
    def by_mentor(self) -> dict[str, list[Stay]]:
        return _grouped((stay.mentor, stay) for stay in self.all if stay.mentor is not None)

    @cached_property
    def by_occurrence(self) -> dict[str, list[Stay]]:
        return _grouped((stay.occurrence, stay) for stay in self.all)

    @cached_property
    def _months_slept(self) -> dict[Span, tuple[str, ...]]:
        return {}

    def months_slept(self, stay: Stay, calendar: Calendar) -> tuple[str, ...]:
        """The month of each night of the stay; counted night by night, once for all stays of the same dates."""
        months = self._months_slept.get(stay.span)
        if months is None:
            start, end = stay.span.start, stay.span.end
            months = tuple(night.month for night in calendar.nights if start <= night.moment < end)
            self._months_slept[stay.span] = months
        return months


def _grouped(pairs: Iterable[tuple[str, Stay]]) -> dict[str, list[Stay]]:
    groups: dict[str, list[Stay]] = {}
    for key, stay in pairs:
        groups.setdefault(key, []).append(stay)
    return groups


def stay_of(problem: Problem, placement: Placement) -> Stay:
    request = problem.request_of[placement.occurrence]
    window = problem.window[placement.occurrence, placement.window]
    return stay_in(request, placement.occurrence, window, placement.site, placement.mentor)


def stay_in(request: Request, occurrence: str, window: Window, site: str, mentor: str | None) -> Stay:
    return Stay(
        occurrence,
        window.id,
        request.id,
        request.youth,
        site,
        window.span,
        mentor,
        window.mentor_span,
        request.kind,
        request.visit_first,
        False,
    )


def fixed_stays(problem: Problem) -> Iterator[Stay]:
    for claim in problem.claims:
        yield Stay(
            occurrence=claim.occurrence,
            window=None,
            request=claim.request,
            youth=claim.youth,
            site=claim.site,
            span=claim.span,
            mentor=claim.mentor,
            mentor_span=claim.mentor_span,
            kind=claim.kind,
            visit_first=claim.visit_first,
            fixed=True,
        )


def stays_of(problem: Problem, placements: Iterable[Placement], *, is_plan: bool = True) -> Stays:
    """The stays of the placements beside everything that is fixed."""
    return Stays((*fixed_stays(problem), *(stay_of(problem, placement) for placement in placements)), is_plan)
