"""She wants a booked break shorter, longer, or to go home now.

Shorter and home are hers alone: nobody is asked, it happens at once. Longer takes a yes of whoever has the house and of her
caseworker, and the same gates and rules as any booking. Whatever she asks for, nothing is counted from it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import ContactReminder, Occurrence, Stay, StayChange
from models.people import Role
from models.words import Answer, Statement
from service import clock
from service.actor import Actor
from service.errors import Changed, Forbidden, Invalid, NotFound
from service.planning import judge
from service.proposals.errors import CannotHold
from service.record import Event, record
from service.stays import rules
from service.stays.access import visible_stays
from service.stays.actions import cancel_stay
from service.stays.change_gates import closed_for_good, gates_of_change
from service.stays.change_rules import Times, is_longer, is_shorter
from service.stays.duty import call_for_help, is_on_duty
from service.stays.errors import AlreadyAsked, CannotBeLonger, IsOver, StepImpossible
from service.stays.moving import as_long_as_possible, give_times
from service.stays.rules import RECEIVES, SAYS_NO, Status
from service.youths.actions import answer_statement, make_statement


async def shorten_stay(
    session: AsyncSession, actor: Actor, stay_id: UUID, to: Times, words: str | None = None, rev: int | None = None
) -> Stay:
    """Hers alone, and at once. What she gives back is free for others."""
    stay = await _hers(session, actor, stay_id, rev)
    if not is_shorter(clock.now(), stay.arrival, stay.departure, to):
        raise Invalid(field="times", code_detail="stays.not_shorter")
    await _drop_asked(session, actor, stay.id)
    before = (stay.arrival, stay.departure)
    change = await _say(session, actor, stay, "shorter", to, words, happens_at_once=True)
    await judge.lock(
        session,
        site_ids={stay.site_id},
        mentor_ids={stay.mentor_id} if stay.mentor_id else (),
        youth_ids={stay.youth_id},
    )
    await give_times(session, stay, to)
    _settle(change, "done", actor)
    _tell(session, actor, stay, change, before)
    await session.flush()
    return stay


async def ask_for_longer(
    session: AsyncSession, actor: Actor, stay_id: UUID, to: Times, words: str | None = None, rev: int | None = None
) -> StayChange:
    """She asks; her caseworker and whoever has the house answer."""
    stay = await _hers(session, actor, stay_id, rev)
    if not is_longer(clock.now(), stay.arrival, stay.departure, to):
        raise Invalid(field="times", code_detail="stays.not_longer")
    if await _asked(session, stay.id) is not None:
        raise AlreadyAsked()
    return await _say(session, actor, stay, "longer", to, words)


async def take_back(session: AsyncSession, actor: Actor, change_id: UUID) -> StayChange:
    """She does not want it any more. The break stays as it was booked."""
    change = await _change(session, actor, change_id)
    if actor.role not in SAYS_NO:
        raise Forbidden()
    if change.state == "asked":
        _settle(change, "withdrawn", actor)
        record(
            session,
            actor,
            Event.STAY_CHANGE_ASKED,
            youth_id=change.youth_id,
            about=change,
            details={"kind": change.kind, "state": "withdrawn"},
        )
        await session.flush()
    return change


async def answer_longer(
    session: AsyncSession, actor: Actor, change_id: UUID, yes: bool, words: str | None = None
) -> StayChange:
    """A yes of the house, or of her caseworker; with both it is done. One no is enough, and is nobody's fault."""
    change = await _change(session, actor, change_id)
    if change.kind != "longer" or actor.role not in RECEIVES - {Role.MENTOR} | {Role.CASEWORKER}:
        raise Forbidden()
    if change.state != "asked":
        raise StepImpossible()
    now = clock.now()
    if not yes:
        _settle(change, "not_possible", actor)
        if actor.role is Role.CASEWORKER:
            await _answer(session, actor, change, "not", words)
        _record_answer(session, actor, change)
    elif actor.role is Role.CASEWORKER:
        change.caseworker_yes_at, change.caseworker_yes_by = now, actor.account_id
        await _answer(session, actor, change, "followed", words)
        await _do_if_all_said_yes(session, actor, change)
    else:
        change.host_yes_at, change.host_yes_by = now, actor.account_id
        await _do_if_all_said_yes(session, actor, change)
    await session.flush()
    return change


