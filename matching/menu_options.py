"""Which options are worth a place on a menu: those that fit beside all that is held, a few of each kind of difference.

A real choice is another time, or another house; another mentor at the same time in the same house is a smaller one. So
the best house of each other time comes first, then the best time of each other house, then what is left, by points. An
option that does not fit beside the plan can never be on a menu, since the plan's own options are on all of them: asking
that first leaves few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from matching.ledger import Ledger
from matching.plan import Placement, Stay
from matching.table import Option, Table

TIMES_AND_HOUSES = 8  # looked at for one menu
MENTORS = 2  # tried for each of them
Slot = tuple[str, str]  # a window and a site


@dataclass(frozen=True)
class Offer:
    """An option that fits beside what is held. `differs`: another time or house than anything held for the occurrence."""

    placement: Placement
    stay: Stay
    points: int
    differs: bool

    @property
    def slot(self) -> Slot:
        return (self.placement.window, self.placement.site)


def offers(
    table: Table,
    ledger: Ledger,
    held: Sequence[Placement],
    is_wanted: Callable[[Placement], bool] = lambda placement: True,
) -> Iterator[Offer]:
    """The offers for one occurrence, whose held placements are given; the book holds them already."""
    taken = {(each.window, each.site) for each in held}
    slots: dict[Slot, list[Option]] = {}
    for option in table.fitting(ledger, held[0].occurrence, MENTORS + 1):
        one = option.placement
        fitting = slots.setdefault((one.window, one.site), [])
        if len(fitting) < MENTORS and one not in held and is_wanted(one):
            fitting.append(option)
    others = [slot for slot in _widest_first(slots, taken) if slots[slot]][:TIMES_AND_HOUSES]
    same = [slot for slot in slots if slot in taken] if len(held) == 1 else []
    for slot in (*others, *same):
        for option in slots[slot]:
            yield Offer(option.placement, table.stay(option.placement), option.points, slot not in taken)


def _widest_first(slots: Iterable[Slot], taken: set[Slot]) -> list[Slot]:
    """Other times first, each at its best house; then other houses; then the rest. `slots` come best first."""
    left = [each for each in slots if each not in taken]
    times, houses = {window for window, _ in taken}, {site for _, site in taken}
    first: list[Slot] = []
    for slot in left:
        if slot[0] not in times:
            times.add(slot[0])
            houses.add(slot[1])
            first.append(slot)
    for slot in left:
        if slot[1] not in houses:
            houses.add(slot[1])
            first.append(slot)
    return [*first, *(slot for slot in left if slot not in first)]
