"""A reviewed round becomes menus that hold; what has changed since is left out by name, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from models.breaks import HostAsk, Proposal, Round, StayRequest
from models.words import Veto
from service import clock
from service.database import transaction
from service.errors import Forbidden
from service.jobs import job_of
from service.jobs.running import claim
from service.planning.actions import start_round
from service.planning.errors import RoundCannot
from service.planning.jobs import plan_round
from service.proposals.jobs import publish
from service.proposals.publish import ask_to_publish, publish_round
from tests.given import (
    FRIDAY,
    SUNDAY,
    _kept,
    beds_of,
    events_of,
    given_claim,
    given_municipality,
    given_request,
    given_site,
    given_youth,
)
from tests.proposals.menus import (
    asks_of,
    at,
    claims_of,
    given_menu,
    given_round,
    menu,
    options_of,
    proposal_of,
    published,
)

WEEK = timedelta(days=7)


async def test_a_menu_with_a_standing_yes_is_open_at_once_and_everything_on_it_is_held(session):
    here = await given_municipality(session)
    request, occurrence = await given_request(session, here.youth, here.grant)
    result = await published(session, here, menu(request, [at(here.host, occurrence)], [at(here.place, occurrence)]))
    proposal = await proposal_of(session, request)
    assert (proposal.status, result.offered) == ("offered", [proposal.id])
    assert proposal.hold_until == proposal.opened_at + timedelta(hours=72)
    assert [one.state for one in await options_of(session, proposal)] == ["held", "held"]
    assert {one.site_id for one in await claims_of(session, here.youth.id, "held")} == {here.host.id, here.place.id}
    assert {one.state for one in await asks_of(session, proposal)} == {"standing_yes"}
    await session.refresh(request)
    await session.refresh(occurrence)
    assert (request.status, occurrence.status) == ("offered", "held")


async def test_a_host_who_wants_to_be_asked_is_asked_without_a_name(session):
    here = await given_municipality(session)
    here.host.ask_each_time = True
    here.youth.needs = ["step_free"]
    here.host.traits = here.place.traits = ["step_free"]
    request, occurrence = await given_request(session, here.youth, here.grant)
    proposal = await given_menu(session, here, request, [at(here.host, occurrence)], [at(here.place, occurrence)])
    assert proposal.status == "asking"
    assert proposal.hold_until is None
    asked, standing = await asks_of(session, proposal)
    assert (asked.state, standing.state) == ("open", "standing_yes")
    assert asked.due == proposal.asks_due
    assert abs(asked.due - clock.now() - timedelta(hours=48)) < timedelta(minutes=1)
    assert (asked.age_from, asked.age_to, asked.shared_needs) == (15, 18, ["step_free"])
    assert not {"youth_id", "called"} & set(HostAsk.__table__.columns.keys())
    assert len(await claims_of(session, here.youth.id, "held")) == 2, "held while the host thinks"


async def test_two_youths_get_two_beds_and_a_third_is_named(session):
    here = await given_municipality(session)
    menus = []
    for name in ("Alva", "Bo", "Cim"):
        youth, _, grant = await given_youth(session, here.zone, here.as_caseworker, called=name)
        request, occurrence = await given_request(session, youth, grant)
        menus.append(menu(request, [at(here.host, occurrence)]))
    result = await published(session, here, *menus)
    assert len(result.offered) == 2
    assert [(one.youth_id, one.because) for one in result.dropped] == [(menus[2].youth_id, "no_option_left")]
    held = [one for each in menus for one in await claims_of(session, each.youth_id, "held")]
    assert len({one.bed_id for one in held}) == 2


async def test_beds_are_handed_out_anew_when_that_makes_room(session):
    """Bed 1 and bed 2 are each taken for one of two weekends; a stay over both fits when one of them moves."""
    here = await given_municipality(session)
    beds = await beds_of(session, here.host)
    claims = []
    for number, start in ((0, FRIDAY), (1, FRIDAY + WEEK)):
        youth, _, grant = await given_youth(session, here.zone, here.as_caseworker, called=f"Bo {number}")
        _, occurrence = await given_request(session, youth, grant, arrival=start, departure=start + timedelta(days=2))
        claims.append(
            await given_claim(session, occurrence, beds[number], arrival=start, departure=start + timedelta(days=2))
        )
    request, occurrence = await given_request(session, here.youth, here.grant, departure=FRIDAY + timedelta(days=8))
    long = at(here.host, occurrence, departure=FRIDAY + timedelta(days=8))
    here.grant.nights_per_month = 20
    result = await published(session, here, menu(request, [long]))
    assert len(result.offered) == 1
    for one in claims:
        await session.refresh(one)
    (mine,) = await claims_of(session, here.youth.id, "held")
    assert claims[0].bed_id == claims[1].bed_id != mine.bed_id


async def test_a_night_closed_since_the_snapshot_takes_its_option_and_nothing_more(session):
    here = await given_municipality(session)
    request, occurrence = await given_request(session, here.youth, here.grant)
    await session.execute(text("delete from site_opening where site_id = :id"), {"id": here.host.id})
    result = await published(session, here, menu(request, [at(here.host, occurrence)], [at(here.place, occurrence)]))
    assert [(one.rank, one.because) for one in result.left_out] == [(1, "openings")]
    assert [one.rank for one in await options_of(session, await proposal_of(session, request))] == [2]


async def test_a_menu_that_lost_an_option_is_filled_from_standing_yes_when_all_others_have_theirs(session):
    """The only free bed elsewhere belongs to Bo's menu first; with one more it is hers."""
    here = await given_municipality(session)
    one_bed = await given_site(session, here.zone, kind="host", called="Familjen Säng", beds=1)
    request, occurrence = await given_request(session, here.youth, here.grant)
    bo, _, grant = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    bos, bos_occurrence = await given_request(session, bo, grant)
    await session.execute(text("delete from site_opening where site_id = :id"), {"id": here.host.id})
    result = await published(
        session,
        here,
        menu(request, [at(here.host, occurrence)], [at(here.place, occurrence)]),
        menu(bos, [at(one_bed, bos_occurrence)]),
    )
    assert [(one.rank, one.because) for one in result.left_out] == [(1, "openings")]
    assert {one.site_id for one in await claims_of(session, bo.id, "held")} == {one_bed.id}
    assert {one.site_id for one in await claims_of(session, here.youth.id, "held")} == {here.place.id}
    spare = await given_site(session, here.zone, kind="host", called="Familjen Ledig", beds=1)
    cim, _, grant = await given_youth(session, here.zone, here.as_caseworker, called="Cim")
    cims, cims_occurrence = await given_request(session, cim, grant)
    await published(session, here, menu(cims, [at(here.host, cims_occurrence)], [at(here.place, cims_occurrence)]))
    assert {one.site_id for one in await claims_of(session, cim.id, "held")} == {here.place.id, spare.id}


