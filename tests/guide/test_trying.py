"""What is only tried is not kept: no row, no cookie, no event. What happens if I tell is read without anybody knowing what."""

import os
import re
from html import unescape

import psycopg
import pytest

from models.people import Role
from service.embedded.postgresql import SUPERUSER
from service.guide import telling, trying
from service.youths.traits import TRAITS
from tests.look.readability import YOUTH, lix, words_of
from tests.youths.pressing import press
from tests.youths.test_youth_pages import NEVER_SAID_TO_YOUTHS

STEPS = [
    {"step": "wish", "kind": "night"},
    {"step": "menu", "kind": "night", "wishes": ["dog", "quiet"]},
    {"step": "chosen", "kind": "night", "wishes": ["dog", "quiet"], "place": "a"},
]


class Rows:
    """How many rows each table has, and which were written since; past every wall."""

    def __init__(self, database):
        self.database = database

    def _ask(self, *questions):
        with psycopg.connect(
            host=os.environ["TEST_POSTGRESQL"], user=SUPERUSER, dbname=self.database.name, autocommit=True
        ) as line:
            return [line.execute(one).fetchall() for one in questions]

    def tables(self):
        ((*names,),) = [self._ask("select tablename from pg_tables where schemaname = 'public'")[0]]
        return sorted(name for (name,) in names)

    def now(self):
        tables = self.tables()
        counts = self._ask(*(f'select count(*), coalesce(max(xmin::text::bigint), 0) from "{one}"' for one in tables))
        return dict(zip(tables, [row[0] for row in counts], strict=True))


async def test_trying_writes_nothing_sets_no_cookie_and_says_so_on_each_page(visitor, town):
    rows = Rows(town.database)
    before = rows.now()
    assert len(before) > 40
    pages = [await visitor.get("/try")] + [await visitor.post("/try", data=step) for step in STEPS]
    pages.append(await visitor.get("/if-i-tell"))
    for one in pages:
        assert one.status_code == 200
        assert "set-cookie" not in one.headers
    assert all("Inget sparas, och ingen ser det" in one.text for one in pages[:-1])
    assert rows.now() == before


async def test_what_is_really_sent_would_have_been_found(signed_in, town):
    rows = Rows(town.database)
    async with signed_in(Role.YOUTH) as alva:
        before = rows.now()
        await press(alva, "/words/new", words="Hej", kind="message")
    changed = {table for table, seen in rows.now().items() if seen != before[table]}
    assert {"statement", "record_event", "record_content"} <= changed


async def test_somebody_signed_in_tries_without_a_trace_but_her_session(signed_in, town):
    rows = Rows(town.database)
    async with signed_in(Role.YOUTH) as alva:
        before = rows.now()
        for step in STEPS:
            assert (await alva.post("/try", data=step)).status_code == 200
        assert (await alva.get("/if-i-tell")).status_code == 200
    changed = {table for table, seen in rows.now().items() if seen != before[table]}
    assert changed <= {"web_session"}


async def test_what_was_picked_travels_in_the_page_and_the_menu_says_what_is_met(visitor):
    menu = unescape((await visitor.post("/try", data=STEPS[1])).text)
    assert re.findall(r'name="wishes" value="(\w+)"', menu)[:2] == ["dog", "quiet"]
    assert "Familjen Låtsas" in menu
    assert "Så är det inte där." in menu
    assert menu.index("Familjen Låtsas") < menu.index("Lyan Kanske")
    chosen = unescape((await visitor.post("/try", data=STEPS[2])).text)
    assert "Familjen Låtsas" in chosen
    assert "Logga in" in chosen


@pytest.mark.parametrize(
    "typed",
    [
        {"step": "pay"},
        {},
        {"step": "menu", "wishes": ["rich"]},
        {"step": "wish", "kind": "year"},
        {"step": "menu", "x": "1"},
    ],
)
async def test_what_cannot_be_tried_is_said(visitor, typed):
    refused = await visitor.post("/try", data=typed)
    assert refused.status_code == 422
    assert "error-summary" in refused.text


async def test_another_site_cannot_post_it(visitor):
    assert (await visitor.post("/try", data=STEPS[0], headers={"sec-fetch-site": "cross-site"})).status_code == 403


def test_a_choice_without_a_place_is_the_menu_again_and_every_place_is_shown():
    for wishes in ([], ["dog"], list(trying.WISHES)):
        tried = trying.menu(wishes)
        assert {one.place for one in tried} == set(trying.PLACES)
        assert all(set(one.met) | set(one.unmet) == set(wishes) for one in tried)
        assert [len(one.met) for one in tried] == sorted((len(one.met) for one in tried), reverse=True)
    assert set(trying.WISHES) <= set(TRAITS)


async def test_all_topics_come_in_one_page_so_that_none_is_asked_for(visitor):
    page = unescape((await visitor.get("/if-i-tell")).text)
    assert len(telling.TOPICS) == 8
    assert page.count('<details name="topic"') == 8
    assert "116 111" in page
    opened = re.findall(r'href="([^"]*)"', page.split("<main")[1].split("</main>")[0])
    assert not [one for one in opened if "if-i-tell" in one]


@pytest.mark.parametrize("step", [None, *STEPS])
async def test_it_is_easy_to_read(visitor, step):
    shown = await (visitor.post("/try", data=step) if step else visitor.get("/try"))
    text = words_of(shown.text)
    assert lix(text) <= YOUTH
    assert not NEVER_SAID_TO_YOUTHS.search(text)


async def test_what_happens_if_i_tell_is_easy_to_read(visitor):
    text = words_of((await visitor.get("/if-i-tell")).text)
    assert lix(text) <= YOUTH
    assert not NEVER_SAID_TO_YOUTHS.search(text)
