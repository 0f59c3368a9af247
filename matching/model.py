"""The variables of the integer programme, and the few ways in which rules group them.

    placed[occurrence, window, site]   0/1, exists for eligible triples only
    along[occurrence, window, mentor]  0/1, the mentor comes along, exists for eligible triples only
    with_[occurrence, window, site, mentor]  0/1, only for mentors who may be with several youths at once

Sites and mentors are chosen apart because nearly every rule speaks of one of them; their product would be ten times as
many variables for the same plans. Not optional intervals: the linear bound of these packing rows is tight.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ortools.sat.python import cp_model

from matching.candidates import Candidate, Company, Eligible
from matching.horizon import Span
from matching.overlaps import maximal_overlaps
from matching.plan import Placement, Plan, Stay, fixed_stays
from matching.problem import Problem

Bool = cp_model.IntVar
Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


@dataclass(frozen=True)
class Placed:
    """A candidate with its variable."""

    candidate: Candidate
    var: Bool

    @property
    def span(self) -> Span:
        return self.candidate.window.span


@dataclass(frozen=True)
class Along:
    """A mentor's possible company with its variable."""

    company: Company
    var: Bool

    @property
    def span(self) -> Span:
        return self.company.window.mentor_span


class Variables:
    def __init__(self, model: cp_model.CpModel, problem: Problem, eligible: Eligible) -> None:
        self.model = model
        self.problem = problem
        self.placed = [Placed(each, model.new_bool_var("")) for each in eligible.candidates]
        self.along = [Along(each, model.new_bool_var("")) for each in eligible.companies]
        self.by_occurrence = grouped(self.placed, lambda each: each.candidate.occurrence)
        self.by_site = grouped(self.placed, lambda each: each.candidate.site)
        self.by_youth = grouped(self.placed, lambda each: each.candidate.youth)
        self.by_window = grouped(self.placed, lambda each: (each.candidate.occurrence, each.candidate.window.id))
        self.along_by_window = grouped(self.along, lambda each: (each.company.occurrence, each.company.window.id))
        self.along_by_youth = grouped(self.along, lambda each: each.company.youth)
        self.along_by_mentor = grouped(self.along, lambda each: each.company.mentor)
        self.along_by_occurrence = grouped(self.along, lambda each: each.company.occurrence)
        self.at = {
            (each.candidate.occurrence, each.candidate.window.id, each.candidate.site): each for each in self.placed
        }
        self.fixed = tuple(fixed_stays(problem))
        self.fixed_by_site = grouped(self.fixed, lambda stay: stay.site)
        self.fixed_by_youth = grouped(self.fixed, lambda stay: stay.youth)
        self.fixed_by_mentor = grouped((stay for stay in self.fixed if stay.mentor), lambda stay: stay.mentor or "")
        self.with_ = self._shared_company()

    def _shared_company(self) -> dict[tuple[str, str, str, str], Bool]:
        with_: dict[tuple[str, str, str, str], Bool] = {}
        for mentor, many in self.along_by_mentor.items():
            if self.problem.mentor[mentor].youths_at_once == 1:
                continue
            for each in many:
                key = (each.company.occurrence, each.company.window.id)
                pairs = []
                for place in self.by_window[key]:
                    var = self.model.new_bool_var("")
                    with_[(*key, place.candidate.site, mentor)] = var
                    self.model.add_implication(var, place.var)
                    # Together with "one window, one site" this makes with_ the product of placed and along.
                    self.model.add(var >= place.var + each.var - 1)
                    pairs.append(var)
                self.model.add(cp_model.LinearExpr.sum(pairs) == each.var)
        return with_

    def plan_of(self, value: Callable[[Bool], bool]) -> Plan:
        mentor_of = {
            (each.company.occurrence, each.company.window.id): each.company.mentor
            for each in self.along
            if value(each.var)
        }
        return Plan(
            tuple(
                sorted(
                    (
                        Placement(
                            each.candidate.occurrence,
                            each.candidate.window.id,
                            each.candidate.site,
                            mentor_of.get((each.candidate.occurrence, each.candidate.window.id)),
                        )
                        for each in self.placed
                        if value(each.var)
                    ),
                    key=lambda placement: placement.occurrence,
                )
            )
        )

    def values_of(self, plan: Plan) -> dict[int, int]:
        """The plan as values of placed, along and with_, by variable index."""
        values = {each.var.index: 0 for each in self.placed}
        values |= {each.var.index: 0 for each in self.along}
        values |= {var.index: 0 for var in self.with_.values()}
        company = {(each.company.occurrence, each.company.window.id, each.company.mentor): each for each in self.along}
        for one in plan.placements:
            if (place := self.at.get((one.occurrence, one.window, one.site))) is not None:
                values[place.var.index] = 1
            if one.mentor and (along := company.get((one.occurrence, one.window, one.mentor))) is not None:
                values[along.var.index] = 1
            if one.mentor and (both := self.with_.get((one.occurrence, one.window, one.site, one.mentor))) is not None:
                values[both.index] = 1
        return values

    def at_most(self, terms: Sequence[Bool], limit: int) -> None:
        """No more than `limit` of these; nothing is written for rows that cannot bind."""
        if len(terms) <= limit or not terms:
            return
        if limit <= 0:
            for var in terms:
                self.model.add(var == 0)
        elif limit == 1:
            self.model.add_at_most_one(terms)
        else:
            self.model.add(cp_model.LinearExpr.sum(list(terms)) <= limit)

    def weigh_at_most(self, terms: Sequence[tuple[Bool, int]], limit: int) -> None:
        terms = [(var, weight) for var, weight in terms if weight]
        if terms and sum(weight for _, weight in terms) > limit:
            variables, weights = [var for var, _ in terms], [weight for _, weight in terms]
            self.model.add(cp_model.LinearExpr.weighted_sum(variables, weights) <= max(limit, 0))

    def limit_where_they_meet(
        self, mine: Sequence[tuple[Span, Bool]], fixed: Sequence[tuple[Span, Stay]], limit: int
    ) -> None:
        """At every moment at most `limit` of mine and the fixed together; a fixed occurrence counts once."""
        if not mine:
            return
        spans = [span for span, _ in mine] + [span for span, _ in fixed]
        for meeting in maximal_overlaps(spans):
            taken = len({fixed[n - len(mine)][1].occurrence for n in meeting if n >= len(mine)})
            self.at_most([mine[n][1] for n in meeting if n < len(mine)], max(0, limit - taken))

    def one_site_where_they_meet(
        self, groups: Sequence[Sequence[tuple[Span, str, Bool]]], fixed: Sequence[tuple[Span, str]]
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
                        self.at_most([var for *_, var in there], 0)
                continue
            if len(by_site) < 2:
                continue
            here = {site: self.model.new_bool_var("") for site in by_site}
            self.model.add_at_most_one(here.values())
            for site, there in by_site.items():
                for group in grouped(there, lambda member: member[0]).values():
                    self.model.add(cp_model.LinearExpr.sum([var for *_, var in group]) <= here[site])
