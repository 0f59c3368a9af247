"""A session is new at sign-in, ends when it should, and leaving ends it on the server."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.people import Role
from service import clock
from service.app import create_app
from service.web.cookies import keep_session
from service.web.visit import Visit, begin, visit
from tests.web.conftest import browser
from tests.web.forms import send
from tests.web.people import sign_in_as

INSIDE = "/role"  # a page for everybody who is signed in


async def is_inside(client) -> bool:
    return (await client.get(INSIDE)).status_code == 200


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("role", "idle", "whole"),
    [
        (Role.YOUTH, timedelta(minutes=10), timedelta(minutes=60)),
        (Role.CASEWORKER, timedelta(minutes=30), timedelta(hours=8)),
    ],
)
async def test_a_session_ends_when_idle_and_at_last(visitor, town, role, idle, whole):
    began = clock.now()
    with clock.at(began):
        await sign_in_as(visitor, town, role)
    with clock.at(began + idle - timedelta(seconds=1)):
        assert await is_inside(visitor)
    with clock.at(began + 2 * idle - timedelta(seconds=2)):
        assert await is_inside(visitor)  # being seen counts
    with clock.at(began + 3 * idle):
        assert not await is_inside(visitor)
    with clock.at(began):
        await sign_in_as(visitor, town, role)
    moment = began
    while moment < began + whole:
        with clock.at(moment):
            assert await is_inside(visitor)
        moment += idle / 2
    with clock.at(began + whole):
        assert not await is_inside(visitor)


@pytest.mark.asyncio
async def test_leaving_ends_the_session_on_the_server(app, visitor, town):
    secret = await sign_in_as(visitor, town, Role.YOUTH)
    assert await is_inside(visitor)
    left = await visitor.post("/exit")
    assert (left.status_code, left.headers["location"]) == (303, "/almanac")
    assert "cookies" in left.headers["clear-site-data"]
    assert "session=;" in left.headers["set-cookie"]
    assert "Max-Age=0" in left.headers["set-cookie"]
    async with browser(app) as thief:  # somebody who kept the cookie
        thief.cookies.set("session", secret)
        assert not await is_inside(thief)


@pytest.mark.asyncio
async def test_leaving_works_when_everything_has_run_out(visitor, town):
    with clock.at(clock.now() - timedelta(hours=2)):
        await sign_in_as(visitor, town, Role.YOUTH)
    assert (await visitor.post("/exit", data={"_csrf": "old"})).status_code == 303
    assert (await visitor.post("/exit")).status_code == 303


@pytest.mark.asyncio
async def test_the_page_after_leaving_says_nothing(visitor):
    for address in ("/almanac", "/kalender"):
        shown = await visitor.get(address)
        assert shown.status_code == 200
        for word in ("mellanrummet", "logga", "sign-in", "/home", "avlastning", "socialsekreterare"):
            assert word not in shown.text.lower()


@pytest.mark.asyncio
async def test_an_id_that_somebody_planted_is_never_taken_over(demo_app, visitor, town):
    async with browser(demo_app) as victim, browser(demo_app) as planter:
        planted = "planted-" + "x" * 30
        victim.cookies.set("session", planted)
        planter.cookies.set("session", planted)
        entered = await victim.get("/demo/kim")
        assert entered.status_code == 303
        given = entered.headers["set-cookie"]
        assert given.startswith("session=")
        assert planted not in given
        assert not await is_inside(planter)


@pytest.mark.asyncio
async def test_signing_in_anew_ends_the_session_before(demo_app, town):
    async with browser(demo_app) as client, browser(demo_app) as other:
        await client.get("/demo/kim")
        first = client.cookies["session"]
        await client.get("/demo/kim")
        assert client.cookies["session"] != first
        other.cookies.set("session", first)
        assert not await is_inside(other)


def test_a_production_cookie_is_bound_to_its_host(settings):
    settings = replace(settings, production=True, demo=False)
    begin(Visit(settings, "/", "GET"))
    keep_session("secret")
    line = visit().cookies[0]
    assert line == "__Host-session=secret; Path=/; HttpOnly; SameSite=Lax; Secure"
    assert "Domain" not in line


@pytest.mark.asyncio
async def test_without_a_session_a_page_leads_to_sign_in_and_back(visitor):
    asked = await visitor.get(INSIDE)
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?next=/role")
    shown = await visitor.get(asked.headers["location"])
    assert 'name="next" value="/role"' in shown.text
    elsewhere = await visitor.get("/sign-in?next=//elsewhere.example")
    assert "elsewhere" not in elsewhere.text


@pytest.mark.asyncio
async def test_a_form_sent_after_the_session_ended_leads_to_sign_in(visitor, town):
    began = clock.now()
    with clock.at(began):
        await sign_in_as(visitor, town, Role.COORDINATOR)
    with clock.at(began + timedelta(hours=1)):
        late = await visitor.post("/role", data={"role": "coordinator"})
    assert (late.status_code, late.headers["location"]) == (303, "/sign-in")


# -- the demo


@pytest.mark.asyncio
async def test_production_knows_no_personas(production_app):
    async with browser(production_app, base_url="https://localhost") as client:
        for address in ("/demo", "/demo/kim"):
            assert (await client.get(address)).status_code == 404


def test_a_demo_with_a_production_setting_does_not_start(settings):
    with pytest.raises(SystemExit, match="never served with a production setting"):
        create_app(replace(settings, production=True, demo=True))


@pytest.mark.asyncio
async def test_an_unknown_persona_is_not_found(demo_app):
    async with browser(demo_app) as client:
        assert (await client.get("/demo/nobody")).status_code == 404
        assert (await client.get("/demo/kim?role=admin")).status_code == 404  # a role she does not have
        assert (await client.get("/demo/kim?role=king")).status_code == 422
        assert "Kim" in (await client.get("/demo")).text


@pytest.mark.asyncio
async def test_language_is_kept_for_visitors_and_for_accounts(visitor, town):
    kept = await send(visitor, "/look", "/language", language="en", next="/help")
    assert (kept.status_code, kept.headers["location"]) == (303, "/help")
    assert 'lang="en"' in (await visitor.get("/help")).text
    assert (await send(visitor, "/look", "/language", language="xx")).status_code == 404
