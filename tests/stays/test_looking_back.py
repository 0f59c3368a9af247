"""How it was: hers, for her caseworker; never seen by whoever had her; and nothing is concluded from it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

import matching
from models.people import Role
from models.words import Heart, Reflection, Statement, Veto
from service import clock
from service.errors import Forbidden, NotFound
from service.planning.snapshot import snapshot
from service.record import Event
from service.stays.errors import AlreadyToldOf, NotOverYet
from service.stays.reflecting import look_back, looked_back, remember
from service.youths.home import home_of
from service.youths.queries import statements_of
from tests.given import FRIDAY, SUNDAY, events_of, given_municipality, given_youth
from tests.look.readability import YOUTH, lix, words_of
from tests.stays.given import given_stay
from tests.web.forms import hidden

AFTERWARDS = SUNDAY + timedelta(hours=30)
WORDS = "Markörmjölk till frukost var bäst"


async def been(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here)
    here.youth.careful_at = FRIDAY
    await session.flush()
    return here, stay


async def test_the_weather_alone_is_enough(session):
    here, stay = await been(session)
    with clock.at(AFTERWARDS):
        made = await look_back(session, here.as_youth, stay.id, weather="cloud")
        (said,) = await statements_of(session, here.as_youth, here.youth.id)
    assert (made.weather, made.again) == ("cloud", None)
    assert (said.kind, said.waits) == ("reflection", False)
    assert Event.REFLECTION_MADE in await events_of(session, here.youth.id)


async def test_what_she_writes_is_kept_and_has_a_deadline(session):
    here, stay = await been(session)
    with clock.at(AFTERWARDS):
        await look_back(session, here.as_youth, stay.id, weather="sun", again="yes", words=WORDS)
        (said,) = await statements_of(session, here.as_youth, here.youth.id)
    assert said.words == WORDS
    assert said.waits


async def test_nothing_is_concluded_from_it(session):
    here, stay = await been(session)
    with clock.at(AFTERWARDS):
        before = matching.problem_hash(await snapshot(session, now=clock.now()))
        await look_back(session, here.as_youth, stay.id, weather="storm", again="no", words="Usch.")
        after = matching.problem_hash(await snapshot(session, now=clock.now()))
    assert before == after
    assert (await session.scalars(select(Veto))).all() == (await session.scalars(select(Heart))).all() == []


@pytest.mark.parametrize("never", [True, False], ids=["never", "again"])
async def test_her_own_tap_makes_the_planning_know(session, never):
    here, stay = await been(session)
    with clock.at(AFTERWARDS):
        await look_back(session, here.as_youth, stay.id, weather="sun", again="no" if never else "yes")
        await remember(session, here.as_youth, stay.id, never=never)
        told = await looked_back(session, here.as_youth, stay.id)
        problem = await snapshot(session, now=clock.now())
    assert (told.is_vetoed, told.has_heart) == (never, not never)
    assert (str(here.host.id) in problem.youth[str(here.youth.id)].vetoes) is never


async def test_never_again_is_said_in_the_same_breath(session):
    here, stay = await been(session)
    with clock.at(AFTERWARDS):
        await look_back(session, here.as_youth, stay.id, weather="wont_say", never=True)
    assert [one.site_id for one in await session.scalars(select(Veto))] == [here.host.id]


async def test_it_is_told_once_and_not_before_it_has_been(session):
    here, stay = await been(session)
    with clock.at(FRIDAY + timedelta(hours=5)), pytest.raises(NotOverYet):
        await look_back(session, here.as_youth, stay.id, weather="sun")
    with clock.at(AFTERWARDS):
        await look_back(session, here.as_youth, stay.id, weather="sun")
        with pytest.raises(AlreadyToldOf):
            await look_back(session, here.as_youth, stay.id, weather="rain")
    assert [one.weather for one in await session.scalars(select(Reflection))] == ["sun"]


async def test_nobody_else_tells_it_or_finds_it(session):
    here, stay = await been(session)
    _, other, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    with clock.at(AFTERWARDS):
        with pytest.raises(NotFound):
            await look_back(session, other, stay.id, weather="sun")
        for actor in (here.as_host, here.as_guardian, here.as_coordinator, here.as_mentor):
            with pytest.raises(Forbidden):
                await look_back(session, actor, stay.id, weather="sun")


@pytest.mark.parametrize(
    ("hours", "is_asked"), [(1, False), (23, False), (25, True), (24 * 13, True), (24 * 15, False)]
)
async def test_home_asks_from_a_day_after_and_not_for_ever(session, hours, is_asked):
    here, stay = await been(session)
    with clock.at(SUNDAY + timedelta(hours=hours)):
        home = await home_of(session, here.as_youth)
        assert [one.id for one in home.look_back] == ([stay.id] if is_asked else [])
        await look_back(session, here.as_youth, stay.id, weather="dont_know")
        assert (await home_of(session, here.as_youth)).look_back == []


async def test_whoever_had_her_sees_nothing_of_it_on_no_page(as_, world):
    """Page, calendar, API and record, before and after: the same to the host; her guardian reads nothing either."""

    async def seen_by(role, api):
        client = await as_(role, api=api)
        ways = ["/calendar?month=2027-01", f"/stays/{world.stay_id}"]
        found = []
        for way in ways:
            answer = await client.get(("/api/v1" if api else "") + way)
            found.append(answer.text)
        return found

    others = [Role.HOST, Role.GUARDIAN, Role.MENTOR, Role.COORDINATOR]
    with clock.at(AFTERWARDS):
        before = {(role, True): await seen_by(role, True) for role in others}
        youth = await as_(Role.YOUTH)
        page = (await youth.get(f"/looking-back/{world.stay_id}")).text
        assert "Familjen Lind ser aldrig" in page
        sent = await youth.post(
            f"/looking-back/{world.stay_id}",
            data={**hidden(page), "weather": "storm", "again": "no", "never": "yes", "words": WORDS},
        )
        assert sent.status_code == 303
        assert {(role, True): await seen_by(role, True) for role in others} == before
        for role in others:
            for text in await seen_by(role, False):
                assert "Markörmjölk" not in text
                assert "storm" not in text
                assert "looking-back" not in text
            client = await as_(role)
            assert (await client.get(f"/looking-back/{world.stay_id}")).status_code in (403, 404)
    async with world.transaction() as session:
        assert (await session.scalars(select(Statement.kind))).all() == ["reflection"]


async def test_without_an_answer_it_is_not_sent_by_mistake(as_, world):
    with clock.at(AFTERWARDS):
        youth = await as_(Role.YOUTH)
        page = (await youth.get(f"/looking-back/{world.stay_id}")).text
        answer = await youth.post(f"/looking-back/{world.stay_id}", data={**hidden(page), "weather": "hail"})
        assert answer.status_code == 422
    async with world.transaction() as session:
        assert (await session.scalars(select(Reflection))).all() == []


async def test_a_tired_reader_can_read_it(as_, world):
    with clock.at(AFTERWARDS):
        youth = await as_(Role.YOUTH)
        asked = (await youth.get(f"/looking-back/{world.stay_id}")).text
        assert lix(words_of(asked)) <= YOUTH
        await youth.post(f"/looking-back/{world.stay_id}", data={**hidden(asked), "weather": "sun", "again": "yes"})
        assert lix(words_of((await youth.get(f"/looking-back/{world.stay_id}")).text)) <= YOUTH
    with clock.at(FRIDAY + timedelta(hours=3)):
        youth = await as_(Role.YOUTH)
        home = (await youth.get(f"/stays/{world.stay_id}/home")).text
        assert lix(words_of(home)) <= YOUTH
        await youth.post(f"/stays/{world.stay_id}/home", data={**hidden(home), "step": "tell"})
        assert lix(words_of((await youth.get(f"/stays/{world.stay_id}/home")).text)) <= YOUTH
        assert lix(words_of((await youth.get(f"/stays/{world.stay_id}")).text)) <= YOUTH
