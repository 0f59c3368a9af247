"""No double booking, by the constraints alone: 32 clients on 20 beds, and the same without the constraints."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from tests.conftest import Database, url_of
from tests.given import given_municipality
from tests.proposals.race import Outcome, Rivals, given_rivals, race

CLIENTS, ATTEMPTS = 32, 5_000


async def given_twenty_beds(database: Database) -> Rivals:
    async with database.sessions() as session, session.begin():
        given = await given_municipality(session)
        return await given_rivals(session, given.municipality.id, given.zone.id, ATTEMPTS)


@pytest.fixture
def show(record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]) -> Callable:
    def said(called: str, outcome: Outcome) -> None:
        line = (
            f"{called}: {outcome.attempts} attempts, {outcome.hits} hits, refused {dict(outcome.refused)},"
            f" {outcome.attempts / outcome.seconds:.0f}/s, {outcome.overlaps} overlaps"
        )
        record_property(called, line)
        with capsys.disabled():
            print(f"\n  {line}")

    return said


async def test_thirty_two_clients_on_twenty_beds_never_share_one(database: Database, show: Callable) -> None:
    rivals = await given_twenty_beds(database)
    outcome = await race(url_of(database.name), rivals, clients=CLIENTS, attempts=ATTEMPTS)
    show("with the constraints", outcome)
    assert len(rivals.beds) == 20
    assert outcome.attempts == ATTEMPTS
    assert outcome.hits > 100
    assert set(outcome.refused) == {"23P01"}, "an attempt hits, or overlaps; nothing else happens"
    assert outcome.overlaps == 0


async def test_the_same_race_without_the_constraints_books_twice(database: Database, show: Callable) -> None:
    """Negative control: looking first and inserting then is not enough."""
    rivals = await given_twenty_beds(database)
    async with database.owner() as session, session.begin():
        names = await session.scalars(
            text("select conname from pg_constraint where conrelid = 'claim'::regclass and contype = 'x'")
        )
        dropped = [await session.execute(text(f"alter table claim drop constraint {name}")) for name in names]
    assert len(dropped) == 6
    outcome = await race(url_of(database.name), rivals, clients=CLIENTS, attempts=ATTEMPTS, look_first=True)
    show("without them, looking first", outcome)
    assert set(outcome.refused) == {"looked"}
    assert outcome.overlaps > 0
