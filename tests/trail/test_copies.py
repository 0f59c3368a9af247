"""The copy of her file: whole, in her language, looked through by a named person, fetched by her and nobody else."""

import io
import json
import re
import time
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from pypdf import PdfReader
from sqlalchemy import select, text

from models.people import Role
from models.reaching import FileCopy
from models.words import Answer
from service import clock
from service.errors import Forbidden, Invalid, NotFound
from service.jobs.running import claim
from service.record import Event, record
from service.trail import copies, copy_letters
from service.trail.copy_document import CopyDocument, Entry, Section
from service.trail.copy_letters import FAMILIES, NO_SIGN, family_of, printable
from service.trail.copy_pdf import RIGHT_TO_LEFT, set_on_paper
from service.trail.jobs import make_file_copy
from service.web.texts import speaking
from service.youths.actions import answer_statement, make_statement
from service.youths.notes import write_note
from tests.given import events_of, given_municipality
from tests.youths.pressing import press

WORDS = "Jag vill sova en hel natt – utan skrik. Det räcker så, eller hur?"
NOTE = "Alva berättade att hon sover dåligt."
ZONE = "Europe/Stockholm"


def text_of(pdf: bytes) -> str:
    """As it is read: one space between words, letters in their ordinary forms."""
    whole = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", whole))


async def given_a_copy(session):
    """She has said something, it was answered, a note was written; her copy is made and waits to be looked through."""
    here = await given_municipality(session)
    said = await make_statement(session, here.as_youth, here.youth.id, kind="message", words=WORDS)
    await answer_statement(session, here.as_caseworker, said.id, verdict="followed", words="Det ordnar vi.")
    await write_note(session, here.as_caseworker, here.youth.id, kind="phone", words=NOTE)
    await session.commit()
    copy = await copies.ask_for_copy(session, here.as_youth)
    await session.commit()
    document, zone = await copies.collect(session, copy.id, {})
    await copies.keep(session, copy.id, document, copies.on_paper(document, zone))
    await session.commit()
    return here, copy


async def test_the_pages_hold_her_words_exactly_and_the_data_says_the_same(session):
    here, copy = await given_a_copy(session)
    read = text_of(await copies.look_through(session, here.as_caseworker, here.youth.id, "pdf"))
    for words in (WORDS, "Det ordnar vi.", NOTE, "Sara", "Alva"):
        assert words in read
    assert "Det här har ingen skrivit" not in read  # the search itself can miss
    told = CopyDocument.model_validate_json(
        await copies.look_through(session, here.as_caseworker, here.youth.id, "json")
    )
    entries = {section.code: [entry.words for entry in section.entries] for section in told.sections}
    assert entries["said"][0] == WORDS
    assert entries["answers"] == ["Det ordnar vi."]
    assert entries["notes"] == [NOTE]
    assert copy.state == "made"


async def test_before_it_is_released_she_cannot_fetch_it_and_afterwards_only_she_can(session):
    here, copy = await given_a_copy(session)
    for form in copies.FORMS:
        with pytest.raises(NotFound):
            await copies.fetch(session, here.as_youth, copy.id, form)
    await copies.release(session, here.as_caseworker, here.youth.id, kept_back={}, words="Varsågod.")
    assert WORDS in text_of(await copies.fetch(session, here.as_youth, copy.id, "pdf"))
    with pytest.raises(NotFound):
        await copies.fetch(session, here.as_youth, copy.id, "exe")
    with pytest.raises(NotFound):
        await copies.look_through(session, here.as_caseworker, here.youth.id, "pdf")
    for other in (here.as_caseworker, here.as_guardian, here.as_coordinator, here.as_host):
        with pytest.raises(Forbidden):
            await copies.fetch(session, other, copy.id, "pdf")
    there = await given_municipality(session, "Grannköping")
    with pytest.raises(NotFound):
        await copies.fetch(session, there.as_youth, copy.id, "pdf")


