"""Rights and questions before sign-in and after; words for today and their acknowledging; the letter; being careful."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import select, update

from models.breaks import ContactReminder
from models.people import Introduction, Role, Youth
from models.record import RecordEvent
from models.words import Answer, Statement, WelcomeLetter
from service import clock
from service.database import transaction
from service.guide.laws import LAWS, RIGHTS, laws_of
from service.youths.cards import NEEDS, QUESTIONS, TOPICS
from tests.guide.conftest import NOW
from tests.look.readability import ADULT, STAFF, YOUTH, lix, words_of
from tests.youths.pressing import count, press
from tests.youths.test_youth_pages import NEVER_SAID_TO_YOUTHS

NOBODY = "00000000-0000-0000-0000-000000000000"


async def _latest(town, table):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        return await session.scalar(select(table).order_by(table.id.desc()).limit(1))


async def _kinds(town):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        return list(await session.scalars(select(RecordEvent.kind).order_by(RecordEvent.seq)))


# -- rights and questions


async def test_rights_and_questions_are_read_by_somebody_we_do_not_know(visitor, signed_in):
    for path in ("/rights", "/questions"):
        answer = await visitor.get(path)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert "på riktigt" not in answer.text.replace("ställa den på riktigt", "")
    for role in (Role.CASEWORKER, Role.GUARDIAN, Role.HOST):
        async with signed_in(role) as somebody:
            assert (await somebody.get("/rights")).status_code == 200


async def test_every_page_of_hers_leads_to_her_rights(signed_in):
    async with signed_in(Role.YOUTH) as alva:
        for path in ("/home", "/wishes", "/words", "/today", "/questions/1", "/people"):
            assert 'href="/rights"' in (await alva.get(path)).text


def test_each_right_has_a_law_that_holds_and_no_law_of_before_july_2025_is_called_the_social_services_act():
    today = NOW.date()
    for right in RIGHTS:
        assert laws_of(right, today), right.said
    assert not LAWS["sol"].holds(datetime(2025, 6, 30, tzinfo=UTC).date())
    assert all("2001:453" not in law.called for law in LAWS.values())


def test_there_are_many_questions_each_under_a_topic_that_is_there():
    assert len(QUESTIONS) >= 18
    assert {card.topic for card in QUESTIONS.values()} == set(TOPICS)


async def test_a_card_is_asked_for_real_and_stands_in_her_words_everywhere(signed_in, town):
    number = list(QUESTIONS).index("can_mum_see") + 1
    async with signed_in(Role.YOUTH) as alva, signed_in(Role.CASEWORKER) as sara:
        asks = (await alva.get(f"/questions/{number}")).text
        assert "Kan mamma se det här?" in asks
        assert "Det här kan läsas av <b>Sara</b>" in asks
        receipt = (await press(alva, f"/questions/{number}")).headers["location"]
        page = unescape((await alva.get(receipt)).text)
        assert "Kan mamma se det här?" in page
        assert "tis 1 dec" in page  # a week later: until when Sara answers
        assert "Kan mamma se det här?" in unescape((await sara.get(f"/youths/{town.given.youth.id}")).text)
        assert "Alva" in (await sara.get("/queue")).text
        with_words = (await press(alva, f"/questions/{number}", words="Hon läser allt jag har.")).headers["location"]
        page = unescape((await alva.get(with_words)).text)
        assert "Kan mamma se det här?\nHon läser allt jag har." in page
    statement = await _latest(town, Statement)
    assert (statement.kind, statement.cards) == ("question", ["can_mum_see"])


@pytest.mark.parametrize("number", ["0", "999", "-1", "x"])
async def test_a_card_that_is_not_there_is_not_there(signed_in, number):
    async with signed_in(Role.YOUTH) as alva:
        assert (await alva.get(f"/questions/{number}")).status_code == 404


async def test_words_too_long_beside_a_card_are_kept_on_the_page(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        before = await count(town, Statement)
        refused = await press(alva, "/questions/1", words="x" * 10_001)
        assert refused.status_code == 422
        assert "x" * 200 in refused.text
    assert await count(town, Statement) == before


# -- words for today


async def test_words_for_today_are_answered_the_next_working_day_and_taken_up(signed_in, town):
    async with signed_in(Role.YOUTH) as alva, signed_in(Role.CASEWORKER) as sara:
        receipt = (await press(alva, "/today", needs=["calm", "time"], words="Jag har prov.")).headers["location"]
        assert "Jag behöver: lugn, tid\nJag har prov." in unescape((await alva.get(receipt)).text)
        said = await _latest(town, Statement)
        assert said.answer_due == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)  # Wednesday 17:00 in the municipality
        reminder = await _latest(town, ContactReminder)
        assert (reminder.because, reminder.due, reminder.done_at) == ("needs_today", said.answer_due, None)
        assert "Har sagt vad som behövs i dag" in (await sara.get("/queue")).text
        home = unescape((await alva.get("/home")).text)
        assert "Jag behöver: lugn, tid" in home
        assert "Sara svarar senast ons 25 nov" in home

        on = f"/youths/{town.given.youth.id}/today/{said.id}"
        assert on in (await sara.get(f"/youths/{town.given.youth.id}")).text
        assert "Sara läste det här" in (await alva.get("/home")).text
        taken = await press(sara, on, needs=["calm"], line="Jag ringer kl 15.")
        assert taken.status_code == 303
        home = unescape((await alva.get("/home")).text)
        assert "Jag har läst det. Jag kommer att vara lugn.\nJag ringer kl 15." in home
        assert "ha tid för dig" not in home  # what she did not take up is not promised
        assert "Har sagt vad som behövs i dag" not in (await sara.get("/queue")).text
    answer = await _latest(town, Answer)
    assert (answer.statement_id, answer.verdict) == (said.id, "heard")
    done = await _latest(town, ContactReminder)
    assert done.done_at == NOW
    assert done.seen_by == town.given.as_caseworker.account_id


async def test_yesterdays_words_leave_home_once_they_are_answered(signed_in, town):
    async with signed_in(Role.YOUTH) as alva, signed_in(Role.CASEWORKER) as sara:
        await press(alva, "/today", needs=["food"])
        said = await _latest(town, Statement)
        await press(sara, f"/youths/{town.given.youth.id}/today/{said.id}", needs=["food"])
        assert "Jag behöver: mat" in (await alva.get("/home")).text
    with clock.at(NOW + timedelta(days=1)):
        async with signed_in(Role.YOUTH) as alva:
            assert "Jag behöver: mat" not in (await alva.get("/home")).text


@pytest.mark.parametrize("typed", [{}, {"needs": ["rich"]}, {"words": "   "}, {"needs": ["calm"], "more": "x"}])
async def test_a_box_that_says_nothing_is_not_sent(signed_in, town, typed):
    async with signed_in(Role.YOUTH) as alva:
        before = await count(town, Statement)
        refused = await press(alva, "/today", **typed)
        assert refused.status_code == 422
        assert "error-summary" in refused.text
    assert await count(town, Statement) == before


async def test_only_what_she_asked_for_can_be_taken_up_and_only_by_her_caseworker(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        await press(alva, "/today", needs=["no_hug"])
    said = await _latest(town, Statement)
    on = f"/youths/{town.given.youth.id}/today/{said.id}"
    async with signed_in(Role.CASEWORKER) as sara:
        answers = await count(town, Answer)
        assert (await press(sara, on, needs=["calm"])).status_code == 422
        assert (await sara.get(f"/youths/{town.given.youth.id}/today/{NOBODY}")).status_code == 404
        assert (await sara.get(f"/youths/{town.other.given.youth.id}/today/{said.id}")).status_code == 404
        assert await count(town, Answer) == answers
    for role in (Role.COORDINATOR, Role.GUARDIAN, Role.HOST, Role.YOUTH):
        async with signed_in(role) as somebody:
            assert (await somebody.get(on)).status_code == 403


async def test_a_message_is_not_taken_up_as_words_for_today(signed_in, town):
    async with signed_in(Role.YOUTH) as alva, signed_in(Role.CASEWORKER) as sara:
        message = (await press(alva, "/words/new", words="Hej", kind="message")).headers["location"]
        on = f"/youths/{town.given.youth.id}/today/{message.rsplit('/', 1)[1]}"
        assert (await press(sara, on, on="/look")).status_code == 404


# -- the letter


async def test_the_letter_is_the_first_thing_she_sees_and_her_caseworker_sees_that_it_was_opened(signed_in, town):
    on = f"/youths/{town.given.youth.id}/letter"
    async with signed_in(Role.CASEWORKER) as sara, signed_in(Role.YOUTH) as alva:
        beginning = unescape((await sara.get(on)).text)
        assert "Hej Alva" in beginning
        assert "Jag heter Sara." in beginning
        words = "Hej Alva\n\nJag har en hund som heter Bo & är snäll."
        assert (await press(sara, on, words=words, meeting_at="2026-12-01T15:00")).status_code == 303
        assert "inte öppnat än" in (await sara.get(on)).text
        assert (await alva.get("/home")).headers["location"] == "/welcome"
        assert (await alva.get("/wishes")).status_code == 200  # no other page is in its way
        letter = unescape((await alva.get("/welcome")).text)
        assert words in letter
        assert "Ni ses tis 1 dec 15:00" in letter
        assert (await alva.get("/home")).status_code == 200
        assert "öppnat tis 24 nov" in (await sara.get(on)).text
        await alva.get("/welcome")
    kinds = await _kinds(town)
    assert kinds.count("welcome_letter.written") == kinds.count("welcome_letter.opened") == 1
    assert (await _latest(town, WelcomeLetter)).opened_at == NOW


@pytest.mark.parametrize(
    "typed",
    [
        {"words": ""},
        {"words": "x" * 10_001},
        {"words": "Hej", "meeting_at": "2026-11-01T10:00"},
        {"words": "Hej", "meeting_at": "snart"},
    ],
)
async def test_a_letter_that_cannot_be_sent_is_kept_on_the_page(signed_in, town, typed):
    on = f"/youths/{town.given.youth.id}/letter"
    async with signed_in(Role.CASEWORKER) as sara:
        before = await count(town, WelcomeLetter)
        refused = await press(sara, on, **typed)
        assert refused.status_code == 422
        assert typed["words"][:100] in refused.text
        assert (await sara.get(f"/youths/{town.other.given.youth.id}/letter")).status_code == 404
    assert await count(town, WelcomeLetter) == before


async def test_without_a_letter_the_page_says_so(app, town):
    from tests.web.conftest import browser
    from tests.web.people import sign_in_as

    async with browser(app) as nova:
        await sign_in_as(nova, town.other, Role.YOUTH)
        assert "Det finns inget brev till dig än" in (await nova.get("/welcome")).text


async def test_an_adult_shows_herself_as_she_likes(signed_in, town):
    async with signed_in(Role.CASEWORKER) as sara, signed_in(Role.YOUTH) as alva:
        shown = await press(
            sara, "/introduction", picture="person-3", words="Jag har en hund.", phone="090-00 00 01", reached="8–16"
        )
        assert shown.status_code == 303
        letter = await press(sara, f"/youths/{town.given.youth.id}/letter", words="Hej igen")
        assert letter.status_code == 303
        page = unescape((await alva.get("/welcome")).text)
        assert "Jag har en hund." in page
        assert 'href="tel:090000001"' in page
        assert (await press(sara, "/introduction", picture="../../etc")).status_code == 422
    assert await count(town, Introduction) == 1
    for role in (Role.YOUTH, Role.GUARDIAN):
        async with signed_in(role) as somebody:
            assert (await somebody.get("/introduction")).status_code == 403


# -- being careful


async def test_before_her_first_home_she_is_asked_whether_somebody_sees_her_screen_and_only_once(signed_in, town):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        await session.execute(update(Youth).where(Youth.id == town.given.youth.id).values(careful_at=None))
    async with signed_in(Role.YOUTH) as alva:
        assert (await alva.get("/home")).headers["location"] == "/before"
        assert (await alva.get("/help")).status_code == 200
        assert (await alva.get("/words")).status_code == 200
        asked = (await alva.get("/before")).text
        assert asked.count('action="/exit"') >= 2
        assert (await press(alva, "/before")).headers["location"] == "/home"
        assert (await alva.get("/home")).headers.get("location") != "/before"
    async with transaction(town.database.sessions, town.municipality_id) as session:
        assert await session.scalar(select(Youth.careful_at).where(Youth.id == town.given.youth.id)) == NOW


# -- how it reads

HERS = ["/rights", "/questions", "/questions/3", "/today", "/welcome", "/before", "/home"]


@pytest.mark.parametrize("path", HERS)
async def test_her_pages_are_easy_to_read_calm_and_have_a_way_out(signed_in, path):
    async with signed_in(Role.YOUTH) as alva:
        shown = await alva.get(path)
    assert shown.status_code == 200
    text = words_of(shown.text)
    assert lix(text) <= YOUTH
    assert not NEVER_SAID_TO_YOUTHS.search(text)
    assert "<title>Kalender</title>" in shown.text
    assert 'action="/exit"' in shown.text
    assert " style=" not in shown.text


@pytest.mark.parametrize(
    ("role", "path", "most"), [(Role.CASEWORKER, "letter", STAFF), (Role.HOST, "/introduction", ADULT)]
)
async def test_pages_of_adults_are_no_harder_than_theirs(signed_in, town, role, path, most):
    async with signed_in(role) as somebody:
        shown = await somebody.get(path if path.startswith("/") else f"/youths/{town.given.youth.id}/{path}")
    assert lix(words_of(shown.text)) <= most


def test_each_card_is_said_in_swedish_without_the_words_we_do_not_use():
    from service.web import texts

    with texts.speaking("sv"):
        said = [texts.gettext(part) for card in QUESTIONS.values() for part in (card.asked, card.answer)]
        said += [texts.gettext(part) for need in NEEDS.values() for part in (need.called, need.taken_up)]
    assert len(set(said)) == len(said)
    for one in said:
        assert not NEVER_SAID_TO_YOUTHS.search(one), one
        assert not re.search(r"%\(|\|\|", one)


# -- the API


async def test_the_same_acts_over_the_api(app, town):
    from tests.web.conftest import browser
    from tests.web.people import token_for

    async with browser(app) as alva, browser(app) as sara:
        alva.headers["authorization"] = f"Bearer {await token_for(town, Role.YOUTH)}"
        sara.headers["authorization"] = f"Bearer {await token_for(town, Role.CASEWORKER)}"
        cards = (await alva.get("/api/v1/questions")).json()["questions"]
        assert len(cards) == len(QUESTIONS)
        asked = await alva.post(f"/api/v1/questions/{cards[0]['number']}", json={}, headers={"idempotency-key": "q1"})
        again = await alva.post(f"/api/v1/questions/{cards[0]['number']}", json={}, headers={"idempotency-key": "q1"})
        assert asked.status_code == 201
        assert asked.json() == again.json()
        assert asked.json()["cards"] == [next(iter(QUESTIONS))]
        assert (await alva.post("/api/v1/questions/999", json={})).status_code == 404
        box = (await alva.post("/api/v1/needs", json={"needs": ["slow"]})).json()
        taken = await sara.post(
            f"/api/v1/needs/{town.given.youth.id}/{box['id']}/taken-up", json={"needs": ["slow"], "line": None}
        )
        assert (taken.status_code, taken.json()["verdict"]) == (201, "heard")
        assert (await alva.post("/api/v1/needs", json={"needs": ["rich"]})).status_code == 422
        assert (await alva.get("/api/v1/ways")).json() == {"ways": []}
        assert (await sara.post("/api/v1/needs", json={"needs": ["slow"]})).status_code == 403
