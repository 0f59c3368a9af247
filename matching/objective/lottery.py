"""6. Lots are drawn where plans are equally good, so that the plan does not hang on how the solver happens to search.

    maximise  sum over what is placed of lot(seed, o, w, s), and over who is along of lot(seed, o, w, m)

The lot is the first digits of a public hash of the seed and the ids: anybody may draw it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from ortools.sat.python.cp_model import CpModel, LinearExpr

from matching.candidates import Candidate, Company
from matching.model import Variables
from matching.objective.goal import Goal, Setting, weighted
from matching.plan import Plan

HIGHEST = 1000


def lot(seed: int, *ids: str) -> int:
    """A whole number from 0 to 999, the same wherever it is drawn."""
    return int.from_bytes(sha256("\x1f".join((str(seed), *ids)).encode()).digest()[:8], "big") % HIGHEST


def goals(setting: Setting) -> Iterator[Goal]:
    def of_site(candidate: Candidate) -> int:
        return lot(setting.seed, candidate.occurrence, candidate.window.id, candidate.site)

    def of_mentor(company: Company) -> int:
        return lot(setting.seed, company.occurrence, company.window.id, "with", company.mentor)

    def expression(model: CpModel, variables: Variables) -> LinearExpr:
        return weighted(variables, of_site, of_mentor)

    def value(plan: Plan) -> int:
        sites = (lot(setting.seed, one.occurrence, one.window, one.site) for one in plan.placements)
        with_ = (
            lot(setting.seed, one.occurrence, one.window, "with", one.mentor) for one in plan.placements if one.mentor
        )
        return sum(sites) + sum(with_)

    yield Goal("lottery", "lots drawn between equals", True, expression, value, effort=2)