@pytest.mark.parametrize("who", ["as_guardian", "as_coordinator", "as_host", "as_mentor", "as_youth", "as_admin"])
async def test_nobody_but_her_caseworker_looks_it_through_or_gives_it_out(session, who):
    here, _ = await given_a_copy(session)
    with pytest.raises(Forbidden):
        await copies.look_through(session, getattr(here, who), here.youth.id, "pdf")
    with pytest.raises(Forbidden):
        await copies.release(session, getattr(here, who), here.youth.id, kept_back={}, words="Hej")


async def test_a_part_that_is_kept_back_is_gone_and_she_is_told_what_and_why(session):
    here, copy = await given_a_copy(session)
    kept_back = {"notes": "about_others"}
    await copies.release(session, here.as_caseworker, here.youth.id, kept_back=kept_back, words="En del är undantagen.")
    for form in copies.FORMS:
        got = await copies.fetch(session, here.as_youth, copy.id, form)
        assert NOTE not in (text_of(got) if form == "pdf" else got.decode())
        assert WORDS in (text_of(got) if form == "pdf" else json.loads(got)["sections"][0]["entries"][0]["words"])
    (section,) = [one for one in json.loads(got)["sections"] if one["code"] == "notes"]
    assert "26" in section["kept_back"]
    seen = await copies.latest_copy(session, here.as_youth, here.youth.id)
    assert len(seen.kept_back) == 1
    answers = list(await session.scalars(select(Answer.verdict).order_by(Answer.made_at)))
    assert answers[-1] == "partly"


@pytest.mark.parametrize("bad", [{"said": "about_others"}, {"read": "about_others"}, {"notes": "because"}])
async def test_her_own_words_and_who_read_them_are_never_kept_back(session, bad):
    here, _ = await given_a_copy(session)
    with pytest.raises(Invalid):
        await copies.release(session, here.as_caseworker, here.youth.id, kept_back=bad, words="Hej")


async def test_it_lies_sealed_and_opens_for_nobody_elses_key(session):
    here, copy = await given_a_copy(session)
    raw = await session.scalar(select(FileCopy.json).where(FileCopy.id == copy.id))
    assert b"sova" not in raw
    assert b"%PDF" not in await session.scalar(select(FileCopy.pdf).where(FileCopy.id == copy.id))
    await session.execute(text("update file_copy set json = pdf where id = :id"), {"id": copy.id})
    await session.refresh(copy)
    with pytest.raises(InvalidTag):
        await copies.look_through(session, here.as_caseworker, here.youth.id, "json")


async def test_asking_twice_is_asking_once_and_every_step_is_recorded(session):
    here, copy = await given_a_copy(session)
    assert (await copies.ask_for_copy(session, here.as_youth)).id == copy.id
    await copies.look_through(session, here.as_caseworker, here.youth.id, "pdf")
    await copies.release(session, here.as_caseworker, here.youth.id, kept_back={}, words="Varsågod.")
    await copies.fetch(session, here.as_youth, copy.id, "pdf")
    await session.commit()
    happened = await events_of(session, here.youth.id)
    for kind in (Event.COPY_ASKED, Event.COPY_MADE, Event.COPY_RELEASED, Event.COPY_FETCHED, Event.WORDS_READ):
        assert happened.count(kind) == 1, kind


async def test_what_she_asked_for_has_a_day_and_her_caseworkers_name(session):
    here, _ = await given_a_copy(session)
    seen = await copies.latest_copy(session, here.as_youth, here.youth.id)
    assert (seen.state, seen.by) == ("made", "Sara")
    assert seen.due > clock.now()


def a_document(language: str, *words: str, entries: int = 1) -> CopyDocument:
    at = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
    made = [
        Entry(at=at + timedelta(hours=number), when="3 nov", happened="…", by="", is_hers=True, words=one)
        for number in range(entries)
        for one in words
    ]
    labels = {"said": "”{words}”"} | dict.fromkeys(
        ("nothing", "kept_back", "own_version", "read", "no_sign", "complain"), "…"
    )
    return CopyDocument(
        language=language,
        title="كل شيء عنك" if language in RIGHT_TO_LEFT else "Allt om dig",
        called="Alva",
        municipality="Umeå",
        made_at=at,
        introduction=[],
        facts_title="",
        facts=[],
        sections=[Section(code="said", title="", entries=made)],
        labels=labels,
    )