async def _do_if_all_said_yes(session: AsyncSession, actor: Actor, change: StayChange) -> None:
    stay = await session.get_one(Stay, change.stay_id, with_for_update=True, populate_existing=True)
    if change.host_yes_at is None or change.caseworker_yes_at is None:
        _record_answer(session, actor, change)
        return
    to = Times(change.arrival, change.departure)
    if stay.status not in rules.LIVE or not is_longer(clock.now(), stay.arrival, stay.departure, to):
        raise IsOver()
    before = (stay.arrival, stay.departure)
    if (closed := closed_for_good(await gates_of_change(session, stay, change))) is not None:
        raise CannotBeLonger(because=closed.name)
    try:
        await as_long_as_possible(session, stay, to)
    except CannotHold as refused:
        raise CannotBeLonger(because=refused.because) from refused
    _settle(change, "done", actor)
    _tell(session, actor, stay, change, before)


async def want_home(session: AsyncSession, actor: Actor, stay_id: UUID, words: str | None = None) -> StayChange:
    """Somebody is told at once. Pressed again it is the same call; what she writes the second time is kept too."""
    stay = await _hers(session, actor, stay_id, None)
    if rules.status_at(Status(stay.status), stay.arrival, stay.departure, clock.now()) is not Status.GOING_ON:
        raise StepImpossible()
    there = await _asked(session, stay.id)
    if there is not None and there.kind == "home_now":
        await call_for_help(session, stay.youth_id, "go_home")
        return there
    await _drop_asked(session, actor, stay.id)
    change = await _say(session, actor, stay, "home_now", Times(stay.arrival, stay.departure), words, answer_days=0)
    await call_for_help(session, stay.youth_id, "go_home")
    return change


async def is_going_home(session: AsyncSession, actor: Actor, stay_id: UUID) -> Stay:
    """She is on her way: said by herself, her caseworker, or whoever is on duty and has spoken with her."""
    if actor.role in SAYS_NO and await session.scalar(select(Stay.id).where(Stay.id == stay_id, visible_stays(actor))):
        stay = await cancel_stay(session, actor, stay_id)
    elif await is_on_duty(session, actor) and await _called_for_help(session, stay_id):
        stay = await cancel_stay(session, actor, stay_id, for_her=True)
    else:
        raise NotFound()
    change = await _asked(session, stay_id)
    if change is not None:
        _settle(change, "done" if change.kind == "home_now" else "withdrawn", actor)
    await session.flush()
    return stay


async def _called_for_help(session: AsyncSession, stay_id: UUID) -> bool:
    asked = (
        select(StayChange.id)
        .join(ContactReminder, ContactReminder.youth_id == StayChange.youth_id)
        .where(
            StayChange.stay_id == stay_id,
            StayChange.kind == "home_now",
            StayChange.state == "asked",
            ContactReminder.because == "go_home",
        )
    )
    return await session.scalar(asked.limit(1)) is not None


# -- what they have in common


