"""Wishing, looking around, visiting first and choosing, in a real browser: by keyboard, without JavaScript, by touch."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.story.person import MANNERS, Person, Phones, sv

WORDS = "Jag vill kunna stänga dörren. 🦊"
GRANDMA = "Moster Eva i Holmsund."
SAID = "Eva svarade direkt. Vi ses nästa vecka, alla tre."


@pytest.mark.timeout(120)
@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_a_first_wish_takes_at_most_five_screens_and_eight_taps(window, house, manner):
    phones = Phones(window, house)
    with phones.of("elias", manner=manner) as elias:
        elias.go("/wishes")
        elias.tap("Say what you wish")
        elias.start_counting()
        first = elias.path
        elias.pick("How it is there")
        elias.tap("Go on")
        elias.pick("A room of my own")
        elias.tap("Go on")
        elias.pick("It is important to me")
        elias.tap("Go on")
        elias.write("words", WORDS)
        elias.tap("Go on")
        elias.sees("This can be read by")
        elias.tap("Send my wish")
        assert elias.taps <= 8
        assert len([first, *elias.screens[:-1]]) <= 5  # the last one is the receipt
        elias.reads(WORDS)
    assert phones.complaints == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_cards_are_put_in_piles_and_all_piles_are_saved_at_once(window, house, manner):
    phones = Phones(window, house)
    with phones.of("alva", manner=manner) as alva:
        alva.go("/wishes")
        alva.start_counting()
        alva.tap("Say what matters most")
        put(alva, "own_room", "important")
        put(alva, "nature", "never")
        if manner.javascript and not manner.keyboard:
            drag(alva, "smoke_free", "nice")
        alva.sees("This can be read by")
        alva.tap("Save my piles")
        assert alva.taps <= 8
        alva.sees("Saved")
        alva.go("/wishes/piles")
        lies(alva, "own_room", "important")
        lies(alva, "nature", "never")
        if manner.javascript and not manner.keyboard:
            lies(alva, "smoke_free", "nice")
            put(alva, "smoke_free", "none")
        put(alva, "own_room", "none")
        put(alva, "nature", "none")
        alva.tap("Save my piles")
        alva.go("/wishes/piles")
        lies(alva, "own_room", "none")
    assert phones.complaints == []


def put(person: Person, trait: str, pile: str) -> None:
    box = person.page.locator(f"input[name='{trait}'][value='{pile}']")
    person.unfold(box)
    person.pick_on(box)


def drag(person: Person, trait: str, pile: str) -> None:
    """With a finger (a pointer) on the handle, to one of the four piles that show while she drags."""
    page = person.page
    grip = page.locator(f"[data-card='{trait}'] .grip")
    grip.scroll_into_view_if_needed()
    at = grip.bounding_box()
    page.mouse.move(at["x"] + 20, at["y"] + 20)
    page.mouse.down()
    zone = page.locator(f"[data-to='{pile}']")
    to = zone.bounding_box()
    page.mouse.move(to["x"] + 30, to["y"] + 30, steps=5)
    expect(zone).to_have_class("over")
    page.mouse.up()
    lies(person, trait, pile)


def lies(person: Person, trait: str, pile: str) -> None:
    expect(person.page.locator(f"[data-pile='{pile}'] [data-card='{trait}']")).to_have_count(1)
    expect(person.page.locator(f"input[name='{trait}'][value='{pile}']")).to_be_checked()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_she_looks_around_gives_a_heart_says_no_and_undoes_both(window, house, manner):
    phones = Phones(window, house)
    with phones.of("alva", manner=manner) as alva:
        alva.go("/home")
        alva.tap("See hosts, places and mentors")
        alva.tap("Families")
        expect(alva.page.locator("article")).not_to_contain_text([sv("Mentor")])
        wikstrom = alva.page.locator("article").filter(has_text="Wikström")
        alva.tap("Heart", within=wikstrom)
        alva.sees("You gave a heart")
        alva.tap("Not this one", within=alva.page.locator("article").filter(has_text="Wikström"))
        alva.sees("You said no")
        expect(alva.page.locator("article").filter(has_text="Wikström")).to_have_count(0)
        alva.tap("Undo")
        expect(alva.page.locator("article").filter(has_text="Wikström")).to_have_count(1)
        alva.tap("Gunnel Holm")
        alva.sees("You can always ask")
        alva.reads("Väck mig om du inte kan sova")
        alva.does_not_read("Täfteåvägen")
    assert phones.complaints == []


@pytest.mark.timeout(240)
@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_visit_first_from_wish_to_how_it_was(window, house, manner):
    phones = Phones(window, house)
    with phones.of("freja", manner=manner) as freja, phones.of("holm") as gunnel:
        freja.go("/people")
        freja.tap("Gunnel Holm")
        freja.tap("I want to visit first")
        freja.write("words", WORDS)
        freja.tap("Ask for a visit")
        freja.sees("We have asked. Now they say a time.")
        here = freja.path
        gunnel.go("/visits")
        gunnel.reads("18–20")
        gunnel.does_not_read("Freja", WORDS)
        day = datetime.now().astimezone() + timedelta(days=9)
        gunnel.page.locator("[name='arrival']").first.fill(f"{day:%Y-%m-%d}")
        gunnel.page.locator("[name='arrival.hour']").first.fill("16")
        gunnel.tap("Say this time")
        freja.go("/home")
        freja.tap("Say yes or no to a visit")
        freja.start_counting()
        freja.tap("Yes, that is fine")
        assert freja.taps == 1
        freja.sees("You are going to visit")
        gunnel.go("/visits")
        gunnel.reads("Freja")
        is_over(house, here.rpartition("/")[2])
        freja.go(here)
        freja.sees("How was it?")
        freja.tap("Good. Give a heart")
        freja.sees("You gave a heart")
    assert phones.complaints == []


def is_over(house, visit_id: str) -> None:
    """Days pass, and the clock does the rest."""
    house.change(
        "update visit set arrival = now() - interval '2 hours', departure = now() - interval '1 hour' where id = %s",
        visit_id,
    )
    house.let_the_clock_do("service.visits.jobs.let_visits_pass")
    assert house.rows("select status from visit where id = %s", visit_id) == [("done",)]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_she_chooses_another_and_then_wants_to_talk_first(window, house, manner):
    phones = Phones(window, house)
    ((proposal_id,),) = house.rows(
        "select p.id from proposal p join youth y on y.id = p.youth_id join account a on a.id = y.account_id"
        " where a.persona = 'hugo'"
    )
    with phones.of("hugo", manner=manner) as hugo:
        hugo.go(f"/proposals/{proposal_id}")
        options = hugo.page.locator("article.option")
        assert options.count() >= 2
        second = options.nth(1)
        called = second.locator("h2").first.inner_text()
        hugo.tap("Choose this", within=second)
        hugo.write("words", WORDS)
        hugo.tap("Send my answer")
        hugo.sees("You have chosen")
        hugo.reads(called)
        hugo.tap("I want to talk first")
        hugo.tap("Send my answer")
        hugo.sees("First we talk")
        assert hugo.page.locator("article.option").count() >= 2  # all of it is still there
    assert phones.complaints == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_of_a_series_she_takes_one_time_elsewhere_and_leaves_one_out(window, house, manner):
    phones = Phones(window, house)
    hers = "y.id = %s.youth_id join account a on a.id = y.account_id and a.persona = 'kajsa'"
    ((proposal_id,),) = house.rows(f"select p.id from proposal p join youth y on {hers % 'p'}")
    held = f"select count(*) from claim c join youth y on {hers % 'c'} where c.state = 'held'"
    ((before,),) = house.rows(held)
    with phones.of("kajsa", manner=manner) as kajsa, phones.of("daniel") as daniel:
        kajsa.go(f"/proposals/{proposal_id}")
        kajsa.tap("Change single times", within=kajsa.page.locator("article.option").first)
        times = kajsa.page.locator("main details.card")
        elsewhere = next(n for n in range(times.count()) if times.nth(n).locator("input").count() > 2)
        left_out = next(n for n in range(times.count()) if n != elsewhere)
        other = times.nth(elsewhere).locator("label .choice-text").nth(1).text_content()
        own = times.nth(elsewhere).locator("label .choice-text").first.text_content()
        kajsa.pick(other, within=times.nth(elsewhere))
        kajsa.pick("Not this time", within=times.nth(left_out))
        if manner.javascript:
            expect(times.nth(left_out).locator("summary")).to_contain_text(sv("Not this time"))
        kajsa.tap("Go on")
        kajsa.sees("%(this)s instead of %(that)s", this=other, that=own)
        kajsa.sees("Not this time")
        kajsa.write("words", WORDS)
        kajsa.tap("Send my answer")
        kajsa.sees("You have chosen")
        kajsa.sees("%(this)s instead of %(that)s", this=other, that=own)
        daniel.go(f"/approvals/{proposal_id}")
        daniel.sees("%(this)s instead of %(that)s", this=other, that=own)
        daniel.sees("Not this time")
    assert house.rows(held) == [(before,)]  # until it is approved nothing is let go of
    assert phones.complaints == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_her_own_people_are_named_told_of_and_taken_back(window, house, manner):
    phones = Phones(window, house)
    words = f"{GRANDMA} ({manner})"
    ((caseworker,),) = house.rows(
        "select c.persona from account c join caseworker_assignment s on s.caseworker_id = c.id"
        " join youth y on y.id = s.youth_id join account a on a.id = y.account_id where a.persona = 'lova' limit 1"
    )
    ((youth_id,),) = house.rows(
        "select y.id from youth y join account a on a.id = y.account_id where a.persona = 'lova'"
    )
    with phones.of("lova", manner=manner) as lova, phones.of(caseworker) as sara:
        lova.go("/own-people")
        lova.write("words", words)
        lova.tap("Send")
        lova.reads(words)
        sara.go(f"/youths/{youth_id}")
        card = sara.page.locator("#own-people ~ article").filter(has_text=words)
        sara.pick("In touch", within=card)
        card.locator("textarea").fill(SAID)
        sara.tap("Tell her", within=card)
        lova.go("/own-people")
        lova.reads(SAID)
        lova.tap("Take it back", within=lova.page.locator("article").filter(has_text=words))
        lova.does_not_read(words)
    assert phones.complaints == []
