"""Leaving in a hurry: by the button, by three presses of Shift, and without JavaScript. The session is gone on the server,
and Back shows nothing, on every page that says something about her."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.story.person import Person, Phones

SENSITIVE = [
    "/home",
    "/wishes",
    "/wishes/new/words",
    "/people",
    "/requests/new/kind",
    "/words",
    "/my-file",
    "/calendar",
]
LINKED = [("/home", "/proposals/"), ("/words", "/words/"), ("/calendar", "/stays/"), ("/people", "/people/sites/")]
HERS = {"saga": "Saga", "freja": "Freja"}


def button(person: Person) -> None:
    person.page.locator("form.exit button").click()


def three_presses(person: Person) -> None:
    for _ in range(3):
        person.page.keyboard.press("Shift")


def sessions_of(person: Person) -> int:
    ((number,),) = person.house.rows(
        "select count(*) from web_session s join account a on a.id = s.account_id where a.persona = %s", person.slug
    )
    return int(number)


def pages_linked_from(person: Person) -> list[str]:
    """A menu, a receipt, a break, somebody's presentation."""
    found: list[str] = []
    for start, link in LINKED:
        person.go(start)
        one = person.page.locator(f"main a[href^='{link}']")
        if one.count():
            found.append(str(one.first.get_attribute("href")))
    return found


def leave_from(phones: Phones, who: str, paths: list[str], way: Callable[[Person], None]) -> None:
    for path in paths:
        with phones.of(who) as person:
            before = sessions_of(person)
            person.go("/home")
            person.go(path)
            shown = person.page.locator("h1").inner_text()
            way(person)
            person.page.wait_for_url("**/almanac")
            assert sessions_of(person) == before - 1, path
            for _ in range(3):
                person.page.go_back()
                person.page.wait_for_load_state()
                if person.path == "/demo":  # before she signed in
                    break
                body = person.page.locator("body")
                expect(body).not_to_contain_text(HERS[who])
                assert person.page.locator("h1").all_inner_texts() != [shown], path
                assert person.page.locator("nav.bottom").count() == 0, path  # nobody is signed in
            person.go(path)
            assert person.page.locator("nav.bottom").count() == 0


@pytest.mark.parametrize(("who", "pages"), [("saga", SENSITIVE), ("freja", ["/calendar"])])
def test_back_shows_nothing_after_the_button(window, house, who, pages):
    phones = Phones(window, house)
    with phones.of(who) as person:
        paths = pages + pages_linked_from(person)
    assert len(paths) > len(pages)
    leave_from(phones, who, paths, button)


def test_back_shows_nothing_after_three_presses_of_shift(window, house):
    leave_from(Phones(window, house), "saga", ["/home", "/words", "/my-file"], three_presses)


def test_leaving_needs_no_javascript(window, house):
    leave_from(
        Phones(window, house, javascript=False), "saga", ["/home", "/wishes/new/words", "/words", "/calendar"], button
    )


def test_without_leaving_back_would_show_the_page(window, house):
    """What the tests above look for can be there."""
    with Phones(window, house).of("saga") as saga:
        saga.go("/home")
        saga.go("/almanac")
        saga.page.go_back()
        expect(saga.page.locator("body")).to_contain_text("Saga")
        assert saga.page.locator("nav.bottom").count() == 1
