"""A guardian's yes that a break soon waits for, recorded by whoever has the duty: the same action, for that break alone.

Nothing else of the youth's consents is seen or touched; what the break does not wait for does not exist here.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Consent, Proposal, Stay, StayRequest
from models.people import Role, SupportGrant, Youth
from service.actor import Actor
from service.consents.queries import consent_state
from service.consents.rules import Kind, Missing, kind_of
from service.consents.wording import Wording, wording_of
from service.errors import NotFound
from service.proposals.access import proposal_for
from service.soon.errors import NotOnDuty
from service.soon.queries import chosen_by
from service.stays.consenting import record_yes
from service.stays.duty import is_on_duty


@dataclass(frozen=True)
class NeededYes:
    """What the break soon that she has chosen still waits for, of her guardians."""

    proposal_id: UUID
    youth_id: UUID
    youth_called: str
    place: str
    arrival: datetime
    kind: Kind
    wording: Wording
    missing: tuple[Missing, ...]


async def needed_yes(session: AsyncSession, actor: Actor, proposal_id: UUID, *, lock: bool = False) -> NeededYes:
    """For a caseworker while she is on duty, and only for what was asked for soon and is chosen."""
    if actor.role is not Role.CASEWORKER or not await is_on_duty(session, actor):
        raise NotOnDuty()
    proposal: Proposal = await proposal_for(session, actor, proposal_id, lock=lock, on_duty=True)
    request = await session.get_one(StayRequest, proposal.stay_request_id)
    chosen = await chosen_by(session, proposal)
    if proposal.status not in ("chosen", "approved") or request.status != "chosen" or chosen is None:
        raise NotFound()
    grant = await session.get_one(SupportGrant, request.support_grant_id)
    youth = await session.get_one(Youth, proposal.youth_id)
    kind = kind_of(request.kind, grant.kind)
    state = await consent_state(session, youth.id, kind, chosen.arrival.astimezone(ZoneInfo(actor.zone)).date())
    wording = await wording_of(session, kind, youth.called)
    return NeededYes(
        proposal_id, youth.id, youth.called, chosen.called, chosen.arrival, kind, wording, tuple(state.missing)
    )


async def record_yes_on_duty(
    session: AsyncSession, actor: Actor, proposal_id: UUID, guardian_id: UUID, manner: str, text_shown: str
) -> tuple[Consent, list[Stay]]:
    """She was told on the telephone or at the door; what is approved and has waited for it is booked in the same moment."""
    needed = await needed_yes(session, actor, proposal_id, lock=True)
    if guardian_id not in {one.guardian_id for one in needed.missing}:
        raise NotFound()
    return await record_yes(session, actor, needed.youth_id, guardian_id, needed.kind, manner, text_shown, on_duty=True)
