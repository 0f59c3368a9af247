"""Which bed each claim gets. Beds are anonymous slots: the plan counts, this hands out.

Claims of one occurrence may share a bed (only one of them will happen), claims of different occurrences never at one
time. Claims of one occurrence that overlap are therefore one interval, and what is left is interval colouring: taken
in order of arrival, whoever comes finds a free bed whenever the counts fit. What has begun keeps its bed; everything
later may move.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


class NoBedLeft(Exception):
    """More occurrences at one time than beds."""


@dataclass(frozen=True)
class Claimed:
    """One claim on a site, with its turnaround. `bed` None: not placed yet. `has_begun`: somebody sleeps there."""

    id: UUID
    occurrence_id: UUID
    arrival: datetime
    free_again: datetime
    bed: UUID | None = None
    has_begun: bool = False


@dataclass
class _Stretch:
    """Claims of one occurrence that overlap: one bed is enough for all of them."""

    occurrence_id: UUID
    arrival: datetime
    free_again: datetime
    claims: list[Claimed]
    bed: UUID | None = None

    def overlaps(self, other: "_Stretch") -> bool:
        return self.arrival < other.free_again and other.arrival < self.free_again


def hand_out(beds: Sequence[UUID], claims: Iterable[Claimed]) -> dict[UUID, UUID]:
    """A bed for every claim, by claim id; moves as few as it can. Raises `NoBedLeft`."""
    stretches = _stretches(claims)
    placed: list[_Stretch] = []
    for stretch in sorted(stretches, key=lambda each: (each.bed is None, each.arrival, str(each.occurrence_id))):
        if stretch.bed is None:
            taken = {
                other.bed
                for other in placed
                if other.overlaps(stretch) and other.occurrence_id != stretch.occurrence_id
            }
            free = [bed for bed in beds if bed not in taken]
            if not free:
                raise NoBedLeft
            stretch.bed = _best_of(free, stretch, stretches)
        placed.append(stretch)
    return {claim.id: stretch.bed for stretch in placed for claim in stretch.claims if stretch.bed is not None}


def _best_of(free: list[UUID], stretch: _Stretch, stretches: list[_Stretch]) -> UUID:
    """Where it was; else where nobody else was, so that few have to move."""
    before = [claim.bed for claim in stretch.claims if claim.bed in free]
    if before and before[0] is not None:
        return before[0]
    others = {claim.bed for other in stretches if other.overlaps(stretch) for claim in other.claims}
    return next((bed for bed in free if bed not in others), free[0])


def _stretches(claims: Iterable[Claimed]) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    last: dict[UUID, _Stretch] = {}
    for claim in sorted(claims, key=lambda each: (each.arrival, each.free_again, str(each.id))):
        if claim.has_begun:
            stretches.append(_Stretch(claim.occurrence_id, claim.arrival, claim.free_again, [claim], claim.bed))
            continue
        open_one = last.get(claim.occurrence_id)
        if open_one is not None and claim.arrival < open_one.free_again:
            open_one.claims.append(claim)
            open_one.free_again = max(open_one.free_again, claim.free_again)
        else:
            last[claim.occurrence_id] = _Stretch(claim.occurrence_id, claim.arrival, claim.free_again, [claim])
            stretches.append(last[claim.occurrence_id])
    return stretches
