"""What a repair changes for whom: the result that is shown, and chosen by, whoever made the repaired plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from matching.plan import Placement, Plan
from matching.points import total
from matching.problem import Problem
from matching.stage import Stage


@dataclass(frozen=True)
class Difference:
    """What is different for one occurrence from what was told; None is no place."""

    youth: str
    occurrence: str
    before: Placement | None
    after: Placement | None


@dataclass(frozen=True)
class Repair:
    """The repaired plan, and by occurrence what became of it. `proven`: no plan changes less and leaves out as few.

    `others` are the moved whom nothing had hit, and `worse` those of them who would have fewer points: these are asked
    first. `stages` say of a repair that was searched for how far each aim came, and what could at most be.
    """

    plan: Plan
    kept: tuple[str, ...]
    moved: tuple[str, ...]
    lost: tuple[str, ...]
    added: tuple[str, ...]
    way: str = "local"
    proven: bool = False
    difference: tuple[Difference, ...] = ()
    others: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()

    @property
    def changes(self) -> int:
        """To what people were told; what is new to them does not count."""
        return len(self.moved) + len(self.lost)


@dataclass(frozen=True)
class Repairs:
    """The ways there are, to choose from."""

    local: Repair
    ring: Repair
    fewest: Repair | None = None

    @property
    def all(self) -> tuple[Repair, ...]:
        """From who moves only if hit to who moves if it helps."""
        return (self.local, self.ring) if self.fewest is None else (self.local, self.ring, self.fewest)

    @property
    def helps_more(self) -> bool:
        """Does letting others move keep somebody a place who would have none?"""
        return any(len(each.lost) < len(self.local.lost) for each in self.all)


def as_repair(
    problem: Problem, before: Plan, after: Plan, way: str, *, proven: bool, hit: Collection[str] | None = None
) -> Repair:
    """What became of a plan, whoever repaired it; what has been withdrawn from the problem is neither kept nor lost.

    Without `hit` it is not known who moves for others.
    """
    told, now = before.by_occurrence, after.by_occurrence
    asked = [occurrence for occurrence in told if occurrence in problem.occurrence]
    # Most are the same object still; comparing them word by word would be most of the work.
    other = {o for o in asked if now.get(o) is not told[o] and now.get(o) != told[o]}
    added = [o for o in now if o not in told]
    differences = (
        Difference(problem.request_of[o].youth, o, told.get(o), now.get(o)) for o in (*sorted(other), *added)
    )
    others = () if hit is None else tuple(o for o in asked if o in other and o in now and o not in hit)
    return Repair(
        plan=after,
        kept=tuple(o for o in asked if o not in other),
        moved=tuple(o for o in asked if o in other and o in now),
        lost=tuple(o for o in asked if o not in now),
        added=tuple(added),
        way=way,
        proven=proven,
        difference=tuple(sorted(differences, key=lambda each: (each.youth, each.occurrence))),
        others=others,
        worse=tuple(o for o in others if total(problem, now[o]) < total(problem, told[o])),
    )
