"""The repairs of breaks that lost their place, as staff read them: who is hit, what each choice gives, who would move.

A caseworker sees her own youths by name and everybody else as a number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import StayWindow
from models.people import Account, CaseworkerAssignment, Youth
from models.supply import Mentor, Site
from service import clock
from service.actor import Actor
from service.jobs import JobView
from service.planning.hit import Hit, breaks_without_a_place
from service.planning.repair_actions import latest_search, was_taken
from service.planning.repairing import ids_of
from service.youths.access import visible_youths


@dataclass(frozen=True)
class Where:
    """When and where, in names."""

    place: str
    mentor: str
    arrival: datetime
    departure: datetime


@dataclass(frozen=True)
class Change:
    """One break in a repair. `moves`: it is booked and nothing has hit it. `before` None: it had lost its place."""

    called: str
    caseworker: str
    before: Where | None
    after: Where
    moves: bool
    is_worse: bool


@dataclass(frozen=True)
class Choice:
    """One way. Only what moves nobody else can be taken."""

    placed: int
    proven: bool
    others: int
    worse: int
    changes: list[Change]
    unnamed: int  # changes for youths whom this reader does not follow

    @property
    def moved(self) -> list[Change]:
        return [one for one in self.changes if one.moves]


@dataclass(frozen=True)
class RepairView:
    hit: list[Hit]
    without: list[Hit]  # hit, and without a place in the choice that can be taken
    job: JobView | None
    is_current: bool  # what was found is about the breaks that are hit now
    is_taken: bool
    alone: Choice | None
    with_others: list[Choice]


async def repair_view(session: AsyncSession, actor: Actor) -> RepairView:
    hit = await breaks_without_a_place(session, actor)
    job = await latest_search(session)
    found: dict[str, Any] = job.outcome if job is not None and job.state == "done" else {}
    everybody = {one.occurrence_id for one in await breaks_without_a_place(session)}
    if job is None or not found or ids_of(found) != everybody:
        return RepairView(hit, hit, job, False, False, None, [])
    names = await _Names.of(session, actor, found)
    alone = names.choice({**found["alone"], "others": 0, "worse": 0})
    given = {UUID(one["occurrence"]) for one in found["alone"]["changes"]}
    return RepairView(
        hit,
        [one for one in hit if one.occurrence_id not in given],
        job,
        True,
        await was_taken(session, job.id),
        alone,
        [names.choice(one) for one in found["with_others"]],
    )


@dataclass(frozen=True)
class _Names:
    """What ids are called, for this reader."""

    youths: dict[UUID, str]
    caseworkers: dict[UUID, str]
    sites: dict[UUID, str]
    mentors: dict[UUID, str]
    windows: dict[UUID, StayWindow]

    @classmethod
    async def of(cls, session: AsyncSession, actor: Actor, found: dict[str, Any]) -> "_Names":
        changes = [*found["alone"]["changes"], *(each for one in found["with_others"] for each in one["changes"])]
        ids = {UUID(where["window"]) for one in changes for where in (one["before"], one["after"]) if where}
        windows = await session.scalars(select(StayWindow).where(StayWindow.id.in_(ids)))
        youths = {UUID(one["youth"]) for one in changes}
        seen = select(Youth.id, Youth.called).where(Youth.id.in_(youths), visible_youths(actor))
        whose = (
            select(CaseworkerAssignment.youth_id, Account.called)
            .join(Account, Account.id == CaseworkerAssignment.caseworker_id)
            .where(CaseworkerAssignment.youth_id.in_(youths))
            .where(CaseworkerAssignment.valid.contains(clock.today(actor.zone)))
        )
        return cls(
            dict((await session.execute(seen)).all()),
            dict((await session.execute(whose)).all()),
            dict((await session.execute(select(Site.id, Site.called))).all()),
            dict((await session.execute(select(Mentor.id, Mentor.called))).all()),
            {row.id: row for row in windows},
        )

    def choice(self, found: dict[str, Any]) -> Choice:
        changes = list(self._changes(found["changes"]))
        return Choice(
            found["placed"],
            found["proven"],
            found["others"],
            found["worse"],
            sorted(changes, key=lambda one: (one.after.arrival, one.called)),
            len(found["changes"]) - len(changes),
        )

    def _changes(self, changes: Iterable[dict[str, Any]]) -> Iterable[Change]:
        for one in changes:
            youth, after, before = UUID(one["youth"]), self._where(one["after"]), self._where(one["before"])
            is_hit = one.get("is_hit", True)
            if youth in self.youths and after is not None:
                yield Change(
                    self.youths[youth],
                    self.caseworkers.get(youth, ""),
                    None if is_hit else before,
                    after,
                    not is_hit,
                    one.get("is_worse", False),
                )

    def _where(self, one: dict[str, Any] | None) -> Where | None:
        if one is None or (window := self.windows.get(UUID(one["window"]))) is None:
            return None
        mentor = self.mentors.get(UUID(one["mentor"]), "") if one["mentor"] else ""
        return Where(self.sites.get(UUID(one["site"]), "–"), mentor, window.arrival, window.departure)
