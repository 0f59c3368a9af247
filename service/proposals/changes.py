"""What has changed between the snapshot of a round and its publishing, for one request or one option.

Hard things only: a wish more or less does not take a menu away from her, a new must or veto does.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Proposal, Round, StayRequest
from models.supply import Mentor, Site, Suitability
from models.words import Statement, Veto, Wish
from service.planning.queries import PlannedOption
from service.proposals import rules


def asked_for(found: Round) -> set[UUID]:
    """The requests that the round was told about; one that is not among its menus has changed its windows since."""
    problem: dict[str, Any] = found.problem or {}
    return {UUID(one["id"]) for one in problem.get("requests", [])}


async def requests_changed(
    session: AsyncSession, found: Round, requests: Mapping[UUID, StayRequest]
) -> dict[UUID, str]:
    """Why a request gets no menu from this round."""
    changed = {id: "request_closed" for id, one in requests.items() if one.status not in ("open", "planning")}
    live = await session.scalars(
        select(Proposal.stay_request_id).where(Proposal.stay_request_id.in_(requests), Proposal.status.in_(rules.LIVE))
    )
    changed |= dict.fromkeys(live, "has_a_menu")
    musts = await session.execute(
        select(Statement.youth_id, Statement.stay_request_id)
        .join(Wish, Wish.statement_id == Statement.id)
        .where(Wish.strength == "must", Statement.made_at > found.made_at)
    )
    said = set(musts)
    for id, one in requests.items():
        if (one.youth_id, None) in said or (one.youth_id, id) in said:
            changed.setdefault(id, "wishes_changed")
    return changed


async def nevers(session: AsyncSession) -> dict[UUID, set[UUID]]:
    """By youth: whom she never wants, and whom her caseworker has said no to (the latest judgement counts)."""
    found: dict[UUID, set[UUID]] = {}
    judged = select(
        Suitability.youth_id, func.coalesce(Suitability.site_id, Suitability.mentor_id), Suitability.verdict
    ).order_by(Suitability.made_at, Suitability.id)
    for youth_id, whom, verdict in await session.execute(judged):
        whose = found.setdefault(youth_id, set())
        (whose.add if verdict == "unsuitable" else whose.discard)(whom)
    vetoes = select(Veto.youth_id, func.coalesce(Veto.site_id, Veto.mentor_id)).where(Veto.lifted_at.is_(None))
    for youth_id, whom in await session.execute(vetoes):
        found.setdefault(youth_id, set()).add(whom)
    return found


def option_changed(
    option: PlannedOption,
    sites: Mapping[UUID, Site],
    mentors: Mapping[UUID, Mentor],
    never: set[UUID],
    now: datetime,
) -> str | None:
    """Why an option is not on her menu, or None."""
    for one in option.placements:
        mentor = mentors.get(one.mentor_id) if one.mentor_id else None
        if one.arrival <= now:
            return "past"
        if {one.site_id, one.mentor_id} & never:
            return "vetoed_or_unsuitable"
        if sites[one.site_id].closed_at or (mentor is not None and mentor.closed_at):
            return "closed"
    return None
