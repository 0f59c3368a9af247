"""Somebody with a phone: signs in as an invented person, taps what stands there in Swedish, and counts the taps.

The stories are told with the English keys of the texts; what is looked for on the page is the Swedish that they stand for.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from service.web import texts
from tests.story.house import House

PHONE = {"width": 390, "height": 844}


def sv(text: str, **values: Any) -> str:
    with texts.speaking("sv"):
        return texts.gettext(text, **values)


class Person:
    def __init__(self, page: Page, house: House, slug: str) -> None:
        self.page, self.house, self.slug = page, house, slug
        self.taps = 0
        self.screens: list[str] = []

    # -- getting about

    def go(self, path: str) -> None:
        """By an address, as from a bookmark. Not a tap."""
        self.page.goto(self.house.address + path)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.house.address)

    def tap(self, text: str, *, within: Locator | None = None, **values: Any) -> None:
        """A link or button that leads to another page."""
        said = sv(text, **values)
        whole = re.compile(rf"^\s*{re.escape(said)}")
        around = within or self.page.locator("main")
        self.tap_on(around.locator("a, button").filter(has_text=whole).first)

    def tap_on(self, what: Locator) -> None:
        with self.page.expect_navigation():
            what.click()
        self.taps += 1
        self.screens.append(self.path)

    def pick(self, text: str, *, within: Locator | None = None) -> None:
        """A card or box: the page stays."""
        whole = re.compile(rf"^\s*{re.escape(sv(text))}\s*")
        (within or self.page.locator("main")).locator("label").filter(has_text=whole).first.click()
        self.taps += 1

    def write(self, name: str, words: str) -> None:
        self.page.locator(f"[name='{name}']").fill(words)

    def start_counting(self) -> None:
        self.taps, self.screens = 0, []

    # -- looking

    def sees(self, text: str, **values: Any) -> None:
        expect(self.page.locator("main")).to_contain_text(sv(text, **values))

    def reads(self, words: str) -> None:
        """Words as they stand, in no language of ours."""
        expect(self.page.locator("main")).to_contain_text(words)

    def does_not_read(self, *words: str) -> None:
        for one in words:
            expect(self.page.locator("body")).not_to_contain_text(one)


class Phones:
    """A phone each, with cookies of its own, with or without JavaScript."""

    def __init__(self, window: Browser, house: House, javascript: bool = True) -> None:
        self.window, self.house, self.javascript = window, house, javascript
        self.complaints: list[str] = []

    @contextmanager
    def of(self, slug: str, size: dict[str, int] = PHONE, **more: Any) -> Iterator[Person]:
        context = self.window.new_context(
            viewport=size, locale="sv-SE", java_script_enabled=self.javascript, reduced_motion="reduce", **more
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("response", self._listen)
        try:
            person = Person(page, self.house, slug)
            if slug:
                page.goto(f"{self.house.address}/demo/{slug}")
            yield person
        finally:
            context.close()

    def _listen(self, response: Any) -> None:
        if response.status >= 400 and response.status != 422:  # a form that says what is missing is an answer
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")
