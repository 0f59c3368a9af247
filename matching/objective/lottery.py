"""7. Lots are drawn where plans are equally good, so that the plan does not hang on how the solver happens to search.

    maximise  sum over what is placed of lot(seed, o, w, s);   and then   sum over who is along of lot(seed, o, w, m)

The lot is the first digits of a public hash of the seed and the ids: anybody may draw it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from matching.model import Variables
from matching.objective.goal import Goal, Setting
from matching.plan import Plan
from matching.programme import Programme, Terms

HIGHEST = 1000


def lot(seed: int, *ids: str) -> int:
    """A whole number from 0 to 999, the same wherever it is drawn."""
    return int.from_bytes(sha256("\x1f".join((str(seed), *ids)).encode()).digest()[:8], "big") % HIGHEST


def goals(setting: Setting) -> Iterator[Goal]:
    def terms(programme: Programme, variables: Variables) -> Terms:
        sites = [(each.column, each.candidate) for each in variables.placed]
        return [(column, lot(setting.seed, one.occurrence, one.window.id, one.site)) for column, one in sites]

    def value(plan: Plan) -> int:
        return sum(lot(setting.seed, one.occurrence, one.window, one.site) for one in plan.placements)

    yield Goal("lottery", "lots drawn between equal stays", True, terms, value)


def company_goals(setting: Setting) -> Iterator[Goal]:
    def terms(programme: Programme, variables: Variables) -> Terms:
        return [
            (each.column, lot(setting.seed, each.occurrence, each.window.id, "with", each.mentors[0]))
            for each in variables.along
        ]

    def value(plan: Plan) -> int:
        along = (one for one in plan.placements if one.mentor)
        return sum(lot(setting.seed, one.occurrence, one.window, "with", one.mentor or "") for one in along)

    if setting.problem.mentors:
        yield Goal("lottery", "lots drawn between equal mentors", True, terms, value)
