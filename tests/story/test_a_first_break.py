"""A first break, from wish to booking and back: in a real browser, with and without JavaScript, through everybody's pages.

Alva wishes and asks; Kerstin plans; Gunnel says yes; Alva chooses; Sara answers and approves; Annika consents; the break
stands in every calendar; Alva changes her mind. Every word of hers is in her file as she typed it.
"""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.story.person import Person, Phones, sv

UMEA = ZoneInfo("Europe/Stockholm")
QUIET = "Jag vill ha det tyst på morgonen. 🦔 Å, och ingen som ropar – “god morgon” räcker."
OWN = "  Jag vill bada bastu!\nHelst två gånger. "
ASKED = "Vilken helg som helst. Mamma jobbar då. <b>ok?</b>"
GUNNEL = "Hon verkar inte fråga så mycket."
CHOSEN = "Det här blir bra. Gunnel verkar snäll & lugn."
ANSWER = "Gunnel har ett rum med egen ingång. Du bestämmer själv när du går upp."
DECISION = "Du valde, och vi har pratat om det. Därför säger jag ja."


@pytest.mark.timeout(240)
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_first_break(window, own_house, javascript):
    phones = Phones(window, own_house, javascript)
    with phones.of("alva") as alva:
        she_signs_in(alva)
        she_makes_a_first_wish(alva)
        she_says_something_in_her_own_words_alone(alva)
        she_reads_about_hosts(alva)
        she_asks_for_a_weekend(alva)
        a_host_can_take_more(phones)
        coordinator_plans_and_publishes(phones)
        hosts_who_are_asked_say_yes(phones)
        where, when = she_chooses_an_alternative(alva)
        caseworker_answers_everything_and_approves(phones)
        not_booked_yet(alva)
        guardian_consents(phones)
        in_every_calendar(phones, alva, where, when)
        stay_id = she_cancels_in_three_taps(alva)
        free_again(phones, stay_id)
        every_word_is_in_her_file(alva)
    the_record_is_whole(phones)
    assert phones.complaints == []


def she_signs_in(alva: Person) -> None:
    alva.go("/demo")
    alva.tap("Alva")
    assert alva.path == "/home"
    alva.reads("Alva")


def she_makes_a_first_wish(alva: Person) -> None:
    alva.tap("Say what you wish")
    alva.start_counting()
    first = alva.path
    alva.pick("How it is there")
    alva.tap("Go on")
    alva.pick("That it is quiet")
    alva.tap("Go on")
    alva.pick("It is important to me")
    alva.tap("Go on")
    alva.write("words", QUIET)
    alva.tap("Go on")
    alva.reads("Sara")  # who can read it, before it is sent
    alva.tap("Send my wish")
    assert alva.taps <= 8
    assert len([first, *alva.screens[:-1]]) <= 5  # the last one is the receipt
    alva.reads(QUIET)


def she_says_something_in_her_own_words_alone(alva: Person) -> None:
    alva.go("/wishes")
    alva.tap("Say what you wish")
    alva.pick("Something else")
    alva.tap("Go on")
    alva.write("words", OWN)
    alva.tap("Go on")
    alva.tap("Send my wish")
    alva.reads("Jag vill bada bastu!")


def she_reads_about_hosts(alva: Person) -> None:
    """A heart, a wish about somebody, and a no that nobody asks about."""
    alva.go("/home")
    alva.tap("See hosts, places and mentors")
    alva.tap("Not this one", within=alva.page.locator("article").filter(has_text="Wikström"))
    alva.tap("Gunnel Holm")
    alva.reads("Jag heter Gunnel")
    alva.tap("Heart")
    alva.tap("Wish to be with them")
    alva.pick("It is important to me")
    alva.tap("Go on")
    alva.write("words", GUNNEL)
    alva.tap("Go on")
    alva.tap("Send my wish")
    alva.reads(GUNNEL)


def she_asks_for_a_weekend(alva: Person) -> None:
    alva.go("/home")
    alva.tap("Ask for a break")
    alva.start_counting()
    alva.pick("A weekend")
    alva.tap("Go on")
    weekends = alva.page.locator("input[name='days'] + label")
    for number in range(2, min(8, weekends.count())):
        weekends.nth(number).click()
    alva.tap("Go on")
    alva.pick("Just once")
    alva.tap("Go on")
    alva.write("words", ASKED)
    alva.tap("Go on")
    alva.tap("Ask for this break")
    assert len(alva.screens) <= 5
    alva.sees("You have asked for a break")
    alva.reads(ASKED)


def a_host_can_take_more(phones: Phones) -> None:
    """Gunnel wants to be asked each time; her nights of the month are already kept for others, so she opens some more."""
    with phones.of("holm") as gunnel:
        gunnel.go("/limits")
        assert gunnel.page.locator("[name='ask_each_time']").is_checked()
        gunnel.write("nights_per_month", "12")
        gunnel.tap("Save")
        gunnel.sees("Saved. It holds for what is planned from now on.")


