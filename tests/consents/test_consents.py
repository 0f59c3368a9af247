"""A yes is given, kept with the text that was shown, taken back; and only by those whose yes it is."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from models.breaks import Consent, ContactReminder
from models.municipality import ConsentRule
from models.people import Role
from service import clock
from service.actor import Actor
from service.consents.actions import (
    LONGEST_TEXT,
    ConsentAlreadyGiven,
    ConsentAlreadyWithdrawn,
    give_consent,
    rules_of_today,
    withdraw_consent,
)
from service.consents.queries import children_of, consent_state, consents_of
from service.consents.rules import Kind, Needs
from service.consents.wording import wording_of
from service.errors import Changed, Forbidden, Invalid, NotFound
from service.record import Event
from tests.consents.given import WEEKEND, given_rules, given_second_guardian, says_yes
from tests.given import FRIDAY, events_of, given_municipality, given_youth


async def test_the_gate_is_closed_until_her_guardian_has_said_yes(session):
    here = await given_rules(session)
    before = await consent_state(session, here.youth.id, Kind.OVERNIGHT, WEEKEND)
    assert not before.is_open
    assert [one.called for one in before.missing] == ["Eva"]
    await says_yes(session, here)
    after = await consent_state(session, here.youth.id, Kind.OVERNIGHT, WEEKEND)
    assert after.is_open
    assert after.missing == ()


async def test_with_two_guardians_one_yes_is_not_enough(session):
    here = await given_rules(session)
    other = await given_second_guardian(session, here)
    await says_yes(session, here)
    halfway = await consent_state(session, here.youth.id, Kind.OVERNIGHT, WEEKEND)
    assert not halfway.is_open
    assert [(one.called, one.has_account) for one in halfway.missing] == [("Ali", False)]
    await says_yes(session, here, actor=here.as_caseworker, guardian_id=other.id)
    assert (await consent_state(session, here.youth.id, Kind.OVERNIGHT, WEEKEND)).is_open


async def test_without_rules_nothing_is_open(session):
    here = await given_municipality(session)
    state = await consent_state(session, here.youth.id, Kind.OVERNIGHT, WEEKEND)
    assert (state.is_open, state.needs) == (False, Needs.ASK_LAWYER)


async def test_from_eighteen_she_decides_herself_also_when_she_turns_eighteen_before_the_break(session):
    here = await given_rules(session)
    day_before, birthday = date(2029, 5, 3), date(2029, 5, 4)
    assert (await consent_state(session, here.youth.id, Kind.OVERNIGHT, day_before)).needs is Needs.GUARDIANS
    assert (await consent_state(session, here.youth.id, Kind.OVERNIGHT, birthday)).is_open


async def test_a_yes_to_days_is_not_a_yes_to_nights(session):
    here = await given_rules(session)
    text = (await wording_of(session, Kind.DAYTIME, here.youth.called)).text
    await give_consent(session, here.as_guardian, here.youth.id, here.guardian.id, Kind.DAYTIME, "signed_in", text)
    assert not (await consent_state(session, here.youth.id, Kind.OVERNIGHT, WEEKEND)).is_open


async def test_the_text_that_was_shown_is_kept(session):
    here = await given_rules(session)
    consent = await says_yes(session, here)
    await session.refresh(consent)
    assert consent.text_shown == (await wording_of(session, Kind.OVERNIGHT, "Alva")).text
    assert "Alva" in consent.text_shown
    assert consent.manner == "signed_in"
    assert await events_of(session, here.youth.id) == [Event.CONSENT_GIVEN]


async def test_a_text_we_did_not_show_is_not_kept_as_signed(session):
    here = await given_rules(session)
    with pytest.raises(Changed):
        await give_consent(
            session, here.as_guardian, here.youth.id, here.guardian.id, Kind.OVERNIGHT, "signed_in", "Anything at all"
        )
    assert await how_many(session, Consent) == 0


async def test_her_caseworker_records_what_was_said_on_the_phone_in_those_words(session):
    here = await given_rules(session)
    consent = await give_consent(
        session, here.as_caseworker, here.youth.id, here.guardian.id, "overnight", "phone", "  Helger till juni.  "
    )
    assert (consent.text_shown, consent.manner, consent.recorded_by) == (
        "Helger till juni.",
        "phone",
        here.as_caseworker.account_id,
    )


@pytest.mark.parametrize(
    ("manner", "words", "field"),
    [
        ("signed_in", "Ja.", "manner"),  # the caseworker is not the guardian
        ("telepathy", "Ja.", "manner"),
        ("paper", "   ", "text_shown"),
        ("paper", "j" * (LONGEST_TEXT + 1), "text_shown"),
    ],
)
async def test_a_caseworkers_note_that_can_not_be_used_is_refused_by_field(session, manner, words, field):
    here = await given_rules(session)
    with pytest.raises(Invalid) as refused:
        await give_consent(session, here.as_caseworker, here.youth.id, here.guardian.id, "overnight", manner, words)
    assert refused.value.field == field
    assert await how_many(session, Consent) == 0


async def test_saying_yes_twice_keeps_one(session):
    here = await given_rules(session)
    await says_yes(session, here)
    with pytest.raises(ConsentAlreadyGiven):
        await says_yes(session, here)
    assert await how_many(session, Consent) == 1


async def test_taking_it_back_closes_the_gate_and_her_caseworker_is_asked_to_talk(session):
    here = await given_rules(session)
    consent = await says_yes(session, here)
    with clock.at(FRIDAY):
        await withdraw_consent(session, here.as_guardian, consent.id)
    assert not (await consent_state(session, here.youth.id, Kind.OVERNIGHT, WEEKEND)).is_open
    reminder = (await session.scalars(select(ContactReminder))).one()
    assert (reminder.because, reminder.youth_id) == ("consent_missing", here.youth.id)
    assert await events_of(session, here.youth.id) == [Event.CONSENT_GIVEN, Event.CONSENT_WITHDRAWN]


async def test_it_can_be_taken_back_once_and_given_again(session):
    here = await given_rules(session)
    consent = await says_yes(session, here)
    await withdraw_consent(session, here.as_guardian, consent.id)
    with pytest.raises(ConsentAlreadyWithdrawn):
        await withdraw_consent(session, here.as_guardian, consent.id)
    await says_yes(session, here)
    assert (await consent_state(session, here.youth.id, Kind.OVERNIGHT, WEEKEND)).is_open


async def test_nobody_else_says_yes_for_her(session):
    here = await given_rules(session)
    other = await given_second_guardian(session, here)
    shown = await wording_of(session, Kind.OVERNIGHT, here.youth.called)
    for actor in (
        here.as_youth,
        here.as_host,
        here.as_mentor,
        here.as_coordinator,
        here.as_place_keeper,
        here.as_admin,
    ):
        with pytest.raises(Forbidden):
            await give_consent(session, actor, here.youth.id, here.guardian.id, "overnight", "signed_in", shown.text)
    with pytest.raises(NotFound):  # one guardian for the other
        await give_consent(session, here.as_guardian, here.youth.id, other.id, "overnight", "signed_in", shown.text)
    with pytest.raises(NotFound):  # a caseworker of somebody else
        await give_consent(
            session, somebody_else(here, Role.CASEWORKER), here.youth.id, here.guardian.id, "overnight", "phone", "Ja."
        )
    assert await how_many(session, Consent) == 0


async def test_a_guardian_of_somebody_else_finds_nothing(session):
    here = await given_rules(session)
    consent = await says_yes(session, here)
    stranger = somebody_else(here, Role.GUARDIAN)
    with pytest.raises(NotFound):
        await consents_of(session, stranger, here.youth.id)
    with pytest.raises(NotFound):
        await withdraw_consent(session, stranger, consent.id)
    assert await children_of(session, stranger) == []


async def test_a_guardian_sees_what_she_is_asked_and_not_what_the_other_said(session):
    here = await given_rules(session)
    other = await given_second_guardian(session, here)
    await says_yes(session, here, actor=here.as_caseworker, guardian_id=other.id)
    (child,) = await children_of(session, here.as_guardian)
    assert [(one.kind, one.guardian_called, one.given) for one in child.asked] == [(Kind.OVERNIGHT, "Eva", None)]
    everything = await consents_of(session, here.as_caseworker, here.youth.id)
    assert {(one.guardian_called, one.given is not None) for one in everything.asked} == {("Eva", False), ("Ali", True)}


async def test_a_younger_child_needs_more_yeses(session):
    here = await given_rules(session)
    youth, _, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo", born=date(2016, 3, 1))
    child = await consents_of(session, here.as_caseworker, youth.id)
    assert child.asked == ()  # no guardian is known: nobody can be asked, and no case is clear
    assert set(child.ask_lawyer) == set(Kind)


async def test_the_database_holds_one_rule_for_a_case(session):
    here = await given_rules(session)
    assert await how_many(session, ConsentRule) == 7
    with pytest.raises(IntegrityError, match="ex_consent_rule_one"):
        async with session.begin_nested():
            session.add(rules_of_today(here.municipality)[0])


def somebody_else(here, role):
    return Actor(here.unit.id, here.municipality.id, role, "Nils", here.unit.id)


async def how_many(session, table):
    return await session.scalar(select(func.count()).select_from(table))
