"""When a check is withdrawn or a house closed at once: what leans on it lets go, people are told, and we look again.

Safety is never refused, and it is never the youth who pays twice: a break that we took away is asked for anew by itself,
unlike one that she gave up. `service.supply` calls this before it closes; what is forgotten here it releases itself.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim, Occurrence, Placement, Proposal, ProposalOption, Stay, StayRequest
from service import clock
from service.actor import Actor
from service.proposals import menus
from service.proposals.holds import let_go, placements_of
from service.proposals.rules import HOLDING
from service.proposals.rules import Status as ProposalStatus
from service.proposals.rules import Step as ProposalStep
from service.proposals.single_times import options_leaned_on
from service.record import Event, record
from service.stays import rules
from service.stays.actions import move_to, remind
from service.stays.rules import Status
from service.supply.safety import Detaching, before_detaching


async def take_care(session: AsyncSession, actor: Actor, detaching: Detaching) -> None:
    """Everything that leans on a house or mentor that is not safe from now on."""
    stays = await _stays_on(session, detaching.claims)
    for stay in stays:
        await _end(session, actor, stay, detaching.because)
    for proposal_id, option_ids in sorted((await _options_on(session, detaching.claims)).items()):
        await _lose(session, actor, proposal_id, option_ids, detaching.because)
    await session.flush()


async def _stays_on(session: AsyncSession, claims: Iterable[Claim]) -> list[Stay]:
    booked = [claim.id for claim in claims if claim.state == "booked"]
    asked = select(Stay).where(Stay.claim_id.in_(booked), Stay.status.in_(rules.LIVE)).order_by(Stay.id)
    return list(await session.scalars(asked.with_for_update()))


async def _end(session: AsyncSession, actor: Actor, stay: Stay, because: str) -> None:
    """A break that has begun is broken off; one that has not is taken back, and looked for anew."""
    now = clock.now()
    begun = stay.arrival <= now
    stay.cancelled_at, stay.cancelled_role = now, actor.role.value
    await move_to(session, stay, *((Status.INTERRUPTED, "ended") if begun else (Status.CANCELLED, "released")))
    record(
        session,
        actor,
        Event.STAY_INTERRUPTED if begun else Event.STAY_CANCELLED,
        youth_id=stay.youth_id,
        about=stay,
        details={"because": because, "site": stay.site_id},
    )
    if not begun:
        await _look_again(session, stay.occurrence_id)
    await remind(session, actor.zone, stay, "interrupted")


async def _look_again(session: AsyncSession, occurrence_id: UUID) -> None:
    occurrence = await session.get_one(Occurrence, occurrence_id, with_for_update=True)
    request = await session.get_one(StayRequest, occurrence.stay_request_id, with_for_update=True)
    if request.status != "withdrawn":
        occurrence.status = "open"
        request.status = "open"
        request.rev += 1


async def _options_on(session: AsyncSession, claims: Iterable[Claim]) -> dict[UUID, list[UUID]]:
    """The options of menus that hold something there, by proposal."""
    placements = [claim.placement_id for claim in claims if claim.state == "held" and claim.placement_id]
    rows = await session.execute(
        select(ProposalOption.proposal_id, ProposalOption.id)
        .join(Placement, Placement.option_id == ProposalOption.id)
        .where(Placement.id.in_(placements))
        .distinct()
        .order_by(ProposalOption.id)
    )
    found: dict[UUID, list[UUID]] = {}
    for proposal_id, option_id in rows:
        found.setdefault(proposal_id, []).append(option_id)
    return found


async def _lose(session: AsyncSession, actor: Actor, proposal_id: UUID, option_ids: list[UUID], because: str) -> None:
    """These options leave her menu. What is left stays hers; when nothing is, we look again and say so."""
    proposal = await session.get_one(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal.status not in HOLDING:
        return
    hers = await options_leaned_on(session, proposal_id) if proposal.status == ProposalStatus.CHOSEN else set()
    lost_chosen = bool(hers & set(option_ids))  # also when it is one time only: nothing is changed without asking her
    for option_id in option_ids:
        option = await session.get_one(ProposalOption, option_id, populate_existing=True)
        if option.state == "chosen":
            lost_chosen = True
            option.state = "dropped"
            await let_go(session, [one.id for one in await placements_of(session, [option_id])])
            record(
                session,
                actor,
                Event.OPTION_DROPPED,
                youth_id=proposal.youth_id,
                about=option,
                details={"because": because},
            )
        else:
            await menus.drop_option(session, proposal, option_id, because)
    await session.flush()
    if proposal.status == ProposalStatus.ASKING:
        await menus.open_menu_if_ready(session, proposal_id)
    elif lost_chosen or proposal.status not in (ProposalStatus.CHOSEN, ProposalStatus.APPROVED):
        await _offer_what_is_left(session, proposal, lost_chosen)


async def _offer_what_is_left(session: AsyncSession, proposal: Proposal, lost_chosen: bool) -> None:
    held = await menus.options_held(session, proposal.id)
    if held and lost_chosen:
        await menus.offer(session, proposal, held)  # first, since an open menu always has its end
        menus.take(proposal, ProposalStep.LOSE, None)
        await menus.remind(session, proposal, "wants_talk", clock.now() + menus.TALK_WITHIN)
    elif not held:
        menus.take(proposal, ProposalStep.FIND_NOTHING, None)
        await menus.reopen(session, proposal)
        await menus.remind(session, proposal, "no_host_left", clock.now() + menus.TALK_WITHIN)
        record(session, None, Event.PROPOSAL_UNMET, youth_id=proposal.youth_id, about=proposal)


if take_care not in before_detaching:
    before_detaching.append(take_care)
