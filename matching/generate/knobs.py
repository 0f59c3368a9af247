"""What can be turned when a municipality is invented, and the reference municipalities that figures are given for.

The reference: 0.35 hosts and 4/60 places per youth, six approved hosts each, mentors a quarter of the youths, 40 % of
the stays ask for one, 8 to 14 occurrences in 3 to 5 requests of which one is a series. Scarcity is what makes planning
hard and fairness matter, so it has names: *ample*, *tight* (0.15 hosts per youth) and *scarce* (9 hosts and one place
for 60 youths).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

FIRST_MONDAY = date(2027, 1, 4)


@dataclass(frozen=True)
class Knobs:
    """`tightness` divides hosts and places alike: 1 is ample, 2 halves them. `None` among the suitable means all. Each
    length in `nights` is as likely as it stands there often: 0 is an evening, 2 a weekend, 5 a week of holidays.

    With `late_series` a series may begin at any time, as in a whole year; otherwise all begin with the horizon.
    `seasons` is how strongly holidays change supply and demand (0 not at all, 1 fully). With several `districts` nobody
    meets anybody from another district, but for the `crossing` share of youths, who fit a neighbouring one as well.
    `cancellations_per_week` is for simulations: hosts of the whole municipality who call off some days.
    """

    youths: int = 60
    weeks: int = 26
    hosts_per_youth: float = 0.35
    places_per_youth: float = 4 / 60
    mentors_per_youth: float = 0.25
    suitable_hosts: int = 6
    suitable_places: int | None = None
    suitable_mentors: int | None = None
    tightness: float = 1.0
    series_share: float = 0.3
    sibling_share: float = 0.15
    vetoes: float = 0.5
    protected_share: float = 0.05
    mentor_share: float = 0.4
    several_at_once: float = 0.25
    visit_share: float = 0.1
    claims_share: float = 0.0
    told_share: float = 0.0
    requests: tuple[int, int] = (3, 5)
    occurrences: tuple[int, int] = (8, 14)
    nights: tuple[int, ...] = (0, 1, 1, 2, 2, 2, 5)
    series_nights: tuple[int, ...] = (2,)
    late_series: bool = False
    budget: int | None = None
    seasons: float = 0.0
    first_day: date = FIRST_MONDAY
    districts: int = 1
    crossing: float = 0.0
    cancellations_per_week: float = 1.0

    @classmethod
    def named(cls, shape: str, **changes: Any) -> Knobs:
        """The reference municipality of this name, with some knobs turned further."""
        return replace(SHAPES[shape], **changes)


# A youth is approved for the places she can reach and finds a mentor within reach: more of either only in name.
_REFERENCE = Knobs(
    suitable_places=4,
    suitable_mentors=15,
    series_share=1 / 3,
    several_at_once=0.05,
    nights=(0, 0, 1, 1, 1, 2, 2, 5),
    series_nights=(0, 1, 1, 2, 2),
)
SHAPES = {
    "ample": _REFERENCE,
    "tight": replace(_REFERENCE, hosts_per_youth=0.15),
    "scarce": replace(_REFERENCE, hosts_per_youth=0.15, places_per_youth=1 / 60),
}
