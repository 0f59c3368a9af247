"""One function for each rule: the same problem in which it no longer stands in the way of one stay.

Each changes as little as lets the stay through: an opening as long as its time, as many nights more as are missing. The
rules themselves are not read here, only the facts that they speak of; whether a lift does what it says is tested with
the independent checker.
"""

from __future__ import annotations

from collections.abc import Callable

from matching.lifts import alone, beside, limits
from matching.lifts.alone import broken_wishes
from matching.plan import Stay
from matching.problem import Problem

__all__ = ["LIFTS", "Lift", "broken_wishes"]

# The facts, the stay, whose rule it is (see Blocker.about), and what else is planned or booked with hers, the house's or
# the mentor's name on it.
Lift = Callable[[Problem, Stay, "str | None", list[Stay]], Problem]

LIFTS: dict[str, Lift] = {
    "openings": alone.openings,
    "checks_valid": alone.checks,
    "ages_and_needs": alone.ages,
    "vetoed": alone.vetoed,
    "unsuitable": alone.unsuitable,
    "declined": alone.declined,
    "must_wishes": alone.musts,
    "notice_and_length": limits.notice,
    "grant": limits.grant,
    "beds": limits.beds,
    "nights_per_month": limits.nights,
    "stays_per_month": limits.stays,
    "rest_between_stays": limits.rest,
    "mixing": beside.mixing,
    "siblings": beside.siblings,
    "kept_apart": beside.apart,
    "visit_first": beside.visit_first,
    "mentor_presence": beside.presence,
    "mentor_hours": limits.hours,
    "mentor_head_count": limits.head_count,
    "pins_and_exclusions": beside.words_of_adults,
    "budget": limits.budget,
}
