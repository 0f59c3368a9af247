"""Questions to hosts: what is told (never who), and what an answer does."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import HostAsk, Placement, Proposal, ProposalOption
from models.people import Youth
from models.supply import Site
from service import clock
from service.actor import Actor
from service.errors import Forbidden, NotFound
from service.proposals import rules
from service.proposals.access import ANSWERS_ASKS, visible_asks
from service.proposals.errors import AskIsAnswered
from service.proposals.menus import drop_option, open_menu_if_ready
from service.record import Event, record
from service.youths.ages import age_on, age_span


def needs_asking(site: Site, youth: Youth, arrival: datetime) -> bool:
    age = age_on(arrival.date(), youth.birth_date)
    return not rules.has_standing_yes(
        kind=site.kind, ask_each_time=site.ask_each_time, accepted_ages=range(site.age_from, site.age_to), age=age
    )


def ask_hosts(
    session: AsyncSession,
    actor: Actor | None,
    option: ProposalOption,
    placements: Iterable[Placement],
    sites: Mapping[UUID, Site],
    youth: Youth,
    due: datetime,
) -> bool:
    """One question to each house of an option, or its standing yes. True when somebody has to answer."""
    now = clock.now()
    waits = False
    first: dict[UUID, Placement] = {}
    for one in placements:
        first.setdefault(one.site_id, one)
    for site_id, one in first.items():
        asked = needs_asking(sites[site_id], youth, one.arrival)
        age_from, age_to = age_span(age_on(one.arrival.date(), youth.birth_date))
        session.add(
            HostAsk(
                option_id=option.id,
                site_id=site_id,
                state="open" if asked else "standing_yes",
                due=due if asked else None,
                age_from=age_from,
                age_to=age_to,
                shared_needs=sorted(youth.needs),
                asked_at=now,
                answered_at=None if asked else now,
            )
        )
        if asked:
            waits = True
            details = {"site": site_id, "due": due}
            record(session, actor, Event.ASK_SENT, youth_id=youth.id, about=option, details=details)
    option.state = "asking" if waits else "held"
    return waits


async def answer_ask(session: AsyncSession, actor: Actor, ask_id: UUID, yes: bool) -> HostAsk:
    """Yes keeps the option, no drops it; nobody asks why, and the youth never learns who said no."""
    if actor.role not in ANSWERS_ASKS:
        raise Forbidden()
    found = await session.execute(
        select(HostAsk.id, ProposalOption.proposal_id)
        .join(ProposalOption, ProposalOption.id == HostAsk.option_id)
        .where(HostAsk.id == ask_id, visible_asks(actor))
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound()
    # The proposal first, as everybody locks it: the clock may be closing the question at this moment.
    proposal = await session.get_one(Proposal, row.proposal_id, with_for_update=True, populate_existing=True)
    ask = await session.get_one(HostAsk, ask_id, with_for_update=True, populate_existing=True)
    if ask.state != "open":
        raise AskIsAnswered(state=ask.state)
    ask.state = "yes" if yes else "no"
    ask.answered_at, ask.answered_by = clock.now(), actor.account_id
    await session.flush()
    record(session, actor, Event.ASK_ANSWERED, youth_id=proposal.youth_id, about=ask, details={"answer": ask.state})
    if yes:
        await _hold_if_all_said_yes(session, ask.option_id)
    else:
        await drop_option(session, proposal, ask.option_id, "no")
    await session.flush()
    await open_menu_if_ready(session, proposal.id)
    return ask


async def _hold_if_all_said_yes(session: AsyncSession, option_id: UUID) -> None:
    states = set(await session.scalars(select(HostAsk.state).where(HostAsk.option_id == option_id)))
    option = await session.get_one(ProposalOption, option_id)
    if option.state == "asking" and states <= rules.SAYS_YES:
        option.state = "held"
