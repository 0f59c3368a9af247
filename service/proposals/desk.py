"""What waits for somebody: the caseworker's queue, led by what a youth has said, and a host's questions.

Lists show no needs, no reasons and no words; those stand on the page of the one youth.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Choice, ContactReminder, HostAsk, Placement, Proposal, StayRequest
from models.people import Youth
from models.supply import Site
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.proposals.access import visible_asks, visible_proposals
from service.proposals.approvals import unanswered_at
from service.proposals.facts import gates_of
from service.proposals.menus import is_booked
from service.proposals.rules import Status
from service.proposals.single_times import placements_chosen
from service.record import Event, record
from service.youths.access import visible_youths
from service.youths.queries import Unanswered, unanswered
from service.youths.ways import Late, late_for


@dataclass(frozen=True)
class ToDecide:
    """A choice that waits for a decision."""

    proposal_id: UUID
    stay_request_id: UUID
    youth_id: UUID
    youth_called: str
    kind: str
    begins: datetime
    chosen_at: datetime
    before: tuple[UUID, ...]  # statements that stand before the decision

    @property
    def unanswered(self) -> int:
        return len(self.before)


@dataclass(frozen=True)
class Waiting:
    """Approved, not booked: which gates are closed."""

    proposal_id: UUID
    youth_id: UUID
    youth_called: str
    begins: datetime
    gates: tuple[str, ...]


@dataclass(frozen=True)
class Reminder:
    id: UUID
    youth_id: UUID
    youth_called: str
    because: str
    due: datetime
    proposal_id: UUID | None


@dataclass(frozen=True)
class Said:
    """What one youth waits to hear about, in one place: kinds and how many, never words."""

    href: str
    youth_called: str
    kinds: tuple[tuple[str, int], ...]
    since: datetime
    due: datetime


@dataclass(frozen=True)
class Queue:
    unanswered: tuple[Unanswered, ...]
    to_decide: tuple[ToDecide, ...]
    reminders: tuple[Reminder, ...]
    waiting: tuple[Waiting, ...]
    late: tuple[Late, ...] = ()  # what is late on the maps that youths see

    def where_to_answer(self, one: Unanswered) -> str:
        """Beside the choice when there is one to decide, else on her page."""
        for choice in self.to_decide:
            if one.id in choice.before or one.stay_request_id == choice.stay_request_id:
                return f"/approvals/{choice.proposal_id}"
        return f"/youths/{one.youth_id}"

    @property
    def groups(self) -> list[Said]:
        """A line for each page where answers are given, the most pressing first."""
        pages: dict[str, list[Unanswered]] = defaultdict(list)
        for one in self.unanswered:
            pages[self.where_to_answer(one)].append(one)
        return [
            Said(
                href,
                each[0].youth_called,
                tuple(Counter(one.kind for one in each).items()),
                min(one.made_at for one in each),
                min(one.answer_due for one in each),
            )
            for href, each in pages.items()
        ]


async def queue_of(session: AsyncSession, actor: Actor) -> Queue:
    """Everything that waits for this caseworker, the most pressing first in each part."""
    left = await unanswered(session, actor)
    proposals = await session.execute(
        select(Proposal, Youth.called, StayRequest.kind)
        .join(Youth, Youth.id == Proposal.youth_id)
        .join(StayRequest, StayRequest.id == Proposal.stay_request_id)
        .where(visible_proposals(actor), Proposal.status.in_((Status.CHOSEN, Status.APPROVED)))
        .where(~is_booked(Proposal.id).exists())
    )
    to_decide, waiting = [], []
    for proposal, called, kind in proposals:
        choice = await session.scalar(
            select(Choice).where(Choice.proposal_id == proposal.id).order_by(Choice.made_at.desc(), Choice.id.desc())
        )
        if choice is None or choice.option_id is None:
            continue
        begins = min(one.arrival for one in await placements_chosen(session, choice))
        if proposal.status == Status.CHOSEN:
            before = await unanswered_at(session, actor, proposal.youth_id, proposal.stay_request_id, choice.made_at)
            to_decide.append(
                ToDecide(
                    proposal.id,
                    proposal.stay_request_id,
                    proposal.youth_id,
                    called,
                    kind,
                    begins,
                    choice.made_at,
                    tuple(one.id for one in before),
                )
            )
        else:
            shut = tuple(gate.name for gate in await gates_of(session, proposal) if not gate.is_open)
            waiting.append(Waiting(proposal.id, proposal.youth_id, called, begins, shut))
    return Queue(
        tuple(left),
        tuple(sorted(to_decide, key=lambda one: (one.begins, one.chosen_at))),
        tuple(await _reminders(session, actor)),
        tuple(sorted(waiting, key=lambda one: one.begins)),
        tuple(await late_for(session, actor)),
    )


async def _reminders(session: AsyncSession, actor: Actor) -> list[Reminder]:
    rows = await session.execute(
        select(ContactReminder, Youth.called)
        .join(Youth, Youth.id == ContactReminder.youth_id)
        .where(visible_youths(actor), ContactReminder.done_at.is_(None))
        .order_by(ContactReminder.due, ContactReminder.id)
    )
    return [Reminder(one.id, one.youth_id, called, one.because, one.due, one.proposal_id) for one, called in rows]


async def reminder_done(session: AsyncSession, actor: Actor, reminder_id: UUID) -> ContactReminder:
    """She has been in touch. Pressed twice it is done once."""
    found = await session.scalar(
        select(ContactReminder)
        .join(Youth, Youth.id == ContactReminder.youth_id)
        .where(ContactReminder.id == reminder_id, visible_youths(actor))
        .with_for_update(of=ContactReminder)
    )
    if found is None:
        raise NotFound()
    if found.done_at is None:
        found.done_at = clock.now()
        record(
            session,
            actor,
            Event.REMINDER_DONE,
            youth_id=found.youth_id,
            about=found,
            details={"because": found.because},
        )
        await session.flush()
    return found


@dataclass(frozen=True)
class AskView:
    """What a host is told: never who."""

    id: UUID
    site_called: str
    state: str
    due: datetime | None
    asked_at: datetime
    answered_at: datetime | None
    age_from: int
    age_to: int
    shared_needs: tuple[str, ...]
    times: tuple[tuple[datetime, datetime], ...]
    with_mentor: bool

    @property
    def oldest(self) -> int:
        return self.age_to - 1


SHOWN_ANSWERED = 20


async def asks_for(session: AsyncSession, actor: Actor) -> list[AskView]:
    """The questions to this house: open ones first, then the latest that were answered. Not those whose times all moved to
    another of her options, where they stand with the same answer."""
    rows = await session.execute(
        select(HostAsk, Site.called)
        .join(Site, Site.id == HostAsk.site_id)
        .where(visible_asks(actor), HostAsk.state.in_(("open", "yes", "no", "no_answer", "withdrawn")))
        .where(
            select(Placement.id)
            .where(Placement.option_id == HostAsk.option_id, Placement.site_id == HostAsk.site_id)
            .exists()
        )
        .order_by(
            (HostAsk.state == "open").desc(), func.coalesce(HostAsk.answered_at, HostAsk.asked_at).desc(), HostAsk.id
        )
        .limit(SHOWN_ANSWERED)
    )
    listed = [(one, called) for one, called in rows]
    placed = await _placed(session, [one.option_id for one, _ in listed])
    return [
        AskView(
            one.id,
            called,
            one.state,
            one.due,
            one.asked_at,
            one.answered_at,
            one.age_from,
            one.age_to,
            tuple(one.shared_needs),
            tuple((p.arrival, p.departure) for p in placed[one.option_id] if p.site_id == one.site_id),
            any(p.mentor_id is not None for p in placed[one.option_id] if p.site_id == one.site_id),
        )
        for one, called in listed
    ]


async def _placed(session: AsyncSession, option_ids: Iterable[UUID]) -> dict[UUID, list[Placement]]:
    """Also those that she did not want in the end: the host was asked about them."""
    found: dict[UUID, list[Placement]] = defaultdict(list)
    asked = select(Placement).where(Placement.option_id.in_(list(option_ids)))
    for one in await session.scalars(asked.order_by(Placement.arrival, Placement.id)):
        found[one.option_id].append(one)
    return found
