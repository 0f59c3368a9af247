"""Wishing a break, and taking the wish back. A request lies within a grant, and its words are a statement like any other."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Claim, ContactReminder, HostAsk, Occurrence, Proposal, ProposalOption, StayRequest, StayWindow
from models.people import SupportGrant, Youth
from service import clock
from service.actor import Actor
from service.errors import Changed, Invalid, NotFound
from service.record import Event, record
from service.requests import rules
from service.requests.errors import NotWithdrawable
from service.requests.windows import Kind, WishedWindow
from service.youths.access import SPEAKS_FOR_HER, visible_youths, youth_spoken_for
from service.youths.actions import make_statement
from service.youths.rules import answer_due


async def make_request(
    session: AsyncSession,
    actor: Actor,
    youth_id: UUID,
    *,
    kind: str,
    support_grant_id: UUID | None = None,
    occurrences: Sequence[Sequence[WishedWindow]],
    importance: int = 2,
    mentor_along: str = "no",
    visit_first: bool = False,
    every_weeks: int | None = None,
    words: str | None = None,
    audience: str = "caseworker",
) -> StayRequest:
    """A wished break, or a series: for each time of it the windows that would do. Without a named grant the one that
    carries all of it is taken."""
    youth = await youth_spoken_for(session, actor, youth_id)
    if kind not in list(Kind):
        raise Invalid(field="kind", kind="not_a_choice")
    if importance not in (1, 2, 3):
        raise Invalid(field="importance", kind="not_a_choice")
    if mentor_along not in rules.ALONG:
        raise Invalid(field="mentor_along", kind="not_a_choice")
    if every_weeks is not None and not 1 <= every_weeks <= 52:
        raise Invalid(field="every_weeks", kind="not_a_choice")
    wished = Kind(kind)
    rules.check_times(wished, occurrences, clock.now(), actor.zone)
    grant = rules.grant_for(wished, occurrences, await _grants(session, youth_id, support_grant_id), actor.zone)
    request = StayRequest(
        youth_id=youth_id,
        support_grant_id=grant.id,
        kind=wished.value,
        status=rules.Status.OPEN.value,
        importance=importance,
        mentor_along=mentor_along,
        visit_first=visit_first,
        is_series=len(occurrences) > 1,
        every_weeks=every_weeks,
        made_at=clock.now(),
    )
    session.add(request)
    await session.flush()
    for number, windows in enumerate(sorted(occurrences, key=lambda each: min(one.arrival for one in each)), 1):
        occurrence = Occurrence(stay_request_id=request.id, youth_id=youth_id, number=number)
        session.add(occurrence)
        await session.flush()
        session.add_all(
            StayWindow(
                occurrence_id=occurrence.id,
                arrival=one.arrival,
                departure=one.departure,
                preference=one.preference,
            )
            for one in windows
        )
    await session.flush()
    statement = await make_statement(
        session,
        actor,
        youth_id,
        kind="request",
        words=words,
        audience=audience,
        stay_request_id=request.id,
        needed_before=min(one.arrival for windows in occurrences for one in windows),
    )
    record(
        session,
        actor,
        Event.REQUEST_MADE,
        youth_id=youth_id,
        about=request,
        details={"kind": request.kind, "times": len(occurrences), "importance": importance, "statement": statement.id},
        on_behalf_of=None if actor.subject_id == youth.id else youth.account_id,
    )
    return request


async def withdraw_request(
    session: AsyncSession, actor: Actor, request_id: UUID, *, words: str | None = None, rev: int | None = None
) -> StayRequest:
    """She does not want this break any more. No reason is asked. All that was held for her is let go at once."""
    request = await session.scalar(
        select(StayRequest)
        .join(Youth, Youth.id == StayRequest.youth_id)
        .where(StayRequest.id == request_id, visible_youths(actor))
        .with_for_update(of=StayRequest)
        .execution_options(populate_existing=True)
    )
    if request is None or actor.role not in SPEAKS_FOR_HER:
        raise NotFound()
    if rev is not None and rev != request.rev:
        raise Changed()
    to = rules.next_status(request.status, rules.Step.WITHDRAW, actor.role)
    if to is None:
        raise NotWithdrawable()
    if (words or "").strip():
        await make_statement(
            session, actor, request.youth_id, kind="cancellation", words=words, stay_request_id=request.id
        )
    request.status = to.value
    request.rev += 1
    released = await _let_go(session, request.id)
    # The door stays open: her caseworker gets in touch, kindly, within a working day.
    session.add(
        ContactReminder(
            youth_id=request.youth_id,
            because="cancelled",
            due=answer_due(clock.now(), 1, actor.zone),
            made_at=clock.now(),
        )
    )
    record(
        session,
        actor,
        Event.REQUEST_WITHDRAWN,
        youth_id=request.youth_id,
        about=request,
        details={"released": released},
    )
    return request


async def _let_go(session: AsyncSession, request_id: UUID) -> int:
    """Holds, menu and questions to hosts of this request end; how many holds that were."""
    of_request = select(Occurrence.id).where(Occurrence.stay_request_id == request_id)
    proposals = select(Proposal.id).where(
        Proposal.stay_request_id == request_id,
        Proposal.status.in_(("asking", "offered", "chosen", "returned", "wants_talk", "approved")),
    )
    live = list(await session.scalars(proposals.order_by(Proposal.id).with_for_update()))
    options = select(ProposalOption.id).where(ProposalOption.proposal_id.in_(live))
    held = await session.scalars(
        update(Claim)
        .where(Claim.occurrence_id.in_(of_request), Claim.state == "held")
        .values(state="released")
        .returning(Claim.id)
    )
    released = len(held.all())
    await session.execute(
        update(HostAsk).where(HostAsk.option_id.in_(options), HostAsk.state == "open").values(state="withdrawn")
    )
    await session.execute(
        update(ProposalOption)
        .where(ProposalOption.id.in_(options), ProposalOption.state != "dropped")
        .values(state="released")
    )
    await session.execute(
        update(Proposal).where(Proposal.id.in_(live)).values(status="withdrawn", rev=Proposal.rev + 1)
    )
    await session.execute(
        update(Occurrence)
        .where(Occurrence.stay_request_id == request_id, Occurrence.status.in_(("open", "held", "unmet")))
        .values(status="cancelled")
    )
    return released


async def _grants(session: AsyncSession, youth_id: UUID, grant_id: UUID | None) -> list[rules.GrantFacts]:
    asked = select(SupportGrant).where(SupportGrant.youth_id == youth_id)
    if grant_id is not None:
        asked = asked.where(SupportGrant.id == grant_id)
    grants = [
        rules.GrantFacts(one.id, one.kind, one.valid, one.nights_per_month) for one in await session.scalars(asked)
    ]
    if grant_id is not None and not grants:
        raise Invalid(field="support_grant_id", kind="gone")
    return grants
