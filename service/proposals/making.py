"""One youth's menu, written: options with their placements, beds held, hosts asked, and open at once if nobody has to answer.

The caller has locked the houses and opened a savepoint for this youth; each option has one of its own inside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Occurrence, Placement, Proposal, ProposalOption
from models.people import Youth
from models.supply import Site
from service import clock
from service.actor import Actor
from service.planning.queries import PlannedMenu, PlannedOption
from service.proposals import rules
from service.proposals.asks import ask_hosts
from service.proposals.errors import CannotHold
from service.proposals.holds import hold
from service.proposals.menus import offer, options_held, set_request
from service.proposals.rules import Status
from service.record import Event, record


class NothingLeft(Exception):
    """Every option of a menu was left out: the savepoint of this youth is undone."""


@dataclass(frozen=True)
class Making:
    """What every menu of a round is made with."""

    actor: Actor
    round_id: UUID
    ask_hours: int
    sites: Mapping[UUID, Site]
    youths: Mapping[UUID, Youth]


async def make_menu(
    session: AsyncSession, making: Making, menu: PlannedMenu, left_out: dict[tuple[UUID, int], str]
) -> Proposal:
    """The proposal of one request. Options that cannot be held are added to `left_out`."""
    now = clock.now()
    proposal = Proposal(
        round_id=making.round_id,
        stay_request_id=menu.stay_request_id,
        youth_id=menu.youth_id,
        status=Status.ASKING.value if menu.options else Status.UNMET.value,
        why_not=menu.why_not,
        made_at=now,
        rev=1,
    )
    session.add(proposal)
    await session.flush()
    details = {"round": making.round_id, "options": len(menu.options)}
    record(session, making.actor, Event.PROPOSAL_MADE, youth_id=menu.youth_id, about=proposal, details=details)
    await _set_occurrences(session, set(menu.unmet_occurrences), "unmet")
    if not menu.options:
        record(session, making.actor, Event.PROPOSAL_UNMET, youth_id=menu.youth_id, about=proposal)
        return proposal
    first = min(one.arrival for option in menu.options for one in option.placements)
    proposal.asks_due = rules.asks_due(now, making.ask_hours, first)
    made, waits = await _make_options(session, making, proposal, menu, left_out, proposal.asks_due)
    await _set_occurrences(session, {one.occurrence_id for option in made for one in option.placements}, "held")
    if waits:
        await set_request(session, proposal, "planning")
    else:
        proposal.asks_due = None
        await offer(session, proposal, await options_held(session, proposal.id))
    await session.flush()
    return proposal


async def _make_options(
    session: AsyncSession,
    making: Making,
    proposal: Proposal,
    menu: PlannedMenu,
    left_out: dict[tuple[UUID, int], str],
    due: datetime,
) -> tuple[list[PlannedOption], bool]:
    """Which are there, and whether a host has to answer first."""
    made: list[PlannedOption] = []
    waits = False
    for option in menu.options:
        key = (menu.stay_request_id, option.rank)
        if key in left_out:
            continue
        try:
            async with session.begin_nested():
                waits |= await _make_option(session, making, proposal, option, due)
        except CannotHold as refused:
            left_out[key] = refused.because
            continue
        made.append(option)
    if not made:
        raise NothingLeft
    return made, waits


async def _make_option(
    session: AsyncSession, making: Making, proposal: Proposal, option: PlannedOption, due: datetime
) -> bool:
    row = ProposalOption(proposal_id=proposal.id, rank=option.rank, state="asking", why=option.why)
    session.add(row)
    await session.flush()
    placements = [
        Placement(
            option_id=row.id,
            occurrence_id=one.occurrence_id,
            site_id=one.site_id,
            mentor_id=one.mentor_id,
            arrival=one.arrival,
            departure=one.departure,
        )
        for one in option.placements
    ]
    session.add_all(placements)
    await session.flush()
    await hold(session, proposal.youth_id, placements)
    waits = ask_hosts(session, making.actor, row, placements, making.sites, making.youths[proposal.youth_id], due)
    await session.flush()
    return waits


async def _set_occurrences(session: AsyncSession, ids: set[UUID], status: str) -> None:
    if ids:
        await session.execute(update(Occurrence).where(Occurrence.id.in_(ids)).values(status=status))
