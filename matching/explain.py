"""Why this, and why not that: looked up in the book, so that every answer can be checked by hand.

Why this: wishes met and unmet with their points. Why not: everything in the way of what she wished for, and of that a
minimal conflict (answers), told apart by who could lift it: she herself, a host or mentor if asked, only law or safety.
What only somebody else's loss could make possible is said so, and never whose. What would make it possible: would_help.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain

from matching.answers import Answers, WhyNot
from matching.changes import Change
from matching.eligibility import site_reasons
from matching.ledger import Ledger
from matching.plan import Placement, Plan, stay_of
from matching.points import Points, points_of
from matching.problem import Along, Problem, Request, Strength, Subject
from matching.table import Table
from matching.would_help import changes_that_help


@dataclass(frozen=True)
class Missed:
    """Something she could have got and did not: a wished host, place or mentor, a window, or (`any`) any option at all.

    The answer is about the option that comes nearest to it.
    """

    occurrence: str
    subject: str
    about: str | None
    nearest: WhyNot | None


def why(problem: Problem, placement: Placement) -> tuple[Points, ...]:
    return points_of(problem, placement)


def why_not(
    problem: Problem,
    plan: Plan,
    occurrence: str,
    *,
    site: str | None = None,
    window: str | None = None,
    mentor: str | None = None,
) -> tuple[WhyNot, ...]:
    """For each option of the occurrence with what is named: what stands in its way, the nearest first."""
    return Explainer(problem, plan).why_not(occurrence, site=site, window=window, mentor=mentor)


def would_help(problem: Problem, plan: Plan, occurrence: str, most: int = 6) -> tuple[Change, ...]:
    """Changes that would give an occurrence an option, smallest first; () says that nothing was found."""
    return Explainer(problem, plan).would_help(occurrence, most)


class Explainer(Answers):
    """Answers for a whole round: everything wished that was not got, and what would help those without an option."""

    def would_help(self, occurrence: str, most: int = 6) -> tuple[Change, ...]:
        """Changes that would give it an option, smallest first; () says that nothing was found."""
        return changes_that_help(self, occurrence, most)

    def all(self, offered: Collection[Placement] = ()) -> tuple[Missed, ...]:
        """Every wished host, place and mentor and every window that no occurrence's option is about, and every
        occurrence without one. `offered` are the options on menus beside the plan's own."""
        on_menu: defaultdict[str, list[Placement]] = defaultdict(list)
        for placement in chain(self.plan.placements, offered):
            on_menu[placement.occurrence].append(placement)
        return tuple(
            missed
            for request in self.problem.requests
            for each in request.occurrences
            for missed in self._missed(request, each.id, on_menu[each.id])
        )

    def missed(self, occurrence: str, offered: Collection[Placement] = ()) -> tuple[Missed, ...]:
        """The same for one occurrence."""
        own = [each for each in (self.plan.by_occurrence.get(occurrence), *offered) if each is not None]
        return tuple(self._missed(self.problem.request_of[occurrence], occurrence, own))

    def _missed(self, request: Request, occurrence: str, own: list[Placement]) -> Iterator[Missed]:
        got = {(Subject.SITE, each.site) for each in own} | {(Subject.MENTOR, each.mentor) for each in own}
        wished = dict.fromkeys(
            (wish.subject, wish.about)
            for wish in request.wishes
            if wish.strength is not Strength.NEVER
            and wish.subject in (Subject.SITE, Subject.MENTOR)
            and (wish.subject is Subject.SITE or request.mentor is not Along.NO)
        )
        with self.aside(occurrence):
            if not own:
                yield Missed(occurrence, "any", None, self._nearest(occurrence, None, None, None))
            for subject, about in wished:
                if (subject, about) not in got:
                    is_site = subject is Subject.SITE
                    answer = self._nearest(occurrence, about if is_site else None, None, None if is_site else about)
                    yield Missed(occurrence, str(subject), about, answer)
            for window in self.problem.occurrence[occurrence].windows:
                if own and all(each.window != window.id for each in own):
                    yield Missed(occurrence, "window", window.id, self._nearest(occurrence, None, window.id, None))


def nearest_reasons(table: Table, plan: Plan) -> dict[str, tuple[str, ...]]:
    """For every occurrence that is not placed: the codes in the way of the options that come nearest."""
    problem = table.problem
    ledger = Ledger(problem)
    for placement in plan.placements:
        ledger.add(stay_of(problem, placement))
    found: dict[str, tuple[str, ...]] = {}
    for occurrence in problem.occurrence.values():
        if occurrence.id in plan.by_occurrence:
            continue
        sets = [
            tuple(dict.fromkeys(ledger.blockers(table.stay(placement))))
            for placement in _best_of_each_house(table, occurrence.id)
        ] or [
            tuple(dict.fromkeys(each.code for each in site_reasons(problem, occurrence.id, window, site)))
            for window in occurrence.windows
            for site in problem.sites
        ]
        fewest = min((len(each) for each in sets), default=0)
        nearest: dict[str, None] = dict.fromkeys(code for each in sets if len(each) == fewest for code in each)
        if not sets:
            nearest = {"openings": None}  # no window, or no host and no place at all
        elif not nearest:  # sites are free, but the mentor who must come along is not
            nearest = {"possible" if table.options(occurrence.id) else "mentor_presence": None}
        found[occurrence.id] = tuple(nearest)
    return found


def _best_of_each_house(table: Table, occurrence: str) -> list[Placement]:
    best: dict[tuple[str, str], Placement] = {}
    for option in table.options(occurrence):
        best.setdefault((option.placement.window, option.placement.site), option.placement)
    return list(best.values())
