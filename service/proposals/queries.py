"""A menu as its reader may see it: options with reasons, what was chosen and decided, and what a booking still needs.

Words are read as what they are: her own to herself, recorded when her caseworker reads them, not read at all for others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Approval, Choice, Claim, Placement, Proposal, ProposalOption, Stay, StayRequest
from models.people import Account, Youth
from models.supply import Mentor, Site
from models.words import Statement
from service.actor import Actor
from service.proposals.access import proposal_for, visible_proposals
from service.proposals.facts import gates_of
from service.proposals.option_views import (
    ChangedTimeView,
    OptionView,
    changed_times,
    options_of,
    wishes_of,
    wishes_spoken_of,
)
from service.proposals.rules import Gate, Status, Step, possible_steps
from service.record import read_words
from service.youths.access import READS_WORDS, readers_of
from service.youths.meetings import Meeting, meetings_of


@dataclass(frozen=True)
class WhyNot:
    """Somebody she wished for who is on no option, and the rules in the way: code, and who could lift it."""

    called: str
    reasons: tuple[tuple[str, str], ...]
    visit: Meeting | None = None  # she wants to visit first, and that is still to come


@dataclass(frozen=True)
class ChoiceView:
    answer: str
    option_id: UUID | None
    words: str | None
    made_at: datetime
    changes: tuple[ChangedTimeView, ...] = ()


@dataclass(frozen=True)
class DecisionView:
    decision: str
    by: str
    words: str | None
    view_sought: str
    made_at: datetime


@dataclass(frozen=True)
class BookedView:
    stay_id: UUID
    site_called: str
    arrival: datetime
    departure: datetime
    status: str


@dataclass(frozen=True)
class ProposalView:
    id: UUID
    youth_id: UUID
    youth_called: str
    stay_request_id: UUID
    kind: str
    is_series: bool
    status: Status
    rev: int
    asks_due: datetime | None
    opened_at: datetime | None
    hold_until: datetime | None
    options: tuple[OptionView, ...]
    why_not: tuple[WhyNot, ...]
    helps: tuple[str, ...] | None
    readers: tuple[str, ...]
    choice: ChoiceView | None
    decision: DecisionView | None
    gates: tuple[Gate, ...]
    booked: tuple[BookedView, ...]
    steps: frozenset[Step]

    @property
    def chosen(self) -> OptionView | None:
        """The option of her last answer, as long as it counts."""
        if self.choice is None or self.status not in (Status.CHOSEN, Status.APPROVED, Status.RETURNED):
            return None
        instead = {one.occurrence_id: one.instead for one in self.choice.changes}
        mix = self.mixed(self.choice.option_id, instead)
        return mix.said_before(self.choice.changes) if mix else None

    @property
    def is_lost(self) -> bool:
        """She had chosen, and all or some of it is not there any more."""
        had_chosen = self.choice is not None and self.choice.answer == "this"
        return had_chosen and (
            self.status == Status.OFFERED
            or (self.status in (Status.CHOSEN, Status.APPROVED) and self.chosen is None and not self.booked)
        )

    def mixed(self, option_id: UUID | None, instead: Mapping[UUID, UUID | None]) -> OptionView | None:
        """An option with single times as in another one, or left out. None when some of it is not there any more."""
        option = self.option(option_id)
        return option.mixed(self.options, instead) if option else None

    def option(self, option_id: UUID | None) -> OptionView | None:
        return next((one for one in self.options if one.id == option_id), None)

    @property
    def shown_gates(self) -> list[Gate]:
        """Without the mentor's when no mentor comes along."""
        alone = self.chosen is not None and self.chosen.mentor_called is None
        return [gate for gate in self.gates if not (gate.name == "mentor" and gate.is_open and alone)]

    @property
    def shut_gates(self) -> list[Gate]:
        return [gate for gate in self.gates if not gate.is_open]