async def _hers(session: AsyncSession, actor: Actor, stay_id: UUID, rev: int | None) -> Stay:
    if actor.role not in SAYS_NO:
        raise Forbidden()
    stay = await session.scalar(
        select(Stay)
        .where(Stay.id == stay_id, visible_stays(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if stay is None:
        raise NotFound()
    if rules.status_at(Status(stay.status), stay.arrival, stay.departure, clock.now()) not in rules.LIVE:
        raise IsOver()
    if rev is not None and rev != stay.rev:
        raise Changed()
    return stay


async def _change(session: AsyncSession, actor: Actor, change_id: UUID) -> StayChange:
    found = await session.scalar(
        select(StayChange)
        .join(Stay, Stay.id == StayChange.stay_id)
        .where(StayChange.id == change_id, visible_stays(actor))
        .with_for_update(of=StayChange)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


async def _asked(session: AsyncSession, stay_id: UUID) -> StayChange | None:
    found: StayChange | None = await session.scalar(
        select(StayChange).where(StayChange.stay_id == stay_id, StayChange.state == "asked").with_for_update()
    )
    return found


async def _drop_asked(session: AsyncSession, actor: Actor, stay_id: UUID) -> None:
    """What she asked for before makes room for what she wants now."""
    if (before := await _asked(session, stay_id)) is not None:
        _settle(before, "withdrawn", actor)
        await session.flush()


async def _say(
    session: AsyncSession,
    actor: Actor,
    stay: Stay,
    kind: str,
    to: Times,
    words: str | None,
    *,
    happens_at_once: bool = False,
    answer_days: int | None = None,
) -> StayChange:
    occurrence = await session.get_one(Occurrence, stay.occurrence_id)
    statement = await make_statement(
        session,
        actor,
        stay.youth_id,
        kind="cancellation" if happens_at_once else "change",  # what she gives back needs no answer but to her words
        words=words,
        cards=[kind],
        regards="stay",
        regards_id=stay.id,
        stay_request_id=occurrence.stay_request_id,
        needed_before=(to.arrival if to.arrival < stay.arrival else stay.departure) if kind == "longer" else None,
        answer_days=answer_days,
    )
    change = StayChange(
        stay_id=stay.id,
        youth_id=stay.youth_id,
        statement_id=statement.id,
        kind=kind,
        state="asked",
        arrival=to.arrival,
        departure=to.departure,
        made_at=clock.now(),
    )
    session.add(change)
    await session.flush()
    if not happens_at_once:
        record(
            session,
            actor,
            Event.STAY_CHANGE_ASKED,
            youth_id=stay.youth_id,
            about=change,
            details={"kind": kind, "stay": stay.id, "arrival": to.arrival, "departure": to.departure},
        )
    return change


def _settle(change: StayChange, state: str, actor: Actor) -> None:
    change.state, change.settled_at, change.settled_by = state, clock.now(), actor.account_id


def _tell(
    session: AsyncSession, actor: Actor, stay: Stay, change: StayChange, before: tuple[datetime, datetime]
) -> None:
    record(
        session,
        actor,
        Event.STAY_CHANGED,
        youth_id=stay.youth_id,
        about=stay,
        details={
            "kind": change.kind,
            "from": list(before),
            "to": [stay.arrival, stay.departure],
            "claim": stay.claim_id,
            "site": stay.site_id,
        },
    )


def _record_answer(session: AsyncSession, actor: Actor, change: StayChange) -> None:
    """What her caseworker says is recorded as an answer to her words."""
    if actor.role is not Role.CASEWORKER:
        record(
            session,
            actor,
            Event.ASK_ANSWERED,
            youth_id=change.youth_id,
            about=change,
            details={"kind": change.kind, "state": change.state},
        )


async def _answer(session: AsyncSession, actor: Actor, change: StayChange, verdict: str, words: str | None) -> None:
    """What her caseworker says to what she asked for; a yes needs no words of hers to be an answer."""
    waits = select(Statement.id).where(
        Statement.id == change.statement_id,
        Statement.answer_due.is_not(None),
        ~select(Answer.id).where(Answer.statement_id == Statement.id).exists(),
    )
    if await session.scalar(waits) is None:
        return
    if not (words or "").strip():
        raise Invalid(field="words", code_detail="proposals.reason_missing")
    await answer_statement(session, actor, change.statement_id, verdict=verdict, words=words or "")
