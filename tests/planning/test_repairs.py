"""A house closes with booked breaks in it: what could be done is found with proof, taken with one button, and moves nobody."""

from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select, text

from models.breaks import Claim, Proposal, ProposalOption, Stay, StayRequest, StayWindow
from models.words import Heart
from service import clock
from service.database import transaction
from service.jobs.running import claim
from service.planning.errors import NothingIsHit, RepairIsOutdated, RepairsAreLookedFor
from service.planning.hit import breaks_without_a_place
from service.planning.jobs import look_for_repairs as do_look
from service.planning.repair_actions import latest_search, look_for_repairs, take_repair
from service.planning.repair_view import repair_view
from service.proposals.jobs import publish
from service.stays import safety  # noqa: F401  closing asks it first
from service.stays.actions import cancel_stay
from service.supply.safety import close_now, close_site_now, open_again
from tests.given import FRIDAY, SUNDAY, beds_of, given_municipality, given_site, given_youth
from tests.stays.given import given_chosen, given_stay

BEFORE = FRIDAY - timedelta(days=30)
WEEK = timedelta(days=7)


@pytest_asyncio.fixture
async def here(database):
    """Two homes; Alva is booked in the first."""
    with clock.at(BEFORE):
        async with transaction(database.sessions) as session:
            here = await given_municipality(session)
            here.more["stay"] = await given_stay(session, here)
        yield here


async def searched(database, here):
    async with transaction(database.sessions, here.municipality.id) as session:
        job_id = await look_for_repairs(session, here.as_coordinator)
    await do_look(database.sessions, await claim(database.sessions, job_id, here.municipality.id))
    return job_id


async def seen(database, here, actor=None):
    async with transaction(database.sessions, here.municipality.id) as session:
        return await repair_view(session, actor or here.as_coordinator)


async def closed(database, here, site_id):
    async with transaction(database.sessions, here.municipality.id) as session:
        await close_site_now(session, here.as_coordinator, site_id)


async def another(session, here, called, site, bed=0, **times):
    youth, _, grant = await given_youth(session, here.zone, here.as_caseworker, called=called)
    return await given_stay(session, here, youth=youth, grant=grant, site=site, bed=bed, **times)


async def test_a_booked_break_that_lost_its_house_is_hit_and_gets_a_new_proposal(database, here):
    await closed(database, here, here.host.id)
    job_id = await searched(database, here)
    view = await seen(database, here)
    assert [(one.called, one.place, one.was_booked) for one in view.hit] == [("Alva", "Familjen Lind", True)]
    assert (view.is_current, view.alone.placed, view.alone.proven, view.with_others) == (True, 1, True, [])
    assert [one.after.place for one in view.alone.changes] == ["Stugan"]
    async with transaction(database.sessions, here.municipality.id) as session:
        made = await take_repair(session, here.as_coordinator, job_id)
    await publish(database.sessions, await claim(database.sessions, made.job_id, here.municipality.id))
    async with transaction(database.sessions, here.municipality.id) as session:
        proposal = (await session.scalars(select(Proposal))).one()
        option = (await session.scalars(select(ProposalOption).where(ProposalOption.proposal_id == proposal.id))).one()
        held = (await session.scalars(select(Claim).where(Claim.state == "held"))).one()
        assert (proposal.status, option.state, held.site_id) == ("offered", "held", here.place.id)
        assert (await session.scalars(select(Stay.status))).one() == "cancelled"  # nothing is booked for her
        kinds = list(await session.scalars(text("select kind from record_event order by seq")))
        assert [one for one in kinds if one.startswith("repairs")] == ["repairs.asked", "repairs.taken"]
        assert await breaks_without_a_place(session) == []  # she has a menu


async def test_her_own_no_is_no_break_to_repair(database, here):
    async with transaction(database.sessions, here.municipality.id) as session:
        await cancel_stay(session, here.as_youth, here.more["stay"].id)
        assert await breaks_without_a_place(session) == []
        with pytest.raises(NothingIsHit):
            await look_for_repairs(session, here.as_coordinator)


async def test_what_she_had_chosen_is_hit_as_what_was_booked_is(database):
    with clock.at(BEFORE):
        async with transaction(database.sessions) as session:
            here = await given_municipality(session)
            await given_chosen(session, here)
            await close_site_now(session, here.as_coordinator, here.host.id)
        await searched(database, here)
        view = await seen(database, here)
        assert [(one.called, one.was_booked) for one in view.hit] == [("Alva", False)]
        assert view.alone.placed == 1


async def test_when_a_mentor_falls_away_the_house_that_she_likes_can_stay(database):
    with clock.at(BEFORE):
        async with transaction(database.sessions) as session:
            here = await given_municipality(session)
            stay = await given_stay(session, here, mentor_id=here.mentor.id)
            (await session.get_one(StayRequest, await _request_of(session, stay))).mentor_along = "nice"
            session.add(Heart(youth_id=here.youth.id, site_id=here.host.id))
            await close_now(session, here.as_coordinator, mentor_id=here.mentor.id, until=SUNDAY + timedelta(days=1))
        await searched(database, here)
        view = await seen(database, here)
        assert [one.mentor for one in view.hit] == ["Jo"]
        assert [(one.after.place, one.after.mentor) for one in view.alone.changes] == [("Familjen Lind", "")]


