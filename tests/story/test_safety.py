"""Her own phone, a key in it, somebody beside her, and how she may be reached: in a browser, in every manner."""

import pytest
from playwright.sync_api import expect

from tests.story.house import House, running
from tests.story.person import MANNERS, Phones, sv


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_somebody_beside_her_from_choosing_to_ending(window, house, manner):
    """She chooses, the card opens an account, what is shared is seen, one tap ends it on the page that lies open."""
    phones = Phones(window, house)
    with phones.of("noor", manner=manner) as noor, phones.of("") as friend:
        noor.go("/settings")
        noor.tap("Somebody beside you")
        noor.tap("Choose somebody")
        noor.write("called", "Yasmin")
        noor.pick("What I wish")
        noor.tap("Go on to the card")
        noor.tap("Show the card")
        code = noor.page.locator(".card-code").inner_text().strip()
        noor.tap("Done")
        noor.sees("Has not used the card yet.")

        friend.go("/card")
        friend.write("code", code)
        friend.tap("Go on")
        friend.tap("Keep these and go in")
        friend.sees("Beside %(who)s", who="Noor")
        friend.reads("Nära skolan, så att jag kan gå själv.")
        friend.does_not_read("Åslund")  # never there: told to nobody
        open_page = friend.path

        noor.go("/with-me")
        noor.start_counting()
        noor.tap("End it now")
        assert noor.taps == 1
        noor.sees("Nobody is beside you here right now.")

        friend.go(open_page)
        friend.does_not_read("Noor", "Nära skolan")
        assert friend.path.startswith("/sign-in")
    assert phones.complaints == []


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_only_my_phone_rests_and_goes_on_with_her_code(window, house, manner):
    with Phones(window, house).of("milo", manner=manner) as milo:
        milo.go("/settings")
        milo.tap("Only my phone")
        milo.write("pin", "4071")
        milo.tap("Keep this code")
        milo.tap("Rest now")
        assert milo.path == "/rest"
        milo.does_not_read("Milo")
        assert milo.page.title() == sv("Calendar")
        milo.page.go_back()
        milo.page.wait_for_load_state()
        assert milo.page.locator("nav.bottom").count() == 0
        milo.go("/wishes")
        assert milo.path == "/rest?next=/wishes"
        milo.write("pin", "1357")
        milo.tap("Go on")
        milo.reads("Du har 4 försök kvar.")
        milo.write("pin", "4071")
        milo.tap("Go on")
        assert milo.path == "/wishes"


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_how_she_may_be_reached(window, house, manner):
    phones = Phones(window, house)
    with phones.of("viktor", manner=manner) as viktor, phones.of("sara") as sara:
        viktor.go("/settings")
        viktor.tap("How we may reach you")
        viktor.sees("Nothing is sent to you now. You decide if it should be.")
        viktor.pick("Yes, at my hours")
        viktor.tap("Keep it like this")
        sara.go("/youths")
        sara.tap_on(sara.page.locator("main a[href^='/youths/']").filter(has_text="Viktor").first)
        sara.reads("15:00–18:00")
    assert phones.complaints == []


@pytest.fixture
def named_house(loaded, tmp_path):
    """Keys are tied to a name, and a number is none."""
    with running(loaded, tmp_path, host="localhost") as made:
        yield made


def test_a_key_in_the_phone_is_made_used_and_taken_away(window, named_house: House):
    """With Chromium's own authenticator that lives in memory. The four words stay beside it."""
    with Phones(window, named_house).of("freja") as freja:
        console = freja.page.context.new_cdp_session(freja.page)
        console.send("WebAuthn.enable")
        phone = console.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )["authenticatorId"]
        freja.go("/settings")
        freja.tap("A key in the phone")
        freja.tap("Make a key in this phone")
        freja.sees("Not used yet.")
        (kept,) = console.send("WebAuthn.getCredentials", {"authenticatorId": phone})["credentials"]
        assert kept["rpId"] == "localhost"
        assert "freja" not in str(kept).lower()  # the phone's list of keys says Kalender

        freja.page.locator("form.exit button").click()
        freja.page.wait_for_url("**/almanac")
        freja.go("/sign-in")
        freja.tap("Use a key in this phone")
        freja.tap("Use the key in this phone")
        freja.page.wait_for_url(lambda url: "/sign-in" not in url)
        freja.go("/keys")
        expect(freja.page.locator("main")).to_contain_text("Använd senast")

        console.send("WebAuthn.setUserVerified", {"authenticatorId": phone, "isUserVerified": False})
        freja.page.locator("form.exit button").click()
        freja.page.wait_for_url("**/almanac")
        freja.go("/sign-in/key")
        freja.page.get_by_role("button", name=sv("Use the key in this phone")).click()
        expect(freja.page.locator("#key-failed")).to_be_visible()  # not her finger, not her face
        console.send("WebAuthn.setUserVerified", {"authenticatorId": phone, "isUserVerified": True})

        freja.page.goto(f"{named_house.address}/demo/freja")
        freja.go("/keys")
        freja.tap("Take it away")
        freja.page.locator("form.exit button").click()
        freja.page.wait_for_url("**/almanac")
        freja.go("/sign-in/key")
        freja.tap("Use the key in this phone")
        freja.reads("Nyckeln gick inte att använda.")
        assert named_house.rows("select count(*) from sign_in_challenge where made_at < now() - interval '1 hour'") == [
            (0,)
        ]
