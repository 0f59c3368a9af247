"""What she has asked to have changed, as she, her caseworker and whoever has the house see it; and who answers at this hour."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import ContactReminder, Stay, StayChange
from models.people import Account, Role
from models.words import Statement
from service.actor import Actor
from service.proposals.rules import Gate
from service.stays.access import visible_stays
from service.stays.change_gates import gates_of_change
from service.stays.duty import OnDuty, who_answers

SEES_CHANGES = frozenset({Role.YOUTH, Role.CASEWORKER, Role.HOST, Role.PLACE_KEEPER})
SEES_GATES = frozenset({Role.YOUTH, Role.CASEWORKER})


@dataclass(frozen=True)
class ChangeCard:
    id: UUID
    kind: str
    state: str
    arrival: datetime
    departure: datetime
    made_at: datetime
    settled_at: datetime | None
    host_said_yes: bool
    caseworker_said_yes: bool
    statement_id: UUID | None  # for those who may read her words
    answer_due: datetime | None
    gates: tuple[Gate, ...] = ()

    def waits_for(self, role: Role) -> bool:
        """Whether this reader's yes or no is asked for."""
        if self.state != "asked" or self.kind != "longer":
            return False
        if role is Role.CASEWORKER:
            return not self.caseworker_said_yes
        return role in (Role.HOST, Role.PLACE_KEEPER) and not self.host_said_yes


async def latest_change(session: AsyncSession, actor: Actor, stay_id: UUID) -> ChangeCard | None:
    """The newest change of one break. A house is told what it is asked, and nothing of going home."""
    if actor.role not in SEES_CHANGES:
        return None
    asked = (
        select(StayChange, Stay, Statement.answer_due)
        .join(Stay, Stay.id == StayChange.stay_id)
        .join(Statement, Statement.id == StayChange.statement_id)
        .where(StayChange.stay_id == stay_id, visible_stays(actor))
        .order_by(StayChange.made_at.desc(), StayChange.id.desc())
        .limit(1)
    )
    if actor.role not in SEES_GATES:
        asked = asked.where(StayChange.kind == "longer")
    found = (await session.execute(asked)).first()
    if found is None:
        return None
    change, stay, due = found
    shows_gates = actor.role in SEES_GATES and change.kind == "longer" and change.state == "asked"
    return ChangeCard(
        change.id,
        change.kind,
        change.state,
        change.arrival,
        change.departure,
        change.made_at,
        change.settled_at,
        change.host_yes_at is not None,
        change.caseworker_yes_at is not None,
        change.statement_id if actor.role in SEES_GATES else None,
        due if actor.role in SEES_GATES else None,
        tuple(await gates_of_change(session, stay, change)) if shows_gates else (),
    )


@dataclass(frozen=True)
class GoingHome:
    """Who is told, and whether somebody has seen it."""

    answers: OnDuty | None
    is_asked: bool
    asked_at: datetime | None
    seen_at: datetime | None
    seen_by: str


async def going_home(session: AsyncSession, actor: Actor, stay_id: UUID, youth_id: UUID) -> GoingHome:
    answers = await who_answers(session, youth_id, actor.zone)
    asked = await session.scalar(
        select(StayChange.made_at)
        .where(StayChange.stay_id == stay_id, StayChange.kind == "home_now", StayChange.state == "asked")
        .limit(1)
    )
    if asked is None:
        return GoingHome(answers, False, None, None, "")
    seen = (
        await session.execute(
            select(ContactReminder.seen_at, Account.called)
            .outerjoin(Account, Account.id == ContactReminder.seen_by)
            .where(
                ContactReminder.youth_id == youth_id,
                ContactReminder.because == "go_home",
                ContactReminder.made_at >= asked,
            )
            .order_by(ContactReminder.seen_at.nulls_last())
            .limit(1)
        )
    ).first()
    return GoingHome(answers, True, asked, seen[0] if seen else None, (seen[1] or "") if seen else "")