def test_arabic_is_shaped_and_set_from_right_to_left():
    said = "أريد أن أنام ليلة كاملة"
    pdf = set_on_paper(a_document("ar", said), ZONE)
    read = text_of(pdf)
    for word in said.split():
        assert unicodedata.normalize("NFKC", word) in read
    fonts = {
        font["/BaseFont"]
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in (one.get_object() for one in page["/Resources"]["/Font"].values())
    }
    assert any("azirmatn" in name for name in fonts)
    assert all("+" in name for name in fonts), "a typeface that is not embedded"


SAID_IN = {
    "northern Sámi": "Mun háliidan oađđit ovtta ija. Čáppa, giitu, šaddá, ŋuolu, Ruoŧŧa, ŽĐŊŦ",
    "Lule Sámi": "Mån sidáv oaddet, vájmmo, åvdås, ńuolla",
    "Southern Sámi": "Manne sïjhtem åeredh, gïele, pöörte, vïelle, bïenje",
    "emoji": "Kul 🐟 där 😭❤ 👍 ✨🫠🩷 ♡ ★ ✓ →",
    "Arabic": "أريد أن أنام ليلة كاملة",
    "Polish": "Chcę spać całą noc, źdźbło, łóżko",
    "Somali": "Waxaan rabaa inaan seexdo habeen dhan, maya",
    "Ukrainian": "Хочу спати цілу ніч, їжа, ґанок",
}


@pytest.mark.parametrize("language", SAID_IN)
def test_what_she_says_in_any_of_these_is_read_on_paper_letter_by_letter(language):
    said = SAID_IN[language]
    read = text_of(set_on_paper(a_document("sv", said), ZONE))
    assert NO_SIGN not in read
    for word in said.split():
        assert unicodedata.normalize("NFKC", word) in read, word


def test_pictures_made_of_others_come_apart_and_each_can_be_read():
    assert printable("👍🏽 👨‍👩‍👧 👩🏾‍🚒 🏳️‍🌈 🇸🇪 1️⃣ ❤️") == "👍 👨👩👧 👩🚒 🏳🌈 🇸🇪 1 ❤"
    assert printable("می‌خواهم") == "می‌خواهم"  # what joins or parts letters stays
    assert printable("𝓱𝓮𝓳 du\r\nＡ") == "hej du\nA"
    assert printable("Čáppa “ja” – é ß") == "Čáppa “ja” – é ß"


def test_a_sign_that_no_typeface_has_is_marked_and_not_lost_in_silence():
    assert printable("Kul 中 där") == f"Kul {NO_SIGN} där"
    note = "Datafilen har dem."
    for said, is_told in (("ሰላም", True), ("Hej 🐟 ŋ", False), (f"Jag skrev {NO_SIGN} själv", False)):
        document = a_document("sv", said)
        read = text_of(set_on_paper(document.model_copy(update={"labels": document.labels | {"no_sign": note}}), ZONE))
        assert (note in read) is is_told, said


def test_without_the_typefaces_of_the_paper_sami_and_emoji_would_be_marks(monkeypatch):
    for family in [one for one, where in FAMILIES.items() if where == "paper"]:
        monkeypatch.delitem(FAMILIES, family)
    family_of.cache_clear()
    copy_letters.shown.cache_clear()
    try:
        assert printable("ŋ🐟ŧ č") == NO_SIGN * 3 + " č"
    finally:
        family_of.cache_clear()
        copy_letters.shown.cache_clear()


