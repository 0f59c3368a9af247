"""A series with a menu: every other weekend, at the host family, in the cabin, or with a second family."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim, Occurrence, Placement, Proposal, ProposalOption, Stay, StayRequest, StayWindow
from models.supply import Site
from tests.given import FRIDAY, SUNDAY, Given, _kept, given_municipality, given_site
from tests.proposals.menus import at, given_consent, given_consent_rule, given_menu, options_of

TWO_WEEKS = timedelta(weeks=2)


@dataclass
class Series:
    here: Given
    proposal: Proposal
    occurrences: list[Occurrence]
    options: list[ProposalOption]
    second: Site  # another family
    placements: dict[tuple[int, int], Placement] = field(default_factory=dict)  # by option and time

    def of(self, option: int, time: int) -> UUID:
        return self.placements[option, time].id

    def changes(self, wanted: dict[int, tuple[int, int] | None]) -> dict[UUID, UUID | None]:
        """By number of the time: an option's placement, or None for "not this time"."""
        return {self.occurrences[time].id: self.of(*each) if each else None for time, each in wanted.items()}


async def given_series(
    session: AsyncSession,
    ways: Sequence[str] = ("hhhh", "pppp", "ssss"),
    *,
    here: Given | None = None,
    asks_second: bool = False,
) -> Series:
    """`ways`: for each option, where each time is (host family, place, second family, who may want to be asked)."""
    here = here or await given_municipality(session)
    await given_consent_rule(session)
    await given_consent(session, here)
    second = await given_site(session, here.zone, kind="host", called="Familjen Ek", beds=1, ask_each_time=asks_second)
    request, occurrences = await _request(session, here, len(ways[0]))
    sites = {"h": here.host, "p": here.place, "s": second}
    planned = [
        [
            at(sites[where], one, arrival=FRIDAY + number * TWO_WEEKS, departure=SUNDAY + number * TWO_WEEKS)
            for number, (where, one) in enumerate(zip(way, occurrences, strict=True))
        ]
        for way in ways
    ]
    proposal = await given_menu(session, here, request, *planned)
    series = Series(here, proposal, occurrences, await options_of(session, proposal), second)
    await read_again(session, series)
    return series


async def _request(session: AsyncSession, here: Given, times: int) -> tuple[StayRequest, list[Occurrence]]:
    request = await _kept(
        session,
        StayRequest(
            youth_id=here.youth.id, support_grant_id=here.grant.id, kind="weekend", is_series=True, every_weeks=2
        ),
    )
    occurrences = []
    for number in range(times):
        one = await _kept(session, Occurrence(stay_request_id=request.id, youth_id=here.youth.id, number=number + 1))
        await _kept(
            session,
            StayWindow(
                occurrence_id=one.id, arrival=FRIDAY + number * TWO_WEEKS, departure=SUNDAY + number * TWO_WEEKS
            ),
        )
        occurrences.append(one)
    return request, occurrences


async def read_again(session: AsyncSession, series: Series) -> None:
    number = {one.id: at for at, one in enumerate(series.occurrences)}
    rank = {one.id: at for at, one in enumerate(series.options)}
    rows = await session.scalars(select(Placement).where(Placement.option_id.in_(rank)))
    series.placements = {(rank[one.option_id], number[one.occurrence_id]): one for one in rows}


async def stays_of(session: AsyncSession, series: Series) -> dict[int, UUID]:
    """Where she is, by the number of the time."""
    number = {one.id: at for at, one in enumerate(series.occurrences)}
    rows = await session.execute(select(Stay.occurrence_id, Stay.site_id).where(Stay.status == "booked"))
    return {number[occurrence]: site for occurrence, site in rows}


async def held(session: AsyncSession) -> int:
    return len(list(await session.scalars(select(Claim.id).where(Claim.state == "held"))))
