"""What a statement can be about: something in her own file, written by her or by others.

`regards_id` has no foreign key, since it points into several tables; here is who says that it is hers.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Approval, Proposal, Stay
from models.words import Answer, Message, Note, OwnPerson, Statement, WelcomeLetter

# (id, youth) of each thing that can be regarded
REGARDED: dict[str, Select[Any, Any]] = {
    "statement": select(Statement.id, Statement.youth_id),
    "answer": select(Answer.id, Statement.youth_id).join(Statement, Statement.id == Answer.statement_id),
    "approval": select(Approval.id, Proposal.youth_id).join(Proposal, Proposal.id == Approval.proposal_id),
    "note": select(Note.id, Note.youth_id),
    "message": select(Message.id, Message.youth_id),
    "welcome_letter": select(WelcomeLetter.id, WelcomeLetter.youth_id),
    "stay": select(Stay.id, Stay.youth_id),
    "own_person": select(OwnPerson.id, OwnPerson.youth_id),
}


async def is_in_her_file(session: AsyncSession, youth_id: UUID, regards: str | None, regards_id: UUID | None) -> bool:
    """Whether there is such a thing, and it is about her."""
    if regards_id is None or regards not in REGARDED:
        return False
    asked = REGARDED[regards]
    thing, hers = asked.selected_columns
    return await session.scalar(asked.where(thing == regards_id, hers == youth_id)) is not None
