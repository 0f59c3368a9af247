"""Takes the pictures in docs/screens: each main page of the demo municipality as it is served, on a phone and on a desk.

`make screens` does it anew. Light and night, Swedish and Arabic. Look at them when you change a page.
"""

import base64
import os
import struct
import sys
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page

from service.embedded import Postgresql, Valkey
from tests import conftest
from tests.look.chromium import AS_ON_A_DESK, browser
from tests.story.house import House, loaded_municipality, running
from tests.story.person import PHONE, Person, Phones, sv

FOLDER = Path(__file__).parent.parent.parent / "docs" / "screens"
DESK = {"width": 1280, "height": 860}
COLOURS = 128


@dataclass(frozen=True)
class Screen:
    """A picture: whose page, and how she gets there (an address, or steps)."""

    name: str
    who: str
    way: str | Callable[[Person], None]
    night: bool = False
    desk: bool = False
    language: str = "sv"
    level: str = "short"

    @property
    def file(self) -> str:
        more = [self.language] * (self.language != "sv") + [self.level] * (self.level != "short")
        return "-".join([self.name, "desk" if self.desk else "phone", *more, *["night"] * self.night]) + ".png"


def first(start: str, link: str) -> Callable[[Person], None]:
    """From a page, along the first link that looks so."""

    def go(person: Person) -> None:
        person.go(start)
        person.tap_on(person.page.locator(f"main a[href^='{link}']").first)

    return go


def late(viktor: Person) -> None:
    viktor.go("/words")
    viktor.tap_on(viktor.page.locator("main article a[href^='/words/']").first)


def last(start: str, link: str) -> Callable[[Person], None]:
    """From a page, along the last link that looks so."""

    def go(person: Person) -> None:
        person.go(start)
        person.tap_on(person.page.locator(f"main a[href^='{link}']").last)

    return go


def wish(steps: int) -> Callable[[Person], None]:
    """Into the wish builder, as far as that question."""

    def go(alva: Person) -> None:
        alva.go("/wishes/new/subject")
        for question, step in enumerate(("How it is there", "That it is quiet", "It is important to me")):
            if question < steps:
                alva.pick(step)
                alva.tap("Go on")
        if steps > 3:
            alva.write("words", "Jag vill ha det tyst på morgonen.")
            alva.tap("Go on")

    return go


def request(steps: int) -> Callable[[Person], None]:
    def go(alva: Person) -> None:
        alva.go("/requests/new/kind")
        if steps > 0:
            alva.pick("A weekend")
            alva.tap("Go on")
        if steps > 1:
            for number in (2, 3):
                alva.page.locator("input[name='days'] + label").nth(number).click()
            alva.tap("Go on")
            alva.pick("Just once")
            alva.tap("Go on")
            alva.write("words", "Vilken helg som helst före jul.")
            alva.tap("Go on")

    return go


def answer_with_words(person: Person) -> None:
    first("/home", "/proposals/")(person)
    person.tap("Choose this")
    person.write("words", "Det här blir bra.")


def single_times(kajsa: Person) -> None:
    first("/home", "/proposals/")(kajsa)
    kajsa.tap("Change single times")
    kajsa.pick("Not this time", within=kajsa.page.locator("main details.card").nth(1))


def cancelling(person: Person) -> None:
    first("/calendar", "/stays/")(person)
    person.tap("I have changed my mind")


def round_at_work(person: Person) -> None:
    person.go("/rounds")
    person.pick("About half a minute")
    person.tap("Start a round")
    person.page.locator(".progress").first.wait_for()


def round_ready(person: Person) -> None:
    first("/rounds", "/rounds/")(person)
    for _ in range(200):
        if person.page.get_by_role("button", name=sv("Publish the proposals")).count():
            return
        person.page.wait_for_timeout(500)
        person.page.reload()
    raise AssertionError("the round did not end")


def wilmas_page(person: Person) -> None:
    person.go("/youths")
    person.tap_on(person.page.locator("main a[href^='/youths/']").filter(has_text="Wilma").first)


def deciding(person: Person) -> None:
    person.go("/queue")
    person.tap_on(person.page.locator("#chosen + ul a").first)


def gunnel(person: Person) -> None:
    person.go("/people")
    person.tap("Gunnel Holm")


