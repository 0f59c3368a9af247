"""A card from the caseworker's hand, four words of one's own, and the way back in."""

import re
import time
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select, text

from models.people import ActivationCard, Credential, Role
from service import clock
from service.accounts import rules
from service.database import transaction
from tests.web.conftest import browser
from tests.web.forms import hidden, send
from tests.web.people import given_a_town, sign_in_as, token_for

WORDS = "båten lampan musen katten"


@pytest_asyncio.fixture
async def town(database):
    return await given_a_town(database)


@pytest_asyncio.fixture
async def app(database):
    from service.app import create_app

    return create_app(database.settings, engine=database.engine, slices=("accounts",))


@pytest_asyncio.fixture
async def caseworker(app, town):
    async with browser(app) as client:
        await sign_in_as(client, town, Role.CASEWORKER)
        yield client


@pytest_asyncio.fixture
async def phone(app):
    async with browser(app) as client:
        yield client


async def card_for_the_youth(caseworker, town) -> str:
    address = f"/youths/{town.given.youth.id}/card"
    shown = await send(caseworker, address)
    assert shown.status_code == 200, shown.text
    return re.search(r"<strong>([A-Z0-9]{4}-[A-Z0-9]{4})</strong>", shown.text)[1]


async def events(town) -> list[str]:
    async with transaction(town.database.sessions, town.municipality_id) as session:
        return list((await session.execute(text("select kind from record_event order by seq"))).scalars())


@pytest.mark.asyncio
async def test_from_the_card_to_her_own_page(caseworker, phone, town):
    code = await card_for_the_youth(caseworker, town)
    choose = await send(phone, "/card", code=code.lower())
    assert choose.status_code == 200
    assert town.given.youth.called in choose.text
    suggested = re.search(r'name="phrase"[^>]*value="([^"]+)"', choose.text)[1]
    assert len(suggested.split()) == 4
    inside = await phone.post(
        "/card/words",
        data={**hidden(choose.text), "code": code, "sign_in_name": "Björk47", "phrase": WORDS},
    )
    assert (inside.status_code, inside.headers["location"]) == (303, "/home")
    assert (await phone.get("/")).headers["location"] == "/home"
    assert (await phone.post("/exit")).status_code == 303
    again = await send(phone, "/sign-in", sign_in_name=" björk47 ", phrase="Båten-Lampan-Musen-Katten")
    assert (again.status_code, again.headers["location"]) == (303, "/home")
    assert (await events(town)) == [
        "account.card_made",
        "account.card_used",
        "account.phrase_chosen",
        "account.signed_in",
        "account.signed_out",
        "account.signed_in",
    ]


@pytest.mark.asyncio
async def test_neither_code_nor_words_are_kept(caseworker, phone, town):
    code = await card_for_the_youth(caseworker, town)
    await choose_words(phone, code)
    async with transaction(town.database.sessions, town.municipality_id) as session:
        card = (await session.scalars(select(ActivationCard))).one()
        kept = (await session.scalars(select(Credential))).one()
    assert rules.as_code(code).encode() not in card.code_hmac
    assert kept.hash.startswith("$argon2id$")
    assert "båten" not in kept.hash


async def choose_words(phone, code, name="björk47", words=WORDS):
    choose = await send(phone, "/card", code=code)
    data = {**hidden(choose.text), "code": code, "sign_in_name": name, "phrase": words}
    return await phone.post("/card/words", data=data)


@pytest.mark.asyncio
async def test_a_card_works_once(app, caseworker, phone, town):
    code = await card_for_the_youth(caseworker, town)
    assert (await choose_words(phone, code)).status_code == 303
    async with browser(app) as other:
        refused = await send(other, "/card", code=code)
        assert refused.status_code == 409
        assert code in refused.text  # what was typed is still there


@pytest.mark.asyncio
async def test_a_card_works_for_a_day(app, caseworker, phone, town):
    code = await card_for_the_youth(caseworker, town)
    with clock.at(clock.now() + timedelta(hours=24, seconds=1)):
        assert (await send(phone, "/card", code=code)).status_code == 409
    with clock.at(clock.now() + timedelta(hours=23, minutes=59)):
        assert (await send(phone, "/card", code=code)).status_code == 200


