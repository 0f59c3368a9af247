"""What a youth answers to her menu: this one, another one, something else, no, or let us talk first.

Every answer is a statement of hers, with her words as she typed them. A choice is valid while its row is held, whatever
the clock on the wall says; it stays hers to change until it is approved, and after that as long as nothing is booked.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Choice, Proposal
from models.municipality import Municipality
from service import clock
from service.actor import Actor
from service.errors import Changed, Invalid
from service.proposals.access import proposal_for
from service.proposals.errors import AlreadyBooked
from service.proposals.menus import TALK_WITHIN, close, is_booked, remind, reopen, set_request, take
from service.proposals.rules import RUNS_OUT, STEP_OF, Status, Step
from service.proposals.single_times import Changes, changes_wanted, keep_changes, told
from service.record import Event, record
from service.youths.actions import make_statement

BECAUSE = {Step.WANT_ELSE: "something_else", Step.DECLINE: "declined", Step.TALK_FIRST: "wants_talk"}


async def choose(
    session: AsyncSession,
    actor: Actor,
    proposal_id: UUID,
    *,
    answer: str,
    option_id: UUID | None = None,
    changes: Changes | None = None,
    words: str | None = None,
    rev: int | None = None,
    audience: str = "caseworker",
) -> Choice:
    """Her answer. `this` names an option; any held one may be named, recommended or not. `changes`: single times of it
    that she wants as in another option, or not this time."""
    step = STEP_OF.get(answer)
    if step is None:
        raise Invalid(field="answer", code_detail="proposals.no_such_answer")
    if (step is Step.CHOOSE) != (option_id is not None) or (changes and option_id is None):
        raise Invalid(field="option_id", code_detail="proposals.which_option")
    proposal = await proposal_for(session, actor, proposal_id, lock=True)
    if rev is not None and rev != proposal.rev:
        raise Changed()
    before = Status(proposal.status)
    if await session.scalar(is_booked(proposal.id).limit(1)) is not None:
        raise AlreadyBooked()
    take(proposal, step, actor)
    changed = await changes_wanted(session, proposal, option_id, changes or {}) if option_id is not None else []
    statement = await make_statement(
        session,
        actor,
        proposal.youth_id,
        kind="choice",
        words=words,
        audience=audience,
        stay_request_id=proposal.stay_request_id,
    )
    choice = Choice(
        proposal_id=proposal.id,
        option_id=option_id,
        statement_id=statement.id,
        answer=answer,
        made_at=statement.made_at,  # so that "before the choice" leaves out her words of this very choice
    )
    session.add(choice)
    await session.flush()
    await keep_changes(session, choice, changed)
    record(
        session,
        actor,
        Event.CHOICE_MADE,
        youth_id=proposal.youth_id,
        about=choice,
        content_id=statement.content_id,
        details={"answer": answer, "option": option_id} | told(changed),
    )
    await _follow(session, proposal, step, before)
    await session.flush()
    return choice


async def _follow(session: AsyncSession, proposal: Proposal, step: Step, before: Status) -> None:
    """What her answer does to what is held, and who is told."""
    match step:
        case Step.CHOOSE:
            proposal.hold_until = None  # her holds stop running out; all of them stay
            await set_request(session, proposal, "chosen")
        case Step.TALK_FIRST:
            municipality = (await session.scalars(select(Municipality))).one()
            ends = clock.now() + timedelta(hours=municipality.hold_hours)
            if before not in RUNS_OUT or proposal.hold_until is None or proposal.hold_until < ends:
                proposal.hold_until = ends  # time to talk
            await set_request(session, proposal, "offered")
        case Step.WANT_ELSE:
            await reopen(session, proposal)
        case Step.DECLINE:
            await close(session, proposal, occurrences="cancelled", request="closed")
    if step in BECAUSE:
        await remind(session, proposal, BECAUSE[step], clock.now() + TALK_WITHIN)
