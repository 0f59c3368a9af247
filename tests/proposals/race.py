"""Clients that all want the same beds at once, straight through the database, and what they left behind.

One way trusts the constraints: insert, and be told. The other looks first and inserts then, as one would by hand; with
the constraints dropped it is the negative control that shows what they prevent.
"""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.given import OPEN_FROM, OPEN_TO

FIRST_DAY = datetime(2027, 1, 4, 17, 0, tzinfo=UTC)
DAYS = 60

INSERT = """
insert into claim (occurrence_id, bed_id, site_id, youth_id, span, during, state)
values ($1, $2, $3, $4, tstzrange($5, $6), tstzrange($5, $6), $7)
"""
TAKEN = """
select exists (select from claim where bed_id = $1 and state in ('held', 'booked') and during && tstzrange($2, $3))
    or exists (select from claim where youth_id = $4 and state in ('held', 'booked') and span && tstzrange($2, $3))
"""
OVERLAPS = """
select count(*) from claim one join claim other on one.id < other.id
  and one.state in ('held', 'booked') and other.state in ('held', 'booked') and one.during && other.during
  and (one.bed_id = other.bed_id or one.youth_id = other.youth_id)
  and (one.occurrence_id <> other.occurrence_id or (one.state = 'booked' and other.state = 'booked'))
"""


@dataclass
class Outcome:
    hits: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    retried: int = 0
    seconds: float = 0.0
    overlaps: int = 0

    @property
    def attempts(self) -> int:
        return self.hits + sum(self.refused.values())


@dataclass
class Rivals:
    """Twenty beds in ten houses, and occurrences enough for every attempt to have one of its own."""

    municipality_id: UUID
    beds: list[tuple[UUID, UUID]]  # bed, site
    occurrences: list[tuple[UUID, UUID]]  # occurrence, youth


async def given_rivals(session: AsyncSession, municipality_id: UUID, zone_id: UUID, attempts: int) -> Rivals:
    """Into the tables in a few statements: who they are does not matter here."""
    here = {"zone": zone_id, "from": OPEN_FROM, "to": OPEN_TO, "attempts": attempts}
    for statement in (
        "insert into site (kind, called, zone_id, youths_at_once) select 'host', 'Hus ' || n, :zone, 2 from generate_series(1, 10) n",
        "insert into bed (site_id, number) select id, n from site, generate_series(1, 2) n where called like 'Hus %'",
        "insert into site_opening (site_id, span) select id, tstzrange(:from, :to) from site where called like 'Hus %'",
        "insert into site_cleared (site_id, span) select id, tstzrange(:from, :to) from site where called like 'Hus %'",
        "insert into account (called) select 'Ung ' || n from generate_series(1, 400) n",
        "insert into youth (account_id, called, birth_date, home_zone_id)"
        " select id, called, date '2011-05-04', :zone from account where called like 'Ung %'",
        "insert into support_grant (youth_id, kind, valid) select id, 'open_offer', '[2026-01-01,2028-01-01)' from youth"
        " where called like 'Ung %'",
        "insert into stay_request (youth_id, support_grant_id, kind)"
        " select youth_id, support_grant.id, 'night' from support_grant join youth on youth.id = youth_id where youth.called like 'Ung %'",
        "insert into occurrence (stay_request_id, youth_id, number)"
        " select r.id, r.youth_id, n from stay_request r join youth y on y.id = r.youth_id,"
        " generate_series(1, :attempts / 400 + 1) n where y.called like 'Ung %'",
    ):
        values = {name: value for name, value in here.items() if f":{name}" in statement}
        await session.execute(text(statement), values)
    beds = await session.execute(
        text("select bed.id, site_id from bed join site on site.id = site_id where called like 'Hus %'")
    )
    occurrences = await session.execute(
        text("select o.id, o.youth_id from occurrence o join youth y on y.id = o.youth_id where y.called like 'Ung %'")
    )
    return Rivals(municipality_id, [tuple(row) for row in beds], [tuple(row) for row in occurrences])


async def race(url: str, rivals: Rivals, *, clients: int, attempts: int, look_first: bool = False) -> Outcome:
    """`clients` connections share `attempts`; each wants one or two nights in a random bed."""
    outcome = Outcome()
    chance = random.Random(20261122)
    occurrences = chance.sample(rivals.occurrences, attempts)
    waiting = iter(
        [
            (*occurrence, *chance.choice(rivals.beds), chance.randrange(DAYS), chance.randint(1, 2), chance.random())
            for occurrence in occurrences
        ]
    )
    address = url.replace("postgresql+asyncpg", "postgresql")
    connections = await asyncio.gather(*(asyncpg.connect(address) for _ in range(clients)))

    async def client(connection: asyncpg.Connection) -> None:
        await connection.execute("select set_config('app.municipality', $1, false)", str(rivals.municipality_id))
        for occurrence, youth, bed, site, day, nights, held in waiting:
            arrival = FIRST_DAY + timedelta(days=day)
            departure = arrival + timedelta(days=nights, hours=-2)
            row = (occurrence, bed, site, youth, arrival, departure, "held" if held < 0.5 else "booked")
            outcome.refused.update(await attempt(connection, row))

    async def attempt(connection: asyncpg.Connection, row: tuple) -> list[str]:
        """Nothing when it hit, else why it was refused. Two who overlap may wait for each other: one is told to retry."""
        _, bed, _, youth, arrival, departure, _ = row
        while True:
            try:
                async with connection.transaction():
                    if look_first and await connection.fetchval(TAKEN, bed, arrival, departure, youth):
                        return ["looked"]
                    await connection.execute(INSERT, *row)
            except asyncpg.DeadlockDetectedError:
                outcome.retried += 1
                continue
            except asyncpg.PostgresError as refusal:
                return [refusal.sqlstate or "?"]
            outcome.hits += 1
            return []

    started = time.perf_counter()
    await asyncio.gather(*(client(connection) for connection in connections))
    outcome.seconds = time.perf_counter() - started
    outcome.overlaps = await connections[0].fetchval(OVERLAPS)
    for connection in connections:
        await connection.close()
    return outcome
