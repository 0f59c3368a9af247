"""What is written between a youth and the adults around her: who reads, who answers, until when, and for how long."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.people import Role
from models.words import Message
from service import clock
from service.errors import Forbidden, Invalid, NotFound
from service.messages import actions, queries
from service.record import Event
from service.youths.queries import unanswered
from service.youths.rules import WRITTEN_TO_FOR
from tests.given import events_of, given_municipality, given_youth
from tests.look.readability import YOUTH, lix, words_of
from tests.stays.given import given_stay
from tests.youths.pressing import press

WORDS = "Får jag ta med min katt?"


async def given_a_booked_break(session):
    here = await given_municipality(session)
    stay = await given_stay(session, here, mentor_id=here.mentor.id)
    return here, stay


async def test_before_a_break_is_booked_she_writes_with_her_caseworker_alone(session):
    here = await given_municipality(session)
    assert [one.called for one in await queries.contacts_of(session, here.as_youth)] == ["Sara"]
    for stranger in (here.as_host, here.as_mentor, here.as_place_keeper):
        with pytest.raises(Invalid):
            await actions.write_to(session, here.as_youth, stranger.account_id, WORDS)
        with pytest.raises(NotFound):
            await queries.conversation_about(session, stranger, here.youth.id)
        with pytest.raises(NotFound):
            await actions.answer_or_write(session, stranger, here.youth.id, statement_id=None, words="Hej")


async def test_with_a_booked_break_she_writes_with_mentor_and_host_too(session):
    here, _ = await given_a_booked_break(session)
    contacts = await queries.contacts_of(session, here.as_youth)
    assert [(one.called, one.role) for one in contacts] == [
        ("Sara", Role.CASEWORKER),
        ("Jo", Role.MENTOR),
        ("Maria", Role.HOST),
    ]


async def test_what_she_writes_to_a_host_is_read_and_answered_by_the_host_and_read_by_no_other_host(session):
    here, _ = await given_a_booked_break(session)
    said = await actions.write_to(session, here.as_youth, here.as_host.account_id, WORDS)
    seen = await queries.conversation_about(session, here.as_host, here.youth.id)
    assert [(line.words, line.is_open) for line in seen.lines] == [(WORDS, True)]
    assert sorted(one.called for one in seen.readers) == ["Maria", "Sara"]
    assert (await queries.conversation_about(session, here.as_mentor, here.youth.id)).lines == ()
    with pytest.raises((NotFound, Forbidden)):
        await actions.answer_or_write(session, here.as_mentor, here.youth.id, statement_id=said.id, words="Ja")
    await actions.answer_or_write(session, here.as_host, here.youth.id, statement_id=said.id, words="Ja, gärna.")
    hers = await queries.conversation_with(session, here.as_youth, here.as_host.account_id)
    assert [(line.is_hers, line.by, line.words) for line in hers.lines] == [
        (True, "", WORDS),
        (False, "Maria", "Ja, gärna."),
    ]
    assert not hers.lines[0].is_open
    assert await unanswered(session, here.as_caseworker) == []


async def test_each_line_of_hers_says_who_read_it_and_each_of_theirs_when_she_opened_it(session):
    here, _ = await given_a_booked_break(session)
    await actions.write_to(session, here.as_youth, here.as_mentor.account_id, WORDS)
    await queries.conversation_about(session, here.as_mentor, here.youth.id)
    await actions.answer_or_write(session, here.as_mentor, here.youth.id, statement_id=None, words="Vi ses på fredag.")
    assert (await queries.contacts_of(session, here.as_youth))[0].unread == 1
    theirs = await queries.conversation_about(session, here.as_mentor, here.youth.id)
    assert theirs.lines[-1].opened_at is None
    await session.commit()
    hers = await queries.conversation_with(session, here.as_youth, here.as_mentor.account_id)
    assert [one.called for one in hers.lines[0].read_by] == ["Jo"]
    assert (await session.scalars(select(Message.opened_at))).one() is not None
    assert (await queries.contacts_of(session, here.as_youth))[0].unread == 0
    await session.commit()
    happened = await events_of(session, here.youth.id)
    assert {Event.MESSAGE_WRITTEN, Event.MESSAGE_OPENED, Event.WORDS_READ} <= set(happened)


async def test_some_weeks_after_the_break_the_host_reads_no_more_and_she_keeps_what_was_written(session):
    here, stay = await given_a_booked_break(session)
    said = await actions.write_to(session, here.as_youth, here.as_host.account_id, WORDS)
    await actions.answer_or_write(session, here.as_host, here.youth.id, statement_id=None, words="Välkommen.")
    with clock.at(stay.departure + WRITTEN_TO_FOR + timedelta(hours=1)):
        stay.status = "ended"
        with pytest.raises(NotFound):
            await queries.conversation_about(session, here.as_host, here.youth.id)
        with pytest.raises(NotFound):
            await actions.answer_or_write(session, here.as_host, here.youth.id, statement_id=said.id, words="Sent.")
        with pytest.raises(Invalid):
            await actions.write_to(session, here.as_youth, here.as_host.account_id, "Är du där?")
        hers = await queries.conversation_with(session, here.as_youth, here.as_host.account_id)
        assert (hers.can_write, [line.words for line in hers.lines]) == (False, [WORDS, "Välkommen."])
        assert [one.called for one in hers.lines[0].receipt.readers] == ["Sara"]


async def test_what_another_youth_writes_is_not_there(session):
    here, _ = await given_a_booked_break(session)
    other, as_other, _ = await given_youth(session, here.zone, here.as_caseworker)
    await actions.write_to(session, as_other, here.as_caseworker.account_id, "Mitt.")
    assert (await queries.conversation_with(session, here.as_youth, here.as_caseworker.account_id)).lines == ()
    with pytest.raises(NotFound):
        await queries.conversation_about(session, here.as_host, other.id)


async def test_what_she_keeps_for_later_is_there_for_each_adult_and_gone_when_sent(session):
    here, _ = await given_a_booked_break(session)
    sara, jo = here.as_caseworker.account_id, here.as_mentor.account_id
    await actions.keep_for_later(session, here.as_youth, sara, "Jag vet inte hur")
    await actions.keep_for_later(session, here.as_youth, jo, "Kan vi")
    await actions.write_to(session, here.as_youth, jo, "Kan vi laga cykeln?")
    assert await actions.kept_for(session, here.as_youth, jo) == ""
    assert await actions.kept_for(session, here.as_youth, sara) == "Jag vet inte hur"
    assert (await queries.conversation_about(session, here.as_caseworker, here.youth.id)).lines == ()


async def test_the_pages_carry_a_conversation_both_ways(as_, world):
    given = world.town.given
    alva, maria = await as_(Role.YOUTH), await as_(Role.HOST)
    path, theirs = f"/messages/{given.as_host.account_id}", f"/youths/{given.youth.id}/messages"
    shown = await alva.get(path)
    assert "Maria" in shown.text
    assert "Sara" in shown.text  # who can read it, before she sends
    assert (await press(alva, path, words=WORDS, to="send")).status_code == 303
    assert WORDS in (await maria.get(theirs)).text
    assert WORDS not in (await (await as_(Role.MENTOR)).get(theirs)).text
    waiting = (await press(maria, theirs, words="   ")).status_code
    assert waiting == 422
    said = (await (await as_(Role.HOST, api=True)).get(f"/api/v1/youths/{given.youth.id}/messages")).json()["lines"][0]
    assert (await press(maria, theirs, words="Ja, ta med den.", answers=said["id"])).status_code == 303
    assert "Ja, ta med den." in (await alva.get(path)).text
    assert (await alva.get("/messages")).status_code == 200
    assert "Alva" in (await maria.get("/conversations")).text


async def test_programs_write_and_answer_too(as_, world):
    given = world.town.given
    alva, sara = await as_(Role.YOUTH, api=True), await as_(Role.CASEWORKER, api=True)
    sent = await alva.post(f"/api/v1/messages/{given.as_caseworker.account_id}", json={"words": WORDS})
    assert sent.status_code == 201
    (row,) = (await sara.get("/api/v1/conversations")).json()["youths"]
    assert (row["called"], row["waiting"]) == ("Alva", 1)
    answered = await sara.post(
        f"/api/v1/youths/{given.youth.id}/messages", json={"words": "Ja.", "answers": sent.json()["id"]}
    )
    assert answered.status_code == 201
    talk = (await alva.get(f"/api/v1/messages/{given.as_caseworker.account_id}")).json()
    assert [line["words"] for line in talk["lines"]] == [WORDS, "Ja."]
    assert [one["called"] for one in (await alva.get("/api/v1/messages")).json()["contacts"]] == ["Sara", "Jo", "Maria"]
    nobody = await alva.post(f"/api/v1/messages/{given.as_place_keeper.account_id}", json={"words": WORDS})
    assert nobody.status_code == 422


@pytest.mark.parametrize("path", ["/messages", "/messages/{sara}", "/words", "/my-file", "/my-file/copy"])
async def test_her_pages_are_easy_to_read(as_, world, path):
    given = world.town.given
    async with world.transaction() as session:
        await actions.write_to(session, given.as_youth, given.as_caseworker.account_id, "Hej du.")
        await actions.write_to_her(session, given.as_caseworker, given.youth.id, "Hej.")
    shown = await (await as_(Role.YOUTH)).get(path.format(sara=given.as_caseworker.account_id))
    assert shown.status_code == 200
    assert lix(words_of(shown.text)) <= YOUTH
    assert "<title>Kalender</title>" in shown.text
