"""Every page that somebody can reach, in a real browser: no fault, no complaint, no other host, nothing that hangs out,
nothing that axe finds, and no harder to read than its reader should have it.

Each kind of page is looked at once per role. What was measured of readability is in `readability.txt` among the test's files.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from service.accounts.rules import HOME
from tests.look.readability import ADULT, STAFF, YOUTH, lix, words_of
from tests.look.test_gallery_in_a_browser import RULES
from tests.story.house import House
from tests.story.person import PHONE, Phones, sv
from tests.web.crawl import shape

PEOPLE = {
    "youth": ["saga", "alva", "hugo", "freja", "leo"],
    "caseworker": ["sara"],
    "coordinator": ["kerstin"],
    "host": ["holm", "lyan"],  # a place keeper has a host's pages
    "mentor": ["jo"],
    "guardian": ["leo-malin"],
    "auditor": ["granskaren"],
    "admin": ["admin"],
    "anybody": [""],
}
OPEN = ["/", "/sign-in", "/card", "/help", "/almanac", "/about/safety", "/look", "/demo"]
LIMIT = {"youth": YOUTH, "anybody": YOUTH, "caseworker": STAFF, "coordinator": STAFF, "auditor": STAFF, "admin": STAFF}
REVIEWED: dict[str, Any] = tomllib.loads((Path(__file__).parent / "readability.toml").read_text())
NOT_WALKED = ("/static/", "/demo", "/exit", "/sign-out", "/api/", "/look", "/help", "/about")
WIDTHS = (320, 390, 1280)
OURS_ALONE = """() => {
  const copy = document.querySelector("main").cloneNode(true);
  for (const one of copy.querySelectorAll("blockquote, q, bdi, textarea, select, [dir=auto], time, table.month")) one.remove();
  return copy.outerHTML;
}"""
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


@dataclass
class Look:
    """What was seen on one page."""

    role: str
    who: str
    path: str
    status: int
    title: str
    lix: float
    has_exit: bool
    too_wide: list[int] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.role} {self.who} {self.path}"


def look(page: Page, role: str, who: str, house: House, path: str, complaints: list[str]) -> Look:
    complaints.clear()
    answer = page.goto(house.address + path)
    assert answer is not None
    seen = Look(
        role,
        who,
        page.url.removeprefix(house.address),
        answer.status,
        page.title(),
        lix(words_of(page.evaluate(OURS_ALONE))),
        page.locator("form.exit").count() == 1,
    )
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        if page.evaluate(SIDEWAYS) > 0:
            seen.too_wide.append(width)
    page.set_viewport_size(PHONE)
    seen.axe = violations(page)
    seen.complaints = list(complaints)
    return seen


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def listening(page: Page, house: House) -> list[str]:
    heard: list[str] = []

    def asked(url: str) -> None:
        if not url.startswith((house.address, "data:", "blob:")):
            heard.append(f"asked another host: {url}")

    page.on("console", lambda line: heard.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: asked(request.url))
    return heard


def kind_of(path: str) -> str:
    """Other months and languages of a page are the same kind of page; another answer is another page."""
    plain, _, query = shape(path).partition("?")
    return f"{plain}?{query}" if query.startswith("answer=") else plain


@pytest.fixture(scope="module")
def looks(window: Browser, house: House) -> list[Look]:
    """Each role's pages, one of each kind, found by walking along the links."""
    found: list[Look] = []
    for role, people in PEOPLE.items():
        shapes: set[str] = set()
        for who in people:
            with Phones(window, house).of(who) as person:
                heard = listening(person.page, house)
                waiting = list(OPEN) if not who else [HOME[role]]
                while waiting:
                    path = waiting.pop(0)
                    if kind_of(path) in shapes:
                        continue
                    shapes.add(kind_of(path))
                    found.append(look(person.page, role, who, house, path, heard))
                    links = person.page.eval_on_selector_all(
                        "a[href^='/']", "all => all.map(a => a.getAttribute('href'))"
                    )
                    plain = (one.partition("#")[0] for one in links)
                    waiting += [one for one in plain if one and not one.startswith(NOT_WALKED)]
    return found


def test_every_page_is_there(looks):
    assert len(looks) > 70
    assert {one.role for one in looks} == set(PEOPLE)
    assert [f"{one}: {one.status}" for one in looks if one.status != 200] == []


def test_the_browser_complains_of_nothing_and_asks_no_other_host(looks):
    assert [f"{one}: {one.complaints}" for one in looks if one.complaints] == []


def test_nothing_hangs_out_of_any_page(looks):
    """320 is also what a desktop is at 400 % zoom."""
    assert [f"{one}: {one.too_wide}" for one in looks if one.too_wide] == []


def test_axe_finds_nothing_on_any_page(looks):
    assert [f"{one}: {line}" for one in looks for line in one.axe] == []


def test_a_youths_pages_have_a_neutral_title_and_a_way_out(looks):
    hers = [one for one in looks if one.role == "youth"]
    assert len(hers) > 20
    assert {one.title for one in hers} == {sv("Calendar")}
    assert [str(one) for one in hers if not one.has_exit] == []


def test_texts_are_easy_enough(looks, tmp_path_factory):
    """What somebody has written herself, names and dates are not counted. Exceptions are reviewed in readability.toml."""
    hard, table = [], []
    for one in sorted(looks, key=lambda look: -look.lix):
        limit = LIMIT.get(one.role, ADULT)
        kind = f"{one.role} {kind_of(one.path)}"
        table.append(f"{one.lix:5.1f}  {limit:3}  {kind}")
        if one.lix > max(limit, REVIEWED.get(kind, 0)):
            hard.append(f"{kind}: {one.lix:.1f} > {limit}")
    (tmp_path_factory.getbasetemp() / "readability.txt").write_text("\n".join(table) + "\n")
    assert hard == []


SAMPLE = [
    (
        "youth",
        "saga",
        ["/home", "/wishes/new/subject", "/people", "/requests/new/kind", "/words", "/my-file", "/calendar"],
    ),
    ("host", "holm", ["/asks", "/availability"]),
    ("guardian", "leo-malin", ["/consents"]),
    ("caseworker", "sara", ["/queue", "/youths"]),
    ("coordinator", "kerstin", ["/rounds", "/supply", "/calendar"]),
]


@pytest.mark.parametrize(("language", "scheme"), [("sv", "dark"), ("en", "light"), ("en", "dark")])
def test_axe_finds_nothing_at_night_and_in_english(window, house, language, scheme):
    found: list[str] = []
    for _, who, paths in SAMPLE:
        with Phones(window, house).of(who, color_scheme=scheme) as person:
            person.go("/look")  # what she chooses is kept with her account
            person.page.locator(f"input[name=language][value={language}] + label").click()
            person.tap_on(person.page.locator("form[action='/language'] button"))
            for path in paths:
                person.go(path)
                assert person.page.locator("html").get_attribute("lang") == language
                found += [f"{who} {path}: {line}" for line in violations(person.page)]
                if person.page.evaluate(SIDEWAYS) > 0:
                    found.append(f"{who} {path}: too wide")
    assert found == []