def unmet(person: Person) -> None:
    """The round in which nobody could have what was asked for, and the first of its breaks. Newer rounds stand above it."""
    person.go("/rounds")
    for address in [one.get_attribute("href") or "" for one in person.page.locator("main table a").all()]:
        person.go(address)
        found = person.page.locator("main a[href*='/unmet/']")
        if found.count():
            person.go(found.first.get_attribute("href") or "")
            return
    raise AssertionError("every round gave everybody something")


def repairs(person: Person) -> None:
    """What can be done for the break whose host fell ill: looked for once, then it stands there."""
    person.go("/rounds")
    person.tap_on(person.page.locator("main a[href='/repairs']"))
    if person.page.get_by_role("button", name=sv("Look for new places")).count():
        person.tap("Look for new places")
    person.page.get_by_role("button", name=sv("Propose these places")).wait_for()


def open_first(path: str) -> Callable[[Person], None]:
    """A page of folded things, the second of them open."""

    def go(person: Person) -> None:
        person.go(path)
        person.page.locator("main details > summary").nth(1).click()

    return go


def trying(person: Person) -> None:
    person.go("/try")
    person.tap("Go on")
    for one in ("A dog", "That it is quiet"):
        person.pick(one)
    person.tap("Go on")


def letter_to_alva(person: Person) -> None:
    person.go("/youths")
    person.tap_on(person.page.locator("main a[href^='/youths/']").filter(has_text="Alva").first)
    person.tap_on(person.page.locator("main a[href$='/letter']"))


def resting(person: Person) -> None:
    """A phone with a code, put to rest."""
    person.go("/phone")
    person.write("pin", "4071")
    person.tap("Keep this code")
    person.tap("Rest now")


