"""A guardian picks up her phone: while it rests, after she has left, the next morning; looks at Back, at what the browser offers to
fill in, at titles and at what is stored. In a real browser, on the demo municipality."""

import pytest

from tests.story.conftest import house, loaded, window
from tests.story.person import Phones, sv
from tests.story.walk import places

__all__ = ["house", "loaded", "window"]

STORED = """async () => ({
  local: localStorage.length, session: sessionStorage.length, caches: (await caches.keys()).length,
  databases: indexedDB.databases ? (await indexedDB.databases()).length : 0,
  workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
  readable: document.cookie,
})"""
FILLED = """() => [...document.querySelectorAll("input, textarea")].filter(one =>
  one.type === "password" || (/username|current-password|new-password|email|tel|name|bday|street/.test(one.autocomplete))
  || (["text", "email", "tel", "search"].includes(one.type) && one.name && one.autocomplete !== "off" && one.form?.method !== "get"
      && ["sign_in_name", "phrase", "pin", "now", "code", "address", "called"].includes(one.name))
).map(one => one.name + ":" + one.type + ":" + one.autocomplete)"""


@pytest.mark.timeout(600)
def test_nothing_is_stored_offered_or_told_by_a_title_on_any_page(window, house):
    hers = places(house, "youth", ["alva", "hugo"], ["/home", "/settings"])
    before = places(house, "anybody", [""], ["/", "/sign-in", "/card", "/help"])
    assert len(hers) > 30
    faults = []
    phones = Phones(window, house)
    for who in ("alva", "hugo", ""):
        with phones.of(who) as person:
            for one in [page for page in hers + before if page.who == who]:
                person.go(one.path)
                if person.page.title() != sv("Calendar"):
                    faults.append(f"{one}: title {person.page.title()}")
                stored = person.page.evaluate(STORED)
                if any(stored.values()):
                    faults.append(f"{one}: stored {stored}")
                faults += [f"{one}: {offered}" for offered in person.page.evaluate(FILLED)]
    assert faults == []


def test_when_she_has_put_it_down_the_next_touch_shows_a_sign_in_without_a_name(window, house):
    with Phones(window, house).of("alva") as alva:
        alva.go("/words")
        alva.reads("Jag vill sova en hel natt.")  # negative control: it stands there
        house.change("update web_session set idle_until = now() - interval '1 second'")  # ten minutes later
        alva.page.reload()
        assert alva.path.startswith("/sign-in")
        alva.does_not_read("Alva", "Jag vill sova")
        for _ in range(2):
            alva.page.go_back()
            alva.page.wait_for_load_state()
            alva.does_not_read("Jag vill sova")


def test_a_resting_phone_shows_a_calendar_and_back_shows_nothing(window, house):
    with Phones(window, house).of("alva") as alva:
        alva.go("/phone")
        alva.write("pin", "4071")
        alva.tap("Keep this code")
        alva.go("/words")
        alva.reads("Jag vill sova en hel natt.")
        house.change("update web_session set idle_until = now() - interval '1 second' where pin_hash is not null")
        alva.page.reload()
        assert alva.path.startswith("/rest")
        assert alva.page.locator("h1").inner_text() == sv("Calendar")
        alva.does_not_read("Alva", "Jag vill sova", "Mellanrummet")
        for _ in range(2):
            alva.page.go_back()
            alva.page.wait_for_load_state()
            alva.does_not_read("Alva", "Jag vill sova")
        for path in ("/home", "/my-file", "/messages", "/with-me", "/contact"):
            alva.go(path)
            alva.does_not_read("Alva", "Sara", "Jag vill sova")
        for wrong in ("1111", "2222", "3333", "4444", "5555"):
            alva.go("/rest")
            if alva.path.startswith("/sign-in"):
                break
            alva.write("pin", wrong)
            alva.tap("Go on")
        alva.go("/rest")
        assert alva.path == "/sign-in"


def test_what_she_had_begun_to_write_is_not_in_the_phone(window, house):
    """A draft lives on the server. After leaving, the field is empty, also by Back."""
    with Phones(window, house).of("hugo") as hugo:
        hugo.go("/words/new")
        hugo.write("words", "Halvskriven hemlighet")
        hugo.page.locator("form.exit button").click()
        hugo.page.wait_for_url("**/almanac")
        hugo.page.go_back()
        hugo.page.wait_for_load_state()
        assert "Halvskriven" not in hugo.page.content()
        assert hugo.page.locator("textarea").count() == 0
