"""Nothing that a person reads is said past the catalogues: every page, spoken in a language in which each text stands in brackets.

What is left outside the brackets must be somebody's own words, a name that stands in a table, a date or a number.
"""

import re
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
import pytest_asyncio
from babel import Locale
from sqlalchemy import text

from service.accounts.rules import HOME
from service.app import create_app
from service.demo.load import load
from service.web import texts
from tests.web.conftest import browser
from tests.web.crawl import walk

PEOPLE = {
    "youth": ["saga", "alva", "hugo", "freja", "tuva", "viktor"],
    "caseworker": ["sara"],
    "coordinator": ["kerstin"],
    "host": ["holm"],
    "mentor": ["jo"],
    "guardian": ["leo-malin"],
}
OWN = {"blockquote", "q", "bdi", "textarea", "time", "script", "style", "svg"}
VOID = {"input", "br", "link", "meta", "img", "hr", "source", "wbr", "path", "circle", "rect"}
SPOKEN = ("aria-label", "title", "placeholder", "alt")
ABBREVIATIONS = {"sv", "en", "da", "ar", "ISO"}


class Bracketed:
    """A catalogue that says every text as itself, in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, n: int) -> str:
        return f"⟦{one if n == 1 else many}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return f"⟦{message}⟧"

    def npgettext(self, context: str, one: str, many: str, n: int) -> str:
        return f"⟦{one if n == 1 else many}⟧"


class _Outside(HTMLParser):
    """What is read on a page and is nobody's own words."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        own = tag in OWN or given.get("dir") == "auto"
        if not any(self.open):
            self.found += [value for name in SPOKEN if (value := given.get(name))]
        if tag not in VOID:
            self.open.append(own)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.open):
            self.found.append(data)


def outside_the_brackets(page: str, known: list[str]) -> list[str]:
    """Words that come neither from a catalogue nor from a table; `known` from the longest to the shortest."""
    names = _any_of(tuple(known))
    reader = _Outside()
    reader.feed(page)
    left = []
    for said in " ¦ ".join(" ".join(one.split()) for one in reader.found).split(" ¦ "):
        bare, before = said, None
        while bare != before:
            bare, before = re.sub(r"⟦[^⟦⟧]*⟧", " ", bare), bare
        bare = names.sub(" ", bare)
        words = [word for word in re.findall(r"[^\W\d_]{2,}", bare) if word.lower() not in DATES]
        if words:
            left.append(said.strip())
    return left


@cache
def _any_of(known: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in known) or r"\Z\A")


def _dates() -> set[str]:
    swedish = Locale.parse("sv")
    names = [
        name
        for kind in ("days", "months")
        for width in getattr(swedish, kind)["format"].values()
        for name in width.values()
    ]
    names += [name for width in swedish.months["stand-alone"].values() for name in width.values()]
    words = {word.lower() for name in names for word in re.findall(r"[^\W\d_]+", str(name))}
    return words | {word[:length] for word in words for length in (2, 3)}


DATES = _dates()


@pytest_asyncio.fixture(scope="module")
async def house(module_database: Any) -> Any:
    await load(module_database.settings)
    return create_app(module_database.settings, engine=module_database.engine)


@pytest_asyncio.fixture(scope="module")
async def known(house: Any, module_database: Any) -> list[str]:
    """Every name and text that stands open in a table."""
    found = {
        *ABBREVIATIONS,
        "Mellanrummet",
        "Bris",
        *map(str, Locale.parse("sv").languages.values()),
        *texts.available_languages().values(),
    }
    columns = "select table_name, column_name from information_schema.columns where table_schema = 'public'"
    columns += " and data_type = 'text' and table_name not like 'record%' and table_name <> 'job'"
    async with module_database.sessions() as session, session.begin():
        here = await session.scalar(text("select municipality_id from account_role limit 1")) or await session.scalar(
            text("select municipality_id from personas() limit 1")
        )
        await session.execute(text("select set_config('app.municipality', :here, true)"), {"here": str(here)})
        for table, column in (await session.execute(text(columns))).all():
            try:
                async with session.begin_nested():
                    found |= set(await session.scalars(text(f'select distinct "{column}" from "{table}"')))
            except Exception:
                continue
        for settings in await session.scalars(text("select settings from municipality")):
            found |= {line["called"] for line in settings.get("help", [])}
    whole = {" ".join(one.split()) for one in found if one and len(one) > 1}
    firsts = {one.split()[0] for one in whole if one.istitle() and len(one.split()) == 2}
    return sorted(whole | firsts, key=len, reverse=True)


@pytest.mark.asyncio
@pytest.mark.timeout(300)
async def test_every_word_on_every_page_comes_from_a_catalogue_or_from_somebody(house, known, monkeypatch):
    monkeypatch.setitem(texts._said, "sv", Bracketed())
    left, pages = set(), 0
    for role, slugs in PEOPLE.items():
        for slug in slugs:
            async with browser(house) as client:
                await client.get(f"/demo/{slug}?role={role}")
                for seen in await walk(client, HOME[role]):
                    pages += 1
                    if seen.answer.headers.get("content-type", "").startswith("text/html"):
                        left |= {
                            f"{role} {seen.path.partition('?')[0]}: {one}"
                            for one in outside_the_brackets(seen.answer.text, known)
                        }
    assert pages > 100
    assert not left, "\n".join(sorted(left))


def test_a_word_that_is_in_no_catalogue_would_be_found():
    page = '<p>⟦Hello %(who)s⟧ <b>Sara Lund</b> ⟦on ⟦fri⟧ 4⟧ fre 4 dec</p><blockquote>mina ord</blockquote><p title="Stop">Save it</p>'
    assert outside_the_brackets(page, ["Sara Lund"]) == ["Stop", "Save it"]
