"""What to bring and where they meet, and her own lines for herself; and the calendar in her phone: for programs."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.params import FromPath, JSONBody

from models.people import Role
from service.stays import feed, notes, queries
from service.stays.feed_pages import address_of
from service.stays.schemas import FeedIn, NoteIn
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import once
from service.web.schemas import Output


class NoteOut(Output):
    """`words` are read by her alone; empty for everybody else, and null in a repeated answer."""

    kind: str
    words: str | None
    by: str
    made_at: datetime


class HouseOut(Output):
    """What the house says of itself that is good to know before she packs."""

    room: str
    food: str
    house_rules: str


class NotesOut(Output):
    """`house` is for her, while the break lies ahead."""

    notes: list[NoteOut]
    house: HouseOut | None


class StayNoteApi(Controller):
    path = "/stays/{stay_id:uuid}/notes"
    guards = [only(*notes.WRITES_FOR_HER, Role.YOUTH)]
    tags = ["stays"]

    @get()
    async def read(self, stay_id: FromPath[UUID], session: Session, actor: Who) -> NotesOut:
        """Hers with the words. Who writes for her sees that something is written, by whom and when."""
        stay = await queries.stay_of(session, actor, stay_id)
        is_for_her = actor.role is Role.YOUTH and stay.will_be
        house = await notes.house_of(session, stay_id, actor.language) if is_for_her else None
        return NotesOut(
            notes=[NoteOut.model_validate(one) for one in await notes.notes_of(session, actor, stay_id)],
            house=HouseOut.model_validate(house) if house else None,
        )

    @post()
    async def write(
        self, request: Req, stay_id: FromPath[UUID], data: JSONBody[NoteIn], session: Session, actor: Who
    ) -> Response[NoteOut]:
        """`meeting` and `packing` are written for her, `own` by herself. A later note adds to those before."""
        first = await once(session, actor, request)
        made = await notes.write_note(session, actor, stay_id, kind=data.kind, words=data.words)
        words = data.words if actor.role is Role.YOUTH else ""
        return await first.answer(NoteOut(kind=made.kind, words=words, by=actor.called, made_at=made.made_at))


class FeedOut(Output):
    """`is_refused`: with a protected identity there is none. `fetched_at`: when a calendar program last asked."""

    is_on: bool
    is_refused: bool
    called: str
    made_at: datetime | None
    fetched_at: datetime | None


class FeedAddressOut(FeedOut):
    """`address` is in this answer and in no other."""

    address: str


class FeedApi(Controller):
    path = "/calendar/feed"
    guards = [only(Role.YOUTH)]
    tags = ["stays"]

    @get()
    async def show(self, session: Session, actor: Who) -> FeedOut:
        """Whether it is on, and the one word that stands on each entry. Never the address."""
        return FeedOut.model_validate(await feed.feed_state(session, actor))

    @post()
    async def turn_on(self, request: Req, data: JSONBody[FeedIn], session: Session, actor: Who) -> FeedAddressOut:
        """On, or a new address in place of the old one, which is dead at once.

        The answer is not kept with the Idempotency-Key, since the address is nowhere kept: a repeated call gets a 409.
        """
        await once(session, actor, request)
        secret = await feed.open_feed(session, actor, data.called)
        state = FeedOut.model_validate(await feed.feed_state(session, actor))
        return FeedAddressOut(**state.model_dump(), address=address_of(secret))

    @delete(status_code=204)
    async def turn_off(self, session: Session, actor: Who) -> None:
        """Whoever has the address gets nothing any more. Asked twice it is off once."""
        await feed.end_feed(session, actor)


controllers = [StayNoteApi, FeedApi]
