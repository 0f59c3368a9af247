"""A youth's own pages, without JavaScript: a wish in five screens, her words kept, who reads them, answers."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from models.people import Role
from models.record import RecordEvent
from models.words import Draft, Heart, Statement, Veto, Wish
from service.database import transaction
from service.youths import actions
from tests.look.readability import YOUTH, lix, words_of
from tests.youths.pressing import count, press

NEVER_SAID_TO_YOUTHS = re.compile(r"\bmåste\b|\bska ha\b|felaktig|obligatorisk|!", re.IGNORECASE)


async def _latest(town, table):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        return await session.scalar(select(table).order_by(table.id.desc()).limit(1))


async def test_a_first_wish_takes_five_screens_and_eight_taps(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        screens, taps, at = [], 0, "/wishes/new"
        given = {"subject": {"subject": "where"}, "thing": {"trait": "quiet"}, "strength": {"strength": "important"}}
        while True:
            answer = await alva.get(at)
            if answer.status_code == 303:
                at = answer.headers["location"]
                continue
            step = at.rsplit("/", 1)[1]
            if not at.startswith("/wishes/new/"):
                break
            screens.append(step)
            typed = given.get(step, {})
            taps += len(typed) + 1  # a card, and the button
            sent = await press(alva, at, **typed)
            assert sent.status_code == 303, sent.text
            at = sent.headers["location"]
        assert screens == ["subject", "thing", "strength", "words", "check"]
        assert taps == 8
        assert at.startswith("/words/")
        receipt = unescape((await alva.get(at)).text)
    assert "Att det är tyst. Det är viktigt." in receipt
    assert "Sara svarar senast mån 30 nov" in receipt
    wish = await _latest(town, Wish)
    assert (wish.subject, wish.trait, wish.strength) == ("where", "quiet", "important")


async def test_every_question_can_be_skipped_and_an_empty_wish_is_kept_not_sent(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        await press(alva, "/wishes/new/throw", on="/wishes/new/check")
        at, before = "/wishes/new/subject", await count(town, Wish)
        for _ in range(4):
            page = (await alva.get(at)).text
            at = re.search(r'class="button quiet" href="([^"]+)"', page).group(1)
        assert at == "/wishes/new/check"
        assert "Skicka min önskan" not in (await alva.get(at)).text
        refused = await press(alva, "/wishes/new/check")
        assert refused.status_code == 422
        assert await count(town, Wish) == before


async def test_what_she_begins_is_there_when_she_comes_back_and_nobody_else_sees_it(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        await press(alva, "/wishes/new/words", words="Inte hos någon som röker")
    async with signed_in(Role.YOUTH) as later:
        assert (await later.get("/wishes/new")).headers["location"] == "/wishes/new/check"
        assert "Inte hos någon som röker" in (await later.get("/wishes/new/check")).text
        assert "Fortsätt på önskan" in (await later.get("/home")).text
        async with signed_in(Role.CASEWORKER) as sara:
            assert "röker" not in (await sara.get(f"/youths/{town.given.youth.id}")).text
        await press(later, "/wishes/new/throw", on="/wishes/new/check")
    assert await count(town, Draft) == 0


async def test_pressing_send_twice_makes_one_wish(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        await press(alva, "/wishes/new/thing", trait="cat")
        page = (await alva.get("/wishes/new/check")).text
        keys = dict(re.findall(r'name="(_\w+)" value="([^"]+)"', page.split('action="/wishes/new/check"')[1]))
        before = await count(town, Wish)
        first = await alva.post("/wishes/new/check", data=keys)
        again = await alva.post("/wishes/new/check", data=keys)
        assert first.headers["location"] == again.headers["location"]
        assert await count(town, Wish) == before + 1


async def test_a_wish_is_changed_from_its_receipt_and_the_old_one_stays(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        await press(alva, "/wishes/new/thing", trait="dog")
        receipt = (await press(alva, "/wishes/new/check")).headers["location"]
        statement = receipt.rsplit("/", 1)[1]
        assert (await press(alva, f"/wishes/{statement}/change", on=receipt)).headers["location"] == "/wishes/new/check"
        await press(alva, "/wishes/new/strength", on="/wishes/new/strength?to=check", strength="never", to="check")
        newer = (await press(alva, "/wishes/new/check")).headers["location"]
        assert "Aldrig: hund" in (await alva.get(newer)).text
        assert "Du har ändrat det här sedan dess" in (await alva.get(receipt)).text
        assert (await press(alva, f"/wishes/{statement}/take-back", on=receipt)).status_code == 303
        wishes = (await alva.get("/wishes")).text
        assert "Aldrig: hund" in wishes
        assert "Hund. Det vore fint" not in wishes


BAD_STEPS = [
    ("subject", {"subject": "everything"}),
    ("subject", {"subject": "where", "extra": "x"}),
    ("thing", {"trait": "rich"}),
    ("strength", {"strength": "9"}),
    ("words", {"words": "x" * 10_001}),
    ("words", {"words": "a\x00b"}),
    ("words", {"words": "hej", "to": "elsewhere"}),
]


@pytest.mark.parametrize(("step", "typed"), BAD_STEPS)
async def test_an_answer_that_cannot_be_used_is_said_kept_and_not_written(signed_in, town, step, typed):
    async with signed_in(Role.YOUTH) as alva:
        drafts = await count(town, Draft)
        answer = await press(alva, f"/wishes/new/{step}", **typed)
        assert answer.status_code == 422
        assert "Allt du skrev finns kvar" in answer.text or "error-summary" in answer.text
        if step == "words":
            assert typed["words"][:200] in unescape(answer.text).replace("\x00", "\x00")
        assert await count(town, Draft) == drafts


@pytest.mark.parametrize(
    "path", ["/wishes/new/nothing", "/words/00000000-0000-0000-0000-000000000000", "/wishes/new/1"]
)
async def test_what_is_not_there_is_not_there(signed_in, path):
    async with signed_in(Role.YOUTH) as alva:
        assert (await alva.get(path)).status_code == 404


async def test_a_message_is_sent_read_and_answered_word_for_word(signed_in, town):
    words = "Får jag ta med gitarren? <b>Den</b> är liten & röd"
    async with signed_in(Role.YOUTH) as alva, signed_in(Role.CASEWORKER) as sara:
        asks = (await alva.get("/words/new")).text
        assert "Det här kan läsas av <b>Sara</b>" in asks
        receipt = (await press(alva, "/words/new", words=words, kind="question")).headers["location"]
        assert "Sara kan läsa det här, men har inte gjort det än" in (await alva.get(receipt)).text
        seen = (await sara.get(f"/youths/{town.given.youth.id}")).text
        assert words in unescape(seen)
        assert seen.index("split-words") < seen.index("Väntar på ditt svar")
        statement = receipt.rsplit("/", 1)[1]
        answered = await press(
            sara,
            f"/youths/{town.given.youth.id}/answers",
            on=f"/youths/{town.given.youth.id}",
            statement_id=statement,
            verdict="followed",
            words="Ja. Jag har frågat Maria.",
        )
        assert answered.status_code == 303
        page = unescape((await alva.get(receipt)).text)
        assert "Sara läste det här" in page
        assert "Ja. Jag har frågat Maria." in page
        assert "Det blir så" in page


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"verdict": "followed", "words": ""}, 422),
        ({"verdict": "perhaps", "words": "Ja"}, 422),
        ({"verdict": "not", "words": "x" * 10_001}, 422),
        ({"words": "Ja"}, 422),
        ({"verdict": "not", "words": "Nej", "statement_id": "00000000-0000-0000-0000-000000000000"}, 404),
        ({"verdict": "not", "words": "Nej", "statement_id": "gitarr"}, 422),
    ],
)
async def test_an_answer_of_a_caseworker_that_cannot_be_used_is_kept_on_her_page(signed_in, town, typed, status):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        said = await actions.make_statement(
            session, town.given.as_youth, town.given.youth.id, kind="message", words="Hej hej"
        )
    youth = f"/youths/{town.given.youth.id}"
    async with signed_in(Role.CASEWORKER) as sara:
        answer = await press(sara, f"{youth}/answers", on=youth, **{"statement_id": str(said.id)} | typed)
        assert answer.status_code == status
        if status == 422 and typed.get("statement_id") is None:
            assert typed["words"][:50] in answer.text


async def test_an_empty_message_is_refused_kindly(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        before = await count(town, Statement)
        refused = await press(alva, "/words/new", words="   ", kind="message")
        assert refused.status_code == 422
        assert await count(town, Statement) == before


async def test_hearts_and_vetoes_are_given_and_taken_back_from_a_presentation(signed_in, town):
    host = f"/people/sites/{town.given.host.id}"
    async with signed_in(Role.YOUTH) as alva:
        assert (await press(alva, host, mark="heart")).headers["location"] == host
        assert await count(town, Heart) == 1
        await press(alva, host, mark="veto")
        page = (await alva.get(host)).text
        assert "Du har sagt nej" in page
        assert await count(town, Heart) == 0
        keys = dict(re.findall(r'name="(_\w+)" value="([^"]+)"', page))
        refused = await alva.post(host, data=keys | {"mark": "heart"})
        assert refused.status_code == 409
        assert "Ta tillbaka ditt nej först" in refused.text
        back = await press(alva, host, on="/people", mark="no_veto", to="list")
        assert back.headers["location"] == f"/people#p-{town.given.host.id}"
    veto = await _latest(town, Veto)
    assert veto.lifted_at is not None
    async with transaction(town.database.sessions, town.municipality_id) as session:
        kinds = list(await session.scalars(select(RecordEvent.kind).order_by(RecordEvent.seq)))
    assert [kind for kind in kinds if kind.split(".")[0] in ("heart", "veto")] == [
        "heart.given",
        "veto.made",
        "veto.lifted",
    ]


@pytest.mark.parametrize("mark", ["love", "", None])
async def test_a_mark_that_is_none_is_not_there(signed_in, town, mark):
    async with signed_in(Role.YOUTH) as alva:
        path = f"/people/mentors/{town.given.mentor.id}"
        assert (await press(alva, path, mark=mark)).status_code == 404


async def test_a_host_of_the_neighbours_is_not_there(signed_in, town):
    theirs = f"/people/sites/{town.other.given.host.id}"
    async with signed_in(Role.YOUTH) as alva:
        assert (await alva.get(theirs)).status_code == 404
        assert (await press(alva, theirs, on="/people", mark="veto")).status_code in (404, 422)
        about = await press(alva, "/wishes/new/about", on="/people", site_id=str(town.other.given.host.id))
        assert about.status_code in (404, 422)


async def test_a_wish_about_a_host_asks_only_how_much(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        about = await press(alva, "/wishes/new/about", on="/people", site_id=str(town.given.host.id))
        assert about.headers["location"] == "/wishes/new/strength"
        assert "Familjen Lind" in (await alva.get("/wishes/new/strength")).text
        sent = await press(alva, "/wishes/new/check")
        assert "Familjen Lind. Det vore fint" in (await alva.get(sent.headers["location"])).text
    assert (await _latest(town, Wish)).site_id == town.given.host.id


async def test_her_own_people_are_named_and_taken_back(signed_in, town):
    async with signed_in(Role.YOUTH) as alva:
        assert (await press(alva, "/own-people", words="Tränaren Ali")).status_code == 303
        page = (await alva.get("/own-people")).text
        assert "Tränaren Ali" in page
        person = re.search(r'action="(/own-people/[^"]+/withdraw)"', page).group(1)
        assert (await press(alva, person, on="/own-people")).status_code == 303
        assert "Tränaren Ali" not in (await alva.get("/own-people")).text
        assert (await press(alva, "/own-people", words="")).status_code == 422


PAGES = [
    "/home",
    "/wishes",
    "/words",
    "/words/new",
    "/own-people",
    "/people",
    "/wishes/new/subject",
    "/wishes/new/thing",
]
PAGES += ["/wishes/new/strength", "/wishes/new/words", "/wishes/new/check"]


@pytest.mark.parametrize("path", PAGES)
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


async def test_the_words_that_must_not_be_said_would_be_found():
    assert NEVER_SAID_TO_YOUTHS.search("Du måste svara")
    assert NEVER_SAID_TO_YOUTHS.search("Bra jobbat!")


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.HOST, Role.GUARDIAN, Role.COORDINATOR, Role.MENTOR])
async def test_nobody_else_opens_her_pages(signed_in, role):
    async with signed_in(role) as somebody:
        for path in PAGES:
            assert (await somebody.get(path)).status_code == 403


async def test_a_caseworker_sees_her_own_youths_and_no_needs(signed_in, town):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        youth = await session.merge(town.given.youth)
        youth.needs = ["step_free"]
    async with signed_in(Role.CASEWORKER) as sara:
        rows = (await sara.get("/youths")).text
        assert "Alva" in rows
        assert "trappor" not in rows.lower()
        assert (await sara.get(f"/youths/{town.other.given.youth.id}")).status_code == 404
