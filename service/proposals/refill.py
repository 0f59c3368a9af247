"""A menu with fewer than two options is looked through once more: what can be held for her without asking anybody?

The engine looks, as it does for whole rounds, at the houses that have a standing yes for her. What is on the menu stays;
what comes is judged like everything else. When nothing is found the menu says honestly that there is one option.
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import HostAsk, Placement, Proposal, ProposalOption
from models.people import Youth
from models.supply import Site
from service import clock
from service.planning import judge
from service.planning.growing import more_options
from service.planning.queries import PlannedOption
from service.proposals import rules
from service.proposals.errors import CannotHold
from service.proposals.holds import hold, placements_of
from service.record import Event, record
from service.youths.ages import age_on, age_span

MOST_OPTIONS = 4
ON_THE_MENU = ("asking", "held", "chosen")


async def refill(session: AsyncSession, proposal: Proposal, missing: int) -> list[ProposalOption]:
    """Up to `missing` more options, held. The caller has locked the proposal."""
    if missing <= 0:
        return []
    youth = await session.get_one(Youth, proposal.youth_id)
    rows = select(ProposalOption).where(ProposalOption.proposal_id == proposal.id).order_by(ProposalOption.rank)
    options = list(await session.scalars(rows))
    placements = await placements_of(session, [one.id for one in options])
    on = [[each for each in placements if each.option_id == one.id] for one in options if one.state in ON_THE_MENU]
    gone = {one.id for one in options if one.state not in ON_THE_MENU}
    left = {each.site_id for each in placements if each.option_id in gone}
    sites = [site for site in await _with_a_standing_yes(session, youth) if site.id not in left]
    # All at once and in order, so that two menus that look for the same houses wait in line and not for each other.
    await judge.lock(session, site_ids=[site.id for site in sites], mentor_ids=(), youth_ids=[youth.id])
    taken = {one.rank for one in options}
    ranks = [rank for rank in range(1, MOST_OPTIONS + 1) if rank not in taken][:missing]
    found = await more_options(
        session,
        proposal.stay_request_id,
        on,
        at_sites=[site.id for site in sites],
        ranks=ranks,
    )
    made = [await _try(session, proposal, one, youth) for one in found]
    return [one for one in made if one is not None]


async def _with_a_standing_yes(session: AsyncSession, youth: Youth) -> list[Site]:
    """Open houses that need not be asked for somebody of her age. Whether they fit her is the engine's question."""
    age = age_on(clock.now().date(), youth.birth_date)
    return [
        site
        for site in await session.scalars(select(Site).where(Site.closed_at.is_(None)).order_by(Site.id))
        if rules.has_standing_yes(
            kind=site.kind, ask_each_time=site.ask_each_time, accepted_ages=range(site.age_from, site.age_to), age=age
        )
    ]


async def _try(
    session: AsyncSession, proposal: Proposal, planned: PlannedOption, youth: Youth
) -> ProposalOption | None:
    """Hold it and ask the judge; when somebody says no, nothing has happened."""
    touched = {
        "site_ids": {one.site_id for one in planned.placements},
        "mentor_ids": {one.mentor_id for one in planned.placements if one.mentor_id},
        "youth_ids": {youth.id},
    }
    before = set(await judge.violations(session, **touched))
    now = clock.now()
    savepoint = await session.begin_nested()
    option = ProposalOption(proposal_id=proposal.id, rank=planned.rank, state="held", why=planned.why)
    session.add(option)
    await session.flush()
    placements = [
        Placement(
            option_id=option.id,
            occurrence_id=one.occurrence_id,
            site_id=one.site_id,
            mentor_id=one.mentor_id,
            arrival=one.arrival,
            departure=one.departure,
        )
        for one in planned.placements
    ]
    session.add_all(placements)
    first, end = age_span(age_on(placements[0].arrival.date(), youth.birth_date))
    session.add_all(
        HostAsk(
            option_id=option.id, site_id=site_id, state="standing_yes", age_from=first, age_to=end,
            shared_needs=sorted(youth.needs), asked_at=now, answered_at=now,
        )
        for site_id in sorted(touched["site_ids"])
    )  # fmt: skip
    await session.flush()
    try:
        await hold(session, youth.id, placements)
        if set(await judge.violations(session, **touched)) - before:
            raise CannotHold("rules")
    except CannotHold:
        await savepoint.rollback()
        return None
    details = {"site": placements[0].site_id}
    record(session, None, Event.OPTION_ADDED, youth_id=youth.id, about=option, details=details)
    await savepoint.commit()
    return option
