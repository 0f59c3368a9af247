"""Single times of a series that she wants otherwise than the option has them: as in another option, or not this time.

Every placement on her menu is truly held for her, so whatever she mixes can be booked. Until it is approved nothing moves:
what she chose is read off her choice. At the approval the options exchange those times, so that the chosen one is exactly
what she chose; a host's yes comes along with the time it was given for.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, case, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import ChangedTime, Choice, HostAsk, Occurrence, Placement, Proposal, ProposalOption
from service import clock
from service.errors import Invalid
from service.proposals.errors import NothingChosen, OptionGone
from service.proposals.holds import let_go, placements_of
from service.proposals.rules import SAYS_YES

Changes = Mapping[UUID, UUID | None]  # occurrence → a placement of her menu; None: not this time
Change = tuple[Placement, Placement | None]  # of the option she chose, and what she wants instead


async def changes_wanted(session: AsyncSession, proposal: Proposal, option_id: UUID, changes: Changes) -> list[Change]:
    """Her changes to an option of her menu, without those that change nothing. All of it has to be held for her now."""
    options = {one.id: one for one in await session.scalars(_options_of(proposal))}
    if option_id not in options:
        raise Invalid(field="option_id", code_detail="proposals.which_option")
    if options[option_id].state != "held":
        raise OptionGone(field="option_id")
    every = await placements_of(session, options)
    own = {one.occurrence_id: one for one in every if one.option_id == option_id}
    there = {one.id: one for one in every}
    found: list[Change] = []
    for occurrence_id, placement_id in changes.items():
        instead = there.get(placement_id) if placement_id else None
        if occurrence_id not in own or (placement_id and (instead is None or instead.occurrence_id != occurrence_id)):
            raise Invalid(field="changes", code_detail="proposals.which_time")
        if instead is not None and options[instead.option_id].state != "held":
            raise OptionGone(field="changes")
        if instead is None or not _same(own[occurrence_id], instead):
            found.append((own[occurrence_id], instead))
    left = with_changes(own.values(), found)
    if not left:
        raise NothingChosen(field="changes")
    if min(one.arrival for one in left) <= clock.now():
        raise OptionGone(field="option_id")
    return found


def _options_of(proposal: Proposal) -> Any:
    asked = select(ProposalOption).where(ProposalOption.proposal_id == proposal.id)
    return asked.execution_options(populate_existing=True)


def _same(one: Placement, other: Placement) -> bool:
    def told(each: Placement) -> tuple[UUID, UUID | None, datetime, datetime]:
        return each.site_id, each.mentor_id, each.arrival, each.departure

    return told(one) == told(other)


def with_changes(placements: Iterable[Placement], changes: Iterable[Change]) -> list[Placement]:
    """What is left of an option, in order of time."""
    instead = {own.id: other for own, other in changes}
    left = [instead.get(one.id, one) for one in placements]
    return sorted((one for one in left if one is not None), key=lambda one: (one.arrival, one.id))


async def keep_changes(session: AsyncSession, choice: Choice, changes: Iterable[Change]) -> None:
    session.add_all(
        ChangedTime(
            choice_id=choice.id,
            occurrence_id=own.occurrence_id,
            instead_of=own.id,
            placement_id=other.id if other else None,
        )
        for own, other in changes
    )
    await session.flush()


def told(changes: Iterable[Change]) -> dict[str, list[list[UUID | None]]]:
    """For the record: occurrence, what the option has, what she wants instead (nothing: not this time)."""
    listed = [[own.occurrence_id, own.id, other.id if other else None] for own, other in changes]
    return {"changed_times": listed} if listed else {}


async def changes_of(session: AsyncSession, choice: Choice) -> list[Change]:
    """What she changed, as she said it; also when the options have exchanged those times since."""
    rows = list(await session.scalars(select(ChangedTime).where(ChangedTime.choice_id == choice.id)))
    ids = [id for row in rows for id in (row.instead_of, row.placement_id) if id]
    asked = select(Placement).where(Placement.id.in_(ids)).execution_options(populate_existing=True)
    there = {one.id: one for one in await session.scalars(asked)}
    changes = [(there[row.instead_of], there[row.placement_id] if row.placement_id else None) for row in rows]
    return sorted(changes, key=lambda one: (one[0].arrival, one[0].id))


async def placements_chosen(session: AsyncSession, choice: Choice | None) -> list[Placement]:
    """Exactly what she chose, before and after it is approved, in order of time."""
    if choice is None or choice.option_id is None:
        return []
    return with_changes(await placements_of(session, [choice.option_id]), await changes_of(session, choice))


async def asks_about(session: AsyncSession, placements: Sequence[Placement]) -> list[str]:
    """What the hosts have said to these very times; "open" where nobody has asked."""
    said = await _asks(session, placements)
    wanted = dict.fromkeys((one.option_id, one.site_id) for one in placements)
    return [said[each].state if each in said else "open" for each in wanted]


async def _asks(session: AsyncSession, placements: Iterable[Placement]) -> dict[tuple[UUID, UUID], HostAsk]:
    wanted = [(one.option_id, one.site_id) for one in placements]
    asked = select(HostAsk).where(tuple_(HostAsk.option_id, HostAsk.site_id).in_(wanted))
    rows = await session.scalars(asked.execution_options(populate_existing=True))
    return {(one.option_id, one.site_id): one for one in rows}


async def is_still_there(session: AsyncSession, choice: Choice) -> bool:
    """All that she chose is held, and every host has said yes to it."""
    placements = await placements_chosen(session, choice)
    leaned_on = {one.option_id for one in placements} | ({choice.option_id} if choice.option_id else set())
    states = set(await session.scalars(select(ProposalOption.state).where(ProposalOption.id.in_(leaned_on))))
    return bool(placements) and states == {"held"} and set(await asks_about(session, placements)) <= SAYS_YES


async def options_leaned_on(session: AsyncSession, proposal_id: UUID) -> set[UUID]:
    """The options that her last answer takes something from."""
    asked = select(Choice).where(Choice.proposal_id == proposal_id).order_by(Choice.made_at.desc(), Choice.id.desc())
    choice = await session.scalar(asked.limit(1))
    if choice is None or choice.option_id is None:
        return set()
    return {choice.option_id} | {one.option_id for one in await placements_chosen(session, choice)}


# -- when it is approved


async def take_over(session: AsyncSession, choice: Choice) -> None:
    """The chosen option becomes what she chose: options exchange times, and what she does not want is let go of."""
    changes = await changes_of(session, choice)
    swaps = [(own, other) for own, other in changes if other is not None]
    await _exchange_asks(session, swaps)
    await _exchange_reasons(session, changes)
    if swaps:
        goes_to = {own.id: other.option_id for own, other in swaps} | {other.id: own.option_id for own, other in swaps}
        # One statement: for a moment two times of one occurrence would be in one option.
        await session.execute(
            update(Placement)
            .where(Placement.id.in_(goes_to))
            .values(option_id=case({id: literal(goes, Uuid()) for id, goes in goes_to.items()}, value=Placement.id))
            .execution_options(synchronize_session=False)
        )
        for own, other in swaps:
            await session.refresh(own)
            await session.refresh(other)
    skipped = [own for own, other in changes if other is None]
    for one in skipped:
        one.skipped = True
    await let_go(session, [one.id for one in skipped])
    await session.execute(
        update(Occurrence).where(Occurrence.id.in_([one.occurrence_id for one in skipped])).values(status="cancelled")
    )
    await session.flush()


async def _exchange_asks(session: AsyncSession, swaps: Sequence[tuple[Placement, Placement]]) -> None:
    """Each host's answer stands beside the time it was given for, in both options."""
    said = await _asks(session, [one for swap in swaps for one in swap])
    options = {one.option_id for swap in swaps for one in swap}
    rows = await session.execute(select(HostAsk.option_id, HostAsk.site_id).where(HostAsk.option_id.in_(options)))
    there = {(option_id, site_id) for option_id, site_id in rows}
    for swap in swaps:
        for mine, goes_to in (swap, swap[::-1]):
            ask = said.get((mine.option_id, mine.site_id))
            key = (goes_to.option_id, mine.site_id)
            if ask is None or key in there:
                continue
            there.add(key)
            session.add(
                HostAsk(
                    option_id=key[0],
                    site_id=key[1],
                    state=ask.state,
                    due=ask.due,
                    age_from=ask.age_from,
                    age_to=ask.age_to,
                    shared_needs=list(ask.shared_needs),
                    asked_at=ask.asked_at,
                    answered_at=ask.answered_at,
                    answered_by=ask.answered_by,
                )
            )
    await session.flush()


async def _exchange_reasons(session: AsyncSession, changes: Iterable[Change]) -> None:
    """Why an option is as it is goes along with its times."""
    for own, other in changes:
        of = str(own.occurrence_id)
        mine = await session.get_one(ProposalOption, own.option_id)
        its = [one for one in mine.why if one.get("occurrence") == of]
        kept = [one for one in mine.why if one.get("occurrence") != of]
        if other is not None:
            theirs = await session.get_one(ProposalOption, other.option_id)
            kept += [one for one in theirs.why if one.get("occurrence") == of]
            theirs.why = [one for one in theirs.why if one.get("occurrence") != of] + its
        mine.why = kept
    await session.flush()
