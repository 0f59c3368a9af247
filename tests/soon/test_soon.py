"""A break now: what is open is held at once, somebody is told whatever is found, and a person decides. Never a dead end."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from models.breaks import Claim, Consent, ContactReminder, HostAsk, Proposal, Stay, StayRequest
from models.people import Guardianship, Role, SupportGrant
from models.reaching import ContactPreference, Duty
from models.record import RecordEvent
from models.words import Statement
from service import clock
from service.actor import Actor
from service.consents.actions import rules_of_today
from service.consents.rules import Kind
from service.errors import Forbidden, Invalid, NotFound
from service.proposals.choices import choose
from service.proposals.menus import expire
from service.record import Event
from service.soon.actions import approve_on_duty, ask_to_be_called, look_for_soon
from service.soon.consenting import needed_yes, record_yes_on_duty
from service.soon.errors import NotOnDuty, TimeIsPast
from service.soon.queries import desk_now, helper_of, soon_of
from service.soon.rules import Here, When
from service.stays import duty
from service.stays.consenting import record_yes
from tests.given import given_municipality, given_request, given_youth

THURSDAY = datetime(2027, 1, 14, 17, 40, tzinfo=UTC)  # 18:40 in Umeå


async def given_here(session, *, consent=True):
    here = await given_municipality(session)
    session.add_all(rules_of_today(here.municipality))
    if consent:
        session.add(
            Consent(
                youth_id=here.youth.id,
                guardian_id=here.guardian.id,
                kind="overnight",
                text_shown="Ja",
                manner="in_person",
                recorded_by=here.as_caseworker.account_id,
                given_at=THURSDAY - timedelta(days=30),
            )
        )
    await session.flush()
    return here


async def on_duty(session, actor, phone="090-00 00 07"):
    during = Range(THURSDAY - timedelta(hours=2), THURSDAY + timedelta(hours=12))
    session.add(Duty(account_id=actor.account_id, during=during, phone=phone))
    await session.flush()


async def another_caseworker(session, here):
    from models.people import Account, AccountRole

    account = Account(called="Daniel")
    session.add(account)
    await session.flush()
    session.add(AccountRole(account_id=account.id, role="caseworker", unit_id=here.unit.id))
    await session.flush()
    return Actor(account.id, here.municipality.id, Role.CASEWORKER, "Daniel", None, here.unit.id)


async def test_what_is_open_is_held_without_asking_anybody_and_somebody_is_told(session):
    here = await given_here(session)
    with clock.at(THURSDAY):
        request_id = await look_for_soon(session, here.as_youth, When.TONIGHT)
        view = await soon_of(session, here.as_youth, request_id)
    assert view.here is Here.CHOOSE
    assert {one.called for one in view.options} == {"Familjen Lind", "Stugan"}
    assert {one.state for one in await session.scalars(select(HostAsk))} == {"standing_yes"}
    assert {one.state for one in await session.scalars(select(Claim))} == {"held"}
    assert [one.because for one in await session.scalars(select(ContactReminder))] == ["soon"]
    assert view.hold_until <= THURSDAY + timedelta(hours=2)


async def test_a_host_who_wants_to_be_asked_is_not_waited_for(session):
    here = await given_here(session)
    here.host.ask_each_time = True
    await session.flush()
    with clock.at(THURSDAY):
        request_id = await look_for_soon(session, here.as_youth, When.TONIGHT)
        view = await soon_of(session, here.as_youth, request_id)
    assert {one.called for one in view.options} == {"Stugan"}


async def test_from_a_tap_to_a_bed_with_whoever_is_on_duty(session):
    here = await given_here(session)
    daniel = await another_caseworker(session, here)
    await on_duty(session, daniel)
    with clock.at(THURSDAY):
        request_id = await look_for_soon(session, here.as_youth, When.TONIGHT)
        view = await soon_of(session, here.as_youth, request_id)
        await choose(session, here.as_youth, view.proposal_id, answer="this", option_id=view.options[0].id)
        assert (await soon_of(session, here.as_youth, request_id)).here is Here.NEEDS_YES
        (waits,) = await desk_now(session, daniel)
        await duty.see(session, daniel, waits.waits.id)
        assert (await helper_of(session, here.youth.id, "Europe/Stockholm")).seen_by == "Daniel"
        await approve_on_duty(session, daniel, waits.proposal_id, "Kom du.", waits.rev)
        after = await soon_of(session, here.as_youth, request_id)
    assert after.here is Here.BOOKED
    assert [one.status for one in await session.scalars(select(Stay))] == ["booked"]


async def test_who_is_not_on_duty_decides_nothing_and_sees_nobody_elses(session):
    here = await given_here(session)
    daniel = await another_caseworker(session, here)
    with clock.at(THURSDAY):
        request_id = await look_for_soon(session, here.as_youth, When.TONIGHT)
        view = await soon_of(session, here.as_youth, request_id)
        await choose(session, here.as_youth, view.proposal_id, answer="this", option_id=view.options[0].id)
        assert await desk_now(session, daniel) == []
        with pytest.raises(NotOnDuty):
            await approve_on_duty(session, daniel, view.proposal_id, "Ja")
        with pytest.raises(Forbidden):
            await desk_now(session, here.as_host)


async def test_on_duty_decides_only_what_was_asked_for_soon(session):
    from models.breaks import ProposalOption
    from tests.given import given_request

    here = await given_here(session)
    daniel = await another_caseworker(session, here)
    await on_duty(session, daniel)
    request, _ = await given_request(session, here.youth, here.grant)
    proposal = Proposal(stay_request_id=request.id, youth_id=here.youth.id, status="chosen")
    session.add(proposal)
    await session.flush()
    session.add(ProposalOption(proposal_id=proposal.id, rank=1, state="held"))
    await session.flush()
    with clock.at(THURSDAY), pytest.raises(NotFound):
        await approve_on_duty(session, daniel, proposal.id, "Ja")


async def test_without_a_guardians_yes_it_is_said_and_not_booked(session):
    here = await given_here(session, consent=False)
    await on_duty(session, here.as_caseworker)
    with clock.at(THURSDAY):
        request_id = await look_for_soon(session, here.as_youth, When.TONIGHT)
        view = await soon_of(session, here.as_youth, request_id)
        await choose(session, here.as_youth, view.proposal_id, answer="this", option_id=view.options[0].id)
        waiting = await soon_of(session, here.as_youth, request_id)
        assert (waiting.here, waiting.waits_for) == (Here.NEEDS_CONSENT, ("Eva",))
        await approve_on_duty(session, here.as_caseworker, view.proposal_id, "Vi ringer Eva.")
    assert (await session.scalars(select(Stay))).all() == []


async def chosen_soon(session, here):
    """She has chosen a bed for tonight; the yes of her guardian is missing."""
    request_id = await look_for_soon(session, here.as_youth, When.TONIGHT)
    view = await soon_of(session, here.as_youth, request_id)
    await choose(session, here.as_youth, view.proposal_id, answer="this", option_id=view.options[0].id)
    return view.proposal_id


@pytest.mark.parametrize("approved_first", [True, False])
async def test_on_duty_the_missing_yes_is_recorded_and_she_has_a_bed(session, approved_first):
    here = await given_here(session, consent=False)
    daniel = await another_caseworker(session, here)
    await on_duty(session, daniel)
    with clock.at(THURSDAY):
        proposal_id = await chosen_soon(session, here)
        if approved_first:
            await approve_on_duty(session, daniel, proposal_id, "Vi ringer Eva.")
        (waits,) = await desk_now(session, daniel)
        assert (waits.proposal_id, waits.is_approved) == (proposal_id, approved_first)
        needed = await needed_yes(session, daniel, proposal_id)
        assert [one.called for one in needed.missing] == ["Eva"]
        await record_yes_on_duty(session, daniel, proposal_id, here.guardian.id, "phone", "Eva sa ja i telefon.")
        assert (await needed_yes_or_none(session, daniel, proposal_id)) in ((), None)
        if not approved_first:
            await approve_on_duty(session, daniel, proposal_id, "Kom du.")
    assert [one.status for one in await session.scalars(select(Stay))] == ["booked"]
    kept = (await session.scalars(select(Consent))).one()
    assert (kept.kind, kept.manner, kept.recorded_by) == ("overnight", "phone", daniel.account_id)
    await session.commit()
    told = await session.scalar(select(RecordEvent.details).where(RecordEvent.kind == Event.CONSENT_GIVEN))
    assert json.loads(told)["on_duty"] is True


async def needed_yes_or_none(session, actor, proposal_id):
    try:
        return (await needed_yes(session, actor, proposal_id)).missing
    except NotFound:
        return None


async def test_who_is_not_on_duty_or_not_any_more_records_nothing(session):
    here = await given_here(session, consent=False)
    daniel = await another_caseworker(session, here)
    await on_duty(session, daniel)
    with clock.at(THURSDAY):
        proposal_id = await chosen_soon(session, here)
    yes = (proposal_id, here.guardian.id, "phone", "Eva sa ja.")
    for actor, moment in (
        (daniel, THURSDAY + timedelta(hours=12)),  # her duty is over at this moment
        (daniel, THURSDAY - timedelta(hours=3)),
        (here.as_caseworker, THURSDAY),  # her own has the page of consents; the duty is somebody else's
        (here.as_coordinator, THURSDAY),
        (here.as_guardian, THURSDAY),
    ):
        with clock.at(moment), pytest.raises(NotOnDuty):
            await record_yes_on_duty(session, actor, *yes)
    assert (await session.scalars(select(Consent))).all() == []


async def test_on_duty_only_what_that_break_soon_waits_for_is_recorded(session):
    """Not of another youth's request, not for a break that was not asked for soon, not of somebody who is not missing."""
    here = await given_here(session, consent=False)
    daniel = await another_caseworker(session, here)
    await on_duty(session, daniel)
    other, _, other_grant = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    session.add(Guardianship(youth_id=other.id, guardian_id=here.guardian.id))
    request, _ = await given_request(session, other, other_grant)
    proposal = Proposal(stay_request_id=request.id, youth_id=other.id, status="chosen")
    session.add(proposal)
    await session.flush()
    with clock.at(THURSDAY):
        proposal_id = await chosen_soon(session, here)
        with pytest.raises(NotFound):
            await record_yes_on_duty(session, daniel, proposal.id, here.guardian.id, "phone", "Ja")
        with pytest.raises(NotFound):
            await record_yes_on_duty(session, daniel, proposal_id, other.id, "phone", "Ja")
        with pytest.raises(NotFound):  # the plain way stays shut
            await record_yes(session, daniel, here.youth.id, here.guardian.id, Kind.OVERNIGHT, "phone", "Ja")
        with pytest.raises(Invalid):
            await record_yes_on_duty(session, daniel, proposal_id, here.guardian.id, "signed_in", "Ja")
        await record_yes_on_duty(session, daniel, proposal_id, here.guardian.id, "phone", "Ja")  # negative control
        with pytest.raises(NotFound):
            await record_yes_on_duty(session, daniel, proposal_id, here.guardian.id, "phone", "Ja")
    assert [one.youth_id for one in await session.scalars(select(Consent))] == [here.youth.id]


