"""What is done in the guide: a box of words for today and its acknowledging, the letter to her, being careful, showing oneself."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import ContactReminder
from models.people import Account, Introduction, Role, Youth
from models.words import Answer, Statement, WelcomeLetter
from service import clock
from service.actor import Actor
from service.errors import Forbidden, Invalid, NotFound
from service.guide.rules import ANSWERED_WITHIN_DAYS, PICTURES, SHOWS_ITSELF
from service.record import Event, record, say
from service.web import texts
from service.web.texts import gettext
from service.youths.access import youth_for
from service.youths.actions import answer_statement, make_statement
from service.youths.cards import NEEDS
from service.youths.drafts import hers

__all__ = [
    "be_careful", "open_letter", "say_needs", "show_oneself", "take_up_needs", "write_letter",
]  # fmt: skip


async def say_needs(session: AsyncSession, actor: Actor, needs: Sequence[str], words: str | None) -> Statement:
    """What she needs of adults today. Her caseworker is reminded, and answers by the end of the next working day."""
    picked = _known(needs)
    if not picked and not (words or "").strip():
        raise Invalid(field="needs", code_detail="guide.no_need_picked")
    statement = await make_statement(
        session,
        actor,
        hers(actor),
        kind="needs_today",
        words=words,
        cards=picked,
        answer_days=ANSWERED_WITHIN_DAYS,
    )
    due = statement.answer_due or clock.now()
    session.add(ContactReminder(youth_id=statement.youth_id, because="needs_today", due=due, made_at=clock.now()))
    await session.flush()
    return statement


async def take_up_needs(
    session: AsyncSession, actor: Actor, youth_id: UUID, statement_id: UUID, needs: Sequence[str], line: str | None
) -> Answer:
    """Her caseworker has read it, and says which of it she takes up. In the youth's language, since it is said to her."""
    if actor.role is not Role.CASEWORKER:
        raise Forbidden()
    youth = await youth_for(session, actor, youth_id, lock=True)
    statement = await session.scalar(
        select(Statement).where(
            Statement.id == statement_id, Statement.youth_id == youth.id, Statement.kind == "needs_today"
        )
    )
    if statement is None:
        raise NotFound()
    picked = _known(needs)
    if not set(picked) <= set(statement.cards):
        raise Invalid(field="needs", kind="not_a_choice")
    language = await session.scalar(select(Account.language).where(Account.id == youth.account_id))
    with texts.speaking(language or texts.DEFAULT_LANGUAGE, actor.zone):
        promised = [gettext("I have read it."), *(gettext(NEEDS[code].taken_up) for code in picked)]
    said = " ".join(promised) + (f"\n{line.strip()}" if line and line.strip() else "")
    answer = await answer_statement(session, actor, statement_id, verdict="heard", words=said)
    await _remembered(session, actor, youth)
    return answer


async def _remembered(session: AsyncSession, actor: Actor, youth: Youth) -> None:
    """What reminded of it is done."""
    reminders = await session.scalars(
        select(ContactReminder)
        .where(ContactReminder.youth_id == youth.id, ContactReminder.because == "needs_today")
        .where(ContactReminder.done_at.is_(None))
        .with_for_update()
    )
    for one in reminders:
        one.seen_at, one.seen_by = one.seen_at or clock.now(), one.seen_by or actor.account_id
        one.done_at = clock.now()
        record(
            session,
            actor,
            Event.REMINDER_DONE,
            youth_id=youth.id,
            about=one,
            details={"because": one.because},
        )
    await session.flush()


def _known(needs: Sequence[str]) -> list[str]:
    """The codes in the order of the cards, each once."""
    if not set(needs) <= set(NEEDS):
        raise Invalid(field="needs", kind="not_a_choice")
    return [code for code in NEEDS if code in needs]


async def write_letter(
    session: AsyncSession, actor: Actor, youth_id: UUID, *, words: str, meeting_at: datetime | None
) -> WelcomeLetter:
    """The letter to her before they meet. A later one takes its place; what was written stays in the record."""
    if actor.role is not Role.CASEWORKER:
        raise Forbidden()
    youth = await youth_for(session, actor, youth_id, lock=True)
    if meeting_at is not None and meeting_at < clock.now():
        raise Invalid(field="meeting_at", code_detail="guide.meeting_has_been")
    content_id = await say(session, actor, words, youth_id=youth.id, field="welcome_letter")
    if content_id is None:
        raise Invalid(field="words", code_detail="youths.words_are_empty")
    letter = WelcomeLetter(
        youth_id=youth.id, made_by=actor.account_id, content_id=content_id, meeting_at=meeting_at, made_at=clock.now()
    )
    session.add(letter)
    await session.flush()
    record(session, actor, Event.LETTER_WRITTEN, youth_id=youth.id, about=letter, content_id=content_id)
    return letter


async def open_letter(session: AsyncSession, actor: Actor, letter_id: UUID) -> None:
    """She has opened it; her caseworker sees when. Only the first time is kept."""
    letter = await session.scalar(
        select(WelcomeLetter)
        .where(WelcomeLetter.id == letter_id, WelcomeLetter.youth_id == hers(actor))
        .with_for_update()
    )
    if letter is None:
        raise NotFound()
    if letter.opened_at is None:
        letter.opened_at = clock.now()
        record(session, actor, Event.LETTER_OPENED, youth_id=letter.youth_id, about=letter)
        await session.flush()


async def be_careful(session: AsyncSession, actor: Actor) -> None:
    """She has been asked whether somebody can see her screen. Asked once."""
    youth = await youth_for(session, actor, hers(actor), lock=True)
    if youth.careful_at is None:
        youth.careful_at = clock.now()
        await session.flush()


async def show_oneself(
    session: AsyncSession, actor: Actor, *, picture: str, words: str, phone: str, reached: str
) -> Introduction:
    """How an adult shows herself to the youths she works with. Nothing but what she writes is shown."""
    if actor.role not in SHOWS_ITSELF:
        raise Forbidden()
    if picture not in PICTURES:
        raise Invalid(field="picture", kind="not_a_choice")
    found = await session.scalar(
        select(Introduction).where(Introduction.account_id == actor.account_id).with_for_update()
    )
    introduction = found or Introduction(account_id=actor.account_id)
    introduction.picture, introduction.words = picture, words
    introduction.phone, introduction.reached = phone, reached
    session.add(introduction)
    await session.flush()
    record(session, actor, Event.INTRODUCTION_CHANGED, about=introduction)
    return introduction
