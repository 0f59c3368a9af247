"""What a youth says, and what her caseworker answers. Words are kept as typed; a wish never changes, a new one replaces it.

She does all of it herself, or her caseworker writes it down for her (the record says so).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import StayRequest
from models.municipality import Municipality
from models.people import Account, Role, Youth
from models.words import Answer, OwnPerson, OwnPersonStep, Statement, Wish
from service import clock
from service.actor import Actor
from service.errors import Forbidden, Invalid, NotFound
from service.record import Event, record, say
from service.youths import likings, rules
from service.youths.access import ANSWERS, readable_statements, youth_spoken_for
from service.youths.errors import AlreadyReplaced, Vetoed
from service.youths.likings import give_heart, lift_veto, take_heart_back, veto
from service.youths.regards import is_in_her_file
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
    _one_of("subject", subject, rules.SUBJECTS)
    _one_of("strength", strength, rules.STRENGTHS)
    if trait is not None:
        _one_of("trait", trait, TRAITS)
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
        await _may_be_replaced(session, youth, supersedes)
    statement = await _state(session, actor, youth, "wish", words, audience, stay_request_id, supersedes)
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
        on_behalf_of=_on_behalf(actor, youth),
    )
    return wish


async def take_back_wish(session: AsyncSession, actor: Actor, youth_id: UUID, statement_id: UUID) -> Statement:
    """She does not wish this any more. What she said stays in the record; nothing follows from it."""
    youth = await youth_spoken_for(session, actor, youth_id)
    await _may_be_replaced(session, youth, statement_id)
    statement = await _state(session, actor, youth, "wish", None, "caseworker", None, statement_id, answered=False)
    record(
        session,
        actor,
        Event.WISH_CHANGED,
        youth_id=youth_id,
        about=statement,
        details={"instead_of": statement_id, "taken_back": True},
        on_behalf_of=_on_behalf(actor, youth),
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
    _one_of("kind", kind, rules.STATEMENT_KINDS - {"wish"})
    if kind in rules.SAYS_SOMETHING and not cards and not (words or "").strip():
        raise Invalid(field="words", code_detail="youths.words_are_empty")
    statement = await _state(
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
        on_behalf_of=_on_behalf(actor, youth),
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
    _one_of("verdict", verdict, rules.VERDICTS)
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


async def name_own_person(session: AsyncSession, actor: Actor, youth_id: UUID, *, words: str) -> OwnPerson:
    """Somebody she would like to be with: grandmother, a friend's parents, the coach. In her own words."""
    youth = await youth_spoken_for(session, actor, youth_id)
    content_id = await say(session, actor, words, youth_id=youth_id, field="own_person")
    if content_id is None:
        raise Invalid(field="words", code_detail="youths.words_are_empty")
    person = OwnPerson(youth_id=youth_id, content_id=content_id, state="named", made_at=clock.now())
    session.add(person)
    await session.flush()
    record(
        session,
        actor,
        Event.OWN_PERSON_NAMED,
        youth_id=youth_id,
        about=person,
        content_id=content_id,
        on_behalf_of=_on_behalf(actor, youth),
    )
    return person


async def withdraw_own_person(session: AsyncSession, actor: Actor, youth_id: UUID, person_id: UUID) -> OwnPerson:
    """She does not want this person to be asked. That she once named her stays in the record."""
    youth = await youth_spoken_for(session, actor, youth_id)
    person = await session.scalar(
        select(OwnPerson).where(OwnPerson.id == person_id, OwnPerson.youth_id == youth_id).with_for_update()
    )
    if person is None:
        raise NotFound()
    if person.state != "withdrawn":
        person.state = "withdrawn"
        session.add(
            OwnPersonStep(own_person_id=person.id, state="withdrawn", made_by=actor.account_id, made_at=clock.now())
        )
        record(
            session,
            actor,
            Event.OWN_PERSON_NAMED,
            youth_id=youth_id,
            about=person,
            details={"state": "withdrawn"},
            on_behalf_of=_on_behalf(actor, youth),
        )
    return person


async def _state(
    session: AsyncSession,
    actor: Actor,
    youth: Youth,
    kind: str,
    words: str | None,
    audience: str,
    stay_request_id: UUID | None,
    supersedes: UUID | None,
    *,
    answered: bool = True,
    cards: Sequence[str] = (),
    regards: str | None = None,
    regards_id: UUID | None = None,
    addressed_to: UUID | None = None,
    needed_before: datetime | None = None,
    answer_days: int | None = None,
) -> Statement:
    _one_of("audience", audience, rules.AUDIENCES)
    if len(cards) > rules.MOST_CARDS or not all(rules.CARD.fullmatch(card) for card in cards):
        raise Invalid(field="cards", kind="not_a_choice")
    if (regards is not None or regards_id is not None) and not await is_in_her_file(
        session, youth.id, regards, regards_id
    ):
        raise Invalid(field="regards", kind="gone")
    if addressed_to is not None and await session.get(Account, addressed_to) is None:
        raise Invalid(field="addressed_to", kind="gone")
    if stay_request_id is not None:
        theirs = await session.scalar(select(StayRequest.youth_id).where(StayRequest.id == stay_request_id))
        if theirs != youth.id:
            raise Invalid(field="stay_request_id", kind="gone")
    content_id = await say(session, actor, words, youth_id=youth.id, field=kind)
    now = clock.now()
    due = None
    if answered and rules.needs_answer(kind, in_words=content_id is not None):
        days, zone = (
            await session.execute(
                select(Municipality.answer_days, Municipality.zone).where(Municipality.id == actor.municipality_id)
            )
        ).one()
        due = rules.answer_due(now, days if answer_days is None else answer_days, zone, before=needed_before)
    statement = Statement(
        youth_id=youth.id,
        stay_request_id=stay_request_id,
        kind=kind,
        audience=audience,
        content_id=content_id,
        supersedes_id=supersedes,
        made_by=actor.account_id,
        made_at=now,
        answer_due=due,
        cards=list(cards),
        regards=regards,
        regards_id=regards_id,
        addressed_to=addressed_to,
    )
    session.add(statement)
    await session.flush()
    return statement


async def _may_be_replaced(session: AsyncSession, youth: Youth, statement_id: UUID) -> None:
    """The youth's row is locked by now, so that nobody else replaces it in between."""
    statement = await session.scalar(
        select(Statement).where(Statement.id == statement_id, Statement.youth_id == youth.id)
    )
    if statement is None or statement.kind != "wish":
        raise Invalid(field="supersedes", kind="gone")
    if await session.scalar(select(Statement.id).where(Statement.supersedes_id == statement_id)):
        raise AlreadyReplaced(field="supersedes")


def _one_of(field: str, value: str, allowed: object) -> None:
    if value not in allowed:  # type: ignore[operator]
        raise Invalid(field=field, kind="not_a_choice")


def _on_behalf(actor: Actor, youth: Youth) -> UUID | None:
    return None if actor.role is Role.YOUTH else youth.account_id
