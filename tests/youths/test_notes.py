"""Notes about a conversation: she reads them, confirms them, or tells her own version, which stands beside them for good."""

import pytest
from sqlalchemy import select, text

from models.people import Role
from models.words import Note
from service.database import transaction
from service.errors import Forbidden, NotFound
from service.record import Event
from service.youths import actions, notes
from tests.given import events_of, given_municipality, given_youth
from tests.youths.pressing import press

WRITTEN = "Vi pratade om skolan. Alva sa att det går bra."


async def given_a_note(session):
    here = await given_municipality(session)
    note = await notes.write_note(session, here.as_caseworker, here.youth.id, kind="conversation", words=WRITTEN)
    return here, note


async def test_she_reads_word_for_word_what_is_written_about_her(session):
    here, note = await given_a_note(session)
    (seen,) = await notes.notes_of(session, here.as_youth, here.youth.id)
    assert (seen.id, seen.words, seen.by, seen.confirmed_at) == (note.id, WRITTEN, "Sara", None)


async def test_it_was_like_this_is_said_once(session):
    here, note = await given_a_note(session)
    for _ in range(2):
        await notes.confirm_note(session, here.as_youth, note.id)
    (seen,) = await notes.notes_of(session, here.as_caseworker, here.youth.id)
    assert seen.confirmed_at is not None
    await session.commit()
    assert (await events_of(session, here.youth.id)).count(Event.NOTE_CONFIRMED) == 1


async def test_her_own_version_stands_beside_the_note_for_whoever_reads_it(session):
    here, note = await given_a_note(session)
    version = {"kind": "correction", "words": "Det går inte alls bra.", "regards": "note", "regards_id": note.id}
    await actions.make_statement(session, here.as_youth, here.youth.id, **version)
    for reader in (here.as_youth, here.as_caseworker):
        (seen,) = await notes.notes_of(session, reader, here.youth.id)
        assert (seen.words, [one.words for one in seen.versions]) == (WRITTEN, ["Det går inte alls bra."])
    await session.commit()
    assert Event.OWN_VERSION_SAID in await events_of(session, here.youth.id)


@pytest.mark.parametrize("who", ["as_guardian", "as_host", "as_mentor", "as_coordinator", "as_place_keeper"])
async def test_nobody_else_reads_or_writes_a_note(session, who):
    here, _ = await given_a_note(session)
    with pytest.raises((NotFound, Forbidden)):
        await notes.notes_of(session, getattr(here, who), here.youth.id)
    with pytest.raises((NotFound, Forbidden)):
        await notes.write_note(session, getattr(here, who), here.youth.id, kind="phone", words="Hej")


async def test_another_youth_cannot_confirm_it(session):
    here, note = await given_a_note(session)
    _, as_other, _ = await given_youth(session, here.zone, here.as_caseworker)
    with pytest.raises(NotFound):
        await notes.confirm_note(session, as_other, note.id)


async def test_not_even_the_service_can_change_what_a_note_says(session):
    here, note = await given_a_note(session)
    await session.flush()
    with pytest.raises(Exception, match="permission denied"):
        async with session.begin_nested():
            await session.execute(text("update note set kind = 'other' where id = :id"), {"id": note.id})
    assert here.youth.id == note.youth_id


async def test_a_note_goes_from_her_caseworkers_page_to_hers_and_back(signed_in, town):
    youth = f"/youths/{town.given.youth.id}"
    async with signed_in(Role.CASEWORKER) as sara, signed_in(Role.YOUTH) as alva:
        assert (await press(sara, f"{youth}/notes/new", kind="phone", words=" ")).status_code == 422
        assert (await press(sara, f"{youth}/notes/new", kind="phone", words=WRITTEN)).status_code == 303
        page = (await sara.get(youth)).text
        assert WRITTEN in page
        async with transaction(town.database.sessions, town.municipality_id) as session:
            note = await session.scalar(select(Note.id))
        assert WRITTEN in (await alva.get(f"/notes/{note}")).text
        assert (await press(alva, f"/notes/{note}/confirm", on=f"/notes/{note}")).status_code == 303
        about = f"/words/about/note/{note}"
        assert WRITTEN in (await alva.get(about)).text
        assert (await press(alva, about, words="")).status_code == 422
        assert (await press(alva, about, words="Så var det inte riktigt.")).status_code == 303
        assert "Så var det inte riktigt." in (await sara.get(youth)).text
        assert (await alva.get("/words/about/diary/" + str(note))).status_code == 404
