"""Before sign-in the app role sees nothing but what a narrow function answers."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError


@pytest.mark.asyncio
@pytest.mark.parametrize("table", ["web_session", "api_token", "sign_in_try"])
async def test_the_app_role_cannot_read_sign_in_tables(session, table):
    with pytest.raises(ProgrammingError, match="permission denied"):
        await session.execute(text(f"select * from {table}"))


@pytest.mark.asyncio
async def test_an_unknown_key_answers_nothing(session):
    assert (await session.execute(text("select * from session_seen('\\x00', now())"))).all() == []
    assert (await session.execute(text("select * from phrase_of('nobody')"))).all() == []


@pytest.mark.asyncio
async def test_the_inner_function_is_not_for_the_app_role(session):
    with pytest.raises(ProgrammingError, match="permission denied"):
        await session.execute(text("select * from who_asks_of(uuidv7(), 'admin', '', now())"))