async def test_a_check_withdrawn_since_takes_its_option(session):
    here = await given_municipality(session)
    request, occurrence = await given_request(session, here.youth, here.grant)
    await session.execute(text("delete from site_cleared where site_id = :id"), {"id": here.place.id})
    result = await published(session, here, menu(request, [at(here.host, occurrence)], [at(here.place, occurrence)]))
    assert [(one.rank, one.because) for one in result.left_out] == [(2, "checks_valid")]


async def test_a_veto_since_takes_its_option(session):
    here = await given_municipality(session)
    request, occurrence = await given_request(session, here.youth, here.grant)
    await _kept(session, Veto(youth_id=here.youth.id, site_id=here.host.id))
    result = await published(session, here, menu(request, [at(here.host, occurrence)], [at(here.place, occurrence)]))
    assert [(one.rank, one.because) for one in result.left_out] == [(1, "vetoed_or_unsuitable")]


async def test_a_request_withdrawn_since_is_named_and_everybody_else_gets_a_menu(session):
    here = await given_municipality(session)
    request, occurrence = await given_request(session, here.youth, here.grant)
    bo, _, bos_grant = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    bos, bos_occurrence = await given_request(session, bo, bos_grant)
    request.status = "withdrawn"
    result = await published(
        session, here, menu(request, [at(here.host, occurrence)]), menu(bos, [at(here.host, bos_occurrence)])
    )
    assert [(one.stay_request_id, one.because) for one in result.dropped] == [(request.id, "request_closed")]
    assert result.offered == [(await proposal_of(session, bos)).id]
    assert not await claims_of(session, here.youth.id)


async def test_a_rule_that_no_constraint_can_say_is_judged_before_anything_is_kept(session):
    """Two nights a month are two youths' one; the one farther down a menu is left out."""
    here = await given_municipality(session)
    here.host.nights_per_month = 2
    first, occurrence = await given_request(session, here.youth, here.grant)
    bo, _, grant = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    later, bos = await given_request(session, bo, grant, arrival=FRIDAY + WEEK, departure=SUNDAY + WEEK)
    result = await published(
        session,
        here,
        menu(first, [at(here.host, occurrence)], [at(here.place, occurrence)]),
        menu(
            later,
            [at(here.place, bos, arrival=FRIDAY + WEEK, departure=SUNDAY + WEEK)],
            [at(here.host, bos, arrival=FRIDAY + WEEK, departure=SUNDAY + WEEK)],
        ),
    )
    assert [(one.stay_request_id, one.rank, one.because) for one in result.left_out] == [
        (later.id, 2, "nights_per_month")
    ]
    assert len(result.offered) == 2


