"""What is decided, as columns of an integer programme, and the few ways in which rules group them.

    placed[o, w, s]       0/1, occurrence o takes place in window w at site s; exists for eligible triples only
    along[o, w, M]        0/1, one of the mentors M comes along; exists where company is wanted or needed
    with_[o, w, s, m]     0/1, placed[o, w, s] and along[o, w, m]; only for mentors who may be with several at once

Sites and mentors are chosen apart because nearly every rule speaks of one of them; their product would be ten times as
many columns for the same plans. Beds are counted, never columns. Not optional intervals: these packing rows have a tight
linear bound.

How closely mentors are modelled is said by `company`. Exactly: every M is one mentor, and every rule about mentors holds.
Together: all mentors who would give her the same points are one M, and rules that need to know who it is are left out.
That programme is small and allows more than is possible, so its bound is a bound for the exact one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from matching.candidates import Candidate
from matching.horizon import Span
from matching.overlaps import maximal_overlaps
from matching.plan import Placement, Plan, Stay, fixed_stays
from matching.problem import Problem, Window
from matching.programme import NOBODY, Column, Numbers, Programme

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")

When = tuple[str, str]  # an occurrence and one of its windows
Company = Mapping[When, Sequence[tuple[str, ...]]]  # groups of mentors, one of whom may come along


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate with its column."""

    candidate: Candidate
    column: Column
    span: Span


@dataclass(frozen=True, slots=True)
class Along:
    """Company for one window with its column; `mentor` is None where several would do."""

    occurrence: str
    youth: str
    window: Window
    mentors: tuple[str, ...]
    column: Column
    span: Span

    @property
    def mentor(self) -> str | None:
        return self.mentors[0] if len(self.mentors) == 1 else None


