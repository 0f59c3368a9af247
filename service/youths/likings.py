"""Hearts and vetoes. A veto asks for no reason and nobody vetoed ever learns of it; a heart is a veto's opposite."""

from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role, Youth
from models.supply import Mentor, Site
from models.words import Heart, Statement, Veto, Wish
from service import clock
from service.actor import Actor
from service.errors import Invalid
from service.record import Event, record
from service.youths.access import youth_spoken_for
from service.youths.errors import Vetoed


async def veto(
    session: AsyncSession, actor: Actor, youth_id: UUID, *, site_id: UUID | None = None, mentor_id: UUID | None = None
) -> Veto:
    """Never this one. Saying it twice is the same as once."""
    youth = await youth_spoken_for(session, actor, youth_id)
    await must_be_there(session, site_id=site_id, mentor_id=mentor_id, exactly_one=True)
    already = await _veto_of(session, youth_id, site_id, mentor_id)
    if already is not None:
        return already
    await session.execute(delete(Heart).where(Heart.youth_id == youth_id, _about(Heart, site_id, mentor_id)))
    made = Veto(youth_id=youth_id, site_id=site_id, mentor_id=mentor_id, made_at=clock.now())
    session.add(made)
    await session.flush()
    _note(session, actor, Event.VETO_MADE, youth, site_id, mentor_id)
    return made


async def lift_veto(
    session: AsyncSession, actor: Actor, youth_id: UUID, *, site_id: UUID | None = None, mentor_id: UUID | None = None
) -> None:
    """She has changed her mind: this one may be proposed again. Wishes that said "never" about it end with it."""
    youth = await youth_spoken_for(session, actor, youth_id)
    await must_be_there(session, site_id=site_id, mentor_id=mentor_id, exactly_one=True)
    there = await _veto_of(session, youth_id, site_id, mentor_id)
    if there is None:
        return
    there.lifted_at = clock.now()
    newer = select(Statement.supersedes_id).where(Statement.supersedes_id.is_not(None), Statement.youth_id == youth_id)
    said_never = await session.scalars(
        select(Wish.statement_id).where(
            Wish.youth_id == youth_id,
            Wish.strength == "never",
            _about(Wish, site_id, mentor_id),
            Wish.statement_id.not_in(newer),
        )
    )
    for statement_id in said_never:
        session.add(
            Statement(
                youth_id=youth_id,
                kind="wish",
                audience="caseworker",
                supersedes_id=statement_id,
                made_by=actor.account_id,
                made_at=clock.now(),
            )
        )
    await session.flush()
    _note(session, actor, Event.VETO_LIFTED, youth, site_id, mentor_id)


async def give_heart(
    session: AsyncSession, actor: Actor, youth_id: UUID, *, site_id: UUID | None = None, mentor_id: UUID | None = None
) -> None:
    """She likes this one. The caseworker sees it; hosts and mentors do not."""
    youth = await youth_spoken_for(session, actor, youth_id)
    await must_be_there(session, site_id=site_id, mentor_id=mentor_id, exactly_one=True)
    if await is_vetoed(session, youth_id, site_id=site_id, mentor_id=mentor_id):
        raise Vetoed()
    new = await session.scalar(
        insert(Heart)
        .values(youth_id=youth_id, site_id=site_id, mentor_id=mentor_id, made_at=clock.now())
        .on_conflict_do_nothing()
        .returning(Heart.id)
    )
    if new is not None:
        _note(session, actor, Event.HEART_GIVEN, youth, site_id, mentor_id)


async def take_heart_back(
    session: AsyncSession, actor: Actor, youth_id: UUID, *, site_id: UUID | None = None, mentor_id: UUID | None = None
) -> None:
    youth = await youth_spoken_for(session, actor, youth_id)
    await must_be_there(session, site_id=site_id, mentor_id=mentor_id, exactly_one=True)
    gone = await session.scalar(
        delete(Heart).where(Heart.youth_id == youth_id, _about(Heart, site_id, mentor_id)).returning(Heart.id)
    )
    if gone is not None:
        _note(session, actor, Event.HEART_TAKEN_BACK, youth, site_id, mentor_id)


async def is_vetoed(
    session: AsyncSession, youth_id: UUID, *, site_id: UUID | None = None, mentor_id: UUID | None = None
) -> bool:
    return await _veto_of(session, youth_id, site_id, mentor_id) is not None


async def must_be_there(
    session: AsyncSession,
    *,
    site_id: UUID | None = None,
    mentor_id: UUID | None = None,
    exactly_one: bool = False,
) -> None:
    """A site or mentor of this municipality (row-level security shows no other), open or closed."""
    if exactly_one and (site_id is None) == (mentor_id is None):
        raise Invalid(field="about", code_detail="youths.about_one_thing")
    if site_id is not None and await session.scalar(select(Site.id).where(Site.id == site_id)) is None:
        raise Invalid(field="site_id", kind="gone")
    if mentor_id is not None and await session.scalar(select(Mentor.id).where(Mentor.id == mentor_id)) is None:
        raise Invalid(field="mentor_id", kind="gone")


async def _veto_of(session: AsyncSession, youth_id: UUID, site_id: UUID | None, mentor_id: UUID | None) -> Veto | None:
    asked = select(Veto).where(Veto.youth_id == youth_id, Veto.lifted_at.is_(None), _about(Veto, site_id, mentor_id))
    found: Veto | None = await session.scalar(asked)
    return found


def _about(
    table: type[Veto] | type[Heart] | type[Wish], site_id: UUID | None, mentor_id: UUID | None
) -> ColumnElement[bool]:
    return table.site_id == site_id if site_id is not None else table.mentor_id == mentor_id


def _note(
    session: AsyncSession, actor: Actor, kind: Event, youth: Youth, site_id: UUID | None, mentor_id: UUID | None
) -> None:
    record(
        session,
        actor,
        kind,
        youth_id=youth.id,
        about=("site", site_id) if site_id else ("mentor", mentor_id) if mentor_id else None,
        on_behalf_of=None if actor.role is Role.YOUTH else youth.account_id,
    )


async def called(session: AsyncSession, site_id: UUID | str | None, mentor_id: UUID | str | None) -> str | None:
    """What a host, place or mentor is called; None for neither."""
    if site_id:
        return await session.scalar(select(Site.called).where(Site.id == UUID(str(site_id))))
    if mentor_id:
        return await session.scalar(select(Mentor.called).where(Mentor.id == UUID(str(mentor_id))))
    return None