def coordinator_plans_and_publishes(phones: Phones) -> None:
    with phones.of("kerstin") as kerstin:
        kerstin.go("/rounds")
        kerstin.pick("A few seconds")
        kerstin.tap("Start a round")
        found = 0
        for _ in range(120):  # the round goes on in the worker; she looks, or the page renews itself
            main = kerstin.page.locator("main")
            if main.get_by_role("button", name=sv("Publish the proposals")).count():
                break
            found += main.locator("[role=status], .progress").count() > 0
            if phones.javascript:
                time.sleep(0.5)
                if sv("The round is ready.") in main.inner_text():
                    kerstin.page.reload()
            else:
                kerstin.tap("Show how far it has come")
        assert found, "no progress was seen"
        kerstin.sees("Who gets what")
        kerstin.reads("Alva")
        kerstin.does_not_read(QUIET, ASKED)  # she plans without the words
        kerstin.tap("Publish the proposals")
        what_became = sv("What became of the round")
        for _ in range(60):  # a worker makes the menus
            if what_became in kerstin.page.locator("main").inner_text():
                break
            time.sleep(0.5)
        kerstin.sees("What became of the round")


def hosts_who_are_asked_say_yes(phones: Phones) -> None:
    """Whoever waits with a question about Alva's break; hosts with a standing yes are not asked."""
    asked = phones.house.rows(
        "select distinct on (h.id) a.persona from host_ask h join proposal_option o on o.id = h.option_id"
        " join proposal p on p.id = o.proposal_id join youth y on y.id = p.youth_id"
        " join site_person s on s.site_id = h.site_id join account a on a.id = s.account_id"
        " where h.state = 'open' and p.status = 'asking' and y.called = 'Alva' and a.persona is not null"
    )
    assert asked, "nobody was asked"
    for persona in {persona for (persona,) in asked}:
        with phones.of(persona) as host:
            host.go("/asks")
            host.does_not_read("Alva", "Sara", QUIET, ASKED)
            while (question := host.page.locator("article[id^='ask-']")).count():
                host.tap("Yes, welcome", within=question.first)


def she_chooses_an_alternative(alva: Person) -> tuple[str, tuple[datetime, datetime]]:
    """Not the recommended one: the second on her menu, which Gunnel or another host said yes to or had open."""
    alva.go("/home")
    alva.tap("Look at it")
    alva.sees("What would you like?")
    options = alva.page.locator("main .option")
    assert options.count() >= 2
    alternative = options.nth(1)
    where = alternative.locator("h2").inner_text().strip()
    alva.tap("Choose this", within=alternative)
    alva.write("words", CHOSEN)
    alva.reads("Sara")
    alva.tap("Send my answer")
    alva.sees("You have chosen")
    alva.reads(CHOSEN)
    (when,) = alva.house.rows(
        "select min(pl.arrival), max(pl.departure) from placement pl join choice c on c.option_id = pl.option_id"
        " join proposal p on p.id = c.proposal_id join youth y on y.id = p.youth_id where y.called = 'Alva'"
    )
    return where, when


def caseworker_answers_everything_and_approves(phones: Phones) -> None:
    with phones.of("sara") as sara:
        sara.go("/queue")
        sara.does_not_read(QUIET, ASKED, CHOSEN)  # no words in a list
        sara.go("/youths")
        sara.tap_on(sara.page.locator("main a[href^='/youths/']").filter(has_text="Alva"))
        wish = sara.page.locator("article[id^='s-']").filter(has=sara.page.get_by_role("heading", name=sv("A wish")))
        waiting = wish.count()
        assert waiting >= 5
        for left in range(waiting, 0, -1):
            one = wish.first
            assert wish.count() == left
            if not one.locator("textarea").is_visible():
                one.locator("summary").click()
            sara.pick("It will be so", within=one)
            one.locator("textarea").fill(ANSWER)
            sara.tap("Send the answer", within=one)
        sara.go("/queue")
        sara.tap_on(sara.page.locator("#chosen + ul a").filter(has_text="Alva"))
        for words in (CHOSEN, QUIET, GUNNEL, ASKED, "Jag vill bada bastu!"):
            sara.reads(words)
        consent = sara.page.locator("section[aria-labelledby=gates] li").filter(has_text="Annika")
        expect(consent).to_contain_text(sv("Not yet"))
        sara.pick("By what she has said here")
        sara.write("words", DECISION)
        sara.tap("Approve what she chose")  # what she said when she asked has no answer yet
        expect(sara.page.locator("#error-summary")).to_be_visible()
        expect(sara.page.locator("[name=words]")).to_have_value(DECISION)
        asked = sara.page.locator("form article[id^='s-']")
        assert asked.count() == 1
        sara.pick("It will be so", within=asked)
        asked.locator("textarea").fill(ANSWER)
        sara.tap("Approve what she chose")
        sara.sees("Approved. Not booked yet.")


