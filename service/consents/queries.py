"""Who has said yes, who has not, and what each of them read. Facts of a day: the day is always an argument."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Consent
from models.municipality import ConsentRule
from models.people import Account, Guardian, Guardianship, Role, Youth
from service import clock
from service.actor import Actor
from service.consents import rules
from service.consents.rules import ConsentState, Kind, Missing, Needs
from service.consents.wording import Wording, wording_of
from service.errors import NotFound
from service.youths.access import visible_youths, youth_for
from service.youths.ages import age_on

OLDEST_TO_SHOW = 50


@dataclass(frozen=True)
class GivenConsent:
    id: UUID
    kind: Kind
    guardian_id: UUID | None
    said_by: str
    manner: str
    recorded_by: str
    text_shown: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Asked:
    """What one guardian is asked about one child: the kind, the text of today, and her yes if it holds."""

    kind: Kind
    guardian_id: UUID
    guardian_called: str
    has_account: bool
    wording: Wording
    given: GivenConsent | None


@dataclass(frozen=True)
class ChildConsents:
    """One youth: what is asked of whom, what a lawyer must look at, and everything that was said before."""

    youth_id: UUID
    called: str
    asked: tuple[Asked, ...]
    ask_lawyer: tuple[Kind, ...]
    other: tuple[GivenConsent, ...]  # holds, though no rule asks for it today
    earlier: tuple[GivenConsent, ...]  # taken back

    @property
    def is_missing_some(self) -> bool:
        return any(one.given is None for one in self.asked)


async def rules_of(session: AsyncSession, on: date) -> Sequence[ConsentRule]:
    return (await session.scalars(select(ConsentRule).where(ConsentRule.valid.contains(on)))).all()


async def guardians_of(session: AsyncSession, youth_id: UUID, on: date) -> list[Missing]:
    """Her guardians on that day, by name."""
    rows = await session.execute(
        select(Guardian.id, Guardian.called, Guardian.account_id)
        .join(Guardianship, Guardianship.guardian_id == Guardian.id)
        .where(Guardianship.youth_id == youth_id, Guardianship.valid.contains(on))
        .order_by(Guardian.called, Guardian.id)
    )
    return [Missing(guardian_id, called, account_id is not None) for guardian_id, called, account_id in rows]


async def consent_state(session: AsyncSession, youth_id: UUID, kind: Kind | str, on: date) -> ConsentState:
    """The gate: is every yes here that a break of this kind needs on this day, and whose is missing?

    The age and the guardians are those of the day of the break; the yes must hold now.
    """
    born = await session.scalar(select(Youth.birth_date).where(Youth.id == youth_id))
    if born is None:
        raise NotFound()
    guardians = await guardians_of(session, youth_id, on)
    needs = rules.needed(await rules_of(session, on), kind, age_on(on, born), len(guardians), on)
    said_yes = await session.scalars(
        select(Consent.guardian_id).where(
            Consent.youth_id == youth_id,
            Consent.kind == kind,
            Consent.withdrawn_at.is_(None),
            Consent.guardian_id.is_not(None),
        )
    )
    return rules.state(needs, guardians, [one for one in said_yes if one is not None])


async def consents_of(session: AsyncSession, actor: Actor, youth_id: UUID) -> ChildConsents:
    """One youth's consents as this actor may see them. A guardian sees what she herself is asked and has said."""
    youth = await youth_for(session, actor, youth_id)
    today = clock.today(actor.zone)
    guardians = await guardians_of(session, youth_id, today)
    table, age = await rules_of(session, today), age_on(today, youth.birth_date)
    said = await _said(session, youth_id)
    asked = []
    for kind in rules.kinds_that_ask_guardians(table, age, len(guardians), today):
        for one in guardians:
            holding = next(
                (s for s in said if s.kind is kind and s.guardian_id == one.guardian_id and not s.withdrawn_at), None
            )
            wording = await wording_of(session, kind, youth.called)
            asked.append(Asked(kind, one.guardian_id, one.called, one.has_account, wording, holding))
    unclear = tuple(
        kind for kind in Kind if rules.needed(table, kind, age, len(guardians), today).needs is Needs.ASK_LAWYER
    )
    if actor.role is Role.GUARDIAN:
        asked = [one for one in asked if one.guardian_id == actor.subject_id]
        said = [one for one in said if one.guardian_id == actor.subject_id]
    answered = {one.given.id for one in asked if one.given}
    return ChildConsents(
        youth.id,
        youth.called,
        tuple(asked),
        unclear,
        tuple(one for one in said if not one.withdrawn_at and one.id not in answered),
        tuple(one for one in said if one.withdrawn_at),
    )


async def children_of(session: AsyncSession, actor: Actor) -> list[ChildConsents]:
    """A guardian's children, each with what she is asked."""
    ids = await session.scalars(select(Youth.id).where(visible_youths(actor)).order_by(Youth.called, Youth.id))
    return [await consents_of(session, actor, youth_id) for youth_id in ids]


async def consent_of(session: AsyncSession, actor: Actor, consent_id: UUID) -> tuple[ChildConsents, GivenConsent]:
    """One consent that this actor may take back, with the youth it is about."""
    youth_id = await session.scalar(select(Consent.youth_id).where(Consent.id == consent_id))
    if youth_id is None or actor.role not in (Role.GUARDIAN, Role.CASEWORKER):
        raise NotFound()
    child = await consents_of(session, actor, youth_id)
    seen = [one.given for one in child.asked if one.given] + list(child.earlier) + list(child.other)
    consent = next((one for one in seen if one.id == consent_id), None)
    if consent is None:
        raise NotFound()
    return child, consent


async def _said(session: AsyncSession, youth_id: UUID) -> list[GivenConsent]:
    recorder = select(Account.called).where(Account.id == Consent.recorded_by).scalar_subquery()
    said_by = select(Guardian.called).where(Guardian.id == Consent.guardian_id).scalar_subquery()
    rows = await session.execute(
        select(Consent, func.coalesce(said_by, ""), recorder)
        .where(Consent.youth_id == youth_id)
        .order_by(Consent.given_at.desc(), Consent.id.desc())
        .limit(OLDEST_TO_SHOW)
    )
    return [
        GivenConsent(
            one.id,
            Kind(one.kind),
            one.guardian_id,
            called,
            one.manner,
            recorded_by,
            one.text_shown,
            one.given_at,
            one.withdrawn_at,
        )
        for one, called, recorded_by in rows
    ]
