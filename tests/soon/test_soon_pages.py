"""Her pages of a break soon: the number above everything, plain to read, and no way that ends."""

import re
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy.dialects.postgresql import Range

from models.people import Role
from models.reaching import Duty
from service import clock
from service.consents.actions import rules_of_today
from service.database import transaction
from tests.look.readability import STAFF, YOUTH, lix, words_of
from tests.soon.test_soon import THURSDAY
from tests.stays.conftest import _sign_ins
from tests.web.forms import hidden
from tests.web.people import given_a_town


class World:
    def __init__(self, town) -> None:
        self.town = town


@pytest_asyncio.fixture
async def world(module_database):
    town = await given_a_town(module_database)
    async with transaction(module_database.sessions, town.municipality_id) as session:
        session.add_all(rules_of_today(town.given.municipality))
    return World(town)


@pytest_asyncio.fixture(scope="module")
async def app(module_database):
    from service.app import create_app

    return create_app(module_database.settings, engine=module_database.engine)


@pytest_asyncio.fixture
async def as_(app, world):
    async for sign_in in _sign_ins(app, world):
        yield sign_in


@pytest.fixture(autouse=True)
def _on_thursday_evening():
    with clock.at(THURSDAY):
        yield


async def test_the_number_stands_first_and_then_three_taps_to_a_bed(as_):
    youth = await as_(Role.YOUTH)
    page = (await youth.get("/soon")).text
    main = page[page.index("<main") :]
    assert main.index('href="tel:') < main.index('name="when"')
    assert lix(words_of(page)) <= YOUTH
    found = await youth.post("/soon", data={**hidden(page), "when": "tonight"})
    assert found.status_code == 303
    at = found.headers["location"]
    menu = (await youth.get(at)).text
    assert lix(words_of(menu)) <= YOUTH
    option = re.search(r'name="option_id" value="([^"]+)"', menu)[1]
    rev = re.search(r'name="rev" value="(\d+)"', menu)[1]
    taken = await youth.post(at, data={**hidden(menu), "option_id": option, "rev": rev})
    assert taken.status_code == 303
    waits = (await youth.get(at)).text
    assert "Eva" in waits  # whose yes is missing is said
    assert lix(words_of(waits)) <= YOUTH
    back = await youth.post(f"{at}/back", data=hidden(waits))
    assert (back.status_code, back.headers["location"]) == (303, "/soon")


async def test_nothing_is_a_page_with_ways_on(as_):
    youth = await as_(Role.YOUTH)
    page = (await youth.get("/soon/nothing")).text
    assert 'href="tel:' in page
    assert 'href="/soon"' in page
    assert 'href="/help"' in page
    assert lix(words_of(page)) <= YOUTH


@pytest.mark.parametrize("typed", [{}, {"when": "never"}, {"when": "tonight", "more": "x"}])
async def test_bad_input_is_a_sentence(as_, typed):
    youth = await as_(Role.YOUTH)
    page = (await youth.get("/soon")).text
    answer = await youth.post("/soon", data={**hidden(page), **typed})
    assert answer.status_code == 422
    assert 'href="tel:' in answer.text


async def test_another_youths_break_is_not_there(as_):
    youth = await as_(Role.YOUTH)
    assert (await youth.get("/soon/00000000-0000-7000-8000-000000000001")).status_code == 404


async def test_whoever_is_on_duty_reads_who_and_never_why(as_, world):
    youth = await as_(Role.YOUTH)
    page = (await youth.get("/soon")).text
    await youth.post("/soon", data={**hidden(page), "when": "tomorrow_evening"})
    caseworker = await as_(Role.CASEWORKER)
    desk = (await caseworker.get("/duty/now")).text
    assert "Alva" in desk
    assert lix(words_of(desk)) <= STAFF
    reminder = re.search(r'action="/duty/now/([0-9a-f-]{36})"', desk)[1]
    seen = await caseworker.post(f"/duty/now/{reminder}", data={**hidden(desk), "step": "seen"})
    assert seen.status_code == 303
    assert "Sara" in (await youth.get("/soon")).text
    host = await as_(Role.HOST)
    assert (await host.get("/duty/now")).status_code == 403


async def test_a_coordinator_sets_duty_with_a_form(as_, world):
    coordinator = await as_(Role.COORDINATOR)
    page = (await coordinator.get("/duty")).text
    assert lix(words_of(page)) <= STAFF
    typed = {
        "account_id": str(world.town.given.as_caseworker.account_id),
        "begins": f"{THURSDAY:%Y-%m-%d}",
        "begins.hour": "20.30",
        "ends": f"{THURSDAY + timedelta(days=1):%Y-%m-%d}",
        "ends.hour": "7",
        "phone": "090-00 00 07",
    }
    again = await coordinator.post("/duty", data={**hidden(page), **typed, "phone": "<script>"})
    assert again.status_code == 422
    for kept in (typed["begins"], "20.30"):
        assert f'value="{kept}"' in again.text
    done = await coordinator.post("/duty", data={**hidden(page), **typed})
    assert done.status_code == 303
    assert "090-00 00 07" in (await coordinator.get("/duty")).text


async def test_on_duty_a_yes_that_was_told_is_written_down_on_a_page_of_its_own(as_, world):
    youth = await as_(Role.YOUTH)
    page = (await youth.get("/soon")).text
    at = (await youth.post("/soon", data={**hidden(page), "when": "tonight"})).headers["location"]
    menu = (await youth.get(at)).text
    option = re.search(r'name="option_id" value="([^"]+)"', menu)[1]
    await youth.post(at, data={**hidden(menu), "option_id": option})
    sara = await as_(Role.CASEWORKER)
    link = re.compile(r'href="(/duty/now/choices/[0-9a-f-]+/consents)"')
    off_duty = (await sara.get("/duty/now")).text
    assert link.search(off_duty) is None
    async with transaction(world.town.database.sessions, world.town.municipality_id) as session:
        during = Range(THURSDAY - timedelta(hours=2), THURSDAY + timedelta(hours=12))
        session.add(Duty(account_id=world.town.given.as_caseworker.account_id, during=during, phone=""))
    path = link.search((await sara.get("/duty/now")).text)[1]
    form = (await sara.get(path)).text
    assert "Eva" in form
    assert lix(words_of(form)) <= STAFF
    guardian = str(world.town.given.guardian.id)
    wrong = await sara.post(path, data={**hidden(form), "guardian_id": guardian, "text_shown": "Eva sa ja i telefon"})
    assert (wrong.status_code, "Eva sa ja i telefon" in wrong.text) == (422, True)
    typed = {"guardian_id": guardian, "manner": "phone", "text_shown": "Eva sa ja i telefon"}
    done = await sara.post(path, data={**hidden(wrong.text), **typed})
    assert (done.status_code, done.headers["location"]) == (303, "/duty/now")
    assert (await sara.get(path)).status_code == 200  # it says that nothing is missing any more
    with clock.at(THURSDAY + timedelta(hours=13)):
        sara = await as_(Role.CASEWORKER)
        assert (await sara.get(path)).status_code == 409
