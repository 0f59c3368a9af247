"""Leaving in a hurry: by the button, by three presses of Shift, and without JavaScript. The screen is blank at once, the session
is gone on the server, and Back shows nothing, on every kind of page of hers."""

import os
import statistics
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.look.chromium import browser_with_page_memory
from tests.story.measure import table
from tests.story.person import Person, Phones, sv
from tests.story.walk import Place, kind_of, places

YOUTHS = ["saga", "freja", "hugo", "omar"]
OPEN_TO_ALL = (
    "/almanac",
    "/about/safety",
    "/help",
    "/look",
    "/rights",
    "/questions",
    "/try",
    "/if-i-tell",
    "/sign-in",
    "/card",
    "/before",
)
AT_MOST = 100  # milliseconds to blank


@pytest.fixture(scope="module")
def hers(house) -> list[Place]:
    """One of each kind of page of a youth, as her links lead there."""
    found = [
        one for one in places(house, "youth", YOUTHS, ["/home", "/settings"]) if not one.path.startswith(OPEN_TO_ALL)
    ]
    assert len({kind_of(one.path) for one in found}) > 25
    return found


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


def leave_from(phones: Phones, page: Place, way: Callable[[Person], None]) -> None:
    with phones.of(page.who) as person:
        called = person.house.rows("select called from account where persona = %s", page.who)[0][0]
        before = sessions_of(person)
        person.go("/calendar")
        person.go(page.path)
        shown = person.page.locator("h1").all_inner_texts()
        assert person.page.locator("form.exit").count() == 1, page
        way(person)
        person.page.wait_for_url("**/almanac")
        assert sessions_of(person) == before - 1, page
        assert [one["name"] for one in person.page.context.cookies() if one["name"] == "session"] == [], page
        for _ in range(3):
            person.page.go_back()
            person.page.wait_for_load_state()
            if "/demo" in person.path:  # before she signed in
                break
            expect(person.page.locator("body")).not_to_contain_text(called)
            assert person.page.locator("h1").all_inner_texts() != shown, page
            assert person.page.locator("nav.bottom").count() == 0, page  # nobody is signed in
        person.go(page.path)
        assert person.page.locator("nav.bottom").count() == 0, page


@pytest.mark.timeout(900)
def test_back_shows_nothing_after_the_button_on_any_kind_of_page(window, house, hers):
    for one in hers:
        leave_from(Phones(window, house), one, button)


def some_of(hers: list[Place], *starts: str) -> list[Place]:
    found = [next(one for one in hers if one.path.startswith(start)) for start in starts]
    assert len(found) == len(starts)
    return found


def test_back_shows_nothing_after_three_presses_of_shift(window, house, hers):
    for one in some_of(hers, "/home", "/words", "/my-file", "/with-me"):
        leave_from(Phones(window, house), one, three_presses)


def test_leaving_needs_no_javascript(window, house, hers):
    for one in some_of(hers, "/home", "/wishes", "/words", "/calendar", "/with-me"):
        leave_from(Phones(window, house, javascript=False), one, button)


def test_without_leaving_back_would_show_the_page(window, house):
    """What the tests above look for can be there."""
    with Phones(window, house).of("saga") as saga:
        saga.go("/wishes")
        shown = saga.page.locator("h1").all_inner_texts()
        saga.go("/almanac")
        saga.page.go_back()
        assert saga.page.locator("h1").all_inner_texts() == shown
        assert saga.page.locator("nav.bottom").count() == 1


def test_the_browser_is_told_to_forget_and_the_page_is_replaced_not_added(window, house):
    with Phones(window, house).of("saga") as saga:
        saga.go("/words")
        entries = saga.page.evaluate("history.length")
        told: list[str] = []
        console = saga.page.context.new_cdp_session(saga.page)
        console.send("Network.enable")
        console.on(
            "Network.responseReceivedExtraInfo",
            lambda answer: told.extend(v for k, v in answer["headers"].items() if k.lower() == "clear-site-data"),
        )
        button(saga)
        saga.page.wait_for_url("**/almanac")
        assert told == ['"cache", "cookies", "storage"']
        assert saga.page.evaluate("history.length") == entries


# -- how soon it is blank

