"""What a youth says, and what her caseworker answers. Words are kept as typed; a wish never changes, a new one replaces it.

She does all of it herself, or her caseworker writes it down for her (the record says so).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from models.words import Answer, Statement, Wish
from service import clock
from service.actor import Actor
from service.errors import Forbidden, Invalid, NotFound
from service.record import Event, record, say
from service.youths import likings, rules
from service.youths.access import ANSWERS, readable_statements, youth_spoken_for
from service.youths.errors import Vetoed
from service.youths.likings import give_heart, lift_veto, take_heart_back, veto
from service.youths.own_people import name_own_person, withdraw_own_person
from service.youths.stating import may_be_replaced, on_behalf, one_of, state_it
from service.youths.traits import TRAITS

__all__ = [
    "answer_statement", "give_heart", "lift_veto", "make_statement", "make_wish", "name_own_person", "take_back_wish",
    "take_heart_back", "veto", "withdraw_own_person",
]  # fmt: skip


async def make_wish(
    session: AsyncSession,
    actor: Actor,
    youth_id: UUID,
    *,
    subject: str,
    strength: str,
    words: str | None = None,
    site_id: UUID | None = None,
    mentor_id: UUID | None = None,
    trait: str | None = None,
    audience: str = "caseworker",
    stay_request_id: UUID | None = None,
    supersedes: UUID | None = None,
) -> Wish:
    """One wish: about a site, a mentor, a trait, or in words alone. `supersedes` is the statement of the wish it replaces.

    `never` about a site or mentor is a veto as well.
    """
    youth = await youth_spoken_for(session, actor, youth_id)
    one_of("subject", subject, rules.SUBJECTS)
    one_of("strength", strength, rules.STRENGTHS)
    if trait is not None:
        one_of("trait", trait, TRAITS)
    if sum(one is not None for one in (site_id, mentor_id, trait)) > 1:
        raise Invalid(field="about", code_detail="youths.wish_about_one_thing")
    if site_id is None and mentor_id is None and trait is None and not (words or "").strip():
        raise Invalid(field="words", code_detail="youths.wish_is_empty")
    await likings.must_be_there(session, site_id=site_id, mentor_id=mentor_id)
    if strength == "never" and (site_id or mentor_id):
        await veto(session, actor, youth_id, site_id=site_id, mentor_id=mentor_id)
    elif (site_id or mentor_id) and await likings.is_vetoed(session, youth_id, site_id=site_id, mentor_id=mentor_id):
        raise Vetoed(field="strength")
    if supersedes is not None:
        await may_be_replaced(session, youth, supersedes)
    statement = await state_it(session, actor, youth, "wish", words, audience, stay_request_id, supersedes)
    wish = Wish(
        youth_id=youth_id,
        statement_id=statement.id,
        subject=subject,
        strength=strength,
        site_id=site_id,
        mentor_id=mentor_id,
        trait=trait,
    )
    session.add(wish)
    await session.flush()
    record(
        session,
        actor,
        Event.WISH_CHANGED if supersedes else Event.WISH_MADE,
        youth_id=youth_id,
        about=statement,
        content_id=statement.content_id,
        details={"subject": subject, "strength": strength, "trait": trait, "site": site_id, "mentor": mentor_id}
        | ({"instead_of": supersedes} if supersedes else {}),
        on_behalf_of=on_behalf(actor, youth),
    )
    return wish


async def take_back_wish(session: AsyncSession, actor: Actor, youth_id: UUID, statement_id: UUID) -> Statement:
    """She does not wish this any more. What she said stays in the record; nothing follows from it."""
    youth = await youth_spoken_for(session, actor, youth_id)
    await may_be_replaced(session, youth, statement_id)
    statement = await state_it(session, actor, youth, "wish", None, "caseworker", None, statement_id, answered=False)
    record(
        session,
        actor,
        Event.WISH_CHANGED,
        youth_id=youth_id,
        about=statement,
        details={"instead_of": statement_id, "taken_back": True},
        on_behalf_of=on_behalf(actor, youth),
    )
    return statement


async def make_statement(
    session: AsyncSession,
    actor: Actor,
    youth_id: UUID,
    *,
    kind: str,
    words: str | None,
    audience: str = "caseworker",
    stay_request_id: UUID | None = None,
    cards: Sequence[str] = (),
    regards: str | None = None,
    regards_id: UUID | None = None,
    addressed_to: UUID | None = None,
    needed_before: datetime | None = None,
    answer_days: int | None = None,
) -> Statement:
    """Anything else she says: a request, choice, cancellation, message, question, reflection or correction.

    `cards` are codes of what she picked, instead of words or beside them. `regards` is what it is about (her own version
    of a note, what was wrong in an answer). `addressed_to` is the adult she says it to, else her caseworker.
    `needed_before`: when an answer would come too late, for a request the beginning of the break. `answer_days` is for
    what is answered sooner than the municipality's usual days.
    """
    youth = await youth_spoken_for(session, actor, youth_id)
    one_of("kind", kind, rules.STATEMENT_KINDS - {"wish"})
    if kind in rules.SAYS_SOMETHING and not cards and not (words or "").strip():
        raise Invalid(field="words", code_detail="youths.words_are_empty")
    statement = await state_it(
        session,
        actor,
        youth,
        kind,
        words,
        audience,
        stay_request_id,
        None,
        cards=cards,
        regards=regards,
        regards_id=regards_id,
        addressed_to=addressed_to,
        needed_before=needed_before,
        answer_days=answer_days,
    )
    record(
        session,
        actor,
        Event.OWN_VERSION_SAID if kind == "correction" and regards else Event.STATEMENT_MADE,
        youth_id=youth_id,
        about=statement,
        content_id=statement.content_id,
        details={"kind": kind, "audience": audience}
        | ({"cards": list(cards)} if cards else {})
        | ({"regards": regards, "regards_id": regards_id} if regards else {})
        | ({"to": addressed_to} if addressed_to else {}),
        on_behalf_of=on_behalf(actor, youth),
    )
    return statement


async def answer_statement(
    session: AsyncSession, actor: Actor, statement_id: UUID, *, verdict: str, words: str
) -> Answer:
    """Her caseworker, or the one she said it to, says what was done and why. Never changed; a later answer adds."""
    if actor.role not in ANSWERS:
        raise Forbidden()
    statement = await session.scalar(select(Statement).where(Statement.id == statement_id, readable_statements(actor)))
    if statement is None:
        raise NotFound()
    if actor.role is not Role.CASEWORKER and statement.addressed_to != actor.account_id:
        raise Forbidden()
    one_of("verdict", verdict, rules.VERDICTS)
    content_id = await say(session, actor, words, youth_id=statement.youth_id, field="answer")
    if content_id is None:
        raise Invalid(field="words", code_detail="youths.answer_is_empty")
    answer = Answer(
        statement_id=statement.id, made_by=actor.account_id, verdict=verdict, content_id=content_id, made_at=clock.now()
    )
    session.add(answer)
    await session.flush()
    record(
        session,
        actor,
        Event.STATEMENT_ANSWERED,
        youth_id=statement.youth_id,
        about=statement,
        content_id=content_id,
        details={"verdict": verdict, "answer": answer.id},
    )
    return answer
