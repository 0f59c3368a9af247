"""The ground the other tests stand on: who the database thinks we are, and that nothing leaks from test to test."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError


async def test_a_session_works_as_the_app_role_which_owns_nothing(session):
    who = await session.execute(
        text("select current_user, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user")
    )
    assert who.one() == ("mellanrummet_app", False, False, False)
    owned = await session.scalar(
        text("select count(*) from pg_class join pg_roles r on r.oid = relowner where rolname = current_user")
    )
    assert owned == 0


async def test_swedish_letters_are_lowered_whatever_the_machine_speaks(session):
    assert await session.scalar(text("select lower('ÅÄÖ')")) == "åäö"


@pytest.mark.parametrize("turn", [1, 2])
async def test_what_a_test_commits_is_gone_in_the_next(session, turn):
    await session.execute(text("create temporary table left_behind (turn int)"))
    await session.commit()
    assert await session.scalar(text("select count(*) from left_behind")) == 0


async def test_the_app_role_cannot_change_tables(database):
    async with database.owner() as owner, owner.begin():
        await owner.execute(text("create table tried (id int)"))
    async with database.sessions() as app:
        with pytest.raises(DBAPIError, match="must be owner"):
            await app.execute(text("alter table tried add column more int"))
