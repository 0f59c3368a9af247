"""The rules that no constraint of the database can say, asked of everything held and booked.

Nights a month, rest, mixing, kept apart, hours of mentors, nights of the grant: whoever writes claims flushes them, asks
here inside the same transaction, and rolls back when something is said. The rows of hosts, mentors and youths are locked
first, in sorted order, so that two writers cannot each be right alone. It is the engine's own checker, so that what is
made by hand is judged by the same rules as what is planned.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import matching
from models.breaks import Claim
from models.people import SupportGrant
from models.supply import Mentor, Site
from service import clock
from service.planning.snapshot import snapshot


@dataclass(frozen=True)
class Violation:
    """A rule that is broken, by whom. `rule` is the engine's code for it; the sentence is in locales (`rule.<code>`)."""

    rule: str
    occurrence_ids: frozenset[UUID]
    site_id: UUID | None
    mentor_id: UUID | None


async def lock(
    session: AsyncSession, *, site_ids: Iterable[UUID], mentor_ids: Iterable[UUID], youth_ids: Iterable[UUID]
) -> None:
    """Take the rows that writers of claims lean on, always in the same order. Call before writing claims."""
    for column, ids in ((Site.id, site_ids), (Mentor.id, mentor_ids), (SupportGrant.youth_id, youth_ids)):
        wanted = sorted(set(ids))
        if wanted:
            key = SupportGrant.id if column is SupportGrant.youth_id else column
            await session.execute(select(key).where(column.in_(wanted)).order_by(key).with_for_update())


async def violations(
    session: AsyncSession,
    *,
    site_ids: Iterable[UUID] = (),
    mentor_ids: Iterable[UUID] = (),
    youth_ids: Iterable[UUID] = (),
) -> list[Violation]:
    """What is broken among all live claims that touch these sites, mentors and youths; [] when all is well."""
    sites, mentors, youths = set(site_ids), set(mentor_ids), set(youth_ids)
    await lock(session, site_ids=sites, mentor_ids=mentors, youth_ids=youths)
    await session.flush()
    problem = await snapshot(session, now=clock.now(), with_requests=False)
    found = [_told(one) for one in matching.check_claims(problem)]
    if not found:
        return []
    touched = set(
        await session.scalars(
            select(Claim.occurrence_id).where(
                Claim.state.in_(("held", "booked")),
                Claim.site_id.in_(sites) | Claim.mentor_id.in_(mentors) | Claim.youth_id.in_(youths),
            )
        )
    )
    return [one for one in found if one.occurrence_ids & touched or one.site_id in sites or one.mentor_id in mentors]


def _told(found: matching.Violation) -> Violation:
    return Violation(
        found.rule,
        frozenset(UUID(one) for one in found.occurrences),
        UUID(found.site) if found.site else None,
        UUID(found.mentor) if found.mentor else None,
    )
