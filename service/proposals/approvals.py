"""A caseworker's decision on what a youth has chosen, and the booking of whatever has all its gates open.

Nothing is decided while something she said about this break, before she chose, is unanswered. The engine and the menu
propose; a named person decides, and says why.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Approval, Choice, Claim, Occurrence, Proposal, ProposalOption, Stay, StayRequest
from models.people import Role
from models.words import Answer, Statement
from service import clock
from service.actor import Actor
from service.errors import Changed, Forbidden, Invalid
from service.planning import judge
from service.proposals.access import proposal_for
from service.proposals.errors import AnswersMissing, OptionGone, StepNotPossible
from service.proposals.facts import gates_of
from service.proposals.holds import let_go, placements_of
from service.proposals.menus import TALK_WITHIN, remind, set_request, take
from service.proposals.rules import Status, Step, all_open
from service.proposals.single_times import changes_of, is_still_there, take_over, told
from service.record import Event, record, say
from service.youths.actions import answer_statement
from service.youths.queries import Unanswered, unanswered

VIEWS_SOUGHT = ("said_in_service", "conversation", "chose_not_to_say", "clarified_otherwise")
Answers = Mapping[UUID, tuple[str, str]]  # statement → verdict, words


async def approve(
    session: AsyncSession,
    actor: Actor,
    proposal_id: UUID,
    *,
    view_sought: str,
    answers: Answers,
    words: str | None = None,
    rev: int | None = None,
    delegation_reference: str = "",
    on_duty: bool = False,
) -> Approval:
    """Yes to what she chose. Her other options are let go of; what has all gates open is booked at once.

    `on_duty`: a break soon, decided by whoever has the duty; the caller has made sure of it.
    """
    proposal, choice = await _deciding(session, actor, proposal_id, Step.APPROVE, view_sought, rev, on_duty=on_duty)
    if not await is_still_there(session, choice):  # a house may have closed since: then she can choose anew
        raise OptionGone()
    await _answer_everything(session, actor, proposal, choice, answers)
    approval = await _decide(session, actor, proposal, choice, "approved", view_sought, words, delegation_reference)
    await take_over(session, choice)
    await _let_go_of_the_others(session, proposal, approval.option_id)
    await session.flush()
    await book_what_is_open(session, actor, proposal.youth_id)
    await _remind_of_gates(session, proposal)
    return approval


async def return_choice(
    session: AsyncSession,
    actor: Actor,
    proposal_id: UUID,
    *,
    words: str | None,
    answers: Answers,
    rev: int | None = None,
    view_sought: str = "said_in_service",
    delegation_reference: str = "",
) -> Approval:
    """Not this one, and why, so that she can read it. Everything on her menu is still held for her."""
    if words is None or not words.strip():
        raise Invalid(field="words", code_detail="proposals.reason_missing")
    proposal, choice = await _deciding(session, actor, proposal_id, Step.RETURN, view_sought, rev)
    await _answer_everything(session, actor, proposal, choice, answers)
    approval = await _decide(session, actor, proposal, choice, "returned", view_sought, words, delegation_reference)
    await set_request(session, proposal, "offered")
    await session.flush()
    return approval


async def _deciding(
    session: AsyncSession,
    actor: Actor,
    proposal_id: UUID,
    step: Step,
    view_sought: str,
    rev: int | None,
    *,
    on_duty: bool = False,
) -> tuple[Proposal, Choice]:
    if actor.role is not Role.CASEWORKER:
        raise Forbidden()
    if view_sought not in VIEWS_SOUGHT:
        raise Invalid(field="view_sought", code_detail="proposals.view_sought")
    # Locked: two caseworkers may press at once, and she may change her mind at this moment.
    proposal = await proposal_for(session, actor, proposal_id, lock=True, on_duty=on_duty)
    if rev is not None and rev != proposal.rev:
        raise Changed()
    take(proposal, step, actor)
    choice = await latest_choice(session, proposal.id)
    if choice is None or choice.option_id is None:
        raise StepNotPossible(status=proposal.status)
    return proposal, choice


async def latest_choice(session: AsyncSession, proposal_id: UUID) -> Choice | None:
    asked = select(Choice).where(Choice.proposal_id == proposal_id).order_by(Choice.made_at.desc(), Choice.id.desc())
    found: Choice | None = await session.scalar(asked.limit(1))
    return found


async def _answer_everything(
    session: AsyncSession, actor: Actor, proposal: Proposal, choice: Choice, answers: Answers
) -> None:
    """Each given answer is kept; then nothing that she said before her choice may be left."""
    hers = set(
        await session.scalars(
            select(Statement.id).where(Statement.youth_id == proposal.youth_id, Statement.id.in_(list(answers)))
        )
    )
    for statement_id, (verdict, words) in answers.items():
        if statement_id not in hers:
            raise Invalid(field="answers", code_detail="proposals.not_her_statement")
        await answer_statement(session, actor, statement_id, verdict=verdict, words=words)
    await session.flush()
    left = await unanswered_at(session, actor, proposal.youth_id, proposal.stay_request_id, choice.made_at)
    if left:
        raise AnswersMissing(field="answers", count=len(left))


async def unanswered_at(
    session: AsyncSession, actor: Actor, youth_id: UUID, stay_request_id: UUID, chosen_at: datetime
) -> list[Unanswered]:
    """What stands before a decision: said before the choice, about this break, or a wish that holds for every break."""
    said = await unanswered(session, actor, youth_id=youth_id, made_before=chosen_at)
    return [
        one
        for one in said
        if one.stay_request_id == stay_request_id or (one.stay_request_id is None and one.kind == "wish")
    ]


async def _decide(
    session: AsyncSession,
    actor: Actor,
    proposal: Proposal,
    choice: Choice,
    decision: str,
    view_sought: str,
    words: str | None,
    delegation_reference: str,
) -> Approval:
    content_id = await say(session, actor, words, youth_id=proposal.youth_id, field="decision")
    approval = Approval(
        proposal_id=proposal.id,
        option_id=choice.option_id,
        made_by=actor.account_id,
        decision=decision,
        view_sought=view_sought,
        content_id=content_id,
        delegation_reference=delegation_reference,
        made_at=clock.now(),
    )
    session.add(approval)
    await session.flush()
    record(
        session,
        actor,
        Event.APPROVED if decision == "approved" else Event.RETURNED,
        youth_id=proposal.youth_id,
        about=approval,
        content_id=content_id,
        details={"proposal": proposal.id, "option": choice.option_id, "view_sought": view_sought}
        | told(await changes_of(session, choice)),
    )
    if content_id is not None and words is not None:
        await _answer_her_words_of_the_choice(session, actor, choice, decision, words)
    return approval


async def _answer_her_words_of_the_choice(
    session: AsyncSession, actor: Actor, choice: Choice, decision: str, words: str
) -> None:
    """What she wrote when she chose is answered by the decision itself."""
    waits = select(Statement.id).where(
        Statement.id == choice.statement_id,
        Statement.answer_due.is_not(None),
        ~select(Answer.id).where(Answer.statement_id == Statement.id).exists(),
    )
    if (statement_id := await session.scalar(waits)) is not None:
        verdict = "followed" if decision == "approved" else "not"
        await answer_statement(session, actor, statement_id, verdict=verdict, words=words)


async def _let_go_of_the_others(session: AsyncSession, proposal: Proposal, chosen: UUID) -> None:
    options = list(await session.scalars(select(ProposalOption).where(ProposalOption.proposal_id == proposal.id)))
    others = [one for one in options if one.id != chosen and one.state in ("asking", "held")]
    for one in others:
        one.state = "released"
    for one in options:
        if one.id == chosen:
            one.state = "chosen"
    await let_go(session, [one.id for one in await placements_of(session, [one.id for one in others])])
    mine = {one.occurrence_id for one in await placements_of(session, [chosen])}
    await session.execute(
        update(Occurrence)
        .where(
            Occurrence.stay_request_id == proposal.stay_request_id,
            Occurrence.status == "held",
            Occurrence.id.not_in(mine),
        )
        .values(status="unmet")
    )


async def _remind_of_gates(session: AsyncSession, proposal: Proposal) -> None:
    closed = {gate.name for gate in await gates_of(session, proposal) if not gate.is_open}
    if "consents" in closed:
        await remind(session, proposal, "consent_missing", clock.now() + TALK_WITHIN)


async def book_what_is_open(session: AsyncSession, actor: Actor | None, youth_id: UUID) -> list[Stay]:
    """Book every approved proposal of this youth whose gates are all open. Safe to call at any time, by anybody's act."""
    approved = await session.scalars(
        select(Proposal)
        .where(Proposal.youth_id == youth_id, Proposal.status == Status.APPROVED)
        .order_by(Proposal.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    booked: list[Stay] = []
    for proposal in approved:
        booked += await _book(session, actor, proposal)
    return booked


async def _book(session: AsyncSession, actor: Actor | None, proposal: Proposal) -> list[Stay]:
    option_id = await session.scalar(
        select(ProposalOption.id).where(ProposalOption.proposal_id == proposal.id, ProposalOption.state == "chosen")
    )
    placements = await placements_of(session, [option_id] if option_id else [])
    asked = select(Claim).where(Claim.placement_id.in_([one.id for one in placements]), Claim.state == "held")
    held = {one.placement_id for one in await session.scalars(asked)}
    if not held:
        return []
    await judge.lock(
        session,
        site_ids={one.site_id for one in placements},
        mentor_ids={one.mentor_id for one in placements if one.mentor_id},
        youth_ids={proposal.youth_id},
    )
    if not all_open(await gates_of(session, proposal)):
        return []
    claims = list(await session.scalars(asked.with_for_update().execution_options(populate_existing=True)))
    times = {one.id: one for one in placements}
    stays = []
    for claim in claims:
        claim.state = "booked"
        placement = times[claim.placement_id]  # type: ignore[index]
        stays.append(
            Stay(
                claim_id=claim.id,
                occurrence_id=claim.occurrence_id,
                youth_id=claim.youth_id,
                site_id=claim.site_id,
                mentor_id=claim.mentor_id,
                arrival=placement.arrival,
                departure=placement.departure,
                made_at=clock.now(),
            )
        )
    session.add_all(stays)
    await session.flush()
    await session.execute(
        update(Occurrence).where(Occurrence.id.in_([one.occurrence_id for one in stays])).values(status="booked")
    )
    await session.execute(
        update(StayRequest)
        .where(StayRequest.id == proposal.stay_request_id)
        .values(status="booked", rev=StayRequest.rev + 1)
    )
    for stay in stays:
        details = {"site": stay.site_id, "mentor": stay.mentor_id, "arrival": stay.arrival, "departure": stay.departure}
        record(session, actor, Event.STAY_BOOKED, youth_id=stay.youth_id, about=stay, details=details)
    return stays
