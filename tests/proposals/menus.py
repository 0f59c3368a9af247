"""Menus for tests: a reviewed round with hand-made options, published through the same action as any other."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim, Consent, HostAsk, Occurrence, Proposal, ProposalOption, Round, StayRequest
from models.municipality import ConsentRule
from models.supply import Site
from service import clock
from service.planning.queries import PlannedMenu, PlannedOption, PlannedPlacement
from service.proposals.publish import Published, publish_menus
from tests.given import FRIDAY, SUNDAY, Given, _kept

Way = Sequence[PlannedPlacement]


def at(
    site: Site,
    occurrence: Occurrence,
    *,
    mentor_id: UUID | None = None,
    arrival: datetime = FRIDAY,
    departure: datetime = SUNDAY,
) -> PlannedPlacement:
    return PlannedPlacement(occurrence.id, site.id, mentor_id, arrival, departure)


def menu(request: StayRequest, *ways: Way, why: Sequence[dict] = ()) -> PlannedMenu:
    options = [PlannedOption(rank, list(way), list(why)) for rank, way in enumerate(ways, start=1)]
    return PlannedMenu(request.id, request.youth_id, options, [])


async def given_round(session: AsyncSession, here: Given, *, asked: Sequence[StayRequest] = ()) -> Round:
    """Planned and looked at, not published."""
    now = clock.now()
    return await _kept(
        session,
        Round(
            status="planned",
            made_by=here.as_coordinator.account_id,
            horizon_from=now,
            horizon_to=now + timedelta(days=200),
            made_at=now,
            planned_at=now,
            problem={"requests": [{"id": str(one.id)} for one in asked]},
        ),
    )


async def published(session: AsyncSession, here: Given, *menus: PlannedMenu) -> Published:
    return await publish_menus(session, here.as_coordinator, await given_round(session, here), list(menus))


async def given_menu(session: AsyncSession, here: Given, request: StayRequest, *ways: Way) -> Proposal:
    """One youth's menu, published."""
    await published(session, here, menu(request, *ways))
    return await proposal_of(session, request)


async def proposal_of(session: AsyncSession, request: StayRequest) -> Proposal:
    asked = select(Proposal).where(Proposal.stay_request_id == request.id).order_by(Proposal.id.desc()).limit(1)
    return (await session.scalars(asked.execution_options(populate_existing=True))).one()


async def options_of(session: AsyncSession, proposal: Proposal) -> list[ProposalOption]:
    asked = select(ProposalOption).where(ProposalOption.proposal_id == proposal.id).order_by(ProposalOption.rank)
    return list(await session.scalars(asked.execution_options(populate_existing=True)))


async def asks_of(session: AsyncSession, proposal: Proposal) -> list[HostAsk]:
    asked = select(HostAsk).join(ProposalOption).where(ProposalOption.proposal_id == proposal.id)
    return list(await session.scalars(asked.order_by(ProposalOption.rank).execution_options(populate_existing=True)))


async def claims_of(session: AsyncSession, youth_id: UUID, state: str | None = None) -> list[Claim]:
    asked = select(Claim).where(Claim.youth_id == youth_id).order_by(Claim.id)
    if state is not None:
        asked = asked.where(Claim.state == state)
    return list(await session.scalars(asked.execution_options(populate_existing=True)))


async def given_consent_rule(session: AsyncSession, *, needs: str = "guardians") -> None:
    await _kept(
        session,
        ConsentRule(
            kind="overnight",
            age_from=0,
            age_to=18,
            guardians_from=1 if needs == "guardians" else 0,
            guardians_to=9,
            needs=needs,
            law="test",
            valid=Range(date(2026, 1, 1), None),
        ),
    )


async def given_consent(session: AsyncSession, here: Given) -> Consent:
    return await _kept(
        session,
        Consent(
            youth_id=here.youth.id,
            guardian_id=here.guardian.id,
            kind="overnight",
            text_shown="Ja",
            manner="in_person",
            recorded_by=here.as_caseworker.account_id,
        ),
    )
