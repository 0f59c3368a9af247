"""The walls stand as reviewed: what the database itself refuses is compared, line by line, with a file a person has read."""

import os
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models import Base
from tests.database.catalogue import QUERIES, lines_of
from tests.given import given_municipality

REVIEWED = Path(__file__).with_name("catalogue.txt")
WITHOUT_TENANT = {"municipality", "sign_in_try", "sign_in_challenge"}


async def installed(session) -> list[str]:
    return lines_of({kind: list(await session.scalars(text(query))) for kind, query in QUERIES.items()})


async def test_what_is_installed_is_what_was_reviewed(session):
    found = await installed(session)
    if os.environ.get("CATALOGUE") == "write":
        REVIEWED.write_text("\n".join(found) + "\n")
    reviewed = REVIEWED.read_text().splitlines()
    missing = [line for line in reviewed if line not in found]
    new = [line for line in found if line not in reviewed]
    assert (missing, new) == ([], []), "review the difference, then CATALOGUE=write"


async def test_every_table_of_a_municipality_is_behind_forced_row_level_security(session):
    found = await installed(session)
    for table in Base.metadata.tables.values():
        if table.name not in WITHOUT_TENANT:
            assert "municipality_id" in table.columns, table.name
            assert f"row security: {table.name} forced" in found
            assert any(line.startswith(f"policy: {table.name} own_municipality") for line in found)


async def test_the_app_role_owns_nothing_and_cannot_step_around(session):
    owned = await session.scalars(
        text("select relname from pg_class where pg_get_userbyid(relowner) = 'mellanrummet_app'")
    )
    assert list(owned) == []
    rights = (
        await session.execute(
            text("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user")
        )
    ).one()
    assert tuple(rights) == (False, False, False)


async def test_no_function_runs_as_its_owner_without_a_fixed_search_path(session):
    for line in await installed(session):
        if line.startswith("function:") and "as its owner" in line:
            assert "search_path=" in line, line


async def test_a_row_of_another_municipality_is_neither_seen_nor_written(session):
    there = await given_municipality(session, "Annanstad")
    here = await given_municipality(session)
    assert await session.scalar(text("select count(*) from youth where id = :id"), {"id": there.youth.id}) == 0
    async with session.begin_nested() as savepoint:
        with pytest.raises(DBAPIError) as refused:
            await session.execute(
                text("insert into unit (municipality_id, called) values (:there, 'x')"),
                {"there": there.municipality.id},
            )
        assert refused.value.orig.sqlstate == "42501"
        await savepoint.rollback()
    async with session.begin_nested() as savepoint:  # and no row of here can point there
        with pytest.raises(DBAPIError) as refused:
            await session.execute(
                text("insert into school (called, zone_id) values ('x', :zone)"), {"zone": there.zone.id}
            )
        assert refused.value.orig.sqlstate == "23503"
        await savepoint.rollback()
    assert here.municipality.id != there.municipality.id


async def test_without_a_municipality_nothing_is_seen(session):
    here = await given_municipality(session)
    await session.execute(text("select set_config('app.municipality', '', true)"))
    assert await session.scalar(text("select count(*) from youth")) == 0
    await session.execute(text("select set_config('app.municipality', :id, true)"), {"id": str(here.municipality.id)})
    assert await session.scalar(text("select count(*) from youth")) == 1
