"""What she says and what comes of it: receipts of everything, messages, her own version, her file and a copy of all of it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser, expect

from service.trail.copies import I_WANT_A_COPY
from service.youths.receipts import NO_ANSWER_NEEDED
from tests.story.house import House
from tests.story.person import MANNERS, Person, Phones, sv

QUESTION = "Får jag komma lite senare på fredagen?"
ANSWER = "Ja, det går bra. Vi äter när du kommer."
MEANT = "Jag menade efter sju, inte sex."


@contextmanager
def reading(house: House, slug: str) -> Iterator[httpx.Client]:
    """A browser without a window, signed in as this youth."""
    with httpx.Client(base_url=house.address, follow_redirects=True, timeout=30) as client:
        client.get(f"/demo/{slug}")
        yield client


@pytest.mark.timeout(300)
def test_nothing_in_the_whole_municipality_is_said_without_receipt_audience_and_deadline(house: House):
    """Each statement of each youth: its page exists, names a reader or says that there is none, and has a day or a reason."""
    said = house.rows(
        "select s.id::text, a.persona, s.kind from statement s join youth y on y.id = s.youth_id"
        " join account a on a.id = y.account_id where a.persona is not null order by a.persona"
    )
    assert len({persona for _, persona, _ in said}) >= 12
    assert len({kind for *_, kind in said}) >= 6
    reader = re.compile(r"läste det här|kan läsa det här")
    deadline = re.compile(
        "|".join(
            [
                r"svarar senast|Du får svar senast|skulle ha svarat senast",  # waits, or is late
                r'class="tag (done|wait|stop)"',  # answered
                *(re.escape(sv(text)) for text in NO_ANSWER_NEEDED.values()),
            ]
        )
    )
    broken = []
    for slug in sorted({persona for _, persona, _ in said}):
        with reading(house, slug) as her:
            for statement_id, persona, kind in said:
                if persona != slug:
                    continue
                shown = her.get(f"/words/{statement_id}")
                if not (shown.status_code == 200 and reader.search(shown.text) and deadline.search(shown.text)):
                    broken.append((persona, kind, statement_id, shown.status_code))
    assert broken == []
    with reading(house, "alva") as somebody_else:  # the net catches: what is not hers has no receipt
        other = next(one for one, persona, _ in said if persona != "alva")
        assert not reader.search(somebody_else.get(f"/words/{other}").text)


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_she_writes_with_her_host_and_is_answered_and_says_what_she_meant(window: Browser, house: House, manner):
    phones = Phones(window, house)
    words = f"{QUESTION} {manner}"
    ((host, called),) = house.rows(
        "select a.persona, a.called from stay s join youth y on y.id = s.youth_id join site_person p on p.site_id = s.site_id"
        " join account a on a.id = p.account_id where y.called = 'Freja' and a.persona is not null limit 1"
    )
    with phones.of("freja", manner=manner) as freja:
        freja.go("/words")
        freja.tap("Write to somebody")
        freja.tap_on(freja.page.locator("main ul.tasks a").filter(has_text=called))
        freja.sees("This can be read by")
        freja.reads("Ja, ta gärna med den.")
        freja.write("words", words)
        freja.tap("Keep it for later")
        freja.tap_on(freja.page.locator("main ul.tasks a").filter(has_text=called))
        expect(freja.page.locator("[name=words]")).to_have_value(words)
        freja.tap("Send")
        freja.reads(words)
        freja.sees("Nobody has read it yet.")
        host_answers(phones, host, words)
        freja.page.reload()
        freja.reads(f"{ANSWER} {manner}")
        freja.go("/words")
        mine = freja.page.locator("main article").filter(has_text=words).first
        freja.tap("Open", within=mine)
        freja.reads(called)
        freja.tap("That is not what I meant")
        freja.write("words", f"{MEANT} {manner}")
        freja.tap("Keep my version")
        freja.reads(f"{MEANT} {manner}")
        freja.reads(words)  # what she said first stays, and stands beside it
    with phones.of(host) as somebody:
        somebody.go("/conversations")
        somebody.does_not_read(words)  # no words in a list
    assert phones.complaints == []


def host_answers(phones: Phones, host: str, words: str) -> None:
    with phones.of(host) as adult:
        adult.go("/conversations")
        adult.tap_on(adult.page.locator("main ul.tasks a").filter(has_text="Freja"))
        adult.reads(words)
        answers = adult.page.locator(".choices label").filter(has_text=words[:20]).last
        if answers.count():
            answers.click()
        adult.write("words", f"{ANSWER} {words.removeprefix(QUESTION + ' ')}")
        adult.tap("Send")
        adult.reads(ANSWER)


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_a_late_answer_is_said_to_be_late_and_what_she_can_do(window: Browser, house: House, manner):
    phones = Phones(window, house)
    with phones.of("viktor", manner=manner) as viktor:
        viktor.go("/words")
        viktor.sees("It is late.")
        late = viktor.page.locator("main article").filter(has_text=sv("It is late.")).first
        viktor.tap("Open", within=late)
        viktor.sees("The answer is late")
        viktor.sees("You may also complain. It is your right.")
        viktor.reads("Kerstin")
        viktor.tap("Numbers to call")
        assert viktor.path == "/help"
    with phones.of("kerstin") as kerstin:
        kerstin.go("/answers")
        kerstin.does_not_read("Viktor", "Gunnel")
        expect(kerstin.page.locator("main .notice.wrong")).to_be_visible()
    assert phones.complaints == []


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_what_is_written_about_her_she_reads_confirms_or_tells_in_her_own_way(window: Browser, house: House, manner):
    phones = Phones(window, house)
    note, version = f"Vi pratade en stund. {manner}", f"Det var en lång stund. {manner}"
    ((youth_id, caseworker),) = house.rows(
        "select y.id::text, c.persona from youth y join caseworker_assignment a on a.youth_id = y.id"
        " join account c on c.id = a.caseworker_id where y.called = 'Leo' limit 1"
    )
    with phones.of(caseworker) as sara:
        sara.go(f"/youths/{youth_id}/notes/new")
        sara.write("words", note)
        sara.tap("Keep the note")
        sara.reads(note)
    with phones.of("leo", manner=manner) as leo:
        leo.go("/my-file")
        leo.unfold(leo.page.locator("[name=part]"))
        leo.page.locator("[name=part]").select_option("written")
        leo.tap("Show")
        leo.reads(note)
        entry = leo.page.locator("dl.summary > div").filter(has_text=note)
        leo.tap("Was it like this?", within=entry)
        leo.reads(note)
        leo.tap("It was like this")
        leo.sees("It was not like that")
        leo.tap("It was not like that")
        leo.write("words", version)
        leo.tap("Keep my version")
        leo.reads(version)
        leo.go("/my-file")
        leo.reads(caseworker.capitalize())
    with phones.of(caseworker) as sara:
        sara.go(f"/youths/{youth_id}")
        card = sara.page.locator("section[aria-labelledby=notes] article").filter(has_text=note)
        expect(card).to_contain_text(version)
    assert phones.complaints == []


@pytest.mark.parametrize(("slug", "manner"), list(zip(("hugo", "tuva", "wilma"), MANNERS, strict=True)), ids=str)
def test_she_asks_for_a_copy_of_everything_and_takes_it_with_her(window: Browser, house: House, slug: str, manner):
    phones = Phones(window, house)
    ((youth_id, caseworker),) = house.rows(
        "select y.id::text, c.persona from youth y join account m on m.id = y.account_id"
        " join caseworker_assignment a on a.youth_id = y.id join account c on c.id = a.caseworker_id"
        " where m.persona = %s limit 1",
        slug,
    )
    with phones.of(slug, manner=manner, accept_downloads=True) as her:
        her.go("/my-file")
        her.tap("I want a copy of everything")
        her.tap("I want a copy of everything")
        her.sees("Your copy is on its way")
        made_by_the_worker(house, youth_id)
        with phones.of(caseworker) as sara:
            sara.go(f"/youths/{youth_id}")
            sara.reads(sv(I_WANT_A_COPY))  # it waits with her other words
            sara.go(f"/youths/{youth_id}/copy")
            sara.tap("Give out the copy")
            sara.reads(sv("Copy of the file of %(called)s", called=slug.capitalize()))
        her.go("/my-file/copy")
        her.sees("Your copy is here")
        took = took_with_her(her)
        assert took[:5] == b"%PDF-"
        her.go("/words")
        her.sees("You can fetch your copy now.")
    assert phones.complaints == []


def made_by_the_worker(house: House, youth_id: str) -> None:
    for _ in range(120):
        ((state,),) = house.rows(
            "select state from file_copy where youth_id = %s order by asked_at desc limit 1", youth_id
        )
        if state == "made":
            return
        assert state == "asked"
        time.sleep(0.5)
    raise AssertionError("no copy within a minute")


def took_with_her(her: Person) -> bytes:
    link = her.page.locator("main a[href$='/pdf']")
    with her.page.expect_download() as waiting:
        if her.keyboard:
            her.tab_to(link)
            her.page.keyboard.press("Enter")
        else:
            link.click()
    assert waiting.value.suggested_filename == "kalender.pdf"
    return waiting.value.path().read_bytes()
