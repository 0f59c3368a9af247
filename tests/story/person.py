"""Somebody with a phone: signs in as an invented person, taps what stands there in Swedish, and counts the taps.

The stories are told with the English keys of the texts; what is looked for on the page is the Swedish that they stand for.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from service.web import texts
from tests.story.house import House

PHONE = {"width": 390, "height": 844}


def sv(text: str, **values: Any) -> str:
    with texts.speaking("sv"):
        return texts.gettext(text, **values)


@dataclass(frozen=True)
class Manner:
    """How somebody uses the service: by touch or by keyboard alone, with script or without, at which reading level."""

    called: str
    keyboard: bool = False
    javascript: bool = True
    level: str = "short"

    def __str__(self) -> str:
        return self.called


# Each way of using it and each reading level at least once.
MANNERS = (
    Manner("by keyboard, few words", keyboard=True, level="pictures"),
    Manner("without JavaScript, short", javascript=False),
    Manner("by touch, all words", level="full"),
)
FOCUSED = "one => one === document.activeElement"
SAME_CHOICE = (
    "one => one === document.activeElement || (one.type === 'radio' && one.name === document.activeElement.name)"
)


class Person:
    def __init__(self, page: Page, house: House, slug: str, keyboard: bool = False) -> None:
        self.page, self.house, self.slug, self.keyboard = page, house, slug, keyboard
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
        self.unfold(what)
        with self.page.expect_navigation():
            if self.keyboard:
                self.tab_to(what)
                self.page.keyboard.press("Enter")
            else:
                what.click()
        self.taps += 1
        self.screens.append(self.path)

    def unfold(self, what: Locator) -> None:
        """Opens what it stands folded in, as a reader would. A tap each."""
        for folded in what.locator("xpath=ancestor::details[not(@open)]").all():
            summary = folded.locator("> summary")
            if self.keyboard:
                self.tab_to(summary)
                self.page.keyboard.press("Enter")
            else:
                summary.click()
            self.taps += 1

    def tab_to(self, what: Locator, is_there: str = FOCUSED) -> None:
        """Tab after Tab, as somebody does who has no mouse; a thing that never comes into focus is a fault."""
        for _ in range(250):
            if what.evaluate(is_there):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way there by keyboard: {what}")

    def pick_on(self, box: Locator) -> None:
        """A radio button or check box. By keyboard: Tab to its group, then arrows, or the space bar."""
        if not self.keyboard:
            box.locator("xpath=following-sibling::label[1]").click()
        elif box.get_attribute("type") == "radio":
            self.tab_to(box, SAME_CHOICE)
            for _ in range(40):
                if box.evaluate(FOCUSED):
                    break
                self.page.keyboard.press("ArrowDown")
            self.page.keyboard.press("Space")
        else:
            self.tab_to(box)
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()
        self.taps += 1

    def pick(self, text: str, *, within: Locator | None = None) -> None:
        """A card or box: the page stays."""
        whole = re.compile(rf"^\s*{re.escape(sv(text))}\s*")
        label = (within or self.page.locator("main")).locator("label").filter(has_text=whole).first
        self.unfold(label)
        if self.keyboard:
            self.pick_on(self.page.locator(f"[id='{label.get_attribute('for')}']"))
        else:
            label.click()
            self.taps += 1

    def write(self, name: str, words: str) -> None:
        box = self.page.locator(f"[name='{name}']")
        self.unfold(box)
        if self.keyboard:
            self.tab_to(box)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.insert_text(words)
        else:
            box.fill(words)

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
    def of(
        self, slug: str, size: dict[str, int] = PHONE, manner: Manner | None = None, **more: Any
    ) -> Iterator[Person]:
        """`manner`: how this person uses it; her reading level is set as she would have set it herself."""
        context = self.window.new_context(
            viewport=size,
            locale="sv-SE",
            java_script_enabled=manner.javascript if manner else self.javascript,
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("response", self._listen)
        try:
            person = Person(page, self.house, slug, keyboard=bool(manner and manner.keyboard))
            if manner and slug:
                self.house.change(
                    "update youth y set reading_level = %s from account a where a.id = y.account_id and a.persona = %s",
                    manner.level,
                    slug,
                )
            if slug:
                page.goto(f"{self.house.address}/demo/{slug}")
            yield person
        finally:
            context.close()

    def _listen(self, response: Any) -> None:
        if response.status >= 400 and response.status != 422:  # a form that says what is missing is an answer
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")