async def test_nothing_open_is_said_honestly_and_somebody_is_told_all_the_same(session):
    here = await given_here(session)
    here.host.closed_at = here.place.closed_at = THURSDAY
    await session.flush()
    with clock.at(THURSDAY):
        request_id = await look_for_soon(session, here.as_youth, When.TONIGHT)
        assert (await soon_of(session, here.as_youth, request_id)).here is Here.NOTHING
    assert [one.because for one in await session.scalars(select(ContactReminder))] == ["soon"]
    assert (await session.scalars(select(StayRequest.status))).all() == ["closed"]  # no later round brings tonight back


async def test_without_a_decision_that_carries_it_somebody_is_told(session):
    here = await given_here(session)
    _, other, grant = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    found = await session.get(SupportGrant, grant.id)
    found.valid = Range(THURSDAY.date() - timedelta(days=90), THURSDAY.date() - timedelta(days=1))
    await session.flush()
    with clock.at(THURSDAY):
        assert await look_for_soon(session, other, When.TONIGHT) is None
    assert len((await session.scalars(select(ContactReminder))).all()) == 1
    assert (await session.scalars(select(StayRequest))).all() == []


async def test_what_she_does_not_take_is_free_again_soon(session):
    here = await given_here(session)
    with clock.at(THURSDAY):
        await look_for_soon(session, here.as_youth, When.TONIGHT)
    with clock.at(THURSDAY + timedelta(hours=2, minutes=1)):
        await expire(session)
    assert {one.state for one in await session.scalars(select(Claim))} == {"released"}


