"""A booked break at the host family, the way booking leaves it: request, occurrence, claim and stay."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim, HostAsk, Occurrence, Placement, Proposal, ProposalOption, Stay
from models.people import SupportGrant, Youth
from models.supply import Site
from tests.given import FRIDAY, SUNDAY, Given, given_claim, given_request


async def given_stay(
    session: AsyncSession,
    here: Given,
    *,
    youth: Youth | None = None,
    grant: SupportGrant | None = None,
    site: Site | None = None,
    mentor_id: UUID | None = None,
    arrival: datetime = FRIDAY,
    departure: datetime = SUNDAY,
    bed: int = 0,
    occurrence: Occurrence | None = None,
) -> Stay:
    site = site or here.host
    if occurrence is None:
        request, occurrence = await given_request(
            session, youth or here.youth, grant or here.grant, arrival=arrival, departure=departure
        )
        request.status = "booked"
    occurrence.status = "booked"
    claim = await given_claim(
        session, occurrence, here.beds[site.id][bed], arrival=arrival, departure=departure, mentor_id=mentor_id
    )
    stay = Stay(
        claim_id=claim.id,
        occurrence_id=occurrence.id,
        youth_id=occurrence.youth_id,
        site_id=site.id,
        mentor_id=mentor_id,
        arrival=arrival,
        departure=departure,
    )
    session.add(stay)
    await session.flush()
    await session.refresh(stay)
    return stay


async def given_chosen(
    session: AsyncSession, here: Given, *, needs: tuple[str, ...] = ()
) -> tuple[Proposal, Placement]:
    """She has chosen the host family; the bed is held while her caseworker has not approved yet."""
    request, occurrence = await given_request(session, here.youth, here.grant)
    proposal = Proposal(stay_request_id=request.id, youth_id=here.youth.id, status="chosen")
    session.add(proposal)
    await session.flush()
    option = ProposalOption(proposal_id=proposal.id, rank=1, state="chosen")
    session.add(option)
    await session.flush()
    placement = Placement(
        option_id=option.id, occurrence_id=occurrence.id, site_id=here.host.id, arrival=FRIDAY, departure=SUNDAY
    )
    session.add(placement)
    session.add(
        HostAsk(
            option_id=option.id, site_id=here.host.id, state="yes", age_from=14, age_to=17, shared_needs=list(needs)
        )
    )
    await session.flush()
    claim = await given_claim(session, occurrence, here.beds[here.host.id][0], state="held")
    claim.placement_id = placement.id
    await session.flush()
    return proposal, placement


async def claim_of(session: AsyncSession, stay: Stay) -> Claim:
    return (await session.scalars(select(Claim).where(Claim.id == stay.claim_id))).one()
