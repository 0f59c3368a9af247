"""Each page of the youth's side in each language and reading level, by day and by night, narrow, in forced colours and at rest.

What was measured (LIX, weight) is written as tables: `readability-youth.txt` and `weight-youth.txt` among the test's files, or
in the folder that MEASURED names.
"""

import pytest
from playwright.sync_api import Browser

from tests.look.readability import YOUTH
from tests.story.house import House
from tests.story.measure import LANGUAGES, LEVELS, LIX_OF, READ_AT_EVERY_LEVEL, Measured, choose, measure, table
from tests.story.person import MANNERS, Phones, sv
from tests.story.reviewed import OPEN, REVIEWED
from tests.story.walk import CLIPPED, OVERLAPPING, Place, kind_of, places, speak

YOUTHS = ["saga", "alva", "hugo", "freja", "leo", "tuva", "viktor", "kajsa", "omar"]
FIRST_VIEW, SCRIPT = 90_000, 15_000  # bytes over the wire, compressed


@pytest.fixture(scope="module")
def hers(house: House) -> list[Place]:
    return places(house, "youth", YOUTHS, ["/home"]) + places(house, "anybody", [""], OPEN)


@pytest.fixture(scope="module")
def measured(window: Browser, house: House, hers: list[Place]) -> list[Measured]:
    return measure(
        window, house, hers, {one: LEVELS if one in READ_AT_EVERY_LEVEL else LEVELS[:1] for one in LANGUAGES}
    )


@pytest.mark.timeout(900)
def test_nothing_is_wrong_on_any_page_in_any_language(measured, tmp_path_factory):
    """axe by day and by night, 400 %, forced colours, right to left, at rest: no violation, nothing cut, nothing overlaps."""
    assert len({kind_of(one.place.path) for one in measured}) > 30
    assert {one.language for one in measured} == set(LANGUAGES)
    wrong = [f"{one}: {fault}" for one in measured for fault in one.faults]
    table("faults-youth.txt", wrong, tmp_path_factory)
    assert wrong == []


def test_her_pages_have_a_neutral_title_and_a_way_out(measured):
    mine = [one for one in measured if one.place.role == "youth" and one.language == "sv"]
    assert {one.title for one in mine} == {sv("Calendar")}
    assert [str(one) for one in mine if not one.has_exit] == []


def test_every_page_of_hers_is_easy_to_read(measured, tmp_path_factory):
    read = sorted((one for one in measured if one.language in LIX_OF), key=lambda one: -one.lix)
    table("readability-youth.txt", [f"{one.lix:5.1f}  {YOUTH}  {one}" for one in read], tmp_path_factory)
    hard = [
        f"{one}: {one.lix:.1f}"
        for one in read
        if one.lix > max(YOUTH, REVIEWED.get(f"{one.place.role} {kind_of(one.place.path)}", 0))
    ]
    assert hard == []


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_a_first_view_of_any_page_is_light(window, house, hers, language, tmp_path_factory):
    """Everything over the wire for somebody who has nothing yet, as the browser counts it."""
    lines, heavy = [], []
    for who in dict.fromkeys(place.who for place in hers):
        with Phones(window, house).of(who) as person:
            choose(person.page, house, who, language, "short")
            wire = person.page.context.new_cdp_session(person.page)
            wire.send("Network.enable")
            wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
            kinds: dict[str, str] = {}
            sizes: dict[str, int] = {}
            wire.on(
                "Network.responseReceived", lambda told, kinds=kinds: kinds.update({told["requestId"]: told["type"]})
            )
            wire.on(
                "Network.loadingFinished",
                lambda told, sizes=sizes: sizes.update({told["requestId"]: int(told["encodedDataLength"])}),
            )
            for place in (one for one in hers if one.who == who):
                kinds.clear()
                sizes.clear()
                person.page.goto(house.address + place.path, wait_until="load")
                person.page.evaluate("document.fonts.ready.then(() => new Promise(done => setTimeout(done, 50)))")
                whole = sum(sizes.values())
                script = sum(size for one, size in sizes.items() if kinds.get(one) == "Script")
                lines.append(f"{whole:7}  {script:6}  {len(sizes):3}  {language}  {place}")
                if whole > FIRST_VIEW or script > SCRIPT:
                    heavy.append(lines[-1])
        if who:
            speak(house, who, "sv", "short")
    table(
        f"weight-youth-{language}.txt",
        ["  bytes  script  asked", *sorted(lines, reverse=True)],
        tmp_path_factory,
    )
    assert heavy == []


def test_what_is_cut_off_or_hangs_out_or_lies_over_something_would_be_found(window, house):
    with Phones(window, house).of("saga") as saga:
        saga.go("/home")
        assert saga.page.evaluate(CLIPPED) == []
        saga.page.evaluate(
            """() => {
              const cut = document.createElement("p");
              cut.textContent = "this is longer than what holds it";
              cut.setAttribute("class", "planted");
              document.querySelector("main").append(cut);
              Object.assign(cut.style, {width: "3rem", whiteSpace: "nowrap", overflow: "hidden"});
              const two = document.querySelectorAll("main a.button, main .tasks a");
              Object.assign(two[0].style, {position: "fixed", top: "100px", left: "10px"});
              Object.assign(two[1].style, {position: "fixed", top: "105px", left: "12px"});
            }"""
        )
        assert any("cut p.planted" in one for one in saga.page.evaluate(CLIPPED))
        assert saga.page.evaluate(OVERLAPPING) != []


def test_help_is_there_without_network_once_a_page_is_loaded(window, house):
    """By keyboard and without script too: it is folded into the page itself."""
    for manner in MANNERS:
        with Phones(window, house).of("saga", manner=manner) as saga:
            saga.go("/home")
            saga.page.context.set_offline(True)
            summary = saga.page.locator("details.help > summary")
            if manner.keyboard:
                saga.tab_to(summary)
                saga.page.keyboard.press("Enter")
            else:
                summary.click()
            panel = saga.page.locator(".help-in")
            assert panel.is_visible()
            assert {"tel:112", "tel:116111"} <= {
                one.get_attribute("href") for one in panel.locator("a[href^='tel:']").all()
            }
            assert sv("Answers day and night.") in panel.inner_text()
            assert saga.page.evaluate(CLIPPED) == []