WATCH = """() => {
  let began = 0;
  const begin = event => { if (event.type === "click" || event.key === "Shift") began = event.timeStamp; };
  addEventListener("click", begin, true);
  addEventListener("keyup", begin, true);
  new MutationObserver(() => {
    if (!document.documentElement.hidden || !began) return;
    const at = began; began = 0;
    // Drawn: after the next frame has been handed over.
    requestAnimationFrame(() => { const line = new MessageChannel();
      line.port1.onmessage = () => blanked(performance.now() - at, innerHeight && document.body.getClientRects().length);
      line.port2.postMessage(0); });
  }).observe(document.documentElement, {attributes: true, attributeFilter: ["hidden"]});
}"""


def times_to_blank(window, house, way: Callable[[Person], None], slowed: int, rounds: int = 20) -> list[float]:
    found: list[tuple[float, int]] = []

    def late(route: Route) -> None:  # the answer takes its time; what is measured must not wait for it
        time.sleep(0.25)
        route.abort()

    with Phones(window, house).of("saga") as saga:
        page: Page = saga.page
        page.expose_function("blanked", lambda passed, boxes: found.append((passed, boxes)))
        page.route("**/exit", late)
        console = page.context.new_cdp_session(page)
        for number in range(rounds):
            saga.go("/words")
            page.evaluate(WATCH)
            console.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
            way(saga)
            page.wait_for_url("**/almanac")
            console.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            assert len(found) == number + 1
    assert [boxes for _, boxes in found] == [0] * rounds  # nothing of the page is drawn any more
    return [passed for passed, _ in found]


@pytest.mark.timeout(600)
def test_it_is_blank_within_a_tenth_of_a_second_also_on_a_slow_phone(window, house, tmp_path_factory):
    lines, slowest = ["way                      processor    median ms   worst ms of 20"], 0.0
    for called, way in (("button", button), ("three presses of Shift", three_presses)):
        for slowed in (1, 4):
            times = times_to_blank(window, house, way, slowed)
            lines.append(f"{called:<24} 1/{slowed:<10} {statistics.median(times):>9.1f}   {max(times):>9.1f}")
            slowest = max(slowest, statistics.median(times))
            # The worst of twenty on a slowed processor stands in the table: half of it is other work's on the machine.
            assert (max(times) if slowed == 1 else statistics.median(times)) <= AT_MOST, lines[-1]
    lines.append(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    table("leaving.txt", lines, tmp_path_factory)
    print("\n".join(lines))
    assert slowest > 0  # something was measured


def test_without_a_network_it_is_blank_at_once_too(window, house):
    with Phones(window, house).of("saga") as saga:
        saga.go("/words")
        saga.page.context.set_offline(True)
        saga.page.evaluate(
            "() => { window.stop = 0; addEventListener('click', () => setTimeout(() => window.stop = document.body.getClientRects().length, 0)) }"
        )
        saga.page.locator("form.exit button").click(no_wait_after=True)
        saga.page.wait_for_timeout(200)
        assert "Saga" not in saga.page.evaluate("document.body ? document.body.innerText : ''")
        saga.page.context.set_offline(False)


# -- browsers that keep pages alive behind Back


@pytest.fixture(scope="module")
def phone_browser(window) -> Iterator[Browser]:
    with browser_with_page_memory(window) as found:
        yield found


def back(person: Person) -> str:
    """What is on the screen after Back. Playwright's own way waits for a load, and a page that is kept is not loaded."""
    line = person.page.context.new_cdp_session(person.page)
    told = line.send("Page.getNavigationHistory")
    line.send("Page.navigateToHistoryEntry", {"entryId": told["entries"][told["currentIndex"] - 1]["id"]})
    time.sleep(1)
    seen = "document.documentElement.hidden ? '' : document.body.innerText"
    return str(line.send("Runtime.evaluate", {"expression": seen})["result"].get("value"))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_browser_that_keeps_pages_alive_behind_back_has_none_left(phone_browser, house, javascript):
    with Phones(phone_browser, house, javascript=javascript).of("saga") as saga:
        asked: list[str] = []
        saga.page.on("request", lambda request: asked.append(request.url))
        saga.go("/calendar")
        shown = saga.page.locator("h1").inner_text()
        saga.go("/words")
        asked.clear()
        assert shown in back(saga)
        # Without script nothing was asked: the page was kept, and this is what has to be gone. With it, it is asked again.
        assert (f"{house.address}/calendar" in asked) is javascript
        saga.go("/words")
        button(saga)
        saga.page.wait_for_url("**/almanac")
        for _ in range(2):
            asked.clear()
            seen = back(saga)
            assert shown not in seen
            assert sv("Sign in") in seen
            assert asked