async def test_the_same_mentor_may_be_on_a_menu_twice(session):
    here = await given_municipality(session)
    here.mentor.hours_per_week = 60
    request, occurrence = await given_request(session, here.youth, here.grant)
    proposal = await given_menu(
        session,
        here,
        request,
        [at(here.host, occurrence, mentor_id=here.mentor.id)],
        [at(here.place, occurrence, mentor_id=here.mentor.id)],
    )
    assert [one.state for one in await options_of(session, proposal)] == ["held", "held"]


async def test_a_host_has_at_most_so_many_open_questions(session):
    here = await given_municipality(session)
    big = await given_site(session, here.zone, kind="host", called="Familjen Berg", beds=8, ask_each_time=True)
    menus = []
    for number in range(5):
        youth, _, grant = await given_youth(session, here.zone, here.as_caseworker, called=f"Ung {number}")
        request, occurrence = await given_request(session, youth, grant)
        menus.append(menu(request, [at(big, occurrence)]))
    result = await published(session, here, *menus)
    assert (len(result.asking), len(result.dropped)) == (3, 2)
    assert len((await session.scalars(select(HostAsk).where(HostAsk.state == "open"))).all()) == 3


async def test_an_unmet_request_is_said_and_waits_for_the_next_round(session):
    here = await given_municipality(session)
    request, occurrence = await given_request(session, here.youth, here.grant)
    nothing = menu(request)
    nothing.unmet_occurrences.append(occurrence.id)
    result = await published(session, here, nothing)
    proposal = await proposal_of(session, request)
    assert (proposal.status, result.unmet) == ("unmet", [proposal.id])
    await session.refresh(request)
    await session.refresh(occurrence)
    assert (request.status, occurrence.status) == ("open", "unmet")


async def test_a_request_whose_windows_changed_is_named(session):
    here = await given_municipality(session)
    request, _ = await given_request(session, here.youth, here.grant)
    from service.proposals.publish import publish_menus

    found = await given_round(session, here, asked=[request])
    result = await publish_menus(session, here.as_coordinator, found, [])
    assert [(one.stay_request_id, one.because) for one in result.dropped] == [(request.id, "windows_changed")]


async def test_who_has_a_menu_gets_no_second_one(session):
    here = await given_municipality(session)
    request, occurrence = await given_request(session, here.youth, here.grant)
    await published(session, here, menu(request, [at(here.host, occurrence)]))
    again = await published(session, here, menu(request, [at(here.place, occurrence)]))
    assert [one.because for one in again.dropped] == ["has_a_menu"]


async def test_everything_is_recorded_in_the_file_of_whom_it_is_about(session):
    here = await given_municipality(session)
    here.host.ask_each_time = True
    request, occurrence = await given_request(session, here.youth, here.grant)
    await given_menu(session, here, request, [at(here.host, occurrence)], [at(here.place, occurrence)])
    assert await events_of(session, here.youth.id) == ["proposal.made", "ask.sent"]


async def test_only_a_coordinator_publishes_and_only_what_was_planned(session):
    here = await given_municipality(session)
    found = await given_round(session, here)
    with pytest.raises(Forbidden):
        await publish_round(session, here.as_caseworker, found.id)
    found.status = "published"
    await session.flush()
    with pytest.raises(RoundCannot):
        await publish_round(session, here.as_coordinator, found.id)
    assert not (await session.scalars(select(StayRequest).where(StayRequest.status == "offered"))).all()


async def test_a_worker_publishes_once_and_tells_how_far_it_is(database):
    async with transaction(database.sessions) as session:
        here = await given_municipality(session)
        await given_request(session, here.youth, here.grant)
        with clock.at(FRIDAY - timedelta(days=30)):
            made = await start_round(session, here.as_coordinator, effort="quick")
    with clock.at(FRIDAY - timedelta(days=30)):
        await plan_round(database.sessions, await claim(database.sessions, made.job_id, here.municipality.id))
        async with transaction(database.sessions, here.municipality.id) as session:
            with pytest.raises(Forbidden):
                await ask_to_publish(session, here.as_caseworker, made.id)
            asked = await ask_to_publish(session, here.as_coordinator, made.id)
            assert asked.status == "planned"
            with pytest.raises(RoundCannot):
                await ask_to_publish(session, here.as_coordinator, made.id)
        job = await claim(database.sessions, asked.job_id, here.municipality.id)
        assert await publish(database.sessions, job) is None
        assert (await publish(database.sessions, job)) == {"ended": "published by an earlier attempt"}
        async with transaction(database.sessions, here.municipality.id) as session:
            assert (await session.get_one(Round, made.id)).status == "published"
            assert (await job_of(session, asked.job_id)).progress == {"made": 0, "of": 1, "share": 0}
            assert (await session.scalars(select(Proposal.status))).all() == ["offered"]
            kinds = (await session.scalars(text("select kind from record_event order by seq"))).all()
            assert kinds.count("round.published") == 1
