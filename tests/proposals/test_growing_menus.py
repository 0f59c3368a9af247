"""Menus grow when something has become free: what is on them stays, and what comes is as safe as the rest."""

from datetime import timedelta

from sqlalchemy import func, select

from models.breaks import Occurrence, StayWindow
from models.job import Job
from models.words import Veto
from service import clock
from service.database import transaction
from service.jobs.running import claim
from service.planning import judge
from service.proposals.actions import answer_ask, choose
from service.proposals.jobs import grow_menus
from service.proposals.menus import grow_short_menus
from tests.given import FRIDAY, SUNDAY, _kept, given_municipality, given_request, given_site, given_youth
from tests.proposals.menus import asks_of, at, claims_of, given_menu, options_of

WEEK = timedelta(weeks=1)


async def given_two(session):
    """Alva's menu holds the only bed of a small house; Milo's has nothing but the place, and would like the small house."""
    here = await given_municipality(session)
    small = await given_site(session, here.zone, kind="host", called="Familjen Liten", beds=1)
    here.host.closed_at = clock.now()
    hers, first = await given_request(session, here.youth, here.grant)
    milo, _, grant = await given_youth(session, here.zone, here.as_caseworker, called="Milo")
    his, second = await given_request(session, milo, grant)
    alvas = await given_menu(session, here, hers, [at(here.place, first)], [at(small, first)])
    milos = await given_menu(session, here, his, [at(here.place, second)])
    return here, small, alvas, milos, milo


async def held_at(session, youth):
    return {one.site_id for one in await claims_of(session, youth.id, "held")}


async def test_a_choice_makes_room_on_the_menu_of_another(session):
    here, small, alvas, milos, milo = await given_two(session)
    (before,) = await options_of(session, milos)
    rev = milos.rev
    assert await grow_short_menus(session) == 0  # the bed is held for Alva, whatever she takes
    await choose(session, here.as_youth, alvas.id, answer="no", rev=alvas.rev)
    assert await grow_short_menus(session) == 1
    same, new = await options_of(session, milos)
    assert (same.id, same.state, new.state) == (before.id, "held", "held")
    assert await held_at(session, milo) == {here.place.id, small.id}
    assert milos.rev == rev  # what he was about to send is still right
    assert await judge.violations(session, site_ids=[small.id, here.place.id], youth_ids=[milo.id]) == []


async def test_a_menu_with_a_choice_is_left_as_it_is(session):
    here, _, alvas, milos, _ = await given_two(session)
    await given_site(session, here.zone, kind="host", called="Familjen Ny", beds=1)
    assert await grow_short_menus(session) == 1
    before = [one.id for one in await options_of(session, milos)]
    await choose(session, here.as_youth, alvas.id, answer="no", rev=alvas.rev)
    assert await grow_short_menus(session) == 0
    assert [one.id for one in await options_of(session, milos)] == before


async def test_whom_he_has_said_no_to_never_comes_onto_his_menu(session):
    here, small, alvas, _, milo = await given_two(session)
    await _kept(session, Veto(youth_id=milo.id, site_id=small.id, made_at=clock.now()))
    await choose(session, here.as_youth, alvas.id, answer="no", rev=alvas.rev)
    assert await grow_short_menus(session) == 0
    assert await held_at(session, milo) == {here.place.id}


async def test_another_time_in_the_same_house_is_a_choice_too(session):
    here = await given_municipality(session)
    here.host.ask_each_time = True
    request, occurrence = await given_request(session, here.youth, here.grant)
    await _kept(
        session,
        StayWindow(occurrence_id=occurrence.id, arrival=FRIDAY + WEEK, departure=SUNDAY + WEEK, preference=1),
    )
    menu = await given_menu(session, here, request, [at(here.host, occurrence)], [at(here.place, occurrence)])
    ask, _ = await asks_of(session, menu)
    await answer_ask(session, here.as_host, ask.id, False)
    assert [one.state for one in await options_of(session, menu)] == ["dropped", "held", "held"]
    held = await claims_of(session, here.youth.id, "held")
    assert {(one.site_id, one.span.lower) for one in held} == {
        (here.place.id, FRIDAY),
        (here.place.id, FRIDAY + WEEK),
    }


async def test_when_every_host_has_said_no_two_breaks_are_looked_for_together(session):
    here = await given_municipality(session)
    here.host.ask_each_time = True
    request, first = await given_request(session, here.youth, here.grant)
    second = await _kept(session, Occurrence(stay_request_id=request.id, youth_id=here.youth.id, number=2))
    await _kept(session, StayWindow(occurrence_id=second.id, arrival=FRIDAY + 2 * WEEK, departure=SUNDAY + 2 * WEEK))
    later = at(here.host, second, arrival=FRIDAY + 2 * WEEK, departure=SUNDAY + 2 * WEEK)
    menu = await given_menu(session, here, request, [at(here.host, first), later])
    (ask,) = await asks_of(session, menu)
    await answer_ask(session, here.as_host, ask.id, False)
    gone, new = await options_of(session, menu)
    assert (gone.state, new.state, menu.status) == ("dropped", "held", "offered")
    held = await claims_of(session, here.youth.id, "held")
    assert {(one.occurrence_id, one.site_id) for one in held} == {
        (first.id, here.place.id),
        (second.id, here.place.id),
    }


async def test_the_worker_looks_once_however_much_was_let_go(database):
    async with transaction(database.sessions) as session:
        here, small, alvas, _, milo = await given_two(session)
        await choose(session, here.as_youth, alvas.id, answer="no", rev=alvas.rev)
        jobs = (await session.scalars(select(Job.id).where(Job.kind == "grow_menus"))).all()
        assert await session.scalar(select(func.count()).select_from(Job)) == len(jobs) == 1
    job = await claim(database.sessions, jobs[0], here.municipality.id)
    await grow_menus(database.sessions, job)
    async with transaction(database.sessions, here.municipality.id) as session:
        assert await held_at(session, milo) == {here.place.id, small.id}
        assert (await session.get(Job, jobs[0])).outcome == {"grown": 1}
