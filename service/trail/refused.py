"""Whoever asks by address for something of a youth who is not hers to see is answered as if it did not exist, and it is kept.

One place for all slices, after the answer has been sent: which rows an address names, and whether the rule of the slice that
owns them refuses this person. The rules themselves stay where they are (`<slice>/access.py`); here they are only asked again.
Nothing waits for this, so an answer takes no longer when there was something to find.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, literal, or_, select, text, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import (
    Approval,
    Consent,
    ContactReminder,
    HostAsk,
    Occurrence,
    Proposal,
    ProposalOption,
    Stay,
    StayChange,
    StayRequest,
    Visit,
)
from models.people import Account, Guardian, Guardianship, Role, SupportPerson, Youth
from models.reaching import FileCopy
from models.record import RecordEvent
from models.supply import Mentor, SitePerson
from models.words import Answer, Message, Note, OwnPerson, OwnPersonStep, Statement, WelcomeLetter
from service import clock
from service.accounts.access import given_cards_by
from service.actor import Actor
from service.database import Sessions, transaction
from service.proposals.access import visible_asks, visible_proposals
from service.record import Event, record
from service.stays.access import visible_stays
from service.stays.duty import CANNOT_WAIT, is_on_duty
from service.visits.access import visible_visits
from service.youths.access import readable_statements, readable_youths, visible_youths, youths_who_tell

ONE_EACH = timedelta(hours=1)  # of one person, about one kind of thing of one youth: the record cannot be flooded
EMPLOYED = frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.AUDITOR, Role.ADMIN})

Rule = Callable[[Actor, bool], ColumnElement[bool]]  # the rows this actor may see; the second: is she on duty now?


@dataclass(frozen=True)
class Thing:
    """A table whose rows have an address and belong to a youth. `what` is what she calls it (`sentences.py`)."""

    what: str
    table: Any
    rows: Any  # select of id and youth
    may_see: Rule

    @property
    def called(self) -> str:
        return str(self.table.__tablename__)


@dataclass(frozen=True)
class Refused:
    what: str
    table: str
    id: UUID
    youth_id: UUID


# -- each slice's rule, asked again


def _of(rows: Callable[[Actor], ColumnElement[bool]], youth_id: Any) -> Rule:
    """What is hers, for those who may see her in this way."""
    return lambda actor, on_duty: youth_id.in_(select(Youth.id).where(rows(actor)))


def _asked_soon(request_id: Any, on_duty: bool) -> ColumnElement[bool]:
    return request_id.in_(select(StayRequest.id).where(StayRequest.soon)) if on_duty else false()


def _account(actor: Actor, on_duty: bool) -> ColumnElement[bool]:
    return Youth.account_id.in_(select(Account.id).where(given_cards_by(actor)))


def _statement(statement_id: Any) -> Rule:
    return lambda actor, on_duty: statement_id.in_(select(Statement.id).where(readable_statements(actor)))


def _proposal(proposal_id: Any) -> Rule:
    return lambda actor, on_duty: proposal_id.in_(
        select(Proposal.id).where(or_(visible_proposals(actor), _asked_soon(Proposal.stay_request_id, on_duty)))
    )


def _request(request_id: Any, youth_id: Any) -> Rule:
    hers = _of(visible_youths, youth_id)
    return lambda actor, on_duty: or_(hers(actor, on_duty), _asked_soon(request_id, on_duty))


def _stay(stay_id: Any) -> Rule:
    return lambda actor, on_duty: stay_id.in_(select(Stay.id).where(visible_stays(actor)))


def _support(actor: Actor, on_duty: bool) -> ColumnElement[bool]:
    return or_(SupportPerson.account_id == actor.account_id, _of(readable_youths, SupportPerson.youth_id)(actor, False))


def _consent(actor: Actor, on_duty: bool) -> ColumnElement[bool]:
    own = Consent.guardian_id == actor.subject_id if actor.role is Role.GUARDIAN else true()
    return and_(own, _of(visible_youths, Consent.youth_id)(actor, False))


def _reminder(actor: Actor, on_duty: bool) -> ColumnElement[bool]:
    waits = ContactReminder.because.in_(CANNOT_WAIT) if on_duty else false()
    return or_(waits, _of(visible_youths, ContactReminder.youth_id)(actor, False))


def _youth(actor: Actor, on_duty: bool) -> ColumnElement[bool]:
    return or_(visible_youths(actor), youths_who_tell(actor))


def _thing(what: str, table: Any, may_see: Rule) -> Thing:
    return Thing(what, table, select(table.id, table.youth_id), may_see)


def _part(what: str, table: Any, key: Any, whole: Any, may_see: Rule) -> Thing:
    """A row that belongs to her through another."""
    return Thing(what, table, select(table.id, whole.youth_id).join(whole, whole.id == key), may_see)


# The first that an address names is the one that is told.
THINGS = (
    Thing("page", Youth, select(Youth.id, Youth.id.label("youth_id")), _youth),
    Thing("card", Account, select(Youth.account_id.label("id"), Youth.id.label("youth_id")), _account),
    _thing("words", Statement, _statement(Statement.id)),
    _part("words", Answer, Answer.statement_id, Statement, _statement(Answer.statement_id)),
    _thing("words", Message, _of(youths_who_tell, Message.youth_id)),
    _thing("words", WelcomeLetter, _of(readable_youths, WelcomeLetter.youth_id)),
    _thing("words", Note, _of(readable_youths, Note.youth_id)),
    _thing("break", Stay, _stay(Stay.id)),
    _thing("break", StayChange, _stay(StayChange.stay_id)),
    _thing("visit", Visit, lambda actor, on_duty: visible_visits(actor)),
    _thing("choices", Proposal, _proposal(Proposal.id)),
    _part("choices", Approval, Approval.proposal_id, Proposal, _proposal(Approval.proposal_id)),
    Thing(
        "choices",
        HostAsk,
        select(HostAsk.id, Proposal.youth_id)
        .join(ProposalOption, ProposalOption.id == HostAsk.option_id)
        .join(Proposal, Proposal.id == ProposalOption.proposal_id),
        lambda actor, on_duty: or_(visible_asks(actor), _of(visible_youths, Proposal.youth_id)(actor, False)),
    ),
    _thing("asked", StayRequest, _request(StayRequest.id, StayRequest.youth_id)),
    _thing("asked", Occurrence, _request(Occurrence.stay_request_id, Occurrence.youth_id)),
    _thing("people", OwnPerson, _of(readable_youths, OwnPerson.youth_id)),
    _part("people", OwnPersonStep, OwnPersonStep.own_person_id, OwnPerson, _of(readable_youths, OwnPerson.youth_id)),
    _thing("people", SupportPerson, _support),
    _thing("other", Consent, _consent),
    _thing("other", ContactReminder, _reminder),
    _thing("copy", FileCopy, _of(readable_youths, FileCopy.youth_id)),
)


# -- keeping it


async def keep_refused_look(sessions: Sessions, actor: Actor, ids: Iterable[Any]) -> None:
    """`ids`: those in the address. In a transaction of its own: that of the request was undone with its answer.

    Youths are not kept: to name one to another would tell that she is here, and their own address is all they have.
    """
    wanted = [one for one in ids if isinstance(one, UUID)]
    if not wanted or actor.role is Role.YOUTH:
        return
    async with transaction(sessions, actor.municipality_id) as session:
        await keep_what_is_refused(session, actor, wanted)


async def keep_what_is_refused(session: AsyncSession, actor: Actor, ids: list[UUID]) -> None:
    """One for each young person that something of theirs was asked for."""
    told: set[UUID] = set()
    for one in await _refused(session, actor, ids):
        if one.youth_id not in told:
            told.add(one.youth_id)
            await _keep(session, actor, one)


async def _refused(session: AsyncSession, actor: Actor, ids: list[UUID]) -> list[Refused]:
    on_duty = await is_on_duty(session, actor)
    found = []
    for number, thing in enumerate(THINGS):
        row_id, youth_id = thing.rows.selected_columns
        asked = thing.rows.with_only_columns(
            literal(number).label("number"), row_id.label("id"), youth_id.label("youth_id"), maintain_column_froms=True
        )
        # What is neither true nor false for a row is no yes.
        found.append(asked.where(row_id.in_(ids), thing.may_see(actor, on_duty).is_distinct_from(true())))
    rows = await session.execute(union_all(*found).order_by(text("number")))
    return [Refused(THINGS[n].what, THINGS[n].called, id, youth_id) for n, id, youth_id in rows]


async def _keep(session: AsyncSession, actor: Actor, look: Refused) -> None:
    """Once an hour; two at the same moment wait for each other."""
    alike = f"{actor.account_id}{look.youth_id}{look.table}"
    await session.execute(text("select pg_advisory_xact_lock(hashtextextended(:alike, 0))"), {"alike": alike})
    lately = (
        select(RecordEvent.seq)
        .where(
            RecordEvent.youth_id == look.youth_id,
            RecordEvent.kind == Event.LOOK_REFUSED,
            RecordEvent.actor_id == actor.account_id,
            RecordEvent.about == look.table,
            RecordEvent.at > clock.now() - ONE_EACH,
        )
        .limit(1)
    )
    if await session.scalar(lately) is None:
        record(
            session,
            actor,
            Event.LOOK_REFUSED,
            youth_id=look.youth_id,
            about=(look.table, look.id),
            details={"what": look.what, "named": await _is_named(session, actor, look.youth_id)},
        )


async def _is_named(session: AsyncSession, actor: Actor, youth_id: UUID) -> bool:
    """By name: who works here, and those she knows. Anybody else's name could tell her of another young person."""
    if actor.role in EMPLOYED:
        return True
    hers = (
        select(Guardianship.id)
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .where(Guardianship.youth_id == youth_id, Guardian.account_id == actor.account_id),
        select(SupportPerson.id).where(
            SupportPerson.youth_id == youth_id, SupportPerson.account_id == actor.account_id
        ),
        *(
            way
            for meeting in (Stay, Visit)
            for way in (
                select(meeting.id)
                .join(SitePerson, SitePerson.site_id == meeting.site_id)
                .where(meeting.youth_id == youth_id, SitePerson.account_id == actor.account_id),
                select(meeting.id)
                .join(Mentor, Mentor.id == meeting.mentor_id)
                .where(meeting.youth_id == youth_id, Mentor.account_id == actor.account_id),
            )
        ),
    )
    return bool(await session.scalar(select(or_(*(exists(one) for one in hers)))))