async def proposal_view(
    session: AsyncSession, actor: Actor, proposal_id: UUID, *, purpose: str = "approval"
) -> ProposalView:
    proposal = await proposal_for(session, actor, proposal_id)
    youth = await session.get_one(Youth, proposal.youth_id)
    request = await session.get_one(StayRequest, proposal.stay_request_id, populate_existing=True)
    choice, decision = await _latest(session, Choice, proposal.id), await _latest(session, Approval, proposal.id)
    texts: dict[UUID, str] = {}
    wishes = await wishes_of(session, youth.id)
    said = await session.get(Statement, choice.statement_id) if choice else None
    if actor.role in READS_WORDS:
        spoken_of = await wishes_spoken_of(session, proposal.id)
        contents = [content for id, (_, content) in wishes.items() if id in spoken_of]
        contents += [said.content_id if said else None, decision.content_id if decision else None]
        texts = await read_words(session, actor, contents, purpose=purpose)
    options = await options_of(session, actor, proposal, wishes, texts)
    meetings = await meetings_of(session, youth.id) if actor.role in READS_WORDS else []
    offered = {one for option in options for one in (option.site_id, option.mentor_called)}
    return ProposalView(
        id=proposal.id,
        youth_id=youth.id,
        youth_called=youth.called,
        stay_request_id=request.id,
        kind=request.kind,
        is_series=request.is_series,
        status=Status(proposal.status),
        rev=proposal.rev,
        asks_due=proposal.asks_due,
        opened_at=proposal.opened_at,
        hold_until=proposal.hold_until,
        options=tuple(options),
        why_not=tuple(
            await _why_not(
                session, proposal.why_not, [one for one in meetings if (one.site_id or one.called) not in offered]
            )
        ),
        helps=_helps(proposal.why_not),
        readers=tuple(one.called for one in await readers_of(session, youth, actor.zone, kind="choice")),
        choice=ChoiceView(
            choice.answer,
            choice.option_id,
            texts.get(said.content_id) if said and said.content_id else None,
            choice.made_at,
            await changed_times(session, choice),
        )
        if choice
        else None,
        decision=await _decision(session, decision, texts),
        gates=tuple(await gates_of(session, proposal)) if choice and choice.option_id else (),
        booked=tuple(await _booked(session, proposal.id)),
        steps=frozenset(possible_steps(Status(proposal.status), actor.role)),
    )


async def _latest(session: AsyncSession, table: Any, proposal_id: UUID) -> Any:
    asked = select(table).where(table.proposal_id == proposal_id).order_by(table.made_at.desc(), table.id.desc())
    return await session.scalar(asked.limit(1))


async def _decision(session: AsyncSession, made: Approval | None, texts: dict[UUID, str]) -> DecisionView | None:
    if made is None:
        return None
    by = await session.scalar(select(Account.called).where(Account.id == made.made_by))
    words = texts.get(made.content_id) if made.content_id else None
    return DecisionView(made.decision, by or "", words, made.view_sought, made.made_at)


def _helps(listed: Iterable[dict[str, Any]]) -> tuple[str, ...] | None:
    """Kinds of changes that would give it an option; None if nobody has looked."""
    return next((tuple(one["helps"]) for one in listed if "helps" in one), None)


async def _why_not(
    session: AsyncSession, listed: Iterable[dict[str, Any]], meetings: Iterable[Meeting]
) -> list[WhyNot]:
    to_visit = {one.site_id or one.mentor_id: one for one in meetings}
    found = []
    for one in listed:
        about = UUID(one["site_id"]) if "site_id" in one else UUID(one["mentor_id"]) if "mentor_id" in one else None
        table: Any = Site if "site_id" in one else Mentor
        called = await session.scalar(select(table.called).where(table.id == about))
        if called:
            reasons = tuple((reason["code"], reason["side"]) for reason in one.get("reasons", []))
            found.append(WhyNot(called, reasons, to_visit.pop(about, None)))
    found += [WhyNot(visit.called, (), visit) for visit in to_visit.values()]
    return found


async def _booked(session: AsyncSession, proposal_id: UUID) -> list[BookedView]:
    rows = await session.execute(
        select(Stay.id, Site.called, Stay.arrival, Stay.departure, Stay.status)
        .join(Claim, Claim.id == Stay.claim_id)
        .join(Placement, Placement.id == Claim.placement_id)
        .join(ProposalOption, ProposalOption.id == Placement.option_id)
        .join(Site, Site.id == Stay.site_id)
        .where(ProposalOption.proposal_id == proposal_id)
        .order_by(Stay.arrival)
    )
    return [BookedView(*row) for row in rows]


@dataclass(frozen=True)
class ProposalLine:
    """A proposal in a list: no needs, no reasons, no words."""

    id: UUID
    youth_id: UUID
    stay_request_id: UUID
    status: str
    hold_until: datetime | None
    made_at: datetime
    rev: int


async def proposals(session: AsyncSession, actor: Actor, most: int = 200) -> list[ProposalLine]:
    rows = await session.scalars(
        select(Proposal).where(visible_proposals(actor)).order_by(Proposal.made_at.desc(), Proposal.id).limit(most)
    )
    return [
        ProposalLine(one.id, one.youth_id, one.stay_request_id, one.status, one.hold_until, one.made_at, one.rev)
        for one in rows
    ]
