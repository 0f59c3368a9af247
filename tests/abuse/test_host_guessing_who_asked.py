"""A host who knows half the town tries to guess which child a question is about: from what stands there, from what does not,
and from numbers in the page."""

import re
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio
from sqlalchemy import select, update

from models.breaks import HostAsk
from models.people import Account, Role, Sibling, Youth, YouthProtected
from models.supply import Site
from service import clock
from service.app import create_app
from service.database import transaction
from service.record import vault_of
from service.youths.actions import make_wish, name_own_person
from service.youths.likings import give_heart, veto
from tests.given import given_request, given_youth
from tests.proposals.menus import at, given_menu
from tests.web.conftest import browser
from tests.web.people import Town, given_a_town, sign_in_as, token_for

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ANY_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest_asyncio.fixture(scope="module")
async def towns(module_database) -> tuple[Town, Town]:
    """Two towns that differ in the youth alone; in each she has asked for the same weekend and the same host is asked."""
    with clock.at(NOW):
        plain = await given_a_town(module_database)
        other = plain.other
        for town in (plain, other):
            here = town.given
            async with transaction(module_database.sessions, town.municipality_id) as session:
                await session.execute(update(Site).where(Site.id == here.host.id).values(ask_each_time=True))
                if town is other:
                    await _quite_another(session, here)
                request, occurrence = await given_request(session, here.youth, here.grant)
                await given_menu(session, here, request, [at(here.host, occurrence)], [at(here.place, occurrence)])
    return plain, other


async def _quite_another(session, here) -> None:
    """The same span of ages, and all else different."""
    youth = here.youth
    await session.execute(
        update(Youth)
        .where(Youth.id == youth.id)
        .values(
            called="Zeldana", birth_date=date(2011, 11, 1), languages=["sv", "ar"], reading_level="pictures", urgency=3
        )
    )
    await session.execute(update(Account).where(Account.id == youth.account_id).values(called="Zeldana"))
    vault = await vault_of(session, youth.municipality_id, youth.id)
    session.add(
        YouthProtected(
            youth_id=youth.id,
            municipality_id=youth.municipality_id,
            grade="fictitious",
            address=vault.seal("x", youth.id, "address"),
        )
    )
    await make_wish(session, here.as_youth, youth.id, subject="who", strength="must", words="Hos Maria, hon känner mig")
    await name_own_person(session, here.as_youth, youth.id, words="Min mormor Zelda")
    await give_heart(session, here.as_youth, youth.id, site_id=here.host.id)
    await veto(session, here.as_youth, youth.id, mentor_id=here.mentor.id)
    brother, _, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bror")
    session.add(Sibling(older_id=youth.id, younger_id=brother.id, want="together"))
    await session.flush()


@pytest_asyncio.fixture(scope="module")
async def app(module_database):
    return create_app(module_database.settings, engine=module_database.engine)


async def asked_page(app, town, path: str, role: Role = Role.HOST) -> str:
    with clock.at(NOW):
        async with browser(app) as maria:
            await sign_in_as(maria, town, role)
            answer = await maria.get(path)
    assert answer.status_code == 200
    return re.sub(r'name="_(csrf|key)" value="[^"]+"', "", answer.text)


def without_ids(page: str) -> str:
    known: dict[str, str] = {}
    return ANY_ID.sub(lambda found: known.setdefault(found[0], f"id{len(known)}"), page)


async def test_two_youths_of_one_span_of_ages_give_the_same_page_byte_for_byte(app, towns):
    pages = [without_ids(await asked_page(app, town, "/asks")) for town in towns]
    assert "15" in pages[0] or "14" in pages[0]  # there is a question on it
    assert pages[0].count("<article") == 1
    assert pages[0] == pages[1]


async def test_another_span_of_ages_is_another_page(app, towns, module_database):
    """Negative control: what differs would be seen."""
    plain, other = towns
    async with transaction(module_database.sessions, other.municipality_id) as session:
        await session.execute(update(HostAsk).values(age_from=HostAsk.age_from + 2, age_to=HostAsk.age_to + 2))
    try:
        assert without_ids(await asked_page(app, plain, "/asks")) != without_ids(await asked_page(app, other, "/asks"))
    finally:
        async with transaction(module_database.sessions, other.municipality_id) as session:
            await session.execute(update(HostAsk).values(age_from=HostAsk.age_from - 2, age_to=HostAsk.age_to - 2))


async def test_the_api_says_the_same_of_both(app, towns):
    said = []
    for town in towns:
        with clock.at(NOW):
            async with browser(app) as program:
                program.headers["authorization"] = f"Bearer {await token_for(town, Role.HOST)}"
                said.append(without_ids((await program.get("/api/v1/asks")).text))
    assert said[0] == said[1]
    assert "age_from" in said[0]


@pytest.mark.parametrize("number", [0, 1])
async def test_no_number_on_the_page_is_hers(app, towns, module_database, number):
    """The only ids are the questions' own: none of the youth, her account, request, proposal, option or claim."""
    town = towns[number]
    page = await asked_page(app, town, "/asks")
    async with transaction(module_database.sessions, town.municipality_id) as session:
        asks = {str(one) for one in await session.scalars(select(HostAsk.id))}
    assert set(ANY_ID.findall(page)) <= asks
    for telling in (town.given.youth.called, "Zeldana", "Alva", "Mitten", "mormor"):
        assert telling not in page


async def test_an_ask_begins_with_its_own_moment_and_not_with_hers(towns, module_database):
    """Ids carry the time they were made; a question's must not be the moment she pressed, nor count her requests."""
    town = towns[0]
    async with transaction(module_database.sessions, town.municipality_id) as session:
        ask = await session.scalar(select(HostAsk))
        option = ask.option_id
    assert ask.id != option
    assert str(ask.id)[-12:] != str(option)[-12:]


async def test_without_a_booking_her_page_and_words_are_nothing_to_a_host(app, towns):
    town = towns[0]
    with clock.at(NOW):
        async with browser(app) as maria:
            await sign_in_as(maria, town, Role.HOST)
            for path in (f"/youths/{town.given.youth.id}", f"/youths/{town.given.youth.id}/messages"):
                assert (await maria.get(path)).status_code in (403, 404), path
