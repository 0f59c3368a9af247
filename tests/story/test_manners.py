"""The manners of the journeys themselves: the keyboard reaches what the finger does, and what it cannot reach is a fault."""

import pytest

from tests.story.person import MANNERS, Phones


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_a_wish_is_made_in_every_manner(window, house, manner):
    with Phones(window, house).of("milo", manner=manner) as milo:
        milo.go("/home")
        assert f"level-{manner.level}" in (milo.page.locator("body").get_attribute("class") or "")
        milo.go("/wishes/new/subject")
        milo.pick("How it is there")
        milo.tap("Go on")
        milo.pick("That it is quiet")
        milo.tap("Go on")
        milo.pick("It is important to me")
        milo.tap("Go on")
        milo.write("words", "Tyst på morgonen.")
        milo.tap("Go on")
        milo.reads("Tyst på morgonen.")


def test_what_no_key_reaches_is_a_fault(window, house):
    with Phones(window, house).of("milo", manner=MANNERS[0]) as milo:
        milo.go("/home")
        milo.page.evaluate("document.querySelector('main a').setAttribute('tabindex', '-1')")
        with pytest.raises(AssertionError, match="no way there by keyboard"):
            milo.tab_to(milo.page.locator("main a").first)
