"""Soon or tonight: what is free now for one occurrence, beside all that is planned, booked and held.

The book and the table are kept between questions, so that an answer is a handful of look-ups; for whatever she wished
and is not among the options, what is in its way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from matching.explain import Explainer, Missed
from matching.plan import Placement, Plan
from matching.problem import Problem
from matching.table import Table

MOST = 4


@dataclass(frozen=True)
class Answer:
    """The best options first, one for each house and time, and what she wished that is not among them."""

    options: tuple[Placement, ...]
    missed: tuple[Missed, ...]


class Soon:
    def __init__(self, problem: Problem, plan: Plan, table: Table | None = None) -> None:
        self.problem = problem
        self.explainer = Explainer(problem, plan, table)
        self._table = table

    def options(self, occurrence: str, most: int = MOST) -> tuple[Placement, ...]:
        """The best options for one occurrence; what she had is set aside, since she would have this instead."""
        found: dict[tuple[str, str], Placement] = {}
        with self.explainer.aside(occurrence):
            for option in self._table_of(occurrence).fitting(self.explainer.ledger, occurrence):
                one = option.placement
                found.setdefault((one.window, one.site), one)
                if len(found) == most:
                    break
        return tuple(found.values())

    def ask(self, occurrence: str, most: int = MOST) -> Answer:
        """The options, with reasons for what she wished and is not among them."""
        options = self.options(occurrence, most)
        return Answer(options, self.explainer.missed(occurrence, options))

    def _table_of(self, occurrence: str) -> Table:
        """The one that was given, or a table of this request alone: made in a moment."""
        if self._table is not None:
            return self._table
        return Table(replace(self.problem, requests=(self.problem.request_of[occurrence],)))


def options_now(problem: Problem, plan: Plan, occurrence: str, most: int = MOST) -> tuple[Placement, ...]:
    """The best options for one occurrence beside all that is planned, booked and held."""
    return Soon(problem, plan).options(occurrence, most)
