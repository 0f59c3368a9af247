"""The record: what was said comes back byte for byte, and nothing in it can be changed, by anybody."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.record import RecordContent
from service.record import Event, read_words, record, say
from tests.given import events_of, given_municipality

UNICODE = "Jag vill… 🏔️ e\u0301 é \u202eבית ﷽ 👩‍👩‍👧 \u0000 sist\r\n\ttabb \ufeff"


async def test_words_come_back_byte_for_byte(session):
    here = await given_municipality(session)
    content = await say(session, here.as_youth, UNICODE, youth_id=here.youth.id, field="wish")
    texts = await read_words(session, here.as_youth, [content], purpose="own")
    assert texts[content].encode() == UNICODE.encode()


async def test_the_words_are_not_in_the_table(session):
    here = await given_municipality(session)
    content = await say(session, here.as_youth, "hemlig mormor", youth_id=here.youth.id, field="wish")
    sealed = (await session.get(RecordContent, content)).sealed
    assert b"mormor" not in sealed


async def test_somebody_else_reading_is_an_event_and_the_youth_herself_is_not(session):
    here = await given_municipality(session)
    content = await say(session, here.as_youth, "bara lugn", youth_id=here.youth.id, field="wish")
    await read_words(session, here.as_youth, [content], purpose="own")
    assert await events_of(session, here.youth.id) == []
    await read_words(session, here.as_caseworker, [content], purpose="approval")
    assert await events_of(session, here.youth.id) == [Event.WORDS_READ]


async def test_the_chain_is_whole_and_gap_free(session):
    here = await given_municipality(session)
    for _ in range(5):
        record(session, here.as_youth, Event.HEART_GIVEN, youth_id=here.youth.id)
    await session.commit()
    assert list(await session.scalars(text("select seq from record_event order by seq"))) == [1, 2, 3, 4, 5]
    assert await session.scalar(text("select first_broken_event()")) is None


async def test_a_change_rolled_back_leaves_no_event(session):
    here = await given_municipality(session)
    savepoint = await session.begin_nested()
    record(session, here.as_youth, Event.VETO_MADE, youth_id=here.youth.id)
    await savepoint.rollback()
    record(session, here.as_youth, Event.HEART_GIVEN, youth_id=here.youth.id)
    assert await events_of(session) == [Event.HEART_GIVEN]


async def test_a_savepoint_that_holds_keeps_its_events(session):
    here = await given_municipality(session)
    async with session.begin_nested():
        record(session, here.as_youth, Event.VETO_MADE, youth_id=here.youth.id)
    assert await events_of(session) == [Event.VETO_MADE]


@pytest.mark.parametrize(
    "table", ["record_event", "record_leaf", "record_content", "statement", "wish", "answer", "approval"]
)
@pytest.mark.parametrize(
    "act", ["update {} set municipality_id = municipality_id", "delete from {}", "truncate {} cascade"]
)
@pytest.mark.parametrize("role", ["app", "owner"])
async def test_the_record_only_grows_whoever_asks(database, table, act, role):
    async with database.sessions() as session, session.begin():
        here = await given_municipality(session)
        content = await say(session, here.as_youth, "kvar", youth_id=here.youth.id, field="wish")
        record(session, here.as_youth, Event.WISH_MADE, youth_id=here.youth.id, content_id=content)
        await _one_of_each(session, here, content)
    sessions = database.sessions if role == "app" else database.owner
    async with sessions() as session:
        await session.execute(
            text("select set_config('app.municipality', :id, false)"), {"id": str(here.municipality.id)}
        )
        with pytest.raises(DBAPIError) as refused:
            await session.execute(text(act.format(table)))
        assert refused.value.orig.sqlstate in ("42501", "MR002")  # no privilege, or the trigger


async def _one_of_each(session, here, content):
    for statement in (
        "insert into statement (id, youth_id, kind, made_by, answer_due) values (:s, :y, 'wish', :a, now() + interval '7 days')",
        "insert into wish (youth_id, statement_id, subject, strength) values (:y, :s, 'who', 'nice')",
        "insert into answer (statement_id, made_by, verdict, content_id) values (:s, :c, 'not', :w)",
        "insert into stay_request (id, youth_id, support_grant_id, kind) values (:r, :y, :g, 'weekend')",
        "insert into proposal (id, stay_request_id, youth_id, status) values (:p, :r, :y, 'chosen')",
        "insert into proposal_option (id, proposal_id, rank, state) values (:o, :p, 1, 'chosen')",
        "insert into approval (proposal_id, option_id, made_by, decision, view_sought) values (:p, :o, :c, 'approved', 'said_in_service')",
    ):
        named = {
            "s": here.unit.id,
            "r": here.unit.id,
            "p": here.unit.id,
            "o": here.unit.id,
            "y": here.youth.id,
            "a": here.as_youth.account_id,
            "c": here.as_caseworker.account_id,
            "g": here.grant.id,
            "w": content,
        }
        await session.execute(text(statement), {k: v for k, v in named.items() if f":{k}" in statement})


async def test_tampering_behind_the_triggers_is_found_at_the_first_wrong_event(database):
    async with database.sessions() as session, session.begin():
        here = await given_municipality(session)
        for _ in range(6):
            record(session, here.as_youth, Event.HEART_GIVEN, youth_id=here.youth.id)
    for damage, first in (
        ("update record_event set kind = 'veto.made' where seq = 4", 4),
        ("update record_leaf set leaf = leaf || '\\x00'::bytea where seq = 3", 3),
        ("delete from record_event where seq = 6", 6),
        ("update record_event set seq = 7 where seq = 2", 2),
    ):
        async with database.owner() as session:
            await session.execute(
                text("select set_config('app.municipality', :id, true)"), {"id": str(here.municipality.id)}
            )
            assert await session.scalar(text("select first_broken_event()")) is None
            for table in ("record_event", "record_leaf"):
                await session.execute(text(f"alter table {table} disable trigger user"))
            await session.execute(text(damage))
            assert await session.scalar(text("select first_broken_event()")) == first, damage
            await session.rollback()


async def test_erasing_needs_its_ground_and_leaves_the_chain_whole(session):
    here = await given_municipality(session)
    content = await say(session, here.as_youth, "borta sen", youth_id=here.youth.id, field="wish")
    record(session, here.as_youth, Event.WISH_MADE, youth_id=here.youth.id, content_id=content)
    await session.commit()
    async with session.begin_nested() as savepoint:
        with pytest.raises(DBAPIError):
            await session.execute(text("select erase_content(:y, '')"), {"y": here.youth.id})
        await savepoint.rollback()
    assert await session.scalar(text("select erase_content(:y, 'retention')"), {"y": here.youth.id}) == 1
    assert await read_words(session, here.as_youth, [content], purpose="own") == {}
    assert await session.scalar(text("select first_broken_event()")) is None


pytestmark = pytest.mark.asyncio(loop_scope="session")