class Variables:
    def __init__(
        self, programme: Programme, problem: Problem, candidates: Sequence[Candidate], company: Company
    ) -> None:
        self.programme = programme
        self.problem = problem
        self.number = {youth.id: n for n, youth in enumerate(problem.youths)}
        spans: dict[int, Span] = {}
        self.placed = [
            Placed(each, programme.column(self.number[each.youth]), spans.setdefault(id(each.window), each.window.span))
            for each in candidates
        ]
        self.by_occurrence = grouped(self.placed, lambda each: each.candidate.occurrence)
        self.by_site = grouped(self.placed, lambda each: each.candidate.site)
        self.by_youth = grouped(self.placed, lambda each: each.candidate.youth)
        self.by_window = grouped(self.placed, lambda each: (each.candidate.occurrence, each.candidate.window.id))
        self.at = {
            (each.candidate.occurrence, each.candidate.window.id, each.candidate.site): each for each in self.placed
        }
        self.along = [
            Along(key[0], place.youth, place.window, group, programme.column(self.number[place.youth]), span)
            for key, places in self.by_window.items()
            for place in [places[0].candidate]
            for span in [place.window.mentor_span]
            for group in company.get(key, ())
        ]
        self.along_by_window = grouped(self.along, lambda each: (each.occurrence, each.window.id))
        self.along_by_occurrence = grouped(self.along, lambda each: each.occurrence)
        self.along_by_youth = grouped(self.along, lambda each: each.youth)
        self.along_by_mentor = grouped((each for each in self.along if each.mentor), lambda each: each.mentors[0])
        self.is_exact = all(each.mentor for each in self.along)
        self.fixed = tuple(fixed_stays(problem))
        self.fixed_by_site = grouped(self.fixed, lambda stay: stay.site)
        self.fixed_by_youth = grouped(self.fixed, lambda stay: stay.youth)
        self.fixed_by_mentor = grouped((stay for stay in self.fixed if stay.mentor), lambda stay: stay.mentor or "")
        self.with_ = self._shared_company() if self.is_exact else {}

    def _shared_company(self) -> dict[tuple[str, str, str, str], Column]:
        with_: dict[tuple[str, str, str, str], Column] = {}
        for mentor, many in self.along_by_mentor.items():
            if self.problem.mentor[mentor].youths_at_once == 1:
                continue
            for each in many:
                key = (each.occurrence, each.window.id)
                pairs = []
                for place in self.by_window[key]:
                    both = self.programme.column(self.number[each.youth])
                    with_[(*key, place.candidate.site, mentor)] = both
                    self.programme.implies(both, place.column)
                    # Together with "one window, one site" this makes with_ the product of placed and along.
                    self.programme.row([(place.column, 1), (each.column, 1), (both, -1)], most=1)
                    pairs.append((both, 1))
                self.programme.row([*pairs, (each.column, -1)], least=0, most=0)
        return with_

    def image_in(self, wider: Variables) -> Numbers:
        """For each column of these the one that says as much in a programme of the same candidates in which mentors are not
        told apart; NOBODY's for helpers."""
        image = np.full(len(self.programme.low), NOBODY)
        for mine, theirs in zip(self.placed, wider.placed, strict=True):
            image[mine.column] = theirs.column
        of = {(each.occurrence, each.window.id, mentor): each.column for each in wider.along for mentor in each.mentors}
        for along in self.along:
            image[along.column] = of[along.occurrence, along.window.id, along.mentors[0]]
        for (occurrence, window, site, _), column in self.with_.items():
            image[column] = image[self.at[occurrence, window, site].column]
        return image

    def plan_of(self, x: Numbers) -> Plan:
        """The plan that x says; company that nobody is named for is left open."""
        mentor_of = {(each.occurrence, each.window.id): each.mentor for each in self.along if x[each.column]}
        chosen = (each.candidate for each in self.placed if x[each.column])
        placements = (
            Placement(one.occurrence, one.window.id, one.site, mentor_of.get((one.occurrence, one.window.id)))
            for one in chosen
        )
        return Plan(tuple(sorted(placements, key=lambda placement: placement.occurrence)))

    def values_of(self, plan: Plan) -> dict[Column, int]:
        """The plan as the columns that are 1; what it says that has no column is left out."""
        values: dict[Column, int] = {}
        for one in plan.placements:
            if (place := self.at.get((one.occurrence, one.window, one.site))) is not None:
                values[place.column] = 1
            for along in self.along_by_window.get((one.occurrence, one.window), []) if one.mentor else []:
                if one.mentor in along.mentors:
                    values[along.column] = 1
            if one.mentor and (both := self.with_.get((one.occurrence, one.window, one.site, one.mentor))) is not None:
                values[both] = 1
        return values

    def limit_where_they_meet(
        self, mine: Sequence[tuple[Span, Column]], fixed: Sequence[tuple[Span, Stay]], limit: int
    ) -> None:
        """At every moment at most `limit` of mine and the fixed together; a fixed occurrence counts once."""
        if not mine:
            return
        spans = [span for span, _ in mine] + [span for span, _ in fixed]
        count = len(mine)
        for meeting in maximal_overlaps(spans):
            here = [mine[n][1] for n in meeting if n < count]
            if fixed:
                taken = len({fixed[n - count][1].occurrence for n in meeting if n >= count})
                self.programme.at_most(here, max(0, limit - taken))
            elif len(here) > limit:
                self.programme.count(here, most=limit)

    def one_site_where_they_meet(
        self, groups: Sequence[Sequence[tuple[Span, str, Column]]], fixed: Sequence[tuple[Span, str]]
    ) -> None:
        """At every moment all that is chosen, over all groups, is at one site. Within a group at most one is chosen
        at a time by another rule."""
        mine = [(n, *item) for n, group in enumerate(groups) for item in group]
        for meeting in maximal_overlaps([span for _, span, _, _ in mine] + [span for span, _ in fixed]):
            members = [mine[n] for n in meeting if n < len(mine)]
            taken = {fixed[n - len(mine)][1] for n in meeting if n >= len(mine)}
            by_site = grouped(members, lambda member: member[2])
            if taken:
                for site, there in by_site.items():
                    if taken != {site}:
                        self.programme.forbid(column for *_, column in there)
                continue
            if len(by_site) < 2 or len({member[0] for member in members}) < 2:
                continue
            self.programme.at_most(
                [
                    self.programme.any_of(
                        [column for *_, column in group] for group in grouped(there, lambda member: member[0]).values()
                    )
                    for there in by_site.values()
                ],
                1,
            )

    def never_meet(
        self, sides: Sequence[Sequence[tuple[Span, str, Column]]], fixed: Sequence[Sequence[tuple[Span, Stay]]]
    ) -> None:
        """Nobody of one side is there at the same moment as anybody of another. Items carry their youth, of whom at
        most one is chosen at a time by another rule."""
        items = [(n, *item) for n, side in enumerate(sides) for item in side]
        there = [(n, *item) for n, side in enumerate(fixed) for item in side]
        spans = [item[1] for item in items] + [item[1] for item in there]
        for meeting in maximal_overlaps(spans):
            members = grouped((items[n] for n in meeting if n < len(items)), lambda item: item[0])
            taken = {there[n - len(items)][0] for n in meeting if n >= len(items)}
            for side, many in members.items():
                if taken - {side}:
                    self.programme.forbid(item[3] for item in many)
            if taken or len(members) < 2:
                continue
            present = []
            for many in members.values():
                hers = list(grouped(many, lambda item: item[2]).values())
                if len(hers) == 1:
                    present.append([item[3] for item in hers[0]])
                else:
                    present.append([self.programme.any_of([item[3] for item in group] for group in hers)])
            self.programme.count([column for columns in present for column in columns], most=1)