@pytest.mark.asyncio
async def test_a_new_card_ends_the_old_one(caseworker, phone, town):
    old, new = await card_for_the_youth(caseworker, town), await card_for_the_youth(caseworker, town)
    assert (await send(phone, "/card", code=old)).status_code == 409
    assert (await send(phone, "/card", code=new)).status_code == 200


@pytest.mark.asyncio
async def test_using_a_new_card_throws_out_whoever_had_the_old_words(app, caseworker, phone, town):
    await choose_words(phone, await card_for_the_youth(caseworker, town))
    code = await card_for_the_youth(caseworker, town)
    async with browser(app) as new_phone:
        assert (await choose_words(new_phone, code, words="svalan stenen havet molnet")).status_code == 303
        assert (await new_phone.get("/role")).status_code == 200
    assert (await phone.get("/role")).headers["location"].startswith("/sign-in")


@pytest.mark.asyncio
async def test_the_address_in_the_square_only_looks(caseworker, phone, town):
    code = await card_for_the_youth(caseworker, town)
    for _ in range(3):
        assert (await phone.get(f"/card/{code.replace('-', '')}")).status_code == 200
    assert (await choose_words(phone, code)).status_code == 303


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("name", "words", "field"),
    [
        ("a", WORDS, "sign_in_name"),
        ("två ord", WORDS, "sign_in_name"),
        ("björk47", "bara tre ord", "phrase"),
        ("björk47", "x", "phrase"),
        ("", WORDS, "sign_in_name"),
        ("björk47", "", "phrase"),
    ],
)
async def test_what_cannot_be_used_is_said_and_the_card_still_works(caseworker, phone, town, name, words, field):
    code = await card_for_the_youth(caseworker, town)
    refused = await choose_words(phone, code, name, words)
    assert refused.status_code == 422
    assert f'id="e-{field}"' in refused.text
    assert not name or f'value="{name}"' in refused.text
    assert (await choose_words(phone, code)).status_code == 303


@pytest.mark.asyncio
async def test_a_name_somebody_has_is_said_at_the_name(app, caseworker, phone, town):
    await choose_words(phone, await card_for_the_youth(caseworker, town))
    async with browser(app) as admin, browser(app) as other:
        await sign_in_as(admin, town, Role.ADMIN)
        mentor = town.actors[Role.MENTOR].account_id
        shown = await send(admin, f"/accounts/{mentor}/card")
        code = re.search(r"<strong>([A-Z0-9-]{9})</strong>", shown.text)[1]
        refused = await choose_words(other, code)
        assert refused.status_code == 409
        assert 'id="e-sign_in_name"' in refused.text


@pytest.mark.asyncio
async def test_tries_get_slower_and_the_right_words_always_work(caseworker, phone, town):
    await choose_words(phone, await card_for_the_youth(caseworker, town))
    await phone.post("/exit")
    for _ in range(3):
        refused = await send(phone, "/sign-in", sign_in_name="björk47", phrase="fel fel fel fel")
        assert refused.status_code == 422
        assert 'value="björk47"' in refused.text
        assert "fel fel" not in refused.text
    began = time.monotonic()
    right = await send(phone, "/sign-in", sign_in_name="björk47", phrase=WORDS)
    assert right.status_code == 303
    assert time.monotonic() - began >= 1
    began = time.monotonic()
    async with transaction(town.database.sessions) as session:
        left = (await session.execute(text("select tries_failed(array['x'::bytea], now())"))).scalar()
    assert left == 0


@pytest.mark.asyncio
async def test_an_unknown_name_and_wrong_words_answer_alike(caseworker, phone, town):
    await choose_words(phone, await card_for_the_youth(caseworker, town))
    await phone.post("/exit")
    wrong = await send(phone, "/sign-in", sign_in_name="björk47", phrase="fel fel fel fel")
    unknown = await send(phone, "/sign-in", sign_in_name="ingen99", phrase="fel fel fel fel")
    assert wrong.status_code == unknown.status_code == 422
    plain = [re.sub(r'value="[^"]*"', "", one.text) for one in (wrong, unknown)]
    assert plain[0] == plain[1]


# -- who may give a card to whom


