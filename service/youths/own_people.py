"""What came of somebody she named: each step with a date, a name and a sentence to her. The state only moves as the table says.

She names and withdraws; her caseworker gets in touch and tells. Nobody is called without her being asked again.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, Role, Youth
from models.words import OwnPerson, OwnPersonStep
from service import clock
from service.actor import Actor
from service.errors import Forbidden, Invalid, NotFound
from service.record import Event, read_words, record, say
from service.youths.access import visible_youths, youth_spoken_for
from service.youths.queries import ReadBy, own_people_of
from service.youths.stating import on_behalf

MOVES: dict[str, tuple[str, ...]] = {
    "named": ("contacted", "approved", "not_possible"),
    "contacted": ("contacted", "approved", "not_possible"),
    "approved": ("not_possible",),
    "not_possible": ("contacted", "approved"),
    "withdrawn": (),
}


@dataclass(frozen=True)
class Told:
    """One step: who did it, when, and what was said to her about it."""

    state: str
    by: str
    at: datetime
    words: str


@dataclass(frozen=True)
class OwnPersonView:
    id: UUID
    words: str
    state: str
    made_at: datetime
    read_by: tuple[ReadBy, ...]
    told: tuple[Told, ...]

    @property
    def next_states(self) -> tuple[str, ...]:
        return MOVES[self.state]


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
        on_behalf_of=on_behalf(actor, youth),
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
            on_behalf_of=on_behalf(actor, youth),
        )
    return person


async def tell_of_own_person(
    session: AsyncSession, actor: Actor, youth_id: UUID, person_id: UUID, *, state: str, words: str
) -> OwnPersonStep:
    """Her caseworker has been in touch, or it works out, or it does not; and says so to her in words."""
    if actor.role is not Role.CASEWORKER:
        raise Forbidden()
    person = await session.scalar(
        select(OwnPerson)
        .join(Youth, Youth.id == OwnPerson.youth_id)
        .where(OwnPerson.id == person_id, OwnPerson.youth_id == youth_id, visible_youths(actor))
        .with_for_update(of=OwnPerson)
        .execution_options(populate_existing=True)
    )
    if person is None or person.state == "withdrawn":
        raise NotFound()  # she took it back: nothing more is done about it
    if state not in MOVES[person.state]:
        raise Invalid(field="state", kind="not_a_choice")
    content_id = await say(session, actor, words, youth_id=youth_id, field="own_person_step")
    if content_id is None:
        raise Invalid(field="words", code_detail="youths.answer_is_empty")
    person.state = state
    step = OwnPersonStep(
        own_person_id=person.id, state=state, content_id=content_id, made_by=actor.account_id, made_at=clock.now()
    )
    session.add(step)
    await session.flush()
    record(
        session,
        actor,
        Event.OWN_PERSON_TOLD,
        youth_id=youth_id,
        about=person,
        content_id=content_id,
        details={"state": state},
    )
    return step


async def own_people_told_of(session: AsyncSession, actor: Actor, youth_id: UUID) -> list[OwnPersonView]:
    """Those she has named and not taken back, each with what came of it, the newest step first."""
    people = await own_people_of(session, actor, youth_id)
    rows = (
        await session.execute(
            select(OwnPersonStep, Account.called)
            .join(Account, Account.id == OwnPersonStep.made_by)
            .where(OwnPersonStep.own_person_id.in_([one.id for one in people]))
            .order_by(OwnPersonStep.made_at.desc(), OwnPersonStep.id.desc())
        )
    ).all()
    texts = await read_words(session, actor, [step.content_id for step, _ in rows], purpose="support")
    told: dict[UUID, list[Told]] = defaultdict(list)
    for step, by in rows:
        words = texts.get(step.content_id, "") if step.content_id else ""
        told[step.own_person_id].append(Told(step.state, by, step.made_at, words))
    return [
        OwnPersonView(one.id, one.words, one.state, one.made_at, one.read_by, tuple(told[one.id])) for one in people
    ]