async def test_a_time_that_is_past_is_refused(session):
    here = await given_here(session)
    with clock.at(THURSDAY.replace(hour=21)), pytest.raises(TimeIsPast):
        await look_for_soon(session, here.as_youth, When.EVENING)


async def test_pressed_twice_the_same_people_are_told_once(session):
    here = await given_here(session)
    with clock.at(THURSDAY):
        await look_for_soon(session, here.as_youth, When.TOMORROW)
        await look_for_soon(session, here.as_youth, When.TOMORROW)
    assert len((await session.scalars(select(ContactReminder))).all()) == 1


@pytest.mark.parametrize("call", ["never", "any_time"])
async def test_she_asks_to_be_rung_only_where_it_is_safe(session, call):
    here = await given_here(session)
    session.add(ContactPreference(youth_id=here.youth.id, call=call))
    await session.flush()
    with clock.at(THURSDAY):
        if call == "never":
            with pytest.raises(NotFound):
                await ask_to_be_called(session, here.as_youth)
        else:
            said = await ask_to_be_called(session, here.as_youth)
            assert (said.cards, said.answer_due > THURSDAY) == (["call_me"], True)
    assert len((await session.scalars(select(Statement))).all()) == (call != "never")


# -- who is on duty


async def test_two_are_never_on_duty_at_once(session):
    here = await given_here(session)
    begins, ends = THURSDAY, THURSDAY + timedelta(hours=10)
    with clock.at(THURSDAY - timedelta(days=1)):
        await duty.put_on_duty(session, here.as_coordinator, here.as_caseworker.account_id, begins, ends, "")
        with pytest.raises(Exception, match="ex_duty_one"):
            async with session.begin_nested():
                await duty.put_on_duty(session, here.as_coordinator, here.as_coordinator.account_id, begins, ends, "")


async def test_only_staff_is_put_on_duty_and_only_by_a_coordinator(session):
    here = await given_here(session)
    ends = THURSDAY + timedelta(hours=10)
    with clock.at(THURSDAY - timedelta(days=1)):
        with pytest.raises(Invalid):
            await duty.put_on_duty(session, here.as_coordinator, here.as_host.account_id, THURSDAY, ends, "")
        with pytest.raises(Invalid):
            await duty.put_on_duty(session, here.as_coordinator, here.as_caseworker.account_id, ends, THURSDAY, "")
        with pytest.raises(Forbidden):
            await duty.put_on_duty(session, here.as_caseworker, here.as_caseworker.account_id, THURSDAY, ends, "")


async def test_taken_off_duty_it_ends_now_and_what_was_stays(session):
    here = await given_here(session)
    await on_duty(session, here.as_caseworker)
    with clock.at(THURSDAY):
        (shift,) = await duty.shifts_ahead(session)
        await duty.take_off_duty(session, here.as_coordinator, shift.id)
        assert not await duty.is_on_duty(session, here.as_caseworker)
        assert await duty.shifts_ahead(session) == []
    assert len((await session.scalars(select(Duty))).all()) == 1