async def test_more_have_a_place_if_another_moves_and_that_is_shown_and_cannot_be_taken(database):
    """The one free bed is a week later, and only the other youth could also come then."""
    with clock.at(BEFORE):
        async with transaction(database.sessions) as session:
            here = await given_municipality(session)
            small = await given_site(session, here.zone, kind="host", called="Familjen Ek", beds=1)
            here.beds[small.id] = await beds_of(session, small)
            await given_stay(session, here, site=here.host)
            other = await another(session, here, "Bo", small)
            session.add(
                StayWindow(
                    occurrence_id=other.occurrence_id, arrival=FRIDAY + WEEK, departure=SUNDAY + WEEK, preference=0
                )
            )
            await session.flush()
            await close_site_now(session, here.as_coordinator, here.place.id)
            await close_site_now(session, here.as_coordinator, here.host.id)
        job_id = await searched(database, here)
        view = await seen(database, here)
        assert (view.alone.placed, view.alone.proven) == (0, True)
        (choice,) = view.with_others
        assert (choice.placed, choice.others, choice.worse, choice.proven) == (1, 1, 1, True)
        assert [(one.called, one.before.arrival, one.after.arrival) for one in choice.moved] == [
            ("Bo", FRIDAY, FRIDAY + WEEK)
        ]
        async with transaction(database.sessions, here.municipality.id) as session:
            with pytest.raises(RepairIsOutdated):  # nothing to take: what is booked for Bo stays his
                await take_repair(session, here.as_coordinator, job_id)
            assert (await session.get_one(Stay, other.id)).status == "booked"


async def test_nobody_else_is_moved_where_nobody_can(database):
    """The control for the one above: without another time for Bo there is nothing to talk about."""
    with clock.at(BEFORE):
        async with transaction(database.sessions) as session:
            here = await given_municipality(session)
            small = await given_site(session, here.zone, kind="host", called="Familjen Ek", beds=1)
            here.beds[small.id] = await beds_of(session, small)
            await given_stay(session, here, site=here.host)
            await another(session, here, "Bo", small)
            await close_site_now(session, here.as_coordinator, here.place.id)
            await close_site_now(session, here.as_coordinator, here.host.id)
        await searched(database, here)
        view = await seen(database, here)
        assert (view.alone.placed, view.with_others) == (0, [])
        assert [one.called for one in view.without] == ["Alva"]


async def test_what_was_found_holds_only_for_those_it_was_asked_for(database, here):
    async with transaction(database.sessions, here.municipality.id) as session:
        await another(session, here, "Bo", here.host, bed=1, arrival=FRIDAY + WEEK, departure=SUNDAY + WEEK)
    async with transaction(database.sessions, here.municipality.id) as session:
        await close_now(session, here.as_coordinator, site_id=here.host.id, until=SUNDAY + timedelta(days=1))
    job_id = await searched(database, here)
    assert (await seen(database, here)).is_current
    await closed(database, here, here.host.id)
    view = await seen(database, here)
    assert (len(view.hit), view.is_current, view.alone) == (2, False, None)
    async with transaction(database.sessions, here.municipality.id) as session:
        with pytest.raises(RepairIsOutdated):
            await take_repair(session, here.as_coordinator, job_id)


async def test_it_is_taken_once_and_looked_for_one_at_a_time(database, here):
    await closed(database, here, here.host.id)
    job_id = await searched(database, here)
    async with transaction(database.sessions, here.municipality.id) as session:
        await take_repair(session, here.as_coordinator, job_id)
    async with transaction(database.sessions, here.municipality.id) as session:
        with pytest.raises(RepairIsOutdated):
            await take_repair(session, here.as_coordinator, job_id)
    assert (await seen(database, here)).is_taken
    async with transaction(database.sessions, here.municipality.id) as session:
        await look_for_repairs(session, here.as_coordinator)
        with pytest.raises(RepairsAreLookedFor):
            await look_for_repairs(session, here.as_coordinator)


async def test_a_house_that_opens_again_is_the_best_repair(database, here):
    await closed(database, here, here.host.id)
    async with transaction(database.sessions, here.municipality.id) as session:
        await open_again(session, here.as_coordinator, site_id=here.host.id)
    await searched(database, here)
    assert [one.after.place for one in (await seen(database, here)).alone.changes] == ["Familjen Lind"]


async def test_a_caseworker_reads_of_her_own_youths_and_a_host_of_nobody(database, here):
    async with transaction(database.sessions, here.municipality.id) as session:
        stranger = (await given_municipality(session, "Annanstad")).as_caseworker
    await closed(database, here, here.host.id)
    await searched(database, here)
    assert [one.called for one in (await seen(database, here, here.as_caseworker)).hit] == ["Alva"]
    for actor in (stranger, here.as_host, here.as_youth, here.as_guardian):
        async with transaction(database.sessions, here.municipality.id) as session:
            assert await breaks_without_a_place(session, actor) == []


async def test_what_is_kept_of_a_search_has_no_names_in_it(database, here):
    await closed(database, here, here.host.id)
    await searched(database, here)
    async with transaction(database.sessions, here.municipality.id) as session:
        kept = str((await latest_search(session)).outcome)
        assert here.youth.called not in kept
        assert here.host.called not in kept


async def _request_of(session, stay):
    return await session.scalar(
        text("select stay_request_id from occurrence where id = :id"), {"id": stay.occurrence_id}
    )
