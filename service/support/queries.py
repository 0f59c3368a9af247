"""Whom she has beside her, and what somebody beside her is shown: what she shares today, and nothing else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Stay
from models.people import Account, Credential, Role, SupportPerson, Youth
from models.record import RecordEvent
from models.supply import Mentor, Site
from models.words import Answer, Statement, Wish
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.record import Event, read_words
from service.youths.access import readable_answers, visible_youths
from service.youths.drafts import hers
from service.youths.queries import statements_of
from service.youths.rules import KINDS_SHARED
from service.youths.said import Said

BREAKS_BACK = timedelta(days=30)


@dataclass(frozen=True)
class Beside:
    """Somebody she chose, as she sees it."""

    id: UUID
    account_id: UUID
    called: str
    shares: tuple[str, ...]
    is_named: bool
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    has_signed_in: bool
    last_read_at: datetime | None
    is_over: bool

    @property
    def over_at(self) -> datetime:
        return min(self.revoked_at or self.ends_at, self.ends_at)


@dataclass(frozen=True)
class SharedAnswer:
    """An answer whose question is not shared: what it was about is told by its kind alone."""

    kind: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class SharedBreak:
    where: str
    mentor: str | None
    arrival: datetime
    departure: datetime
    status: str


@dataclass(frozen=True)
class Shared:
    """What somebody beside her sees."""

    youth_id: UUID
    called: str
    shares: tuple[str, ...]
    ends_at: datetime
    breaks: tuple[SharedBreak, ...]
    wishes: tuple[Said, ...]
    words: tuple[Said, ...]
    answers: tuple[SharedAnswer, ...]  # beside those that stand under her words
    waiting: int  # what she wrote to this person, without an answer yet


async def beside_her(session: AsyncSession, actor: Actor, support_id: UUID | None = None) -> list[Beside]:
    """Everybody she has chosen, those of today first."""
    youth_id, now = hers(actor), clock.now()
    last_read = (
        select(func.max(RecordEvent.at))
        .where(
            RecordEvent.youth_id == youth_id,
            RecordEvent.kind == Event.WORDS_READ.value,
            RecordEvent.actor_id == SupportPerson.account_id,
        )
        .scalar_subquery()
    )
    signed_in = select(Credential.id).where(Credential.account_id == SupportPerson.account_id).exists()
    asked = (
        select(SupportPerson, Account.called, signed_in, last_read)
        .join(Account, Account.id == SupportPerson.account_id)
        .where(SupportPerson.youth_id == youth_id)
        .order_by(SupportPerson.made_at.desc())
    )
    if support_id is not None:
        asked = asked.where(SupportPerson.id == support_id)
    found = [
        Beside(
            one.id,
            one.account_id,
            called,
            tuple(one.shares),
            one.is_named,
            one.made_at,
            one.ends_at,
            one.revoked_at,
            has_signed_in,
            read_at,
            one.revoked_at is not None or one.ends_at <= now,
        )
        for one, called, has_signed_in, read_at in await session.execute(asked)
    ]
    return sorted(found, key=lambda one: one.is_over)


async def one_beside(session: AsyncSession, actor: Actor, support_id: UUID) -> Beside:
    found = await beside_her(session, actor, support_id)
    if not found or found[0].is_over:
        raise NotFound()
    return found[0]


async def who_has_chosen(session: AsyncSession, actor: Actor) -> list[tuple[UUID, str]]:
    """The youths this person stands beside today."""
    rows = await session.execute(select(Youth.id, Youth.called).where(visible_youths(actor)).order_by(Youth.called))
    return [(youth_id, called) for youth_id, called in rows]


async def shared_with(session: AsyncSession, actor: Actor, youth_id: UUID) -> Shared:
    """All of it in one look. What is read stands in her record."""
    row = (
        await session.execute(
            select(SupportPerson, Youth.called)
            .join(Youth, Youth.id == SupportPerson.youth_id)
            .where(
                SupportPerson.youth_id == youth_id,
                SupportPerson.account_id == actor.account_id,
                SupportPerson.revoked_at.is_(None),
                SupportPerson.ends_at > clock.now(),
            )
        )
    ).first()
    if row is None or actor.role is not Role.SUPPORT_PERSON:
        raise NotFound()
    chosen, called = row
    said = [one for one in await statements_of(session, actor, youth_id) if not one.is_replaced and not one.takes_back]
    others = [one for one in said if one.addressed_to != actor.account_id]
    return Shared(
        youth_id,
        called,
        tuple(chosen.shares),
        chosen.ends_at,
        await _breaks(session, youth_id) if "breaks" in chosen.shares else (),
        tuple(one for one in others if one.kind in KINDS_SHARED["wishes"]),
        tuple(one for one in others if one.kind in KINDS_SHARED["words"]),
        await _other_answers(session, actor, youth_id, {one.id for one in said}) if "answers" in chosen.shares else (),
        len([one for one in said if one.addressed_to == actor.account_id and one.waits]),
    )


async def _other_answers(
    session: AsyncSession, actor: Actor, youth_id: UUID, shown: set[UUID]
) -> tuple[SharedAnswer, ...]:
    """Answers to what she shares not itself; none to a reflection or a veto, and none to what she wrote to somebody else."""
    covered = [kind for kinds in KINDS_SHARED.values() for kind in kinds]
    a_veto = (
        select(Wish.id)
        .where(Wish.statement_id == Statement.id, Wish.strength == "never", Wish.trait.is_(None))
        .exists()
    )
    rows = (
        await session.execute(
            select(Answer, Statement.kind, Account.called)
            .join(Statement, Statement.id == Answer.statement_id)
            .join(Account, Account.id == Answer.made_by)
            .where(
                Statement.youth_id == youth_id,
                Statement.kind.in_(covered),
                Statement.addressed_to.is_(None),
                Statement.id.not_in(shown),
                ~a_veto,
                readable_answers(actor),
            )
            .order_by(Answer.made_at.desc())
        )
    ).all()
    texts = await read_words(session, actor, [one.content_id for one, _, _ in rows], purpose="support")
    return tuple(SharedAnswer(kind, texts.get(one.content_id, ""), by, one.made_at) for one, kind, by in rows)


async def _breaks(session: AsyncSession, youth_id: UUID) -> tuple[SharedBreak, ...]:
    """When and where, by name: an address is not hers to give away."""
    rows = await session.execute(
        select(Site.called, Mentor.called, Stay.arrival, Stay.departure, Stay.status)
        .join(Site, Site.id == Stay.site_id)
        .outerjoin(Mentor, Mentor.id == Stay.mentor_id)
        .where(
            Stay.youth_id == youth_id,
            Stay.status.in_(("booked", "going_on", "ended")),
            Stay.departure > clock.now() - BREAKS_BACK,
        )
        .order_by(Stay.arrival)
    )
    return tuple(SharedBreak(*row) for row in rows)
