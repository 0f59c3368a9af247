"""Somebody who works here opens a youth who is not hers, or looks more often than she should. The first finds nothing; the
second shows. That she looked at all is told, to the young person and to whoever checks."""

from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import Range

from models.people import Account, AccountRole, CaseworkerAssignment, Role
from models.record import RecordEvent
from service import clock
from service.actor import Actor
from service.database import transaction
from service.web import sessions
from tests.abuse.conftest import HER_WISH, HER_WORDS, NOW
from tests.given import given_youth
from tests.web.conftest import browser
from tests.web.people import sign_in_as


@pytest.fixture
async def nosy(app, told):
    """Nils, a caseworker in the same unit, with a youth of his own; signed in."""
    here, town = told.town.given, told.town
    async with transaction(town.database.sessions, town.municipality_id) as session:
        account = Account(called="Nils")
        session.add(account)
        await session.flush()
        session.add(AccountRole(account_id=account.id, role="caseworker", unit_id=here.unit.id))
        nils = Actor(account.id, town.municipality_id, Role.CASEWORKER, "Nils", None, here.unit.id)
        own, _, _ = await given_youth(session, here.zone, nils, called="Bo")
        secret = await sessions.open_session(session, account.id, Role.CASEWORKER)
        # Once she was his: that is over.
        session.add(
            CaseworkerAssignment(
                youth_id=told.youth.id, caseworker_id=account.id, valid=Range(date(2025, 1, 1), date(2025, 6, 1))
            )
        )
    async with browser(app) as client:
        client.cookies.set("session", secret)
        yield client, own.id
    async with transaction(town.database.owner, town.municipality_id) as session:
        await session.execute(text("delete from caseworker_assignment where caseworker_id = :id"), {"id": account.id})


def pages_about(youth_id, told) -> list[str]:
    return [
        f"/youths/{youth_id}", f"/youths/{youth_id}/messages", f"/youths/{youth_id}/consents", f"/youths/{youth_id}/card",
        f"/youths/{youth_id}/copy", f"/youths/{youth_id}/letter",
    ]  # fmt: skip


async def test_a_youth_who_is_not_hers_does_not_exist(nosy, told):
    client, own = nosy
    for path in pages_about(told.youth.id, told):
        answer = await client.get(path)
        assert answer.status_code == 404, path
        assert "Alva" not in answer.text
        assert HER_WISH not in answer.text
    assert (await client.get(f"/youths/{own}")).status_code == 200  # negative control: the same page, of his own youth


async def test_no_list_names_her_to_somebody_who_is_not_hers(nosy, told):
    client, _ = nosy
    for path in ("/youths", "/queue", "/calendar", "/conversations", "/repairs"):
        answer = await client.get(path)
        assert answer.status_code == 200, path
        for mark in ("Alva", str(told.youth.id), "Kanarie"):
            assert mark not in answer.text, path


async def events_since(told, before: int) -> list[RecordEvent]:
    async with transaction(told.town.database.sessions, told.town.municipality_id) as session:
        rows = await session.scalars(select(RecordEvent).where(RecordEvent.seq > before).order_by(RecordEvent.seq))
        return list(rows)


async def last_event(told) -> int:
    async with transaction(told.town.database.sessions, told.town.municipality_id) as session:
        return await session.scalar(select(RecordEvent.seq).order_by(RecordEvent.seq.desc()).limit(1))


async def test_a_try_changes_nothing_reads_nothing_and_is_kept(nosy, told):
    """However often he tries within the hour: once."""
    client, own = nosy
    before = await last_event(told)
    with clock.at(NOW + timedelta(hours=2)):
        async with transaction(told.town.database.sessions, told.town.municipality_id) as session:
            nils = await session.scalar(select(CaseworkerAssignment.caseworker_id).where(youth_is(own)))
            client.cookies.set("session", await sessions.open_session(session, nils, Role.CASEWORKER))
        for path in 3 * pages_about(told.youth.id, told):
            assert (await client.get(path)).status_code == 404
        await client.get(f"/youths/{uuid4()}")  # nobody
        await client.get(f"/youths/{own}/consents")  # his own
    (look,) = await events_since(told, before)
    assert (look.kind, look.youth_id, look.actor_id, look.role) == (
        "look.refused", told.youth.id, nils, "caseworker"
    )  # fmt: skip
    assert look.content_id is None


async def test_she_and_the_auditor_see_that_he_tried_and_that_he_was_not_let_in(nosy, told, app):
    client, _ = nosy
    await client.get(f"/youths/{told.youth.id}")
    async with browser(app) as alva, browser(app) as auditor:
        await sign_in_as(alva, told.town, Role.YOUTH)
        await sign_in_as(auditor, told.town, Role.AUDITOR)
        file = unescape((await alva.get("/my-file")).text)
        checked = unescape((await auditor.get("/trail/verify")).text)
    assert "Nils försökte öppna något om dig, men kom inte in." in file
    assert "De fick inte se något." in file
    assert "Nils" in checked
    assert "Alva" not in checked


async def test_a_coordinator_who_wants_to_sign_in_as_her_gets_no_card_and_is_kept(app, told):
    before = await last_event(told)
    async with browser(app) as kim:
        await sign_in_as(kim, told.town, Role.COORDINATOR)
        assert (await kim.get(f"/accounts/{told.youth.account_id}/card")).status_code == 404
    assert [(one.kind, one.about) for one in await events_since(told, before)] == [("look.refused", "account")]


def youth_is(youth_id):
    return CaseworkerAssignment.youth_id == youth_id


async def test_every_reading_by_her_own_caseworker_shows_in_her_file(app, told):
    async with browser(app) as sara, browser(app) as alva:
        await sign_in_as(alva, told.town, Role.YOUTH)
        await sign_in_as(sara, told.town, Role.CASEWORKER)
        assert HER_WORDS in (await sara.get(f"/youths/{told.youth.id}")).text
        file = unescape((await alva.get("/my-file")).text)
    assert "Sara" in file
    async with transaction(told.town.database.sessions, told.town.municipality_id) as session:
        readings = await session.scalars(
            select(RecordEvent.purpose).where(
                RecordEvent.youth_id == told.youth.id,
                RecordEvent.kind == "words.read",
                RecordEvent.actor_id == told.town.given.as_caseworker.account_id,
            )
        )
        assert set(readings)  # and each says what for


async def test_the_record_cannot_be_tidied_afterwards(told):
    async with transaction(told.town.database.sessions, told.town.municipality_id) as session:
        with pytest.raises(Exception, match="permission denied"):
            await session.execute(text("delete from record_event where kind = 'words.read'"))
