"""What a statement can be about: something in her own file, written by her or by others.

`regards_id` has no foreign key, since it points into several tables; here is who says that it is hers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, null, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Approval, Proposal, Stay
from models.people import Account
from models.words import Answer, Message, Note, OwnPerson, Statement, WelcomeLetter

# (id, youth, content, who wrote it, when) of each thing that can be regarded
REGARDED: dict[str, Select[Any, Any, Any, Any, Any]] = {
    "statement": select(Statement.id, Statement.youth_id, Statement.content_id, Statement.made_by, Statement.made_at),
    "answer": select(Answer.id, Statement.youth_id, Answer.content_id, Answer.made_by, Answer.made_at).join(
        Statement, Statement.id == Answer.statement_id
    ),
    "approval": select(Approval.id, Proposal.youth_id, Approval.content_id, Approval.made_by, Approval.made_at).join(
        Proposal, Proposal.id == Approval.proposal_id
    ),
    "note": select(Note.id, Note.youth_id, Note.content_id, Note.made_by, Note.made_at),
    "message": select(Message.id, Message.youth_id, Message.content_id, Message.made_by, Message.made_at),
    "welcome_letter": select(
        WelcomeLetter.id,
        WelcomeLetter.youth_id,
        WelcomeLetter.content_id,
        WelcomeLetter.made_by,
        WelcomeLetter.made_at,
    ),
    "stay": select(Stay.id, Stay.youth_id, null(), null(), Stay.arrival),
    "own_person": select(OwnPerson.id, OwnPerson.youth_id, OwnPerson.content_id, null(), OwnPerson.made_at),
}


@dataclass(frozen=True)
class RegardedRow:
    """Where the words are, and who wrote them (`by` empty: nobody in particular)."""

    kind: str
    id: UUID
    content_id: UUID | None
    made_by: UUID | None
    by: str
    at: datetime


async def is_in_her_file(session: AsyncSession, youth_id: UUID, regards: str | None, regards_id: UUID | None) -> bool:
    """Whether there is such a thing, and it is about her."""
    return bool(await regarded(session, youth_id, [(regards, regards_id)]))


async def regarded(
    session: AsyncSession, youth_id: UUID, wanted: Iterable[tuple[str | None, UUID | None]]
) -> dict[UUID, RegardedRow]:
    """Those of the wanted things that are there and about her, by id."""
    by_kind: dict[str, set[UUID]] = {}
    for kind, one in wanted:
        if kind in REGARDED and one is not None:
            by_kind.setdefault(kind, set()).add(one)
    found: dict[UUID, RegardedRow] = {}
    for kind, ids in by_kind.items():
        asked = REGARDED[kind]
        thing, hers = list(asked.selected_columns)[:2]
        for row in await session.execute(asked.where(thing.in_(ids), hers == youth_id)):
            found[row[0]] = RegardedRow(kind, row[0], row[2], row[3], "", row[4])
    authors = {one.made_by for one in found.values() if one.made_by}
    rows = await session.execute(select(Account.id, Account.called).where(Account.id.in_(authors)))
    names = {account_id: called for account_id, called in rows}  # noqa: C416
    return {
        one.id: RegardedRow(
            one.kind, one.id, one.content_id, one.made_by, names.get(one.made_by, "") if one.made_by else "", one.at
        )
        for one in found.values()
    }