async def test_a_file_of_two_thousand_events_is_made_within_a_minute(session):
    here = await given_municipality(session)
    said = await make_statement(session, here.as_youth, here.youth.id, kind="message", words=WORDS * 3)
    for _ in range(2_000):
        record(
            session,
            here.as_youth,
            Event.STATEMENT_MADE,
            youth_id=here.youth.id,
            about=said,
            content_id=said.content_id,
            details={"kind": "message"},
        )
    await session.commit()
    copy = await copies.ask_for_copy(session, here.as_youth)
    began = time.monotonic()
    document, zone = await copies.collect(session, copy.id, {})
    pdf = copies.on_paper(document, zone)
    await copies.keep(session, copy.id, document, pdf)
    took = time.monotonic() - began
    assert took < 60
    assert sum(len(section.entries) for section in document.sections) > 2_000
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 20


async def test_in_her_language(session):
    here = await given_municipality(session)
    copy = await copies.ask_for_copy(session, here.as_youth)
    for language in ("sv", "en"):
        copy.language = language
        await session.flush()
        document, _ = await copies.collect(session, copy.id, {})
        with speaking(language):
            assert document.language == language
    assert document.title == "Everything about you"


async def test_a_worker_makes_it_and_she_fetches_it_under_a_name_that_says_nothing(as_, world):
    given, youth = world.town.given, f"/youths/{world.town.given.youth.id}"
    async with world.transaction() as session:
        await make_statement(session, given.as_youth, given.youth.id, kind="message", words=WORDS)
    alva, sara = await as_(Role.YOUTH), await as_(Role.CASEWORKER)
    assert (await press(alva, "/my-file/copy")).status_code == 303
    assert "Sara" in (await alva.get("/my-file/copy")).text
    assert (await sara.get(f"{youth}/copy/pdf")).status_code == 404
    async with world.transaction() as session:
        copy = await session.scalar(select(FileCopy))
    job = await claim(world.town.database.sessions, copy.job_id, world.town.municipality_id)
    await make_file_copy(world.town.database.sessions, job)
    fetched = f"/my-file/copy/{copy.id}/pdf"
    assert (await alva.get(fetched)).status_code == 404
    looked = await sara.get(f"{youth}/copy/pdf")
    assert WORDS in text_of(looked.content)
    assert (await press(sara, f"{youth}/copy", words="", notes="")).status_code == 422
    assert (await press(sara, f"{youth}/copy", words="Varsågod.", notes="told_by_others")).status_code == 303
    got = await alva.get(fetched)
    assert got.headers["content-disposition"] == 'attachment; filename="kalender.pdf"'
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["content-type"] == "application/pdf"
    assert WORDS in text_of(got.content)
    assert "26:5" in (await alva.get("/my-file/copy")).text
    assert (await (await as_(Role.GUARDIAN)).get(fetched)).status_code == 403
    assert (await alva.get(f"{youth}/copy/pdf")).status_code == 403


async def test_programs_ask_and_fetch_too(as_, world):
    given = world.town.given
    alva = await as_(Role.YOUTH, api=True)
    asked = await alva.post("/api/v1/my-file/copies")
    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    again = await alva.post("/api/v1/my-file/copies")
    assert again.json()["id"] == asked.json()["id"]
    async with world.transaction() as session:
        copy = await session.scalar(select(FileCopy))
    job = await claim(world.town.database.sessions, copy.job_id, world.town.municipality_id)
    await make_file_copy(world.town.database.sessions, job)
    document = f"/api/v1/my-file/copies/{copy.id}/json"
    assert (await alva.get(document)).status_code == 404
    async with world.transaction() as session:
        await copies.release(session, given.as_caseworker, given.youth.id, kept_back={}, words="Varsågod.")
    assert CopyDocument.model_validate_json((await alva.get(document)).content).called == "Alva"
    assert (await alva.get("/api/v1/my-file/copies")).json()["state"] == "released"
    assert (await (await as_(Role.CASEWORKER, api=True)).get(document)).status_code == 403


async def test_a_copy_that_could_not_be_made_can_be_asked_for_again(session):
    here = await given_municipality(session)
    first = await copies.ask_for_copy(session, here.as_youth)
    await copies.give_up(session, first.id)
    assert (await copies.ask_for_copy(session, here.as_youth)).id != first.id
