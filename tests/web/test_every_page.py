"""The demo municipality, walked through as each of its people: every link leads somewhere, no form can be broken."""

import re

import pytest
import pytest_asyncio

from models.people import Role
from service.accounts.queries import personas
from service.accounts.rules import HOME
from service.app import create_app
from service.demo.load import load
from tests.web.conftest import browser
from tests.web.crawl import Form, Seen, look, spoiled, walk
from tests.web.forms import hidden

ENOUGH_PER_FORM = 40


@pytest_asyncio.fixture(scope="module")
async def demo(module_database):
    """The application over the loaded demo municipality."""
    await load(module_database.settings)
    return create_app(module_database.settings, engine=module_database.engine)


@pytest_asyncio.fixture(scope="module")
async def people(demo, module_database) -> dict[Role, list[str]]:
    """Personas by role."""
    found: dict[Role, list[str]] = {}
    for persona in await personas(module_database.sessions):
        for role in persona.roles:
            found.setdefault(role, []).append(persona.slug)
    return found


@pytest_asyncio.fixture(scope="module")
async def walked(demo, people) -> dict[str, list[Seen]]:
    """Every page as every persona, read once."""
    found: dict[str, list[Seen]] = {}
    for role, slugs in people.items():
        for slug in slugs if role is Role.YOUTH else slugs[:2]:
            async with browser(demo) as client:
                assert (await client.get(f"/demo/{slug}?role={role.value}")).status_code == 303
                found[f"{role.value} {slug}"] = await walk(client, HOME[role])
    return found


def every(walked: dict[str, list[Seen]]) -> list[tuple[str, Seen]]:
    return [(who, seen) for who, pages in walked.items() for seen in pages]


@pytest.mark.asyncio
async def test_every_link_leads_to_a_page(walked):
    lost = [
        f"{who} {seen.path}: {seen.answer.status_code}" for who, seen in every(walked) if seen.answer.status_code != 200
    ]
    assert len(every(walked)) > 60
    assert not lost


@pytest.mark.asyncio
async def test_no_page_has_style_or_script_inside(walked):
    """The policy would stop it."""
    inside = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    wrong = {
        f"{who} {seen.path}: {found[0]}" for who, seen in every(walked) if (found := inside.search(seen.answer.text))
    }
    assert not wrong


@pytest.mark.asyncio
async def test_no_page_names_another_host(walked):
    elsewhere = re.compile(r'(?:src|href|action)="(?:https?:)?//', re.IGNORECASE)
    assert not {f"{who} {seen.path}" for who, seen in every(walked) if elsewhere.search(seen.answer.text)}


@pytest.mark.asyncio
async def test_a_youths_pages_have_a_neutral_title_and_a_way_out(walked):
    for who, seen in every(walked):
        if who.startswith("youth"):
            assert "<title>Kalender</title>" in seen.answer.text, seen.path
            assert 'action="/exit"' in seen.answer.text, seen.path


@pytest.mark.asyncio
async def test_no_form_breaks_whatever_is_typed(demo, walked):
    """Each field of each form: missing, too long, of the wrong kind, not text, somebody else's id. Never a fault of ours."""
    forms: dict[tuple[str, str], tuple[str, Form]] = {}
    for who, seen in every(walked):
        for form in seen.forms:
            if form.action not in ("/exit", "/sign-out"):
                forms.setdefault((who.split()[0], form.kind), (who, form))
    broken, sent = [], 0
    for turn, (who, form) in enumerate(forms.values()):
        role, _, slug = who.partition(" ")
        async with browser(demo) as client:
            await client.get(f"/demo/{slug}?role={role}")
            token = hidden((await client.get("/look")).text)["_csrf"]
            for name, typed in list(spoiled(form, turn))[:ENOUGH_PER_FORM]:
                answer = await client.post(form.action, data={**typed, "_csrf": token, "_key": f"{sent:x}"})
                sent += 1
                if answer.status_code >= 500 or answer.status_code == 403:
                    broken.append(f"{who} {form.action} {name}={typed.get(name)!r:.40}: {answer.status_code}")
    assert sent > 200
    assert not broken


@pytest.mark.asyncio
@pytest.mark.parametrize("language", ["sv", "en"])
async def test_the_open_pages_are_there_in_each_language(demo, language):
    async with browser(demo) as client:
        client.cookies.set("language", language)
        for path in ("/", "/sign-in", "/card", "/help", "/almanac", "/about/safety", "/look", "/demo"):
            seen = await look(client, path)
            assert seen.answer.status_code == 200, path
            assert f'<html lang="{language}"' in seen.answer.text
