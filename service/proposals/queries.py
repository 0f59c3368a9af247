"""A menu as its reader may see it: options with reasons, what was chosen and decided, and what a booking still needs.

Words are read as what they are: her own to herself, recorded when her caseworker reads them, not read at all for others.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Approval, Choice, Claim, Placement, Proposal, ProposalOption, Stay, StayRequest
from models.people import Account, Youth
from models.supply import Mentor, Presentation, Site
from models.words import Heart, Statement, Wish
from service.actor import Actor
from service.proposals.access import proposal_for, visible_proposals
from service.proposals.facts import gates_of
from service.proposals.rules import Gate, Status, Step, possible_steps
from service.record import read_words
from service.youths.access import READS_WORDS, readers_of
from service.youths.meetings import Meeting, meetings_of


@dataclass(frozen=True)
class Time:
    """When a placement is: one for a single break, several for a series. `site_called` where the houses differ."""

    arrival: datetime
    departure: datetime
    site_called: str | None = None


@dataclass(frozen=True)
class Wished:
    """Something she said, and whether an option gives it. `words` are hers, else `called` or `trait` says the card."""

    reason: str  # wish, window, company
    met: bool
    partly: bool = False
    words: str | None = None
    about: str = ""  # site, mentor, trait
    called: str | None = None
    trait: str | None = None


@dataclass(frozen=True)
class OptionView:
    id: UUID
    rank: int
    state: str
    site_id: UUID
    site_called: str
    site_kind: str
    headline: str
    picture: str
    mentor_called: str | None
    times: tuple[Time, ...]
    wished: tuple[Wished, ...]

    @property
    def begins(self) -> datetime:
        return self.times[0].arrival


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
        return next((one for one in self.options if one.id == self.choice.option_id), None)

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


ON_THE_PAGE = ("held", "chosen")


async def proposal_view(
    session: AsyncSession, actor: Actor, proposal_id: UUID, *, purpose: str = "approval"
) -> ProposalView:
    proposal = await proposal_for(session, actor, proposal_id)
    youth = await session.get_one(Youth, proposal.youth_id)
    request = await session.get_one(StayRequest, proposal.stay_request_id, populate_existing=True)
    choice, decision = await _latest(session, Choice, proposal.id), await _latest(session, Approval, proposal.id)
    texts: dict[UUID, str] = {}
    wishes = await _wishes(session, youth.id)
    said = await session.get(Statement, choice.statement_id) if choice else None
    if actor.role in READS_WORDS:
        spoken_of = await _spoken_of(session, proposal.id)
        contents = [content for id, (_, content) in wishes.items() if id in spoken_of]
        contents += [said.content_id if said else None, decision.content_id if decision else None]
        texts = await read_words(session, actor, contents, purpose=purpose)
    options = await _options(session, actor, proposal, wishes, texts)
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


async def _wishes(session: AsyncSession, youth_id: UUID) -> dict[str, tuple[Wished, UUID | None]]:
    """By the id that stands in `why` (a wish's or a heart's): what it is about, and where its words are."""
    rows = await session.execute(
        select(Wish, Statement.content_id, Site.called, Mentor.called)
        .join(Statement, Statement.id == Wish.statement_id)
        .outerjoin(Site, Site.id == Wish.site_id)
        .outerjoin(Mentor, Mentor.id == Wish.mentor_id)
        .where(Wish.youth_id == youth_id)
    )
    found: dict[str, tuple[Wished, UUID | None]] = {}
    for wish, content_id, site, mentor in rows:
        about = "site" if wish.site_id else "mentor" if wish.mentor_id else "trait"
        found[str(wish.id)] = (Wished("wish", False, about=about, called=site or mentor, trait=wish.trait), content_id)
    hearts = await session.execute(
        select(Heart, Site.called, Mentor.called)
        .outerjoin(Site, Site.id == Heart.site_id)
        .outerjoin(Mentor, Mentor.id == Heart.mentor_id)
        .where(Heart.youth_id == youth_id)
    )
    for heart, site, mentor in hearts:
        about = "site" if heart.site_id else "mentor"
        found[str(heart.id)] = (Wished("wish", False, about=about, called=site or mentor), None)
    return found


async def _spoken_of(session: AsyncSession, proposal_id: UUID) -> set[str]:
    """The wishes that the options speak of: only their words are opened for this page."""
    listed = await session.scalars(
        select(ProposalOption.why).where(
            ProposalOption.proposal_id == proposal_id, ProposalOption.state.in_(ON_THE_PAGE)
        )
    )
    return {str(one["wish"]) for why in listed for one in why if one.get("wish")}


async def _options(
    session: AsyncSession,
    actor: Actor,
    proposal: Proposal,
    wishes: dict[str, tuple[Wished, UUID | None]],
    texts: dict[UUID, str],
) -> list[OptionView]:
    options = await session.scalars(
        select(ProposalOption)
        .where(ProposalOption.proposal_id == proposal.id, ProposalOption.state.in_(ON_THE_PAGE))
        .order_by(ProposalOption.rank)
        .execution_options(populate_existing=True)
    )
    rows = list(options)
    placed = await session.execute(
        select(Placement, Site, Mentor.called)
        .join(Site, Site.id == Placement.site_id)
        .outerjoin(Mentor, Mentor.id == Placement.mentor_id)
        .where(Placement.option_id.in_([one.id for one in rows]))
        .order_by(Placement.arrival)
    )
    by_option: dict[UUID, list[tuple[Placement, Site, str | None]]] = defaultdict(list)
    for placement, site, mentor in placed:
        by_option[placement.option_id].append((placement, site, mentor))
    shown = await _presentations(
        session, {site.id for each in by_option.values() for _, site, _ in each}, actor.language
    )
    return [
        _option(one, by_option[one.id], shown, _wished(one.why, wishes, texts, with_reasons=actor.role in READS_WORDS))
        for one in rows
        if by_option[one.id]
    ]


def _option(
    row: ProposalOption,
    placed: Sequence[tuple[Placement, Site, str | None]],
    shown: dict[UUID, Presentation],
    wished: Iterable[Wished],
) -> OptionView:
    site = placed[0][1]
    presentation = shown.get(site.id)
    several = len({one.id for _, one, _ in placed}) > 1
    return OptionView(
        id=row.id,
        rank=row.rank,
        state=row.state,
        site_id=site.id,
        site_called=" / ".join(dict.fromkeys(one.called for _, one, _ in placed)),
        site_kind=site.kind,
        headline=presentation.headline if presentation else "",
        picture=presentation.picture if presentation else "",
        mentor_called=next((mentor for _, _, mentor in placed if mentor), None),
        times=tuple(Time(one.arrival, one.departure, where.called if several else None) for one, where, _ in placed),
        wished=tuple(wished),
    )


async def _presentations(session: AsyncSession, site_ids: set[UUID], language: str) -> dict[UUID, Presentation]:
    """In her language, else in Swedish."""
    rows = await session.scalars(
        select(Presentation)
        .where(Presentation.site_id.in_(site_ids))
        .order_by((Presentation.language == language).desc(), (Presentation.language == "sv").desc(), Presentation.id)
    )
    found: dict[UUID, Presentation] = {}
    for one in rows:
        if one.site_id is not None:
            found.setdefault(one.site_id, one)
    return found


def _wished(
    why: Iterable[dict[str, Any]],
    wishes: dict[str, tuple[Wished, UUID | None]],
    texts: dict[UUID, str],
    *,
    with_reasons: bool,
) -> list[Wished]:
    """Each thing she said once, met when it is met every time; lists for others than her and her caseworker are empty."""
    met: dict[tuple[str, str | None], list[bool]] = defaultdict(list)
    for one in why if with_reasons else ():
        if one["reason"] != "break":
            met[one["reason"], one.get("wish")].append(bool(one["met"]))
    found = []
    for (reason, wish_id), each in met.items():
        thing, content_id = wishes.get(wish_id or "", (Wished(reason, False), None))
        if reason == "wish" and thing.about == "":
            continue  # a wish that is not hers any more
        words = texts.get(content_id) if content_id else None
        some, every = any(each), all(each)
        found.append(Wished(reason, every, some and not every, words, thing.about, thing.called, thing.trait))
    return sorted(found, key=lambda one: not one.met)


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
