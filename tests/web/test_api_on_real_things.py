"""Well-formed requests about things that exist: no answer is a fault of ours, and every answer is one the API announces.

Beside tests/web/test_openapi.py, which sends anything about nothing: here ids are mostly real ones of the demo municipality,
so that requests get past "not found" and into the actions.
"""

import asyncio
import random
import secrets
import tomllib
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import text

from models.people import Role
from service.app import API, create_app
from service.database import transaction
from service.demo.load import Life
from service.web import sessions
from tests.conftest import new_database
from tests.operations.processes import environment_of, start, stop
from tests.operations.test_commands import free_port

REVIEWED = Path(__file__).with_name("authorisation.toml")
EXAMPLES = 12  # for each operation
REAL = 0.8  # the share of ids that are real
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
WHO = {  # a persona with something to lose, for each role
    "youth": "hugo",
    "caseworker": "sara",
    "coordinator": "kerstin",
    "host": "holm",
    "place_keeper": "stugan",
    "mentor": "jo",
    "guardian": "leo-malin",
    "admin": "admin",
    "auditor": "granskaren",
}
IDS = {
    "youth_id": "select id from youth",
    "account_id": "select id from account",
    "site_id": "select id from site",
    "mentor_id": "select id from mentor",
    "statement_id": "select id from statement",
    "person_id": "select id from own_person",
    "check_id": "select id from background_check",
    "request_id": "select id from stay_request",
    "proposal_id": "select id from proposal",
    "ask_id": "select id from host_ask",
    "reminder_id": "select id from contact_reminder",
    "duty_id": "select id from duty",
    "round_id": "select id from round",
    "stay_id": "select id from stay",
    "change_id": "select id from stay_change",
    "visit_id": "select id from visit",
    "note_id": "select id from note",
    "support_id": "select id from support_person",
    "consent_id": "select id from consent",
    "owner_id": "select id from site union select id from mentor",
}


@pytest_asyncio.fixture(scope="module")
async def served(tmp_path_factory):
    """A web process over a loaded demo municipality; a token for each role; ids to try."""
    async with new_database() as database:
        world = Life(database.sessions, seed=1)
        await world.live(youths=12, hosts=8)
        tokens, ids = {}, {}
        async with transaction(database.sessions, world.world.municipality_id) as session:
            for role, persona in WHO.items():
                row = await session.execute(text("select id from account where persona = :p"), {"p": persona})
                tokens[role], _ = await sessions.open_token(session, row.scalar_one(), Role(role))
            for name, query in IDS.items():
                ids[name] = [str(one) for one in await session.scalars(text(query))]
        port = free_port()
        log = tmp_path_factory.mktemp("web") / "log"
        web = start(
            "-m",
            "service",
            "web",
            environment=environment_of(database.settings, PORT=str(port), MELLANRUMMET_DEMO="1"),
            log=log,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(150):
                await asyncio.sleep(0.2)
                try:
                    if (await asyncio.to_thread(requests.get, f"{address}/healthz", timeout=2)).ok:
                        break
                except requests.ConnectionError:
                    continue
            assert web.poll() is None, log.read_text()
            yield address, tokens, ids, log
        finally:
            stop(web)


def operations() -> list[Any]:
    from service.settings import Settings

    nowhere = Settings(
        "postgresql+asyncpg://nobody@/nowhere", "", "", "s" * 40, "m" * 40, "http://localhost", False, True
    )
    schema = schemathesis.openapi.from_dict(create_app(nowhere).openapi_schema.to_schema())
    found = [result.ok() for result in schema.get_all_operations()]
    return [one for one in found if not one.path.endswith("/events")]  # a stream has no end to check


def role_for(operation: Any) -> str | None:
    reviewed = tomllib.loads(REVIEWED.read_text())["api"][f"{operation.method.upper()} {operation.path}"].split()
    return None if reviewed == ["anyone"] else next((role for role in WHO if role in reviewed), "youth")


@pytest.mark.parametrize(
    "operation", operations(), ids=lambda one: f"{one.method.upper()} {one.path.removeprefix(API)}"
)
def test_no_answer_is_a_fault_of_ours(served, operation):
    address, tokens, ids, log = served
    role, chance = role_for(operation), random.Random(operation.path)
    if operation.path.endswith("/tokens/current"):
        tokens = {}  # signing out is tried without a token: the others need theirs

    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def attempt(case: Any) -> None:
        for name in list(case.path_parameters or {}):
            if ids.get(name) and chance.random() < REAL:
                case.path_parameters[name] = chance.choice(ids[name])
        headers = {"Idempotency-Key": secrets.token_hex(8)}
        if role in tokens:
            headers["Authorization"] = f"Bearer {tokens[role]}"
        answer = case.call(base_url=address, headers=headers, timeout=30)
        assert answer.status_code < 500, (case.as_curl_command(), answer.text, log.read_text()[-2000:])
        case.validate_response(answer, checks=CHECKS)

    attempt()


def test_there_is_something_to_try(served):
    """Negative control: the ids are real, and the tokens open doors."""
    address, tokens, ids, _ = served
    assert all(ids[name] for name in ("youth_id", "proposal_id", "ask_id", "round_id", "stay_id", "site_id"))
    mine = requests.get(f"{address}{API}/me", headers={"Authorization": f"Bearer {tokens['youth']}"}, timeout=10)
    assert mine.status_code == 200
    assert requests.get(f"{address}{API}/me", timeout=10).status_code == 401
