"""What she has begun and not sent: kept on the server, sealed with her own key, read by nobody else.

A draft is no statement and leaves no event: she has not said it yet. It never expires.
"""

import json
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from models.words import Draft
from service import clock
from service.actor import Actor
from service.errors import Forbidden, Invalid
from service.record import LONGEST_WORDS, vault_of

Answers = dict[str, Any]  # texts and lists of texts, by the name of their field
FIELD = "draft"


def hers(actor: Actor) -> UUID:
    """The youth who is signed in; nobody else has drafts or a home."""
    if actor.role is not Role.YOUTH or actor.subject_id is None:
        raise Forbidden()
    return actor.subject_id


async def open_draft(session: AsyncSession, actor: Actor, about: str) -> Answers:
    """What she has answered so far; empty when nothing is begun."""
    youth_id = hers(actor)
    draft = await session.scalar(select(Draft).where(Draft.youth_id == youth_id, Draft.about == about))
    if draft is None:
        return {}
    vault = await vault_of(session, actor.municipality_id, youth_id)
    answers: Answers = json.loads(vault.open(draft.sealed, draft.id, FIELD))
    return answers


async def keep_draft(session: AsyncSession, actor: Actor, about: str, answers: Answers) -> None:
    """Keep these answers in place of those before. What could not be sent is refused here already."""
    youth_id = hers(actor)
    for name, answer in answers.items():
        if any(len(one) > LONGEST_WORDS for one in ([answer] if isinstance(answer, str) else answer)):
            raise Invalid(field=name, kind="too_long", most=LONGEST_WORDS)
    plain = json.dumps({name: answer for name, answer in answers.items() if answer})
    there = await session.scalar(
        select(Draft.id).where(Draft.youth_id == youth_id, Draft.about == about).with_for_update()
    )
    vault = await vault_of(session, actor.municipality_id, youth_id)
    draft_id = there or uuid4()
    sealed = vault.seal(plain, draft_id, FIELD)
    await session.execute(
        insert(Draft)
        .values(id=draft_id, youth_id=youth_id, about=about, sealed=sealed, changed_at=clock.now())
        .on_conflict_do_update(
            index_elements=["youth_id", "about"], set_={"id": draft_id, "sealed": sealed, "changed_at": clock.now()}
        )
    )


async def throw_draft(session: AsyncSession, actor: Actor, about: str) -> None:
    """Sent or thrown: nothing is left of it."""
    await session.execute(delete(Draft).where(Draft.youth_id == hers(actor), Draft.about == about))


async def drafts_begun(session: AsyncSession, actor: Actor) -> set[str]:
    """What she has begun: "wish", "request", …"""
    return set(await session.scalars(select(Draft.about).where(Draft.youth_id == hers(actor))))