def not_booked_yet(alva: Person) -> None:
    """The consent gate is closed, and she can see what is waited for, and what was answered."""
    alva.go("/home")
    alva.tap("Look at it")
    alva.sees("It is booked when all of this is in place")
    alva.reads(DECISION)
    alva.reads("Annika")
    assert alva.house.rows("select 1 from stay s join youth y on y.id = s.youth_id where y.called = 'Alva'") == []
    alva.go("/words")
    alva.reads(QUIET)
    alva.reads(ANSWER)


def guardian_consents(phones: Phones) -> None:
    with phones.of("alva-annika") as annika:
        annika.go("/consents")
        annika.does_not_read(QUIET, ASKED, CHOSEN, "bastu")
        annika.tap("I say yes")
        annika.sees("You have said yes")


def in_every_calendar(phones: Phones, alva: Person, where: str, when: tuple[datetime, datetime]) -> None:
    month = f"/calendar?month={when[0].astimezone(UMEA):%Y-%m}"
    alva.go(month)
    alva.reads(where)
    (site_persona,) = phones.house.rows(
        "select a.persona, s.site_id from stay s join youth y on y.id = s.youth_id and y.called = 'Alva'"
        " join site_person p on p.site_id = s.site_id join account a on a.id = p.account_id"
        " where s.status = 'booked' and a.persona is not null limit 1"
    )
    for slug in (site_persona[0], "sara", "alva-annika", "kerstin"):
        with phones.of(slug) as somebody:
            somebody.go(month)
            somebody.reads("Alva")
            somebody.does_not_read(QUIET, "bastu", ASKED, CHOSEN)
            somebody.tap_on(somebody.page.locator("main a[href^='/stays/']").filter(has_text="Alva").first)
            somebody.does_not_read(QUIET, "bastu", ASKED, CHOSEN, sv("That it is quiet"))
            somebody.reads(where if slug != site_persona[0] else "Alva")


def she_cancels_in_three_taps(alva: Person) -> str:
    ((stay_id,),) = alva.house.rows(
        "select s.id from stay s join youth y on y.id = s.youth_id where y.called = 'Alva' and s.status = 'booked'"
    )
    alva.start_counting()
    alva.tap_on(alva.page.locator(f"main ul.tasks a[href='/stays/{stay_id}']"))
    alva.tap("I have changed my mind")
    alva.sees("Then this happens")
    alva.sees("The bed is free for somebody else.")
    alva.tap("Say no to this break")
    assert alva.taps <= 3
    alva.sees("This break will not happen")
    return str(stay_id)


def free_again(phones: Phones, stay_id: str) -> None:
    """The bed belongs to nobody at that time, the host's calendar is empty of her, and Sara is asked to get in touch."""
    ((state, taken, persona, arrival),) = phones.house.rows(
        "select c.state, exists (select 1 from claim o where o.bed_id = c.bed_id and o.during && c.during"
        " and o.state in ('held', 'booked')), a.persona, s.arrival"
        " from stay s join claim c on c.id = s.claim_id join site_person p on p.site_id = s.site_id"
        " join account a on a.id = p.account_id where s.id = %s limit 1",
        stay_id,
    )
    assert (state, taken) == ("released", False)
    with phones.of(persona) as host:
        host.go(f"/calendar?month={arrival.astimezone(UMEA):%Y-%m}")
        booked = host.page.locator(f"table.month td.booked:has(time[datetime='{arrival.astimezone(UMEA):%Y-%m-%d}'])")
        assert booked.count() == 0
    with phones.of("sara") as sara:
        sara.go("/queue")
        expect(sara.page.locator("section[aria-labelledby=contact]")).to_contain_text("Alva")


def every_word_is_in_her_file(alva: Person) -> None:
    alva.go("/my-file")
    found: list[str] = []
    while True:
        found += alva.page.locator("blockquote").all_text_contents()
        earlier = alva.page.locator("a[href^='/my-file?before=']")
        if not earlier.count():
            break
        alva.tap_on(earlier)
    for words in (QUIET, OWN, GUNNEL, ASKED, CHOSEN, "Jag vill sova en hel natt. Det räcker så."):
        assert words in found, f"{words!r} is not there as she typed it: {found}"


def the_record_is_whole(phones: Phones) -> None:
    with phones.of("granskaren") as auditor:
        auditor.go("/trail/verify")
        auditor.sees("Yes, it is whole")
        auditor.does_not_read(QUIET, "bastu", ASKED, CHOSEN)
