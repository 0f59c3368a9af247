"""Notes for programs: her caseworker writes them down, she reads them and says whether it was like this."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody

from models.people import Role
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import once
from service.web.schemas import Output
from service.youths.access import youth_read_by
from service.youths.notes import confirm_note, notes_of, write_note
from service.youths.schemas import NoteForm, NoteOut


class OwnVersionOut(Output):
    statement_id: UUID
    words: str
    at: datetime


class NoteSaidOut(Output):
    """A note as she reads it: `by` wrote it, `versions` are how it was for her."""

    id: UUID
    kind: str
    words: str
    by: str
    at: datetime
    confirmed_at: datetime | None
    versions: list[OwnVersionOut]


class NoteList(Output):
    notes: list[NoteSaidOut]


class NoteApi(Controller):
    path = "/youths/{youth_id:uuid}/notes"
    guards = [only(Role.YOUTH, Role.CASEWORKER)]
    tags = ["youths"]

    @get()
    async def notes(self, youth_id: FromPath[UUID], session: Session, actor: Who) -> NoteList:
        """What was written down about her, with her own version beside it. Somebody else's reading is recorded."""
        return NoteList(notes=[NoteSaidOut.model_validate(one) for one in await notes_of(session, actor, youth_id)])

    @post("/{note_id:uuid}/confirmation", status_code=204, guards=[only(Role.YOUTH)])
    async def confirm(self, youth_id: FromPath[UUID], note_id: FromPath[UUID], session: Session, actor: Who) -> None:
        """She says: it was like this. Said twice it is said once."""
        await youth_read_by(session, actor, youth_id)
        await confirm_note(session, actor, note_id)

    @post(guards=[only(Role.CASEWORKER)])
    async def write(
        self, request: Req, youth_id: FromPath[UUID], data: JSONBody[NoteForm], session: Session, actor: Who
    ) -> Response[NoteOut]:
        """What was said in a conversation or call. She reads it, and can tell it in her own way beside it."""
        first = await once(session, actor, request)
        note = await write_note(session, actor, youth_id, kind=data.kind, words=data.words)
        return await first.answer(NoteOut.model_validate(note))
