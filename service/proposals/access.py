"""Which proposals and questions somebody may see. One SQL condition each; what is not yours does not exist.

A host sees her questions, never the proposal behind one.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import HostAsk, Proposal, StayRequest
from models.people import Role, Youth
from models.supply import SitePerson
from service.actor import Actor
from service.errors import NotFound
from service.youths.access import visible_youths

ANSWERS_ASKS = frozenset({Role.HOST, Role.PLACE_KEEPER})


def visible_proposals(actor: Actor) -> ColumnElement[bool]:
    """A youth's own, a caseworker's of her youths, all for a coordinator."""
    match actor.role:
        case Role.YOUTH:
            return Proposal.youth_id == actor.subject_id
        case Role.CASEWORKER:
            return Proposal.youth_id.in_(select(Youth.id).where(visible_youths(actor)).correlate(None))
        case Role.COORDINATOR:
            return true()
        case _:
            return false()


def visible_asks(actor: Actor) -> ColumnElement[bool]:
    """The questions to the houses this account speaks for."""
    if actor.role not in ANSWERS_ASKS:
        return false()
    return (
        select(SitePerson.id)
        .where(SitePerson.site_id == HostAsk.site_id, SitePerson.account_id == actor.account_id)
        .exists()
    )


async def proposal_for(
    session: AsyncSession, actor: Actor, proposal_id: UUID, *, lock: bool = False, on_duty: bool = False
) -> Proposal:
    """The proposal, if this actor may see it. Locked, two who press at once come one after the other.

    `on_duty`: the caller has made sure that she is, and then she finds what was asked for soon, and that alone.
    """
    soon = Proposal.stay_request_id.in_(select(StayRequest.id).where(StayRequest.soon))
    asked = select(Proposal).where(Proposal.id == proposal_id, soon if on_duty else visible_proposals(actor))
    found = await session.scalar(
        asked.with_for_update(key_share=True).execution_options(populate_existing=True) if lock else asked
    )
    if found is None:
        raise NotFound()
    return found