SCREENS = [
    Screen("front", "", "/"),
    Screen("front", "", "/", night=True),
    Screen("front", "", "/", desk=True),
    Screen("help-now", "", "/help"),
    Screen("leaving", "", "/about/safety"),
    Screen("almanac", "", "/almanac"),
    Screen("youth-home-new", "alva", "/home"),
    Screen("youth-home", "saga", "/home"),
    Screen("youth-home", "saga", "/home", night=True),
    Screen("youth-home", "saga", "/home", desk=True),
    Screen("rights", "alva", "/rights"),
    Screen("questions", "alva", open_first("/questions")),
    Screen("words-for-today", "alva", "/today"),
    Screen("words-for-today", "alva", "/today", night=True),
    Screen("before", "elias", "/before"),
    Screen("welcome", "elias", "/welcome"),
    Screen("if-i-tell", "", open_first("/if-i-tell")),
    Screen("if-i-tell", "", open_first("/if-i-tell"), night=True),
    Screen("trying", "", trying),
    Screen("letter", "sara", letter_to_alva, desk=True),
    Screen("wish-1-about", "elias", wish(0)),
    Screen("wish-2-thing", "elias", wish(1)),
    Screen("wish-3-strength", "elias", wish(2)),
    Screen("wish-4-words", "elias", wish(3), night=True),
    Screen("wish-5-check", "elias", wish(4)),
    Screen("wishes", "alva", "/wishes"),
    Screen("piles", "hugo", "/wishes/piles"),
    Screen("piles", "hugo", "/wishes/piles", night=True),
    Screen("own-people", "saga", "/own-people"),
    Screen("visit", "noor", first("/visits", "/visits/")),
    Screen("visit", "noor", first("/visits", "/visits/"), night=True),
    Screen("visits-at-a-host", "garcia", "/visits"),
    Screen("people", "alva", "/people"),
    Screen("person", "alva", gunnel),
    Screen("person", "alva", gunnel, night=True),
    Screen("request-1-how-long", "alva", request(0)),
    Screen("request-2-when", "alva", request(1)),
    Screen("request-5-check", "alva", request(2)),
    Screen("menu", "hugo", first("/home", "/proposals/")),
    Screen("menu", "hugo", first("/home", "/proposals/"), night=True),
    Screen("choice", "hugo", answer_with_words),
    Screen("single-times", "kajsa", single_times),
    Screen("single-times", "kajsa", single_times, night=True),
    Screen("approved-waits", "leo", first("/home", "/proposals/")),
    Screen("my-words", "saga", "/words"),
    Screen("answer-late", "viktor", late),
    Screen("conversation", "freja", last("/messages", "/messages/")),
    Screen("conversation", "freja", last("/messages", "/messages/"), night=True),
    Screen("my-copy", "omar", "/my-file/copy"),
    Screen("youth-calendar", "freja", "/calendar"),
    Screen("youth-calendar", "freja", "/calendar", night=True),
    Screen("stay", "freja", first("/calendar", "/stays/")),
    Screen("cancel", "freja", cancelling),
    Screen("settings", "saga", "/settings"),
    Screen("beside-her", "saga", "/with-me"),
    Screen("beside-her-new", "saga", "/with-me/new"),
    Screen("beside-somebody", "elin", "/with", night=True),
    Screen("own-phone", "saga", "/phone"),
    Screen("resting", "noor", resting, night=True),
    Screen("reached", "saga", "/contact"),
    Screen("key", "saga", "/keys"),
    Screen("shorter", "freja", lambda freja: (first("/calendar", "/stays/")(freja), freja.tap("Make it shorter"))[-1]),
    Screen("longer", "freja", lambda freja: (first("/calendar", "/stays/")(freja), freja.tap("Stay longer"))[-1]),
    Screen("calendar-in-phone", "freja", "/calendar/phone"),
    Screen("looking-back", "omar", first("/home", "/looking-back/")),
    Screen("soon", "noor", "/soon"),
    Screen("soon", "noor", "/soon", night=True),
    Screen("on-duty-now", "daniel", "/duty/now", desk=True),
    Screen("duty", "kerstin", "/duty", desk=True),
    Screen("host-asks", "holm", "/asks"),
    Screen("host-availability", "lindgren", "/availability"),
    Screen("host-availability", "lindgren", "/availability", night=True),
    Screen("host-calendar", "lyan", "/calendar"),
    Screen("mentor-availability", "jo", "/availability"),
    Screen("guardian-consents", "leo-malin", "/consents"),
    Screen("guardian-calendar", "omar-amal", "/calendar"),
    Screen("queue", "sara", "/queue", desk=True),
    Screen("queue", "sara", "/queue"),
    Screen("youth-page", "sara", wilmas_page, desk=True),
    Screen("my-file", "saga", "/my-file?part=written"),
    Screen("approval", "sara", deciding, desk=True),
    Screen("approval", "sara", deciding, desk=True, night=True),
    Screen("round-at-work", "kerstin", round_at_work, desk=True),
    Screen("round", "kerstin", round_ready, desk=True),
    Screen("round", "kerstin", round_ready, night=True),
    Screen("rounds", "kerstin", "/rounds", desk=True),
    Screen("unmet", "kerstin", unmet, desk=True),
    Screen("unmet", "kerstin", unmet, night=True),
    Screen("repairs", "kerstin", repairs, desk=True),
    Screen("repairs", "kerstin", repairs, night=True),
    Screen("lost-home", "tuva", "/home"),
    Screen("lost", "tuva", first("/home", "/stays/")),
    Screen("lost", "tuva", first("/home", "/stays/"), night=True),
    Screen("what-could-help", "viktor", first("/home", "/proposals/")),
    Screen("supply", "kerstin", "/supply", desk=True),
    Screen("host-detail", "kerstin", first("/supply", "/supply/sites/"), desk=True),
    Screen("staff-calendar", "kerstin", "/calendar", desk=True),
    Screen("record", "granskaren", "/trail/verify", desk=True),
    # Pictures and few words, and all of it
    Screen("youth-home", "saga", "/home", level="pictures"),
    Screen("youth-home", "saga", "/home", level="full"),
    Screen("menu", "hugo", first("/home", "/proposals/"), level="pictures"),
    # From the right
    Screen("front", "", "/", language="ar"),
    Screen("youth-home", "saga", "/home", language="ar"),
    Screen("youth-home", "saga", "/home", language="ar", night=True),
    Screen("menu", "hugo", first("/home", "/proposals/"), language="ar"),
    Screen("menu", "hugo", first("/home", "/proposals/"), language="ar", desk=True),
    Screen("piles", "hugo", "/wishes/piles", language="ar"),
    Screen("words-for-today", "alva", "/today", language="ar", night=True),
    Screen("my-words", "saga", "/words", language="ar"),
    Screen("youth-calendar", "freja", "/calendar", language="ar"),
    Screen("soon", "noor", "/soon", language="ar"),
    Screen("rights", "", "/rights", language="ar"),
]