@pytest.mark.asyncio
async def test_only_her_own_caseworker_makes_a_youths_card(app, town):
    youth, other = town.given.youth.id, town.other.given.youth.id
    async with browser(app) as client:
        for role in (Role.COORDINATOR, Role.ADMIN, Role.HOST, Role.GUARDIAN, Role.YOUTH):
            await sign_in_as(client, town, role)
            assert (await client.get(f"/youths/{youth}/card")).status_code == 403
        await sign_in_as(client, town, Role.CASEWORKER)
        assert (await client.get(f"/youths/{youth}/card")).status_code == 200
        assert (await client.get(f"/youths/{other}/card")).status_code == 404
        assert (await client.get(f"/accounts/{town.actors[Role.YOUTH].account_id}/card")).status_code == 403
        await sign_in_as(client, town, Role.ADMIN)
        assert (await client.get(f"/accounts/{town.actors[Role.YOUTH].account_id}/card")).status_code == 404
        assert (await client.get(f"/accounts/{town.other.actors[Role.HOST].account_id}/card")).status_code == 404


@pytest.mark.asyncio
async def test_a_coordinator_invites_a_host_for_a_home(app, phone, town):
    async with browser(app) as client:
        await sign_in_as(client, town, Role.COORDINATOR)
        nowhere = await send(client, "/accounts/new", called="Lena", role="host")
        assert nowhere.status_code == 422
        assert 'value="Lena"' in nowhere.text
        assert 'id="e-site_id"' in nowhere.text
        forbidden = await send(client, "/accounts/new", called="Lena", role="admin")
        assert forbidden.status_code == 403
        home = str(town.given.host.id)
        made = await send(client, "/accounts/new", called="Lena", role="host", site_id=home)
        assert made.status_code == 303
        shown = await send(client, made.headers["location"])
        code = re.search(r"<strong>([A-Z0-9-]{9})</strong>", shown.text)[1]
        assert "Lena" in (await client.get("/accounts")).text
        foreign = await send(client, "/accounts/new", called="Lena", role="host", site_id=str(town.other.given.host.id))
        assert foreign.status_code == 422
    inside = await choose_words(phone, code, name="lena.lind")
    assert inside.status_code == 303, inside.text
    assert inside.headers["location"] == "/asks"


# -- the API


@pytest.mark.asyncio
async def test_the_same_through_the_api(app, town):
    async with browser(app) as client:
        bearer = {"authorization": f"Bearer {await token_for(town, Role.CASEWORKER)}"}
        card = await client.post(f"/api/v1/youths/{town.given.youth.id}/cards", headers=bearer)
        assert card.status_code == 201, card.text
        by_card = {"by": "card", "code": card.json()["code"], "sign_in_name": "björk47", "phrase": WORDS}
        made = await client.post("/api/v1/tokens", json=by_card)
        assert made.status_code == 201, made.text
        again = await client.post("/api/v1/tokens", json=by_card)
        assert (again.status_code, again.json()["code"]) == (409, "accounts.card_used")
        by_words = {"by": "phrase", "sign_in_name": "björk47", "phrase": WORDS}
        mine = await client.post("/api/v1/tokens", json=by_words)
        bearer = {"authorization": f"Bearer {mine.json()['token']}"}
        me = await client.get("/api/v1/me", headers=bearer)
        assert (me.status_code, me.json()["role"], me.json()["subject_id"]) == (200, "youth", str(town.given.youth.id))
        assert (await client.delete("/api/v1/tokens/current", headers=bearer)).status_code == 204
        gone = await client.get("/api/v1/me", headers=bearer)
        assert (gone.status_code, gone.headers["www-authenticate"]) == (401, "Bearer")
        missing = await client.post("/api/v1/tokens", json={"by": "phrase", "sign_in_name": "x"})
        assert (missing.status_code, missing.json()["errors"][0]["field"]) == (422, "phrase")


@pytest.mark.asyncio
async def test_a_session_gives_a_token_only_with_its_csrf_token(app, town):
    async with browser(app) as client:
        await sign_in_as(client, town, Role.COORDINATOR)
        forged = await client.post("/api/v1/tokens", json={"by": "session"})
        assert forged.status_code == 403
        token = hidden((await client.get("/role")).text)["_csrf"]
        made = await client.post("/api/v1/tokens", json={"by": "session"}, headers={"x-csrf-token": token})
        assert made.status_code == 201, made.text
        assert (await client.get("/api/v1/me")).status_code == 401  # the cookie alone opens nothing in the API
