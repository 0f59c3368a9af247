"""Her file holds everything about her, with her words and who read them; the auditor sees that, and no words."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from service import clock
from service.errors import Forbidden, Invalid
from service.proposals.actions import choose
from service.record import Event, read_words, record, say
from service.trail.files import ON_A_PAGE, file_of, month_of
from service.trail.queries import latest_reads, pseudonym, verification
from service.trail.sentences import NEVER_TOLD, SENTENCES, TIMES_OTHERWISE
from service.trail.speech import said
from service.youths.actions import answer_statement, make_statement, make_wish, veto
from service.youths.notes import notes_of, write_note
from tests.given import given_municipality, given_youth
from tests.proposals.series import given_series

WORDS = "  bara lugn… 🏔️\npå riktigt "


def test_every_kind_of_event_has_its_sentence():
    assert set(SENTENCES) == set(Event)


def test_a_sentence_has_a_name_only_where_somebody_did_it():
    for kind, voices in SENTENCES.items():
        assert "%(who)s" not in voices.hers + voices.clocks, kind


async def test_what_she_said_stands_there_word_for_word(session):
    here = await given_municipality(session)
    await make_statement(session, here.as_youth, here.youth.id, kind="message", words=WORDS)
    await session.commit()
    (line,) = (await file_of(session, here.as_youth)).lines
    assert (line.kind, line.words, line.is_hers) == ("statement.made", WORDS, True)


async def test_who_read_which_words_and_when(session):
    here = await given_municipality(session)
    statement = await make_statement(session, here.as_youth, here.youth.id, kind="message", words=WORDS)
    await read_words(session, here.as_caseworker, [statement.content_id], purpose="support")
    await read_words(session, here.as_caseworker, [statement.content_id], purpose="support")
    await session.commit()
    file = await file_of(session, here.as_youth)
    read = file.lines[0]
    assert (read.kind, read.who, read.words_read, read.times) == ("words.read", "Sara", (WORDS,), 2)
    assert "Sara" in said(read)
    assert [(one.called, one.role, one.times) for one in file.readers] == [("Sara", "caseworker", 2)]


async def test_reading_her_own_file_is_not_an_event(session):
    here = await given_municipality(session)
    await make_statement(session, here.as_youth, here.youth.id, kind="message", words=WORDS)
    await session.commit()
    for _ in range(2):
        await file_of(session, here.as_youth)
    await session.commit()
    assert len((await file_of(session, here.as_youth)).lines) == 1


async def test_what_adults_answered_her_is_there(session):
    here = await given_municipality(session)
    statement = await make_statement(session, here.as_youth, here.youth.id, kind="message", words=WORDS)
    await answer_statement(session, here.as_caseworker, statement.id, verdict="heard", words="Jag hör dig.")
    await session.commit()
    assert (await file_of(session, here.as_youth)).lines[0].words == "Jag hör dig."


async def test_a_wish_from_cards_and_a_never_say_what_they_are_about(session):
    here = await given_municipality(session)
    await make_wish(session, here.as_youth, here.youth.id, subject="where", strength="important", trait="quiet")
    await veto(session, here.as_youth, here.youth.id, site_id=here.place.id)
    await session.commit()
    never, wish = (await file_of(session, here.as_youth)).lines
    assert (never.about, wish.about) == (("Stugan",), ("That it is quiet",))


async def test_what_she_chose_and_what_she_said_no_to_stand_there_as_such(session):
    series = await given_series(session)
    here, hers = series.here, series.proposal.id
    await choose(session, here.as_youth, hers, answer="this", option_id=series.options[0].id)
    mixed = series.changes({1: (1, 1), 2: None})
    await choose(session, here.as_youth, hers, answer="this", option_id=series.options[0].id, changes=mixed)
    await choose(session, here.as_youth, hers, answer="talk_first")
    await choose(session, here.as_youth, hers, answer="no")
    await session.commit()
    lines = [one for one in (await file_of(session, here.as_youth)).lines if one.kind == Event.CHOICE_MADE]
    assert [(one.sentence, one.about) for one in reversed(lines)] == [
        ("You chose.", ("Familjen Lind",)),
        ("You chose.", ("Familjen Lind", TIMES_OTHERWISE)),
        ("You wanted to talk first.", ()),
        ("You said no to what there was.", ()),
    ]


async def test_what_adults_wrote_to_each_other_and_what_is_about_others_is_not_opened(session):
    here = await given_municipality(session)
    other, _, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    judged = await say(session, here.as_caseworker, "orolig för pappan", youth_id=here.youth.id, field="suitability")
    record(session, here.as_caseworker, Event.SUITABILITY_JUDGED, youth_id=here.youth.id, content_id=judged)
    record(session, here.as_caseworker, Event.KEPT_APART, youth_id=here.youth.id, details={"other": other.id})
    await read_words(session, here.as_coordinator, [judged], purpose="support")
    await session.commit()
    file = await file_of(session, here.as_youth)
    assert "orolig" not in repr(file)
    assert "Bo" not in repr(file)
    assert not {line.kind for line in file.lines} & {kind.value for kind in NEVER_TOLD}


async def test_a_host_that_was_asked_has_no_name_in_her_file(session):
    here = await given_municipality(session)
    record(session, None, Event.ASK_SENT, youth_id=here.youth.id, details={"site": here.host.id})
    record(session, here.as_host, Event.ASK_ANSWERED, youth_id=here.youth.id, details={"answer": "no"})
    await session.commit()
    shown = [(said(line), line.about) for line in (await file_of(session, here.as_youth)).lines]
    assert not any("Maria" in sentence or about for sentence, about in shown)
    assert "no" not in {word.strip(".") for sentence, _ in shown for word in sentence.split()}


async def test_nobody_else_has_a_file_of_hers(session):
    here = await given_municipality(session)
    await make_statement(session, here.as_youth, here.youth.id, kind="message", words=WORDS)
    await session.commit()
    _, other, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    assert (await file_of(session, other)).lines == ()
    for actor in (here.as_caseworker, here.as_guardian, here.as_host, here.as_mentor, here.as_admin):
        with pytest.raises(Forbidden):
            await file_of(session, actor)


async def test_a_long_file_has_pages_and_nothing_falls_between_them(session):
    here = await given_municipality(session)
    for _ in range(ON_A_PAGE + 7):
        record(session, here.as_youth, Event.HEART_GIVEN, youth_id=here.youth.id)
    await session.commit()
    first = await file_of(session, here.as_youth)
    second = await file_of(session, here.as_youth, first.earlier)
    assert (len(first.lines), len(second.lines), second.earlier) == (ON_A_PAGE, 7, None)
    assert [line.seq for line in [*first.lines, *second.lines]] == list(range(ON_A_PAGE + 7, 0, -1))


async def test_the_auditor_sees_who_read_in_which_file_and_no_words(session):
    here = await given_municipality(session)
    statement = await make_statement(session, here.as_youth, here.youth.id, kind="message", words=WORDS)
    await read_words(session, here.as_caseworker, [statement.content_id], purpose="support")
    await session.commit()
    (read,) = await latest_reads(session)
    assert (read.who, read.role, read.purpose, read.how_many) == ("Sara", "caseworker", "support", 1)
    assert read.file == pseudonym(here.youth.id)
    assert "Alva" not in repr(read)
    assert "lugn" not in repr(read)


async def test_a_whole_chain_is_whole(session):
    here = await given_municipality(session)
    assert (await verification(session)).events == 0
    for _ in range(3):
        record(session, here.as_youth, Event.HEART_GIVEN, youth_id=here.youth.id)
    await session.commit()
    found = await verification(session)
    assert (found.is_whole, found.first_broken, found.events, len(found.head)) == (True, None, 3, 64)


async def test_the_first_event_that_does_not_fit_is_named(database):
    """The owner of the tables takes the triggers away and changes who did something: still found."""
    async with database.sessions() as session, session.begin():
        here = await given_municipality(session)
        for _ in range(5):
            record(session, here.as_youth, Event.HEART_GIVEN, youth_id=here.youth.id)
    async with database.owner() as session:
        await session.execute(
            text("select set_config('app.municipality', :id, true)"), {"id": str(here.municipality.id)}
        )
        assert (await verification(session)).is_whole
        await session.execute(text("alter table record_event disable trigger user"))
        await session.execute(
            text("update record_event set details = :told where seq = 3"), {"told": json.dumps({"site": "x"})}
        )
        found = await verification(session)
        assert (found.is_whole, found.first_broken) == (False, 3)
        await session.rollback()


async def test_a_chain_is_checked_for_one_municipality_alone(session):
    here = await given_municipality(session)
    record(session, here.as_youth, Event.HEART_GIVEN, youth_id=here.youth.id)
    await session.commit()
    await given_municipality(session, "Granstad")
    found = await verification(session)
    assert (found.is_whole, found.events, found.last_at) == (True, 0, None)
    assert await latest_reads(session) == ()


async def test_what_is_written_about_her_stands_there_with_her_own_version_and_who_has_read_it(session):
    here = await given_municipality(session)
    note = await write_note(session, here.as_caseworker, here.youth.id, kind="phone", words="Alva lät glad.")
    own = {"kind": "correction", "words": "Jag var inte glad.", "regards": "note", "regards_id": note.id}
    await make_statement(session, here.as_youth, here.youth.id, **own)
    await session.commit()
    await notes_of(session, here.as_caseworker, here.youth.id)
    await session.commit()
    read, version, written = (await file_of(session, here.as_youth)).lines
    assert (read.kind, version.kind) == ("words.read", "own_version.said")
    assert (written.words, written.regards, written.regards_id) == ("Alva lät glad.", "note", note.id)
    assert [one.words for one in written.versions] == ["Jag var inte glad."]
    assert [one.called for one in version.read_by] == ["Sara"]


async def test_she_can_look_at_a_part_of_it_or_at_a_month(session):
    here = await given_municipality(session)
    with clock.at(datetime(2026, 9, 30, 22, 30, tzinfo=UTC)):  # the first of October where she lives
        said_then = await make_statement(session, here.as_youth, here.youth.id, kind="message", words="i oktober")
        await session.commit()
    with clock.at(datetime(2026, 11, 3, 9, 0, tzinfo=UTC)):
        await answer_statement(session, here.as_caseworker, said_then.id, verdict="heard", words="i november")
        await session.commit()
    whole = await file_of(session, here.as_youth)
    assert whole.months == (date(2026, 11, 1), date(2026, 10, 1))
    for chosen, words in (
        ({"month": date(2026, 10, 1)}, ["i oktober"]),
        ({"month": date(2026, 9, 1)}, []),
        ({"part": "said"}, ["i oktober"]),
        ({"part": "written"}, ["i november"]),
        ({"part": "read"}, []),
        ({"part": "written", "month": date(2026, 10, 1)}, []),
    ):
        assert [line.words for line in (await file_of(session, here.as_youth, **chosen)).lines] == words
    with pytest.raises(Invalid):
        await file_of(session, here.as_youth, part="secrets")


@pytest.mark.parametrize("typed", ["2026", "2026-13", "nu", "0001-01", "2026-1-1"])
def test_a_month_that_is_none_is_told(typed):
    with pytest.raises(Invalid):
        month_of(typed)
