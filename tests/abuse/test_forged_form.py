"""Another site, an old page, another's token, the same form twice: nothing of hers changes but by her own pressing, once."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from models.people import Role, SupportPerson
from models.reaching import ContactPreference
from models.words import Statement, Wish
from service import clock
from service.database import transaction
from tests.abuse.conftest import NOW
from tests.web.conftest import browser
from tests.web.people import sign_in_as

TARGETS = {
    "/words/new": {"kind": "message", "words": "Det här har jag inte skrivit"},
    "/with-me/new": {"called": "Inkräktaren", "shares": ["words"], "months": "12", "is_named": "no"},
    "/contact": {"channel": "none", "days": ["1"], "from_time": "01:00", "to_time": "02:00", "call": "any_time"},
    "/phone": {"pin": "4071"},
}


async def state_of(told) -> list[int]:
    async with transaction(told.town.database.sessions, told.town.municipality_id) as session:
        return [
            await session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Statement, Wish, SupportPerson, ContactPreference)
        ]


def token_in(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'name="(_\w+)" value="([^"]+)"', page)}


@pytest.fixture
async def alva(app, told):
    async with browser(app) as client:
        client.secret = await sign_in_as(client, told.town, Role.YOUTH)
        yield client


@pytest.mark.parametrize("path", TARGETS)
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_post_from_another_site_is_refused_even_with_a_true_token(alva, told, path, site):
    before, token = await state_of(told), token_in((await alva.get(path)).text)
    sent = await alva.post(path, data={**TARGETS[path], **token}, headers={"sec-fetch-site": site})
    assert sent.status_code == 403
    assert await state_of(told) == before


@pytest.mark.parametrize("path", TARGETS)
async def test_without_a_token_or_with_a_made_up_one_nothing_happens(alva, told, path):
    before = await state_of(told)
    for token in ({}, {"_csrf": ""}, {"_csrf": "A" * 88}, {"_csrf": "x", "_key": "y"}):
        assert (await alva.post(path, data={**TARGETS[path], **token})).status_code == 403
    assert await state_of(told) == before


@pytest.mark.parametrize("path", TARGETS)
async def test_the_token_of_somebody_else_or_of_an_earlier_session_opens_nothing(app, alva, told, path):
    before = await state_of(told)
    async with browser(app) as other:
        await sign_in_as(other, told.town, Role.CASEWORKER)
        theirs = token_in((await other.get("/look")).text)
    earlier = token_in((await alva.get(path)).text)
    assert (await alva.post(path, data={**TARGETS[path], **theirs})).status_code == 403
    await sign_in_as(alva, told.town, Role.YOUTH)  # anew: another session
    assert (await alva.post(path, data={**TARGETS[path], **earlier})).status_code == 403
    assert await state_of(told) == before


async def test_after_the_session_is_over_an_old_page_sends_nothing(alva, told):
    before, token = await state_of(told), token_in((await alva.get("/words/new")).text)
    with clock.at(NOW + timedelta(minutes=30)):
        late = await alva.post("/words/new", data={**TARGETS["/words/new"], **token})
    assert (late.status_code, late.headers["location"]) == (303, "/sign-in")
    assert await state_of(told) == before


async def test_the_same_form_twice_is_done_once_and_her_own_pressing_works(alva, told):
    """Negative control and replay in one."""
    before, token = await state_of(told), token_in((await alva.get("/words/new")).text)
    data = {**TARGETS["/words/new"], **token}
    first, again = await alva.post("/words/new", data=data), await alva.post("/words/new", data=data)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["location"] == again.headers["location"]
    after = await state_of(told)
    assert after[0] == before[0] + 1
    assert after[1:] == before[1:]


async def test_a_key_of_hers_does_nothing_for_another(app, alva, told):
    token = token_in((await alva.get("/words/new")).text)
    async with browser(app) as other:
        await sign_in_as(other, told.town.other, Role.YOUTH)
        own = token_in((await other.get("/words/new")).text)
        sent = await other.post(
            "/words/new", data={**TARGETS["/words/new"], "_csrf": own["_csrf"], "_key": token["_key"]}
        )
        assert sent.status_code == 303  # done for the other one, and not taken for a repetition
    assert (await alva.post("/words/new", data={**TARGETS["/words/new"], **token})).status_code == 303


async def test_changes_are_never_made_by_opening_an_address(alva, told):
    before = await state_of(told)
    for path in (f"/with-me/{told.support_id}/end", "/rest/now", "/exit", "/contact/test", "/sign-out"):
        assert (await alva.get(path)).status_code in (404, 405), path
    assert await state_of(told) == before
