"""A check is withdrawn, or a house closes at once: never refused, nobody is left in it, and she is not the one who pays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models.breaks import ContactReminder, Occurrence, Placement, Proposal, ProposalOption, StayRequest
from models.supply import BackgroundCheck
from service import clock
from service.record import Event
from service.stays import safety
from service.supply.safety import before_detaching, close_site_now, record_check, withdraw_check
from tests.given import FRIDAY, SUNDAY, events_of, given_claim, given_municipality
from tests.stays.given import claim_of, given_chosen, given_stay

NOW = datetime(2027, 1, 8, 9, tzinfo=UTC)


def test_safety_acts_know_of_us():
    assert safety.take_care in before_detaching


async def test_closing_a_house_takes_back_the_break_and_asks_for_it_anew(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(NOW):
        await close_site_now(session, here.as_coordinator, here.host.id)
    await session.refresh(stay)
    assert (stay.status, stay.cancelled_role) == ("cancelled", "coordinator")
    assert (await claim_of(session, stay)).state == "released"
    assert (await session.scalars(select(Occurrence.status))).one() == "open"  # unlike when she gives it up herself
    assert (await session.scalars(select(StayRequest.status))).one() == "open"
    assert (await session.scalars(select(ContactReminder.because))).one() == "interrupted"
    assert Event.STAY_CANCELLED in await events_of(session, here.youth.id)


async def test_a_break_that_has_begun_is_broken_off(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(FRIDAY + timedelta(hours=5)):
        await close_site_now(session, here.as_coordinator, here.host.id)
    await session.refresh(stay)
    assert (stay.status, (await claim_of(session, stay)).state) == ("interrupted", "ended")
    assert (await session.scalars(select(Occurrence.status))).one() == "done"
    assert Event.STAY_INTERRUPTED in await events_of(session, here.youth.id)


async def test_another_house_is_not_touched(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    with clock.at(NOW):
        await close_site_now(session, here.as_coordinator, here.place.id)
    await session.refresh(stay)
    assert stay.status == "booked"


async def test_without_a_valid_check_nobody_sleeps_there(session):
    here = await given_municipality(session)
    with clock.at(NOW):
        checks = [
            await record_check(
                session,
                here.as_coordinator,
                site_id=here.host.id,
                kind=kind,
                outcome="passed",
                made_on=date(2026, 12, 1),
                valid_until=date(2027, 11, 1),
            )
            for kind in ("register", "home_visit", "references", "safety")
        ]
        stay = await given_stay(session, here)
        await withdraw_check(session, here.as_coordinator, checks[0].id)
    await session.refresh(stay)
    assert stay.status == "cancelled"
    assert len((await session.scalars(select(BackgroundCheck))).all()) == 4


@pytest.mark.parametrize("status", ["chosen", "approved"])
async def test_what_she_had_chosen_is_gone_and_what_else_was_on_her_menu_is_hers(session, status):
    here = await given_municipality(session)
    proposal, placement = await given_chosen(session, here)
    proposal.status = status
    other = await _second_option(session, here, proposal, placement.occurrence_id)
    with clock.at(NOW):
        await close_site_now(session, here.as_coordinator, here.host.id)
    await session.refresh(proposal)
    states = dict((await session.execute(select(ProposalOption.id, ProposalOption.state))).all())
    assert proposal.status == "offered"
    assert proposal.hold_until > NOW
    assert states == {placement.option_id: "dropped", other.option_id: "held"}


async def test_when_nothing_is_left_we_look_again_and_her_caseworker_talks_with_her(session):
    here = await given_municipality(session)
    proposal, _ = await given_chosen(session, here)
    with clock.at(NOW):
        await close_site_now(session, here.as_coordinator, here.host.id)
    await session.refresh(proposal)
    assert proposal.status == "unmet"
    assert (await session.scalars(select(StayRequest.status))).one() == "open"
    assert (await session.scalars(select(Occurrence.status))).one() == "open"
    assert (await session.scalars(select(ContactReminder.because))).one() == "no_host_left"


async def test_losing_an_option_she_did_not_choose_leaves_her_choice_alone(session):
    here = await given_municipality(session)
    proposal, placement = await given_chosen(session, here)
    other = await _second_option(session, here, proposal, placement.occurrence_id)
    with clock.at(NOW):
        await close_site_now(session, here.as_coordinator, here.place.id)
    await session.refresh(proposal)
    states = dict((await session.execute(select(ProposalOption.id, ProposalOption.state))).all())
    assert proposal.status == "chosen"
    assert states == {placement.option_id: "chosen", other.option_id: "dropped"}


async def _second_option(session, here, proposal: Proposal, occurrence_id) -> Placement:
    option = ProposalOption(proposal_id=proposal.id, rank=2, state="held")
    session.add(option)
    await session.flush()
    placement = Placement(
        option_id=option.id, occurrence_id=occurrence_id, site_id=here.place.id, arrival=FRIDAY, departure=SUNDAY
    )
    session.add(placement)
    await session.flush()
    occurrence = await session.get_one(Occurrence, occurrence_id)
    claim = await given_claim(session, occurrence, here.beds[here.place.id][0], state="held")
    claim.placement_id = placement.id
    await session.flush()
    return placement
