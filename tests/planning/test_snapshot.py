"""What the engine is told: everything it needs, and nothing about who somebody is."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

import matching
from models.breaks import Occurrence, StayRequest
from models.municipality import School, Zone
from models.people import Youth
from models.supply import Suitability
from models.words import Heart, Statement, Veto, Wish
from service import clock
from service.planning.snapshot import snapshot
from service.planning.told_youths import shortfall
from service.proposals.actions import choose
from service.requests.actions import withdraw_request
from service.stays import safety as _detaches  # noqa: F401  a house that closes asks it
from service.supply.safety import close_now
from service.youths.actions import make_wish
from service.youths.travel import bucket_minutes, kilometres
from tests.given import FRIDAY, SUNDAY, _kept, given_claim, given_municipality, given_request, given_site, given_youth
from tests.proposals.menus import at, given_menu, menu, published
from tests.stays.given import given_stay

NOW = FRIDAY - timedelta(days=30)


async def test_an_open_request_is_told_with_its_window_and_her_grant(session):
    here = await given_municipality(session)
    request, _ = await given_request(session, here.youth, here.grant)
    problem = await snapshot(session, now=NOW)
    (told,) = problem.requests
    assert (told.id, told.youth) == (str(request.id), str(here.youth.id))
    (window,) = told.occurrences[0].windows
    assert window.departure - window.arrival == (SUNDAY - FRIDAY) / timedelta(minutes=1)
    assert len(problem.calendar.nights_of(window.span)) == 2
    assert problem.youth[str(here.youth.id)].grant.nights_per_month == 8


async def test_no_name_word_or_address_leaves_with_the_problem(session):
    here = await given_municipality(session, called="Markörstad")
    await given_request(session, here.youth, here.grant)
    told = json.dumps(matching.write_problem(await snapshot(session, now=NOW)), ensure_ascii=False)
    for secret in ("Markörstad", here.youth.called, here.host.called, "Lind", "Mitten", str(here.youth.birth_date)):
        assert secret not in told
    assert str(here.youth.id) in told  # the search itself can find something


async def test_wishes_hearts_vetoes_and_judgements_are_told(session):
    here = await given_municipality(session)
    await given_request(session, here.youth, here.grant)
    said = await _kept(
        session, Statement(youth_id=here.youth.id, kind="wish", made_by=here.as_youth.account_id, answer_due=SUNDAY)
    )
    wish = await _kept(
        session,
        Wish(youth_id=here.youth.id, statement_id=said.id, subject="where", strength="important", site_id=here.host.id),
    )
    heart = await _kept(session, Heart(youth_id=here.youth.id, mentor_id=here.mentor.id))
    await _kept(session, Veto(youth_id=here.youth.id, site_id=here.place.id))
    for verdict in ("unsuitable", "suitable"):
        await _kept(
            session,
            Suitability(
                youth_id=here.youth.id,
                site_id=here.host.id,
                verdict=verdict,
                made_by=here.as_caseworker.account_id,
                made_at=clock.now() + timedelta(seconds=verdict == "suitable"),
            ),
        )
    problem = await snapshot(session, now=NOW)
    assert {one.id for one in problem.requests[0].wishes} == {str(wish.id), str(heart.id)}
    youth = problem.youth[str(here.youth.id)]
    assert youth.vetoes == {str(here.place.id)}
    assert youth.unsuitable == frozenset()  # the latest judgement counts


async def test_a_superseded_wish_is_not_told_any_more(session):
    here = await given_municipality(session)
    await given_request(session, here.youth, here.grant)
    first = await _kept(
        session, Statement(youth_id=here.youth.id, kind="wish", made_by=here.as_youth.account_id, answer_due=SUNDAY)
    )
    await _kept(
        session, Wish(youth_id=here.youth.id, statement_id=first.id, subject="where", strength="nice", trait="quiet")
    )
    later = await _kept(
        session,
        Statement(youth_id=here.youth.id, kind="wish", made_by=here.as_youth.account_id, supersedes_id=first.id),
    )
    new = await _kept(
        session, Wish(youth_id=here.youth.id, statement_id=later.id, subject="where", strength="must", trait="own_room")
    )
    problem = await snapshot(session, now=NOW)
    assert [one.id for one in problem.requests[0].wishes] == [str(new.id)]


async def test_what_is_held_or_booked_is_fixed_and_what_is_released_is_not(session):
    here = await given_municipality(session)
    other, _, grant = await given_youth(session, here.zone, here.as_caseworker, called="Milo")
    _, booked = await given_request(session, other, grant)
    _, released = await given_request(
        session, other, grant, arrival=FRIDAY + timedelta(7), departure=SUNDAY + timedelta(7)
    )
    claim = await given_claim(session, booked, here.beds[here.host.id][0])
    await given_claim(
        session,
        released,
        here.beds[here.host.id][0],
        state="released",
        arrival=FRIDAY + timedelta(7),
        departure=SUNDAY + timedelta(7),
    )
    problem = await snapshot(session, now=NOW, with_requests=False)
    assert [one.id for one in problem.claims] == [str(claim.id)]
    assert problem.requests == ()


async def test_another_municipality_is_not_told(session):
    here = await given_municipality(session)
    await given_request(session, here.youth, here.grant)
    there = await given_municipality(session, called="Annanstad")  # the session is now there
    problem = await snapshot(session, now=NOW)
    assert {one.id for one in problem.youths} == {str(there.youth.id)}
    assert problem.requests == ()
    assert isinstance(here.youth, Youth)


@pytest.mark.parametrize("far", [0.0, 0.02, 0.3, 1.0])
async def test_the_way_is_told_in_quarters_of_an_hour(session, far):
    here = await given_municipality(session)
    other = type(here.zone)(called="Där", latitude=here.zone.latitude + far, longitude=here.zone.longitude)
    minutes = bucket_minutes(here.zone, other)
    assert minutes % 15 == 0
    assert minutes >= 15
    assert kilometres(here.zone, other) == pytest.approx(far * 111.2, abs=0.5)


async def test_a_wish_for_an_animal_is_about_the_house_and_one_for_a_listener_about_the_mentor(session):
    here = await given_municipality(session)
    await given_request(session, here.youth, here.grant)
    for trait in ("dog", "listens"):
        await make_wish(session, here.as_youth, here.youth.id, subject="who", strength="nice", trait=trait)
    (request,) = (await snapshot(session, now=NOW)).requests
    assert {(one.subject.value, one.about) for one in request.wishes} == {("trait", "dog"), ("mentor_trait", "listens")}


async def test_close_to_school_is_a_trait_of_the_houses_near_her_school(session):
    here = await given_municipality(session)
    far = Zone(called="Långt bort", latitude=64.6, longitude=21.2)
    school = School(called="Skolan", zone_id=here.zone.id)
    session.add_all([far, school])
    await session.flush()
    away = await given_site(session, far, kind="host", called="Bortom")
    await given_request(session, here.youth, here.grant)
    await make_wish(session, here.as_youth, here.youth.id, subject="where", strength="important", trait="near_school")
    (request,) = (await snapshot(session, now=NOW)).requests
    assert request.wishes == ()  # no school is known: her caseworker reads it, the engine does not guess
    (await session.get(Youth, here.youth.id)).school_id = school.id
    await session.flush()
    problem = await snapshot(session, now=NOW)
    (wish,) = problem.requests[0].wishes
    near = {one.id for one in problem.sites if wish.about in one.traits}
    assert near == {str(here.host.id), str(here.place.id)}
    assert str(away.id) not in near


async def test_what_a_round_did_not_give_her_counts_also_when_she_has_withdrawn_since(session):
    here = await given_municipality(session)
    request, occurrence = await given_request(session, here.youth, here.grant)
    await published(session, here, replace(menu(request), unmet_occurrences=[occurrence.id]))
    assert (await shortfall(session))[here.youth.id] == 100
    await withdraw_request(session, here.as_youth, request.id)
    assert (await shortfall(session))[here.youth.id] == 100


@pytest.mark.parametrize("answer", ["no", "something_else"])
async def test_what_she_was_given_and_did_not_want_was_given(session, answer):
    here = await given_municipality(session)
    nothing, unmet = await given_request(session, here.youth, here.grant)
    request, occurrence = await given_request(session, here.youth, here.grant)
    await published(session, here, replace(menu(nothing), unmet_occurrences=[unmet.id]))
    proposal = await given_menu(session, here, request, [at(here.place, occurrence)])
    assert proposal.opened_at is not None
    await choose(session, here.as_youth, proposal.id, answer=answer)
    assert (await shortfall(session))[here.youth.id] == 50


async def test_a_place_that_was_taken_from_her_was_not_given_also_when_she_wants_it_no_more(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    occurrence = await session.get_one(Occurrence, stay.occurrence_id)
    request = await session.get_one(StayRequest, occurrence.stay_request_id)
    assert await shortfall(session) == {here.youth.id: 0}
    await close_now(session, here.as_host, site_id=here.host.id, reason="illness", until=SUNDAY + timedelta(days=1))
    assert await shortfall(session) == {here.youth.id: 100}
    await withdraw_request(session, here.as_youth, request.id)
    assert await shortfall(session) == {here.youth.id: 100}


async def test_what_no_round_has_looked_at_counts_for_nothing(session):
    here = await given_municipality(session)
    request, _ = await given_request(session, here.youth, here.grant)
    await withdraw_request(session, here.as_youth, request.id)
    assert here.youth.id not in await shortfall(session)
