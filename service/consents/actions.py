"""A consent is given or taken back: by the guardian herself, or recorded by her caseworker with the text and the manner.

Giving it opens a gate; what waits behind the gate is booked by whoever called (`service.stays`).
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range, insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Consent, ContactReminder
from models.municipality import ConsentRule, Municipality
from models.people import Role, Youth
from service import clock
from service.actor import Actor
from service.consents import rules
from service.consents.queries import guardians_of
from service.consents.rules import Kind
from service.consents.wording import wording_of
from service.errors import Changed, DomainError, Forbidden, Invalid, NotFound
from service.record import Event, record
from service.youths.access import youth_for

LONGEST_TEXT = 4000
TALK_WITHIN = timedelta(days=1)
MANNERS = {Role.GUARDIAN: ("signed_in",), Role.CASEWORKER: ("in_person", "phone", "paper")}


class ConsentAlreadyGiven(DomainError):
    code = "consent.already_given"


class ConsentAlreadyWithdrawn(DomainError):
    code = "consent.already_withdrawn"


def rules_of_today(municipality: Municipality) -> list[ConsentRule]:
    """The rows a municipality starts with; for the demo, the first set-up and tests."""
    return [
        ConsentRule(
            municipality_id=municipality.id,
            kind=kind.value,
            age_from=ages[0],
            age_to=ages[1],
            guardians_from=guardians[0],
            guardians_to=guardians[1],
            needs=needs.value,
            law=law,
            valid=Range(rules.FROM, None),
        )
        for kind, ages, guardians, needs, law in rules.TODAY
    ]


async def give_consent(
    session: AsyncSession,
    actor: Actor,
    youth_id: UUID,
    guardian_id: UUID,
    kind: Kind | str,
    manner: str,
    text_shown: str,
    *,
    on_duty: bool = False,
) -> Consent:
    """Keep a guardian's yes with the very text she saw or heard. Signed in, that is the text this service shows.

    `on_duty`: what a break soon waits for, recorded by whoever has the duty; the caller has made sure of it.
    """
    youth = await _guarded_youth(session, actor, youth_id, guardian_id, on_duty=on_duty)
    kind = Kind(kind)
    if manner not in MANNERS[actor.role]:
        raise Invalid(field="manner", code_detail="consent.manner")
    text_shown = text_shown.strip()
    if not text_shown:
        raise Invalid(field="text_shown", code_detail="consent.text_missing")
    if len(text_shown) > LONGEST_TEXT:
        raise Invalid(field="text_shown", code_detail="consent.text_long", most=LONGEST_TEXT)
    if manner == "signed_in" and text_shown != (await wording_of(session, kind, youth.called)).text:
        raise Changed()
    made: Consent | None = await session.scalar(
        insert(Consent)
        .values(
            youth_id=youth_id,
            guardian_id=guardian_id,
            kind=kind.value,
            text_shown=text_shown,
            manner=manner,
            recorded_by=actor.account_id,
            given_at=clock.now(),
        )
        .on_conflict_do_nothing()  # two presses at once: uq_consent_one_live
        .returning(Consent)
    )
    if made is None:
        raise ConsentAlreadyGiven()
    record(
        session,
        actor,
        Event.CONSENT_GIVEN,
        youth_id=youth_id,
        about=made,
        details={"kind": kind.value, "manner": manner, "guardian": guardian_id}
        | ({"on_duty": True} if on_duty else {}),
    )
    return made


async def withdraw_consent(session: AsyncSession, actor: Actor, consent_id: UUID) -> Consent:
    """Take a yes back: any day, no reason asked. What is booked stays booked until her caseworker has talked with her."""
    consent = await session.scalar(select(Consent).where(Consent.id == consent_id).with_for_update())
    if consent is None or consent.guardian_id is None:
        raise NotFound()
    await _guarded_youth(session, actor, consent.youth_id, consent.guardian_id)
    if consent.withdrawn_at is not None:
        raise ConsentAlreadyWithdrawn()
    consent.withdrawn_at = clock.now()
    session.add(ContactReminder(youth_id=consent.youth_id, because="consent_missing", due=clock.now() + TALK_WITHIN))
    record(
        session,
        actor,
        Event.CONSENT_WITHDRAWN,
        youth_id=consent.youth_id,
        about=consent,
        details={"kind": consent.kind, "guardian": consent.guardian_id},
    )
    await session.flush()
    return consent


async def _guarded_youth(
    session: AsyncSession, actor: Actor, youth_id: UUID, guardian_id: UUID, *, on_duty: bool = False
) -> Youth:
    """The youth, when this actor may speak about this guardian's consent: the guardian herself, or her caseworker."""
    if actor.role not in MANNERS:
        raise Forbidden()
    if actor.role is Role.GUARDIAN and guardian_id != actor.subject_id:
        raise NotFound()
    youth = await (session.get_one(Youth, youth_id) if on_duty else youth_for(session, actor, youth_id))
    guardians = await guardians_of(session, youth_id, clock.today(actor.zone))
    if guardian_id not in {one.guardian_id for one in guardians}:
        raise NotFound()
    return youth
