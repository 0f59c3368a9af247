"""Rights and questions, words for today, the first visit with its letter, trying, what happens if I tell, the map with dates.

Each walked in every manner: by keyboard with few words, without JavaScript, by touch with all words.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.story.person import MANNERS, Phones, sv

ONE_EACH = dict(zip((str(one) for one in MANNERS), ("alva", "noor", "ida"), strict=True))


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_from_her_rights_to_a_question_asked_for_real(window, house, manner):
    phones = Phones(window, house)
    with phones.of(ONE_EACH[str(manner)], manner=manner) as she:
        she.go("/home")
        she.tap("Your rights", within=she.page.locator("footer"))
        she.sees("You may say what you think.")
        she.tap("What others wonder")
        she.tap("Ask it for real")
        she.sees("Who reads what I write?")
        she.write("words", "Läser din chef också?")
        she.tap("Ask %(name)s", name="Sara")
        she.reads("Läser din chef också?")
        she.sees("Who reads what I write?")
        assert she.path.startswith("/words/")
    assert phones.complaints == []


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_words_for_today_are_read_and_taken_up(window, house, manner):
    phones = Phones(window, house)
    called = {"alva": "Alva", "noor": "Noor", "ida": "Ida"}[ONE_EACH[str(manner)]]
    with phones.of(called.lower(), manner=manner) as she, phones.of("sara") as sara:
        she.go("/home")
        she.tap("Say what you need today")
        she.pick("Calm")
        she.pick("No hug")
        she.write("words", f"Inga besök, säger {called}.")
        she.tap("Send to %(name)s", name="Sara")
        she.reads("Jag behöver: lugn, ingen kram")
        she.sees("You have said it. It is kept.")

        sara.go("/queue")
        sara.tap_on(sara.page.locator("main a").filter(has_text=called).first)
        link = sara.page.locator("article", has_text=f"Inga besök, säger {called}.").get_by_role("link")
        sara.tap_on(link.filter(has_text=sv("Read, and say what you take up")))
        sara.pick("I will be calm.")
        sara.write("line", "Vi ses i dörren.")
        sara.tap("I have read it")

        she.go("/home")
        she.reads("Jag har läst det. Jag kommer att vara lugn.")
        she.reads("Vi ses i dörren.")
        she.does_not_read("krama dig")
    assert phones.complaints == []


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_the_first_time_she_is_asked_to_look_around_and_then_there_is_a_letter(window, house, manner):
    phones = Phones(window, house)
    elias = "account_id in (select id from account where persona = 'elias')"
    house.change(f"update youth set careful_at = null where {elias}")
    house.change(f"update welcome_letter set opened_at = null where youth_id in (select id from youth where {elias})")
    with phones.of("elias", manner=manner) as him:
        assert him.path == "/before"
        him.sees("Can somebody see your screen?")
        him.tap("It is calm here, go on")
        assert him.path == "/welcome"
        him.reads("Jag är den du får träffa.")
        him.sees("Your rights")
        him.tap("Home")
        assert him.path == "/home"
        him.tap("The letter to you")
        assert him.path == "/welcome"
    ((opened,),) = house.rows(
        f"select opened_at from welcome_letter where youth_id in (select id from youth where {elias})"
    )
    assert opened is not None
    assert phones.complaints == []


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_somebody_we_do_not_know_tries_it_all_and_leaves_no_trace(window, house, manner):
    phones = Phones(window, house)
    ((before,),) = house.rows("select count(*) from record_event")
    with phones.of("", manner=manner) as somebody:
        somebody.go("/try")
        somebody.pick("A night")
        somebody.tap("Go on")
        somebody.pick("A dog")
        somebody.pick("That it is quiet")
        somebody.tap("Go on")
        somebody.sees("You are trying. Nothing is saved, and nobody sees it. The places are made up.")
        somebody.reads("Familjen Låtsas")
        somebody.tap("Choose this")
        somebody.sees("You have chosen")
        somebody.sees("For real, this would happen now:")
        assert somebody.page.context.cookies() == []
        assert somebody.path == "/try"
    assert house.rows("select count(*) from record_event") == [(before,)]
    assert phones.complaints == []


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_what_happens_if_i_tell_is_opened_without_anybody_being_asked(window, house, manner):
    phones = Phones(window, house)
    with phones.of("", manner=manner) as somebody:
        somebody.go("/if-i-tell")
        asked: list[str] = []
        somebody.page.on("request", lambda request: asked.append(request.url))
        line = somebody.page.get_by_text(sv("I get scared at home sometimes."))
        expect(line).not_to_be_visible()
        somebody.unfold(line)
        expect(line).to_be_visible()
        expect(somebody.page.locator("details[name=topic][open]")).to_have_count(1)
        assert [one for one in asked if "/static/" not in one] == []
        somebody.tap("Help now", within=somebody.page.locator("main"))
        somebody.sees("Talk to somebody now")
    assert phones.complaints == []


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_the_map_says_what_has_been_on_which_day_and_whose_turn_it_is(window, house, manner):
    with Phones(window, house).of("saga", manner=manner) as saga:
        saga.go("/home")
        way = saga.page.locator(".way")
        expect(way.locator("[aria-current=step]")).to_have_count(1)
        expect(way.locator("[aria-current=step]")).to_contain_text("Sara")
        past = way.locator(".past")
        expect(past).to_have_count(4)
        for one in past.all():
            assert re.search(r"\w{3} \d{1,2} \w{3}", one.inner_text())
        saga.does_not_read("har sagt nej")


def test_somebody_waits_too_long_and_both_of_them_read_it(window, own_house):
    """Her map and the caseworker's queue are made of the same stations."""
    noor = "(select y.id from youth y join account a on a.id = y.account_id where a.persona = 'noor')"
    own_house.change(
        "set session_replication_role = replica; update statement set made_at = made_at - interval '30 days',"
        " answer_due = now() - interval '2 days'"
        f" where kind = 'request' and youth_id = {noor}"
    )
    with Phones(window, own_house).of("noor") as noor_herself, Phones(window, own_house).of("sara") as sara:
        noor_herself.go("/home")
        noor_herself.reads("Vi är sena.")
        sara.go("/queue")
        sara.sees("Longer than was promised")
        sara.reads("Noor väntar på att du hör av dig sedan")