def take(window: Browser, house: House, screens: list[Screen], folder: Path = FOLDER, whole: bool = False) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    phones = Phones(window, house)
    for one in screens:
        with phones.of(
            one.who,
            DESK if one.desk else PHONE,
            color_scheme="dark" if one.night else "light",
            device_scale_factor=1 if one.desk else 2,
        ) as person:
            speak(house, person, one)
            one.way(person) if callable(one.way) else person.go(one.way)
            person.page.evaluate("document.fonts.ready")
            person.page.evaluate("document.activeElement.blur()")
            (folder / one.file).write_bytes(smaller(person.page, person.page.screenshot(full_page=whole)))
            print(one.file, flush=True)


def speak(house: House, person: Person, one: Screen) -> None:
    """Her language and reading level, as she would have chosen them."""
    if not one.who:
        chosen = {"language": one.language, "level": one.level}
        person.page.context.add_cookies(
            [{"name": name, "value": value, "url": house.address} for name, value in chosen.items()]
        )
    house.change("update account set language = %s where persona = %s", one.language, one.who)
    house.change(
        "update youth y set reading_level = %s from account a where a.id = y.account_id and a.persona = %s",
        one.level,
        one.who,
    )


DECODE = """async png => {
  const bytes = Uint8Array.from(atob(png), letter => letter.charCodeAt(0));
  const drawn = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
  const canvas = new OffscreenCanvas(drawn.width, drawn.height), pen = canvas.getContext("2d");
  pen.drawImage(drawn, 0, 0);
  const pixels = pen.getImageData(0, 0, drawn.width, drawn.height).data;
  let text = "";
  for (let at = 0; at < pixels.length; at += 32768) text += String.fromCharCode(...pixels.subarray(at, at + 32768));
  return [drawn.width, drawn.height, btoa(text)];
}"""


def smaller(page: Page, png: bytes) -> bytes:
    """The same picture with the most used colours alone, the others drawn with the nearest of them: a third of the size."""
    width, height, drawn = page.evaluate(DECODE, base64.b64encode(png).decode())
    pixels = np.frombuffer(base64.b64decode(drawn), np.uint8).reshape(-1, 4)[:, :3]
    packed = (pixels.astype(np.uint32) << np.array([16, 8, 0], np.uint32)).sum(axis=1, dtype=np.uint32)
    colours, where, often = np.unique(packed, return_inverse=True, return_counts=True)
    kept = colours[np.argsort(-often)[:COLOURS]]
    apart = [
        np.abs((colours >> s & 255).astype(int)[:, None] - (kept >> s & 255).astype(int)[None]) for s in (16, 8, 0)
    ]
    nearest = (apart[0] + apart[1] + apart[2]).argmin(axis=1).astype(np.uint8)
    rows = np.hstack([np.zeros((height, 1), np.uint8), nearest[where].reshape(height, width)])
    palette = b"".join(int(one).to_bytes(3, "big") for one in kept)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            (b"PLTE", palette),
            (b"IDAT", zlib.compress(rows.tobytes(), 9)),
            (b"IEND", b""),
        )
    )


def main(names: list[str]) -> None:
    chosen = [one for one in SCREENS if not names or one.name in names]
    with tempfile.TemporaryDirectory(prefix="mr-screens-") as made:
        folder = Path(made)
        postgresql, valkey = Postgresql(folder / "postgresql", throwaway=True), Valkey(folder / "valkey")
        postgresql.start()
        try:
            valkey.start()
            os.environ |= {"TEST_POSTGRESQL": str(postgresql.sockets), "TEST_REDIS_URL": valkey.url()}
            conftest._make_template()
            with (
                loaded_municipality(folder) as loaded,
                running(loaded, folder) as house,
                browser(AS_ON_A_DESK) as window,
            ):
                take(window, house, chosen)
        finally:
            valkey.stop()
            postgresql.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
