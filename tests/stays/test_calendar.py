"""Everybody's calendar shows the break; each sees what is theirs to see, and no more."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from models.breaks import Claim, Placement, Proposal, ProposalOption, Stay
from models.municipality import SchoolBreak
from models.people import Role
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.stays import wording
from service.stays.agenda import agenda_of
from service.stays.queries import calendar_of, stay_of
from tests.given import FRIDAY, SUNDAY, beds_of, given_municipality, given_request, given_site, given_youth
from tests.stays.given import given_chosen, given_stay

JANUARY = date(2027, 1, 1)
BEFORE = FRIDAY - timedelta(days=3)

#        who                  youth,  place,           mentor, her request
SEEN = {
    "as_youth": ("", "Familjen Lind", "Jo", True),
    "as_caseworker": ("Alva", "Familjen Lind", "Jo", True),
    "as_coordinator": ("Alva", "Familjen Lind", "Jo", False),
    "as_host": ("Alva", "", "Jo", False),
    "as_mentor": ("Alva", "Familjen Lind", "", False),
    "as_guardian": ("Alva", "Familjen Lind", "", False),
}


@pytest.mark.parametrize("who", SEEN)
async def test_each_role_sees_its_own_fields(session, who):
    here = await given_municipality(session)
    stay = await given_stay(session, here, mentor_id=here.mentor.id)
    youth, place, mentor, request = SEEN[who]
    with clock.at(BEFORE):
        month = await calendar_of(session, getattr(here, who), JANUARY)
    (card,) = month.stays
    assert (card.id, card.arrival, card.departure, card.nights) == (stay.id, FRIDAY, SUNDAY, 2)
    assert (card.youth, card.place, card.mentor, card.stay_request_id is not None) == (youth, place, mentor, request)
    assert month.coming == month.stays
    assert month.nights_of(card) == [date(2027, 1, 15), date(2027, 1, 16)]


@pytest.mark.parametrize("role", [Role.SUPPORT_PERSON, Role.AUDITOR, Role.ADMIN])
async def test_those_without_a_calendar_see_nothing(session, role):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    actor = Actor(here.as_admin.account_id, here.municipality.id, role, "Nils")
    assert (await calendar_of(session, actor, JANUARY)).stays == ()
    with pytest.raises(NotFound):
        await stay_of(session, actor, stay.id)


async def test_a_stranger_of_each_role_sees_nothing(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here, mentor_id=here.mentor.id)
    _, other_youth, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    nobody = here.unit.id
    strangers = [other_youth, here.as_place_keeper] + [
        Actor(here.as_admin.account_id, here.municipality.id, role, "Nils", nobody)
        for role in (Role.CASEWORKER, Role.HOST, Role.MENTOR, Role.GUARDIAN)
    ]
    for actor in strangers:
        assert (await calendar_of(session, actor, JANUARY)).stays == (), actor.role
        with pytest.raises(NotFound):
            await stay_of(session, actor, stay.id)


async def test_a_guardian_is_not_told_a_protected_place(session):
    here = await given_municipality(session)
    hidden = await given_site(session, here.zone, kind="host", called="Familjen Ek", protected_address=True)
    here.beds[hidden.id] = await beds_of(session, hidden)
    await given_stay(session, here, site=hidden)
    with clock.at(BEFORE):
        (seen,) = (await calendar_of(session, here.as_guardian, JANUARY)).stays
        (own,) = (await calendar_of(session, here.as_youth, JANUARY)).stays
    assert (seen.place, own.place) == ("", "Familjen Ek")


async def test_a_host_sees_the_needs_she_agreed_to_share_and_no_others(session):
    here = await given_municipality(session)
    here.youth.needs = ["quiet", "wheelchair"]
    _, placement = await given_chosen(session, here, needs=("quiet",))
    claim = (await session.scalars(select(Claim).where(Claim.placement_id == placement.id))).one()
    claim.state = "booked"
    session.add(
        Stay(
            claim_id=claim.id,
            occurrence_id=claim.occurrence_id,
            youth_id=here.youth.id,
            site_id=here.host.id,
            arrival=FRIDAY,
            departure=SUNDAY,
        )
    )
    await session.flush()
    with clock.at(BEFORE):
        (seen,) = (await calendar_of(session, here.as_host, JANUARY)).stays
        (by_guardian,) = (await calendar_of(session, here.as_guardian, JANUARY)).stays
    assert seen.shared_needs == ("quiet",)
    assert by_guardian.shared_needs == ()


async def test_what_she_has_chosen_stands_in_her_calendar_and_her_caseworkers_alone(session):
    here = await given_municipality(session)
    proposal, _ = await given_chosen(session, here)
    for actor in (here.as_youth, here.as_caseworker):
        assert [one.proposal_id for one in (await calendar_of(session, actor, JANUARY)).held] == [proposal.id]
    for actor in (here.as_host, here.as_guardian, here.as_coordinator, here.as_mentor, here.as_place_keeper):
        month = await calendar_of(session, actor, JANUARY)
        assert (month.held, month.stays) == ((), ())


async def test_a_break_over_the_turn_of_the_month_stands_in_both(session):
    here = await given_municipality(session)
    arrival = FRIDAY.replace(day=30)
    await given_stay(session, here, arrival=arrival, departure=arrival + timedelta(days=2))
    counts = [len((await calendar_of(session, here.as_youth, date(2027, number, 1))).stays) for number in (1, 2, 3)]
    assert counts == [1, 1, 0]  # 30 January is a Saturday; February's first week begins on Monday the 1st


async def test_her_list_holds_what_is_to_come_and_the_month_all_of_it(session):
    here = await given_municipality(session)
    await given_stay(session, here, arrival=FRIDAY - timedelta(days=7), departure=SUNDAY - timedelta(days=7))
    await given_stay(session, here)
    proposal, _ = await _kept_for_her(session, here)
    session.add(SchoolBreak(called="Trettonhelg", days=Range(date(2027, 1, 20), date(2027, 1, 23))))
    await session.flush()
    with clock.at(FRIDAY - timedelta(days=2)):
        calendar = await calendar_of(session, here.as_youth, date(2027, 1, 1))
        agenda = await agenda_of(session, here.as_youth, calendar)
        marks = wording.marks_of_hers(calendar, agenda)
    kinds = [(one.kind, one.day.day) for one in agenda.entries]
    assert ("stay", 15) in kinds
    assert ("stay", 8) not in kinds  # it is over, and asked about
    assert ("tell", 13) in kinds
    assert ("held", 22) in kinds
    assert ("free", 20) in kinds
    assert {day.day: mark[0] for day, mark in marks.items()} == {
        8: "booked", 9: "booked", 15: "booked", 16: "booked", 20: "free", 21: "free", 22: "held", 23: "held",
    }  # fmt: skip
    assert marks[date(2027, 1, 22)][2] == f"/proposals/{proposal}"


async def _kept_for_her(session, here):
    """A menu that is open: one option, the weekend after."""
    arrival, departure = FRIDAY + timedelta(days=7), SUNDAY + timedelta(days=7)
    request, occurrence = await given_request(session, here.youth, here.grant, arrival=arrival, departure=departure)
    proposal = Proposal(
        stay_request_id=request.id, youth_id=here.youth.id, status="offered", hold_until=FRIDAY + timedelta(days=3)
    )
    session.add(proposal)
    await session.flush()
    option = ProposalOption(proposal_id=proposal.id, rank=1, state="held")
    session.add(option)
    await session.flush()
    session.add(
        Placement(
            option_id=option.id,
            occurrence_id=occurrence.id,
            site_id=here.host.id,
            arrival=arrival,
            departure=departure,
        )
    )
    await session.flush()
    return proposal.id, request
