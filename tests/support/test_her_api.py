"""What is hers in the rest of her pages, for programs: who is beside her, how she is reached, her letter, her notes, what decides."""

import pytest
import pytest_asyncio
from sqlalchemy import select

from models.people import ActivationCard, Role, SupportPerson
from models.words import Note, WelcomeLetter, Wish
from service import clock
from service.database import transaction
from service.guide.actions import write_letter
from service.youths.actions import make_wish
from service.youths.notes import write_note
from tests.web.conftest import browser
from tests.web.people import given_a_town, token_for

API = "/api/v1"
NOBODY = "01980000-0000-7000-8000-000000000000"


@pytest_asyncio.fixture
async def town(module_database):
    return await given_a_town(module_database)


def inside(town):
    return transaction(town.database.sessions, town.municipality_id)


@pytest_asyncio.fixture
async def youth(app, town):
    async with browser(app) as client:
        client.headers["Authorization"] = f"Bearer {await token_for(town, Role.YOUTH)}"
        yield client


@pytest_asyncio.fixture
async def sara(app, town):
    async with browser(app) as client:
        client.headers["Authorization"] = f"Bearer {await token_for(town, Role.CASEWORKER)}"
        yield client


async def test_somebody_beside_her_from_choice_to_end(youth, town):
    body = {"called": "Moa", "shares": ["breaks"], "months": "3", "is_named": "no"}
    chosen = await youth.post(f"{API}/support-persons", json=body)
    assert (chosen.status_code, chosen.json()["shares"], chosen.json()["is_named"]) == (201, ["breaks"], False)
    one = f"{API}/support-persons/{chosen.json()['id']}"

    cards = [(await youth.post(f"{one}/cards")).json() for _ in (1, 2)]
    assert cards[0]["code"] != cards[1]["code"]
    assert cards[1]["called"] == "Moa"
    async with inside(town) as session:
        beside = (await session.scalars(select(SupportPerson))).one()
        left = await session.scalars(
            select(ActivationCard).where(
                ActivationCard.account_id == beside.account_id, ActivationCard.expires_at > clock.now()
            )
        )
        assert len(left.all()) == 1  # the earlier card stopped working

    changed = await youth.put(one, json={"shares": ["breaks", "wishes"], "months": "same", "is_named": "yes"})
    assert (changed.json()["shares"], changed.json()["is_named"]) == (["breaks", "wishes"], True)
    assert [(await youth.delete(one)).status_code for _ in (1, 2)] == [204, 204]
    assert (await youth.post(f"{one}/cards")).status_code == 404
    ((over,),) = ((await youth.get(f"{API}/support-persons")).json()["support_persons"],)
    assert over["is_over"]


async def test_no_card_for_somebody_elses(youth):
    assert (await youth.post(f"{API}/support-persons/{NOBODY}/cards")).status_code == 404


async def test_how_she_is_reached_is_off_until_she_says_so(youth):
    now = (await youth.get(f"{API}/contact")).json()
    assert (now["channel"], now["call"]) == ("none", "never")
    test = await youth.post(f"{API}/contact/test")
    assert (test.status_code, test.headers["content-type"]) == (409, "application/problem+json")


async def test_she_reads_her_letter_and_that_she_did_is_known(youth, town):
    assert (await youth.get(f"{API}/welcome-letter")).status_code == 404
    async with inside(town) as session:
        await write_letter(session, town.given.as_caseworker, town.given.youth.id, words="Hej Alva", meeting_at=None)
    letter = (await youth.get(f"{API}/welcome-letter")).json()
    assert (letter["words"], letter["writer"]["called"]) == ("Hej Alva", "Sara")
    async with inside(town) as session:
        assert await session.scalar(select(WelcomeLetter.opened_at)) is not None


async def test_a_note_is_read_and_said_to_be_so(youth, sara, town):
    youth_id = town.given.youth.id
    async with inside(town) as session:
        note = await write_note(session, town.given.as_caseworker, youth_id, kind="phone", words="Vi pratade.")
    address = f"{API}/youths/{youth_id}/notes"
    (shown,) = (await youth.get(address)).json()["notes"]
    assert (shown["words"], shown["by"], shown["confirmed_at"], shown["versions"]) == ("Vi pratade.", "Sara", None, [])
    assert [(await youth.post(f"{address}/{note.id}/confirmation")).status_code for _ in (1, 2)] == [204, 204]
    assert (await youth.post(f"{address}/{NOBODY}/confirmation")).status_code == 404
    assert (await sara.post(f"{address}/{note.id}/confirmation")).status_code == 403
    ((theirs,),) = ((await sara.get(address)).json()["notes"],)
    assert theirs["confirmed_at"] is not None
    async with inside(town) as session:
        assert await session.scalar(select(Note.confirmed_at)) is not None
    assert (await sara.get(f"{API}/youths/{NOBODY}/notes")).status_code == 404


@pytest.mark.parametrize(("decides", "strength"), [(True, "must"), (False, "important")])
async def test_a_wish_decides_or_is_important_and_no_more(youth, town, decides, strength):
    youth_id = town.given.youth.id
    async with inside(town) as session:
        wish = await make_wish(
            session, town.given.as_youth, youth_id, subject="where", strength="important", words="tyst"
        )
    address = f"{API}/youths/{youth_id}/wishes/{wish.statement_id}/decides"
    answer = await youth.put(address, json={"decides": decides})
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"piles"}
    async with inside(town) as session:
        newest = await session.scalar(select(Wish.strength).order_by(Wish.id.desc()).limit(1))
    assert newest == strength
    assert (await youth.put(address, json={})).status_code == 422
    nobody = f"{API}/youths/{youth_id}/wishes/{NOBODY}/decides"
    assert (await youth.put(nobody, json={"decides": True})).status_code == 404
