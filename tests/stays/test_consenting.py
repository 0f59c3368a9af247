"""The consent gate: closed, then opened, and in that moment what waited is booked."""

import pytest
from sqlalchemy import select

from models.breaks import Approval, Choice, Claim, Stay
from models.words import Statement
from service.consents.actions import rules_of_today
from service.consents.rules import Kind
from service.consents.wording import wording_of
from service.errors import Changed
from service.proposals.actions import book_what_is_open
from service.record import Event
from service.stays.consenting import record_yes, say_yes
from service.stays.queries import calendar_of
from tests.consents.given import given_second_guardian
from tests.given import FRIDAY, events_of, given_municipality
from tests.stays.given import given_chosen


async def given_approved(session):
    here = await given_municipality(session)
    session.add_all(rules_of_today(here.municipality))
    proposal, placement = await given_chosen(session, here)
    proposal.status = "approved"
    said = Statement(youth_id=here.youth.id, kind="choice", made_by=here.as_youth.account_id)
    session.add(said)
    await session.flush()
    session.add(Choice(proposal_id=proposal.id, option_id=placement.option_id, statement_id=said.id, answer="this"))
    session.add(
        Approval(
            proposal_id=proposal.id,
            option_id=placement.option_id,
            made_by=here.as_caseworker.account_id,
            decision="approved",
            view_sought="said_in_service",
        )
    )
    await session.flush()
    return here


async def mark_of(session, here) -> str:
    return (await wording_of(session, Kind.OVERNIGHT, here.youth.called)).mark


async def test_without_her_guardians_yes_it_waits(session):
    here = await given_approved(session)
    assert await book_what_is_open(session, here.as_caseworker, here.youth.id) == []
    assert (await session.scalars(select(Claim.state))).one() == "held"


async def test_the_yes_books_what_waited_and_all_calendars_show_it(session):
    here = await given_approved(session)
    _, booked = await say_yes(session, here.as_guardian, here.youth.id, Kind.OVERNIGHT, await mark_of(session, here))
    assert [(one.youth_id, one.site_id, one.status) for one in booked] == [(here.youth.id, here.host.id, "booked")]
    assert (await session.scalars(select(Claim.state))).one() == "booked"
    for actor in (here.as_youth, here.as_host, here.as_caseworker, here.as_guardian, here.as_coordinator):
        assert len((await calendar_of(session, actor, FRIDAY.date())).stays) == 1, actor.role
    assert await events_of(session, here.youth.id) == [Event.CONSENT_GIVEN, Event.STAY_BOOKED]


async def test_with_two_guardians_the_second_yes_books(session):
    here = await given_approved(session)
    ali = await given_second_guardian(session, here)
    _, first = await say_yes(session, here.as_guardian, here.youth.id, Kind.OVERNIGHT, await mark_of(session, here))
    assert first == []
    _, second = await record_yes(
        session, here.as_caseworker, here.youth.id, ali.id, Kind.OVERNIGHT, "phone", "Ali sa ja på telefon."
    )
    assert len(second) == 1


async def test_a_yes_to_another_text_books_nothing(session):
    here = await given_approved(session)
    with pytest.raises(Changed):
        await say_yes(session, here.as_guardian, here.youth.id, Kind.OVERNIGHT, "0" * 16)
    assert (await session.scalars(select(Stay))).all() == []


async def test_a_yes_to_days_does_not_book_nights(session):
    here = await given_approved(session)
    day = (await wording_of(session, Kind.DAYTIME, here.youth.called)).mark
    _, booked = await say_yes(session, here.as_guardian, here.youth.id, Kind.DAYTIME, day)
    assert booked == []
