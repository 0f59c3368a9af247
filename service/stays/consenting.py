"""Giving a consent opens a gate: what she had chosen and her caseworker approved is booked in the same moment."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Consent, Stay
from service.actor import Actor
from service.consents.actions import give_consent
from service.consents.rules import Kind
from service.consents.wording import wording_of
from service.errors import Changed
from service.proposals.actions import book_what_is_open
from service.youths.access import youth_for


async def say_yes(
    session: AsyncSession, actor: Actor, youth_id: UUID, kind: Kind, mark: str
) -> tuple[Consent, list[Stay]]:
    """The guardian herself, to the text she was shown; `mark` is its print."""
    youth = await youth_for(session, actor, youth_id)
    shown = await wording_of(session, kind, youth.called)
    if shown.mark != mark:
        raise Changed()
    return await _give(session, actor, youth_id, actor.subject_id or actor.account_id, kind, "signed_in", shown.text)


async def record_yes(
    session: AsyncSession,
    actor: Actor,
    youth_id: UUID,
    guardian_id: UUID,
    kind: Kind,
    manner: str,
    text_shown: str,
    *,
    on_duty: bool = False,
) -> tuple[Consent, list[Stay]]:
    """Her caseworker was told, or whoever has the duty (see `give_consent`), and writes down how and with which text."""
    return await _give(session, actor, youth_id, guardian_id, kind, manner, text_shown, on_duty=on_duty)


async def _give(
    session: AsyncSession,
    actor: Actor,
    youth_id: UUID,
    guardian_id: UUID,
    kind: Kind,
    manner: str,
    text_shown: str,
    *,
    on_duty: bool = False,
) -> tuple[Consent, list[Stay]]:
    consent = await give_consent(session, actor, youth_id, guardian_id, kind, manner, text_shown, on_duty=on_duty)
    return consent, await book_what_is_open(session, actor, youth_id)
