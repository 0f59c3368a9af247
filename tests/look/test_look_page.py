"""Day, night or as the phone has it, and how much to read at once: kept in cookies that say nothing else."""

import re

import httpx
import pytest_asyncio

from service.app import create_app


@pytest_asyncio.fixture
async def visitor(module_database):
    app = create_app(module_database.settings, engine=module_database.engine, slices=("web", "accounts"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as browser:
        yield browser


async def choose(visitor: httpx.AsyncClient, theme: str, **more: str) -> httpx.Response:
    page = (await visitor.get("/look")).text
    token = re.search(r'name="_csrf" value="([^"]+)"', page)
    assert token
    return await visitor.post("/look", data={"theme": theme, "_csrf": token[1]} | more)


async def test_the_night_stays_until_she_chooses_otherwise(visitor):
    assert "data-theme" not in (await visitor.get("/look")).text
    assert (await choose(visitor, "night")).status_code == 303
    assert 'data-theme="night"' in (await visitor.get("/look")).text
    await choose(visitor, "auto")
    assert "data-theme" not in (await visitor.get("/look")).text


async def test_a_theme_we_do_not_have_is_answered_with_a_sentence(visitor):
    answer = await choose(visitor, "disco")
    assert answer.status_code == 422
    assert "Välj en av dem på sidan." in answer.text


async def test_a_cookie_somebody_made_up_cannot_write_on_the_page(visitor):
    visitor.cookies.set("theme", '"><script>')
    assert "data-theme" not in (await visitor.get("/look")).text


async def test_how_much_she_reads_at_once_stays_before_she_has_signed_in(visitor):
    assert "level-short" in (await visitor.get("/look")).text
    await choose(visitor, "auto", level="pictures")
    assert "level-pictures" in (await visitor.get("/look")).text
    assert (await choose(visitor, "auto", level="<b>")).status_code == 422
    visitor.cookies.clear()
    visitor.cookies.set("level", '"><script>')
    assert "level-short" in (await visitor.get("/look")).text
