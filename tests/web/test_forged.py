"""What another site sends in her name is refused; a form of ours is not."""

import pytest

from models.people import Role
from tests.web.conftest import browser
from tests.web.forms import hidden
from tests.web.people import sign_in_as

GOOD = {"words": "hej"}


@pytest.mark.asyncio
async def test_a_form_without_its_token_is_refused(visitor, town):
    await sign_in_as(visitor, town, Role.COORDINATOR)
    refused = await visitor.post("/sample", data=GOOD)
    assert refused.status_code == 403
    assert (await visitor.post("/sample", data={**GOOD, "_csrf": "x"})).status_code == 403
    token = hidden((await visitor.get("/sample")).text)
    assert (await visitor.post("/sample", data={**GOOD, **token})).status_code == 303


@pytest.mark.asyncio
async def test_a_token_of_another_session_is_refused(app, visitor, town):
    async with browser(app) as attacker:
        await sign_in_as(attacker, town, Role.CASEWORKER)
        theirs = hidden((await attacker.get("/role")).text)
    await sign_in_as(visitor, town, Role.COORDINATOR)
    assert (await visitor.post("/sample", data={**GOOD, **theirs})).status_code == 403


@pytest.mark.asyncio
async def test_signed_out_forms_are_tied_to_their_browser(app, visitor):
    shown = await visitor.get("/open-sample")
    assert "form=" in shown.headers["set-cookie"]
    assert "HttpOnly" in shown.headers["set-cookie"]
    mine = hidden(shown.text)
    assert (await visitor.post("/open-sample", data={**GOOD, **mine})).status_code == 200
    async with browser(app) as other:
        await other.get("/open-sample")
        assert (await other.post("/open-sample", data={**GOOD, **mine})).status_code == 403


@pytest.mark.asyncio
async def test_a_token_is_never_the_same_twice_on_the_page(visitor, town):
    await sign_in_as(visitor, town, Role.COORDINATOR)
    shown = {hidden((await visitor.get("/sample")).text)["_csrf"] for _ in range(3)}
    assert len(shown) == 3


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 303), ("none", 303)]
)
async def test_the_browsers_word_on_where_it_comes_from_counts(visitor, town, site, status):
    await sign_in_as(visitor, town, Role.COORDINATOR)
    token = hidden((await visitor.get("/sample")).text)
    sent = await visitor.post("/sample", data={**GOOD, **token}, headers={"sec-fetch-site": site})
    assert sent.status_code == status


@pytest.mark.asyncio
async def test_leaving_needs_no_token_but_not_from_elsewhere(visitor, town):
    await sign_in_as(visitor, town, Role.YOUTH)
    assert (await visitor.post("/exit", headers={"sec-fetch-site": "cross-site"})).status_code == 403
    assert (await visitor.post("/exit", headers={"sec-fetch-site": "same-origin"})).status_code == 303


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/json"])
async def test_another_kind_of_body_is_no_way_around(visitor, town, kind):
    await sign_in_as(visitor, town, Role.COORDINATOR)
    token = hidden((await visitor.get("/sample")).text)["_csrf"]
    body = f"_csrf={token}&words=hej"
    assert (await visitor.post("/sample", content=body, headers={"content-type": kind})).status_code == 403


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [b"words=%ff%fe", b"words=\xff", b"&".join(b"a=1" for _ in range(600))])
async def test_a_body_that_is_not_text_is_a_clear_no(visitor, town, body):
    await sign_in_as(visitor, town, Role.COORDINATOR)
    token = hidden((await visitor.get("/sample")).text)["_csrf"].replace("=", "%3D").encode()
    sent = await visitor.post(
        "/sample",
        content=b"_csrf=" + token + b"&" + body,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert sent.status_code == 400
