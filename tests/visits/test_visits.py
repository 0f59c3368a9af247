"""Visit first: wished, given a time, answered, and over; and what the planning leaves out until then."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

import matching
from models.breaks import ContactReminder, Visit
from models.people import Role
from models.supply import MentorCleared, SiteCleared
from models.words import Statement
from service import clock
from service.errors import Changed, Forbidden, Invalid, NotFound
from service.planning.reasons import RoundReasons
from service.planning.snapshot import snapshot
from service.proposals.wording import why_not
from service.visits import actions, jobs, queries, rules
from service.visits.errors import BusyThen, NotCleared, NotThatStep, SaidNoToThem
from service.visits.rules import MOVES, OPEN, Status, Step
from service.web import texts
from service.youths.likings import give_heart, veto
from service.youths.meetings import meetings_of
from tests.consents.given import given_rules, says_yes
from tests.given import FRIDAY, events_of, given_claim, given_request, given_youth

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TIME = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)  # a Thursday at 16 in Umeå


@pytest.fixture(autouse=True)
def it_is_a_sunday_in_november():
    with clock.at(NOW):
        yield


@pytest_asyncio.fixture
async def here(session):
    return await given_rules(session)


async def given_visit(session, here, *, until: Status = Status.WISHED, mentor: bool = False) -> Visit:
    """Alva wants to visit the Linds (or Jo); on to this status."""
    whom = {"mentor_id": here.mentor.id} if mentor else {"site_id": here.host.id}
    visit = await actions.wish_visit(session, here.as_youth, here.youth.id, **whom)
    theirs = here.as_mentor if mentor else here.as_host
    if until is not Status.WISHED:
        await actions.propose(session, theirs, visit.id, arrival=TIME, minutes=60)
    if until in (Status.BOOKED, Status.DONE):
        await actions.take_step(session, here.as_youth, visit.id, Step.ACCEPT)
    return visit


# -- the table of moves


def test_every_step_is_somebodys_or_the_clocks_and_an_end_is_an_end():
    for (status, step), move in MOVES.items():
        assert rules.next_status(status, step, None) == (move.to if not move.by else None)
        for role in Role:
            assert rules.next_status(status, step, role) == (move.to if role in move.by else None)
    assert not {status for status, _ in MOVES} & {Status.CANCELLED, Status.NOT_POSSIBLE}
    assert all(rules.possible_steps(status, Role.GUARDIAN) == set() for status in Status)


def test_she_can_say_no_as_long_as_it_is_open():
    assert all(Step.SAY_NO in rules.possible_steps(status, Role.YOUTH) for status in OPEN)


@given(st.integers(-30 * 24 * 60, 200 * 24 * 60), st.integers(-10, 400))
def test_a_time_for_a_visit_is_in_the_daytime_and_to_come(ahead, minutes):
    arrival = NOW + timedelta(minutes=ahead)
    try:
        departure = rules.check_time(arrival, minutes, NOW, "Europe/Stockholm")
    except Invalid:
        return
    begins, ends = (one.astimezone(ZoneInfo("Europe/Stockholm")) for one in (arrival, departure))
    assert minutes in rules.LENGTHS
    assert NOW < arrival < departure <= NOW + rules.FAR_AHEAD
    assert begins.date() == ends.date()
    assert rules.EARLIEST <= begins.time() <= ends.time() <= rules.LATEST


# -- the way of a visit


async def test_a_visit_is_wished_given_a_time_said_yes_to_and_done(session, here):
    await says_yes(session, here)
    visit = await given_visit(session, here)
    statement = await session.get(Statement, visit.statement_id)
    assert (statement.kind, visit.status) == ("visit", "wished")
    assert statement.answer_due is not None
    await actions.propose(session, here.as_host, visit.id, arrival=TIME, minutes=90)
    assert (visit.status, visit.departure - visit.arrival) == ("proposed", timedelta(minutes=90))
    await actions.take_step(session, here.as_youth, visit.id, Step.ACCEPT)
    assert visit.status == "booked"
    with clock.at(TIME + timedelta(hours=2)):
        assert await jobs.let_visits_pass(session) == 1
    assert visit.status == "done"
    kinds = [kind for kind in await events_of(session, here.youth.id) if kind.startswith("visit.")]
    assert kinds == ["visit.wished", "visit.proposed", "visit.booked", "visit.done"]


async def test_wished_twice_is_wished_once(session, here):
    first = await given_visit(session, here)
    assert (await given_visit(session, here)).id == first.id


async def test_another_time_is_no_no_and_a_no_ends_it(session, here):
    visit = await given_visit(session, here, until=Status.PROPOSED)
    await actions.take_step(session, here.as_youth, visit.id, Step.OTHER_TIME)
    assert visit.status == "wished"
    await actions.propose(session, here.as_host, visit.id, arrival=TIME + timedelta(days=1), minutes=60)
    await actions.take_step(session, here.as_youth, visit.id, Step.SAY_NO)
    assert visit.status == "cancelled"
    with pytest.raises(NotThatStep):
        await actions.take_step(session, here.as_youth, visit.id, Step.ACCEPT)


async def test_when_they_cannot_her_caseworker_tells_her(session, here):
    visit = await given_visit(session, here)
    await actions.take_step(session, here.as_host, visit.id, Step.CANNOT)
    assert visit.status == "not_possible"
    reminder = await session.scalar(select(ContactReminder).where(ContactReminder.youth_id == here.youth.id))
    assert (reminder.because, reminder.due) == ("visit", NOW + timedelta(days=1))


async def test_her_steps_are_hers_and_theirs_are_theirs(session, here):
    visit = await given_visit(session, here, until=Status.PROPOSED)
    with pytest.raises(NotThatStep):
        await actions.take_step(session, here.as_host, visit.id, Step.ACCEPT)
    with pytest.raises(NotThatStep):
        await actions.take_step(session, here.as_youth, visit.id, Step.CANNOT)
    with pytest.raises(Forbidden):
        await actions.propose(session, here.as_youth, visit.id, arrival=TIME, minutes=60)
    for stranger in (here.as_place_keeper, here.as_mentor, here.as_guardian, here.as_coordinator):
        with pytest.raises(NotFound):
            await actions.take_step(session, stranger, visit.id, Step.SAY_NO)


async def test_a_time_that_was_changed_meanwhile_is_not_said_yes_to_unseen(session, here):
    visit = await given_visit(session, here, until=Status.PROPOSED)
    seen = visit.rev
    await actions.propose(session, here.as_host, visit.id, arrival=TIME + timedelta(days=2), minutes=60)
    with pytest.raises(Changed):
        await actions.take_step(session, here.as_youth, visit.id, Step.ACCEPT, rev=seen)


async def test_nobody_is_sent_where_the_checks_are_not_valid(session, here):
    visit = await given_visit(session, here)
    cleared = (await session.scalars(select(SiteCleared).where(SiteCleared.site_id == here.host.id))).one()
    await session.delete(cleared)
    await session.flush()
    with pytest.raises(NotCleared):
        await actions.propose(session, here.as_host, visit.id, arrival=TIME, minutes=60)
    jo = await given_visit(session, here, mentor=True)
    await session.delete(
        (await session.scalars(select(MentorCleared).where(MentorCleared.mentor_id == here.mentor.id))).one()
    )
    await session.flush()
    with pytest.raises(NotCleared):
        await actions.propose(session, here.as_mentor, jo.id, arrival=TIME, minutes=60)


async def test_she_is_not_in_two_places(session, here):
    visit = await given_visit(session, here, until=Status.PROPOSED)
    _, occurrence = await given_request(session, here.youth, here.grant)
    await given_claim(
        session,
        occurrence,
        here.beds[here.place.id][0],
        arrival=TIME - timedelta(hours=1),
        departure=TIME + timedelta(days=1),
    )
    with pytest.raises(BusyThen):
        await actions.take_step(session, here.as_youth, visit.id, Step.ACCEPT)


async def test_a_no_to_them_comes_before_a_visit_and_ends_it_without_a_word(session, here):
    visit = await given_visit(session, here, until=Status.PROPOSED)
    await veto(session, here.as_youth, here.youth.id, site_id=here.host.id)
    assert await queries.visits_here(session, here.as_host) == []
    with pytest.raises(NotFound):
        await actions.propose(session, here.as_host, visit.id, arrival=TIME, minutes=60)
    await jobs.let_visits_pass(session)
    assert visit.status == "cancelled"
    with pytest.raises(SaidNoToThem):
        await actions.wish_visit(session, here.as_youth, here.youth.id, site_id=here.host.id)


async def test_without_a_guardians_yes_it_is_booked_and_waits_and_then_is_looked_for_anew(session, here):
    visit = await given_visit(session, here, until=Status.BOOKED)
    hers = await queries.visit_of(session, here.as_youth, visit.id)
    theirs = await queries.visit_of(session, here.as_host, visit.id)
    assert (hers.waits_for, theirs.waits_for, theirs.who) == ((here.guardian.called,), ("",), None)
    with clock.at(TIME):
        await jobs.let_visits_pass(session)
    assert (visit.status, visit.arrival) == ("wished", None)


async def test_from_twelve_she_needs_nobodys_yes_to_meet_a_mentor(session, here):
    visit = await given_visit(session, here, until=Status.BOOKED, mentor=True)
    assert (await queries.visit_of(session, here.as_youth, visit.id)).waits_for == ()
    assert (await queries.visit_of(session, here.as_mentor, visit.id)).who == here.youth.called


async def test_a_time_nobody_answered_is_looked_for_anew(session, here):
    visit = await given_visit(session, here, until=Status.PROPOSED)
    with clock.at(TIME + timedelta(minutes=1)):
        await jobs.let_visits_pass(session)
    assert visit.status == "wished"


async def test_they_learn_an_age_span_and_nothing_else_until_it_is_booked(session, here):
    visit = await actions.wish_visit(
        session, here.as_youth, here.youth.id, site_id=here.host.id, words="Jag är rädd för hundar."
    )
    (seen,) = await queries.visits_here(session, here.as_host)
    assert (seen.id, seen.who, (seen.age_from, seen.oldest)) == (visit.id, None, (15, 17))
    assert not hasattr(seen, "words")
    await says_yes(session, here)
    await actions.propose(session, here.as_host, visit.id, arrival=TIME, minutes=60)
    assert (await queries.visits_here(session, here.as_host))[0].who is None
    await actions.take_step(session, here.as_youth, visit.id, Step.ACCEPT)
    assert (await queries.visits_here(session, here.as_host))[0].who == here.youth.called


async def test_calendars_show_what_is_booked(session, here):
    await says_yes(session, here)
    visit = await given_visit(session, here, until=Status.BOOKED)
    around = (TIME - timedelta(days=1), TIME + timedelta(days=1))
    hers = await queries.visits_between(session, here.as_youth, here.youth.id, *around)
    theirs = await queries.visits_here_between(session, here.as_host, *around)
    assert [one.id for one in hers] == [one.id for one in theirs] == [visit.id]
    assert await queries.visits_between(session, here.as_youth, here.youth.id, around[1], around[1]) == []
    assert await queries.visits_here_between(session, here.as_mentor, *around) == []
    _, as_other, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    with pytest.raises(NotFound):
        await queries.visits_between(session, as_other, here.youth.id, *around)


# -- the planning


async def _placed(session, now: datetime = NOW) -> set[str]:
    """Where the engine puts her one break, and who comes along: all that any of her options names."""
    outcome = matching.solve(await snapshot(session, now=now), effort=1.0, seed=1)
    return {each for menu in outcome.menus for one in menu.options for each in (one.site, one.mentor) if each}


async def test_the_planning_puts_her_there_only_after_the_visit(session, here):
    await says_yes(session, here)
    await given_request(session, here.youth, here.grant)
    host, place = str(here.host.id), str(here.place.id)
    assert {host, place} <= await _placed(session)
    visit = await given_visit(session, here)
    assert host not in await _placed(session)  # no time yet: no break there at all
    assert place in await _placed(session)
    await actions.propose(session, here.as_host, visit.id, arrival=FRIDAY + timedelta(days=1), minutes=60)
    assert host not in await _placed(session)  # the visit would be after her break has begun
    await actions.propose(session, here.as_host, visit.id, arrival=TIME, minutes=60)
    assert host in await _placed(session)  # before it: she can say no after the visit, when the menu comes
    await actions.take_step(session, here.as_youth, visit.id, Step.ACCEPT)
    with clock.at(TIME + timedelta(hours=2)):
        await jobs.let_visits_pass(session)
        assert visit.status == "done"
        assert host in await _placed(session, TIME + timedelta(hours=2))


async def test_nobody_else_is_kept_from_the_house_she_wants_to_visit(session, here):
    bo, _, grant = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    await given_request(session, bo, grant)
    await given_visit(session, here)
    assert str(here.host.id) in await _placed(session)


async def test_a_mentor_she_wants_to_meet_first_does_not_come_along_before_that(session, here):
    request, _ = await given_request(session, here.youth, here.grant, departure=FRIDAY + timedelta(hours=3))
    request.mentor_along = "nice"
    mentor = str(here.mentor.id)
    assert mentor in await _placed(session)
    visit = await given_visit(session, here, mentor=True)
    assert mentor not in await _placed(session)
    await actions.propose(session, here.as_mentor, visit.id, arrival=TIME, minutes=60)
    assert mentor in await _placed(session)


async def test_a_no_to_the_visit_gives_the_house_back_to_the_planning(session, here):
    await given_request(session, here.youth, here.grant)
    visit = await given_visit(session, here)
    assert str(here.host.id) not in await _placed(session)
    await actions.take_step(session, here.as_youth, visit.id, Step.SAY_NO)
    assert str(here.host.id) in await _placed(session)


async def test_the_menu_says_that_the_visit_is_why_and_when_it_is(session, here):
    await given_request(session, here.youth, here.grant)
    await give_heart(session, here.as_youth, here.youth.id, site_id=here.host.id)
    visit = await given_visit(session, here)
    problem = await snapshot(session, now=NOW)
    outcome = matching.solve(problem, effort=1.0, seed=1)
    (request,) = problem.requests
    ways = [[one] for menu in outcome.menus for one in menu.options]
    (missed,) = RoundReasons(problem, outcome.plan).of(request, ways)
    assert (missed["site_id"], missed["reasons"]) == (str(here.host.id), [{"code": "visit_first", "side": "youth"}])
    (meeting,) = await meetings_of(session, here.youth.id)
    with texts.speaking("sv"):
        assert why_not((("visit_first", "youth"),), meeting) == [
            "Du ville hälsa på först. De har inte sagt någon tid än."
        ]
        await actions.propose(session, here.as_host, visit.id, arrival=TIME, minutes=60)
        (meeting,) = await meetings_of(session, here.youth.id)
        assert why_not((("visit_first", "youth"),), meeting) == ["Du ville hälsa på först. Det är tors 3 dec 16:00."]
