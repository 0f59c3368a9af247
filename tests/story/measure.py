"""What can be measured of one page in a browser, in one language and reading level: faults, and how hard it is to read."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from service.web import texts
from tests.look.readability import lix, words_of
from tests.story.house import House
from tests.story.person import PHONE, Phones
from tests.story.walk import CLIPPED, CONTRAST, MOVING, OVERLAPPING, Place, speak, violations

LANGUAGES = ("sv", "ar", "da", "en")
LEVELS = ("short", "pictures", "full")
READ_AT_EVERY_LEVEL = ("sv", "ar")  # the longest words and the other direction; in between lie the others
LIX_OF = ("sv", "da")  # made for these languages
NARROW = {"width": 320, "height": 640}  # a desktop of 1280 at 400 %
DESK = {"width": 1280, "height": 860}
# What somebody has written herself, names and dates are not counted.
OURS_ALONE = """() => {
  const copy = document.querySelector("main").cloneNode(true);
  for (const one of copy.querySelectorAll("blockquote, q, bdi, textarea, select, [dir=auto], time, table.month")) one.remove();
  return copy.outerHTML;
}"""


@dataclass
class Measured:
    place: Place
    language: str
    level: str
    lix: float
    title: str
    has_exit: bool
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.place} {self.language} {self.level}"


def measure(
    window: Browser, house: House, found: Iterable[Place], levels_of: dict[str, tuple[str, ...]]
) -> list[Measured]:
    """Each place in each language, at the reading levels named for it; axe, desk, colours and rest at the first of them."""
    seen: list[Measured] = []
    by_person: dict[str, list[Place]] = {}
    for place in found:
        by_person.setdefault(place.who, []).append(place)
    for who, theirs in by_person.items():
        with Phones(window, house).of(who) as person:
            heard = listening(person.page, house)
            for language, levels in levels_of.items():
                for level in levels:
                    choose(person.page, house, who, language, level)
                    for place in theirs:
                        seen.append(look(person.page, house, place, language, level, heard, deep=level == levels[0]))
            if who:
                speak(house, who, "sv", "short")
    return seen


def choose(page: Page, house: House, who: str, language: str, level: str) -> None:
    if who:
        speak(house, who, language, level)
    else:
        chosen = {"language": language, "level": level}
        page.context.add_cookies(
            [{"name": name, "value": value, "url": house.address} for name, value in chosen.items()]
        )


def look(
    page: Page, house: House, place: Place, language: str, level: str, heard: list[str], *, deep: bool
) -> Measured:
    heard.clear()
    answer = page.goto(house.address + place.path)
    seen = Measured(
        place,
        language,
        level,
        lix(words_of(page.evaluate(OURS_ALONE))),
        page.title(),
        page.locator("form.exit").count() == 1,
    )
    if answer is None or answer.status != 200:
        seen.faults.append(f"answered {answer.status if answer else 'nothing'}")
    with texts.speaking(language):
        wanted = [language, texts.direction()]
    if [page.locator("html").get_attribute(name) for name in ("lang", "dir")] != wanted:
        seen.faults.append(f"is not in {wanted}")
    seen.faults += page.evaluate(CLIPPED) + [f"over each other: {one}" for one in page.evaluate(OVERLAPPING)]
    page.set_viewport_size(NARROW)
    seen.faults += [f"at 400 %: {one}" for one in page.evaluate(CLIPPED)]
    if deep:
        page.set_viewport_size(DESK)
        seen.faults += [f"on a desk: {one}" for one in page.evaluate(CLIPPED)]
    page.set_viewport_size(PHONE)
    if deep:
        seen.faults += [f"axe: {one}" for one in violations(page)]
        page.emulate_media(color_scheme="dark")
        seen.faults += [f"axe at night: {one}" for one in violations(page, CONTRAST)]
        page.emulate_media(color_scheme="light", forced_colors="active")
        seen.faults += [f"forced colours: {one}" for one in page.evaluate(CLIPPED)]
        if (moving := page.evaluate(MOVING)) > 0:
            seen.faults.append(f"{moving} things move for somebody who asked for rest")
        page.emulate_media(color_scheme="light", forced_colors="none")
    seen.faults += heard
    return seen


def listening(page: Page, house: House) -> list[str]:
    """What the browser complains of, and every request to another host."""
    heard: list[str] = []

    def asked(url: str) -> None:
        if not url.startswith((house.address, "data:", "blob:")):
            heard.append(f"asked another host: {url}")

    page.on("console", lambda line: heard.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: asked(request.url))
    return heard


def table(name: str, lines: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Written among the test's files, or in the folder that MEASURED names."""
    folder = Path(os.environ.get("MEASURED") or tmp_path_factory.getbasetemp())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join(lines) + "\n")
