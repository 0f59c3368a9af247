"""Living it: a break is made shorter and longer, she goes home, tells how it was, has it in her phone, and gets one tonight."""

import re

import pytest
from playwright.sync_api import expect

from tests.story.person import MANNERS, Phones, sv

FREJAS = "(select y.id from youth y join account a on a.id = y.account_id where a.persona = 'freja')"


@pytest.fixture(autouse=True)
def _as_it_was(house):
    """Freja's break is booked again, whatever the journey before did to it."""
    yield
    house.change("update contact_reminder set done_at = now() where done_at is null and because in ('soon', 'go_home')")


def her_break(house) -> str:
    (row,) = house.rows(f"select id from stay where youth_id = {FREJAS} order by arrival limit 1")
    return str(row[0])


def the_first(person, start: str):
    return person.page.locator(f"main a[href^='{start}']").first


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_from_booked_to_told(window, own_house, manner):
    """Asked longer, made shorter, found, gone home with somebody on duty who sees it, and told how it was."""
    house = own_house
    phones = Phones(window, house)
    with phones.of("freja", manner=manner) as freja, phones.of("daniel") as daniel, phones.of("sara") as sara:
        freja.go("/calendar")
        freja.sees("The month as a list")
        freja.tap_on(the_first(freja, "/stays/"))
        freja.reads("gul mössa")
        freja.start_counting()
        freja.tap("Stay longer")
        freja.pick_on(freja.page.locator("input[name='times']").first)
        freja.tap("Ask for it")
        freja.sees("You have asked to stay longer")
        assert freja.taps <= 3
        freja.start_counting()
        freja.tap("Make it shorter")
        freja.sees("Then this happens")
        freja.pick_on(freja.page.locator("input[name='times']").first)
        freja.tap("Make it shorter")
        assert freja.taps <= 3
        assert [row[0] for row in house.rows("select state from stay_change where kind = 'shorter'")] == ["done"]

        freja.write("words", "Min kudde")
        freja.tap("Put it on my list")
        freja.reads("Min kudde")

        house.change(f"update stay set arrival = now() - interval '1 hour' where youth_id = {FREJAS}")
        house.change("update site set protected_address = true")
        freja.go(f"/stays/{her_break(house)}")
        freja.sees("%(name)s tells you where it is.", name="Sara Lund")
        sara.go(f"/stays/{her_break(house)}")
        sara.tap("Hand over the address")
        freja.go(f"/stays/{her_break(house)}")
        freja.tap("Show the address")
        address = freja.page.locator("#where + .card .lead").inner_text()
        assert re.fullmatch(r"[^\n]+ \d+, \w+", address)
        assert freja.path == f"/stays/{her_break(house)}"
        expect(freja.page.locator("#where + .card")).to_be_focused()
        looks = house.rows("select count(*) from record_event where kind = 'stay.address_shown'")
        freja.tap("Hide it")
        freja.does_not_read(address)
        freja.page.go_back()  # lands on a page that nobody has to send again, and that has no address
        freja.sees("Show the address")
        freja.does_not_read(address)
        if manner.javascript:
            freja.tap("Show the address")
            freja.reads(address)
            freja.page.reload()
            freja.sees("Show the address")
            freja.does_not_read(address)
            looks = [(looks[0][0] + 1,)]
        assert house.rows("select count(*) from record_event where kind = 'stay.address_shown'") == looks
        freja.tap("I want to go home now")
        freja.sees("Do you want to go home?")
        freja.reads("090-00 00 10")
        freja.tap("Tell %(name)s now", name="Daniel Ek")
        freja.sees("We have told them")
        daniel.go("/duty/now")
        daniel.reads("Freja")
        daniel.tap("I have seen it")
        freja.go(f"/stays/{her_break(house)}/home")
        freja.sees("%(name)s has seen it", name="Daniel Ek")
        freja.tap("I am going home now")
        freja.sees("You went home early")

        freja.tap("Tell how it was")
        freja.pick_on(freja.page.locator("input[name='weather'][value='fair']"))
        freja.pick_on(freja.page.locator("input[name='again'][value='yes']"))
        freja.tap("Tell")
        freja.sees("Do you want us to remember it?")
        assert house.rows(f"select 1 from heart where youth_id = {FREJAS}") == []
        freja.tap("Yes, remember that I like it there")
        freja.sees("We remember that you like it there.")
    assert phones.complaints == []


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_her_calendar_in_her_phone_on_and_off(window, house, manner):
    phones = Phones(window, house)
    with phones.of("saga", manner=manner) as saga:
        saga.go("/calendar")
        saga.tap("In your phone's calendar")
        saga.write("called", "Träning")
        saga.tap("Turn it on")
        saga.sees("It is on")
        address = saga.page.locator("#f-address").input_value()
        found = saga.page.request.get(address)
        assert (found.status, "BEGIN:VCALENDAR" in found.text()) == (200, True)
        assert not re.search("saga|umeå|mellanrum", found.text().casefold())
        saga.go("/calendar/phone")
        saga.reads("Träning")
        saga.does_not_read(address)
        saga.tap("Turn it off")
        assert saga.page.request.get(address).status == 404
        saga.go("/calendar/phone")
        assert saga.page.get_by_role("button", name=sv("Turn it on")).count() == 1


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_a_break_tonight_with_somebody_on_duty(window, own_house, manner):
    """She taps, takes what is open or is told honestly; whoever is on duty sees her in another browser."""
    house = own_house
    phones = Phones(window, house)
    with phones.of("noor", manner=manner) as noor, phones.of("daniel") as daniel:
        noor.go("/home")
        noor.tap("A break now")
        noor.reads("090-00 00 10")
        noor.pick("Tomorrow evening")
        noor.tap("See what is open")
        noor.reads("090-00 00 10")
        daniel.go("/duty/now")
        daniel.reads("Noor")
        daniel.tap("I have seen it")
        noor.go(noor.path)
        noor.reads("Daniel Ek")
        take = noor.page.locator("main button[name='option_id']")
        if take.count():
            noor.tap_on(take.first)
            noor.sees("You have chosen")
        else:
            noor.sees("Nothing is open then")
            noor.sees("Try another time")
    assert phones.complaints == []


def test_her_duty_is_set_and_taken_by_a_coordinator(window, house):
    with Phones(window, house).of("kerstin") as kerstin:
        kerstin.go("/duty")
        kerstin.reads("Daniel Ek")
        kerstin.tap("Who waits now")
        kerstin.sees("Nobody waits right now.")
