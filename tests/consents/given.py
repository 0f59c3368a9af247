"""A municipality with the consent rules of today, and a yes where a test needs one."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Consent
from models.people import Guardian, Guardianship
from service.actor import Actor
from service.consents.actions import give_consent, rules_of_today
from service.consents.rules import Kind
from service.consents.wording import wording_of
from tests.given import Given, given_municipality

WEEKEND = date(2027, 1, 15)


async def given_rules(session: AsyncSession) -> Given:
    here = await given_municipality(session)
    session.add_all(rules_of_today(here.municipality))
    await session.flush()
    return here


async def given_second_guardian(session: AsyncSession, here: Given, called: str = "Ali") -> Guardian:
    """One without an account of her own."""
    guardian = Guardian(called=called)
    session.add(guardian)
    await session.flush()
    session.add(Guardianship(youth_id=here.youth.id, guardian_id=guardian.id))
    await session.flush()
    return guardian


async def says_yes(
    session: AsyncSession, here: Given, *, actor: Actor | None = None, guardian_id: UUID | None = None
) -> Consent:
    """Eva says yes to nights, signed in, with the text she was shown."""
    shown = await wording_of(session, Kind.OVERNIGHT, here.youth.called)
    return await give_consent(
        session,
        actor or here.as_guardian,
        here.youth.id,
        guardian_id or here.guardian.id,
        Kind.OVERNIGHT,
        "signed_in" if actor is None else "phone",
        shown.text,
    )
