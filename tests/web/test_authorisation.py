"""Every route, every role: what the reviewed file says is what happens. Then the neighbours, with and without our checks."""

import sys
from types import FunctionType

import pytest
import pytest_asyncio
from sqlalchemy import text, true

from models.people import Role
from service.app import create_app
from service.database import engine_for, enter_municipality
from service.embedded.postgresql import SUPERUSER
from tests.conftest import url_of
from tests.web.matrix import Matrix, Route, declared, is_refused, reviewed
from tests.web.people import Town

MARK = "Kanariefågel"  # stands in every name of the neighbouring municipality
OPEN_FOR_ALL_BUT_NOTHING_TO_LEAVE = {"POST /exit", "POST /sign-out", "GET /rest", "POST /rest"}


@pytest_asyncio.fixture(scope="module")
async def everything(module_database):
    """The whole application, all slices."""
    return create_app(module_database.settings, engine=module_database.engine)


@pytest_asyncio.fixture(scope="module")
async def matrix(everything, town: Town) -> Matrix:
    other = town.other
    async with other.database.sessions() as session, session.begin():
        await enter_municipality(session, other.municipality_id)
        for table in ("account", "youth", "site", "mentor", "guardian", "unit", "zone"):
            await session.execute(text(f"update {table} set called = called || ' {MARK}'"))
    return Matrix(everything, town)


def test_the_file_and_the_application_say_the_same(everything):
    in_file, in_app = reviewed(), declared(everything)
    assert not set(in_app) - set(in_file), "routes that nobody reviewed: add them to tests/web/authorisation.toml"
    assert not set(in_file) - set(in_app), "lines whose route is gone"
    other = {str(route): sorted(roles or []) for route, roles in in_file.items() if in_app[route] != roles}
    assert not other, "the guards let in others than the file says"


async def rows_in_all_tables(matrix) -> dict[str, int]:
    """Beside sessions and tokens, which signing in makes."""
    async with matrix.town.database.owner() as session:
        found = {}
        for municipality in (matrix.town, matrix.town.other):
            await enter_municipality(session, municipality.municipality_id)
            tables = await session.execute(text("select tablename from pg_tables where schemaname = 'public'"))
            for table in tables.scalars().all():
                if table not in ("web_session", "api_token", "sign_in_try", "sign_in_challenge"):
                    count = await session.execute(text(f"select count(*) from {table}"))
                    found[f"{municipality.given.municipality.called} {table}"] = count.scalar_one()
        return found


@pytest.mark.asyncio
async def test_everybody_else_is_turned_away_and_nothing_changes(matrix):
    before = await rows_in_all_tables(matrix)
    let_in, calls = [], 0
    for route, allowed in reviewed().items():
        if allowed is None:
            continue
        for role in [None, *Role]:
            if role in allowed:
                continue
            calls += 1
            answer = await matrix.call(route, role)
            if not is_refused(answer):
                let_in.append(f"{route} as {role}: {answer.status_code}")
    assert calls > 100
    assert not let_in
    assert await rows_in_all_tables(matrix) == before


@pytest.mark.asyncio
async def test_who_may_is_not_turned_away_and_nothing_breaks(matrix):
    wrong, calls = [], 0
    for route, allowed in reviewed().items():
        for role in allowed if allowed is not None else [None, Role.YOUTH, Role.CASEWORKER]:
            calls += 1
            answer = await matrix.call(route, role)
            if (
                is_refused(answer) and str(route) not in OPEN_FOR_ALL_BUT_NOTHING_TO_LEAVE
            ) or answer.status_code >= 500:
                wrong.append(f"{route} as {role}: {answer.status_code}")
    assert calls > 100
    assert not wrong


# -- the neighbours


