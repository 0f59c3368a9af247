"""The pages of the record, through the application."""

import pytest

from models.people import Role
from service.record import Event, read_words, record
from service.youths.actions import make_statement

WORDS = "bara lugn <b>tack</b>"


async def said(world) -> None:
    given = world.town.given
    async with world.transaction() as session:
        statement = await make_statement(session, given.as_youth, given.youth.id, kind="message", words=WORDS)
        await read_words(session, given.as_caseworker, [statement.content_id], purpose="support")


async def test_she_reads_her_file(as_, world):
    await said(world)
    youth = await as_(Role.YOUTH)
    answer = await youth.get("/my-file")
    assert answer.status_code == 200
    assert "bara lugn &lt;b&gt;tack&lt;/b&gt;" in answer.text
    assert "Sara" in answer.text


async def test_she_reads_it_through_the_api(as_, world):
    await said(world)
    shown = (await (await as_(Role.YOUTH, api=True)).get("/api/v1/my-file")).json()
    assert [line["kind"] for line in shown["lines"]] == ["words.read", "statement.made"]
    assert shown["lines"][1]["words"] == WORDS
    assert [one["called"] for one in shown["readers"]] == ["Sara"]


@pytest.mark.parametrize("before", ["x", "0", "-1", "1.5", "99999999999999999999"])
async def test_a_page_that_is_none_is_told(look_as, lasting, before):
    assert (await (await look_as(Role.YOUTH)).get("/my-file", params={"before": before})).status_code in (400, 422)
    answer = await (await look_as(Role.YOUTH, api=True)).get("/api/v1/my-file", params={"before": before})
    assert answer.status_code in (400, 422)


async def test_the_auditor_sees_that_it_is_whole_and_no_words(as_, world):
    await said(world)
    auditor = await as_(Role.AUDITOR)
    answer = await auditor.get("/trail/verify")
    assert answer.status_code == 200
    assert 'class="notice done"' in answer.text
    assert "Sara" in answer.text
    assert "Alva" not in answer.text
    assert "lugn" not in answer.text
    shown = (await (await as_(Role.AUDITOR, api=True)).get("/api/v1/trail/verification")).json()
    assert (shown["is_whole"], shown["first_broken"], shown["events"] >= 2) == (True, None, True)
    assert "lugn" not in str(shown)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
async def test_nobody_else_checks_the_record(look_as, lasting, role):
    assert (await (await look_as(role)).get("/trail/verify")).status_code == 403
    assert (await (await look_as(role, api=True)).get("/api/v1/trail/verification")).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.YOUTH])
async def test_nobody_else_opens_her_file(look_as, lasting, role):
    assert (await (await look_as(role)).get("/my-file")).status_code == 403
    assert (await (await look_as(role, api=True)).get("/api/v1/my-file")).status_code == 403


async def test_a_file_of_every_kind_of_event_can_be_shown(as_, world):
    given = world.town.given
    async with world.transaction() as session:
        for kind in Event:
            for actor in (given.as_youth, given.as_caseworker, None):
                record(session, actor, kind, youth_id=given.youth.id)
    youth = await as_(Role.YOUTH)
    shown = await youth.get("/my-file")
    assert shown.status_code == 200
    assert "%(who)s" not in shown.text