async def ids_of(matrix: Matrix) -> dict[str, list[str]]:
    """Every id of the other municipality: a parameter is tried with all that could be meant."""
    other = matrix.town.other
    found: dict[str, list[str]] = {}
    async with other.database.owner() as session:
        await enter_municipality(session, other.municipality_id)
        for table in ("youth", "account", "site", "mentor", "guardian", "support_grant"):
            ids = (await session.execute(text(f"select id from {table} limit 3"))).scalars()
            found[table] = [str(one) for one in ids]
    return found


def seen_by(route: Route, ids: dict[str, list[str]]) -> list[dict[str, str]]:
    """The neighbour's ids for the parameters of a route: of the table that its name says, else one of each."""
    if not route.parameters:
        return [{}]
    if "thing" in route.parameters:
        return [{"thing": "sites", "owner_id": ids["site"][0]}, {"thing": "mentors", "owner_id": ids["mentor"][0]}]
    named = {name: ids[name.removesuffix("_id")] for name in route.parameters if name.removesuffix("_id") in ids}
    if len(named) == len([name for name in route.parameters if name.endswith("_id")]):
        return [{name: several[0] for name, several in named.items()}]
    return [{name: several[0] for name in route.parameters if name.endswith("_id")} for several in ids.values()]


async def neighbours_seen(matrix: Matrix) -> tuple[list[str], int]:
    """What of the neighbours' anybody got to see, over every GET with each of their ids."""
    ids, seen, calls = await ids_of(matrix), [], 0
    for route, allowed in reviewed().items():
        if route.method != "GET" or allowed is None:
            continue
        for role in allowed & {Role.CASEWORKER, Role.COORDINATOR, Role.YOUTH, Role.HOST, Role.GUARDIAN, Role.ADMIN}:
            for chosen in seen_by(route, ids):
                calls += 1
                answer = await matrix.call(route, role, chosen)
                if MARK in answer.text:
                    seen.append(f"{route} as {role} with {chosen}")
    return seen, calls


@pytest.mark.asyncio
async def test_nobody_sees_anything_of_the_neighbours(matrix):
    seen, calls = await neighbours_seen(matrix)
    assert calls > 50
    assert not seen


@pytest.mark.asyncio
async def test_with_our_own_checks_off_the_database_still_shows_nothing(matrix, monkeypatch):
    """Row-level security is all that is left."""
    assert switch_off_our_checks(monkeypatch) >= 4
    seen, calls = await neighbours_seen(matrix)
    assert calls > 50
    assert not seen


@pytest.mark.asyncio
async def test_with_both_walls_down_the_neighbours_are_seen(matrix, monkeypatch):
    """The negative control: as the database's superuser, whom no policy holds, the same search finds them."""
    switch_off_our_checks(monkeypatch)
    engine = engine_for(url_of(matrix.town.database.name, SUPERUSER))
    app = create_app(matrix.town.database.settings, engine=engine)
    seen, _ = await neighbours_seen(Matrix(app, matrix.town))
    await engine.dispose()
    assert seen


def switch_off_our_checks(monkeypatch) -> int:
    """Every function of every access.py that makes a condition says "all rows" from here on; how many names that were."""
    switched_off = 0
    for name, module in list(sys.modules.items()):
        if name.startswith("service.") and module is not None:
            for attribute, function in list(vars(module).items()):
                if isinstance(function, FunctionType) and _is_a_condition(function):
                    monkeypatch.setattr(module, attribute, lambda *_, **__: true())
                    switched_off += 1
    return switched_off


def _is_a_condition(function: FunctionType) -> bool:
    said = str(function.__annotations__.get("return", ""))
    return function.__module__.endswith(".access") and "ColumnElement[bool]" in said


@pytest.mark.asyncio
async def test_the_mark_is_seen_by_those_it_belongs_to(matrix):
    """The negative control: the neighbours themselves see it, so the searches above can find something."""
    theirs = Matrix(matrix.app, matrix.town.other)
    answer = await theirs.call(Route("GET", "/accounts"), Role.ADMIN)
    assert MARK in answer.text
