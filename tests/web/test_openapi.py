"""The API as its own description says: no fault of ours, whatever is sent, in any role."""

import asyncio
import contextlib
import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn

from models.people import Role
from service.app import create_app
from tests.web.matrix import reviewed
from tests.web.people import Town, given_a_town, token_for

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,allow_header_conformance"
CALLERS = (
    Role.YOUTH,
    Role.CASEWORKER,
    Role.COORDINATOR,
    Role.HOST,
    Role.MENTOR,
    Role.GUARDIAN,
    Role.ADMIN,
    Role.AUDITOR,
)
NOT_TRIED = ("/api/v1/tokens", "/api/v1/tokens/current")  # one slows down on purpose, the other ends the token
FULL = os.environ.get("API_TEST") == "full"  # every boundary of every field: minutes instead of seconds


@contextlib.contextmanager
def served(settings) -> Iterator[str]:
    """The application on a port of its own, in a thread with a loop of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(settings), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            threading.Event().wait(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)


@pytest_asyncio.fixture(scope="module")
async def town(module_database) -> Town:
    return await given_a_town(module_database)


@pytest.fixture(scope="module")
def address(module_database, town) -> Iterator[str]:
    with served(module_database.settings) as at:
        yield at


def test_the_description_is_openapi_3_1_and_of_the_api_alone(address):
    said = httpx.get(f"{address}/api/v1/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") for path in said["paths"])
    for path, methods in said["paths"].items():
        for method, one in methods.items():
            assert {"401", "403", "404", "422"} <= set(one["responses"]), f"{method} {path}"
            problem = one["responses"]["422"]["content"]
            assert "application/problem+json" in problem
    assert httpx.get(f"{address}/api/v1/openapi.yaml").status_code == 200


@pytest.mark.asyncio
async def test_options_names_every_method_of_an_address(address):
    methods: dict[str, set[str]] = {}
    for route in reviewed():
        if "{" not in route.path:
            methods.setdefault(route.path, {"OPTIONS"}).add(route.method)
    async with httpx.AsyncClient(base_url=address) as client:
        for path, expected in methods.items():
            answer = await client.options(path)
            assert set(answer.headers["allow"].split(", ")) == expected, path


def operations() -> dict[Role, list[str]]:
    """Each operation of the API once, by somebody who may."""
    found: dict[Role, list[str]] = {}
    for route, allowed in reviewed().items():
        if route.is_api and route.path not in NOT_TRIED:
            caller = next(role for role in CALLERS if allowed is None or role in allowed)
            found.setdefault(caller, []).append(str(route))
    return found


@pytest.mark.asyncio
@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", sorted(operations()))
async def test_nothing_that_is_sent_is_a_fault_of_ours(address, town, tmp_path, role):
    chosen = [part for name in operations()[role] for part in ("--include-name", name)]
    program = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("run", f"{address}/api/v1/openapi.json", *chosen),
        *("--header", f"Authorization: Bearer {await token_for(town, role)}"),
        *("--checks", CHECKS, "--phases", "coverage,fuzzing" if FULL else "fuzzing"),
        *("--max-examples", "100" if FULL else "10", "--seed", "1", "--continue-on-failure", "--no-shrink"),
        *("--warnings", "off", "--request-timeout", "20"),
    ]
    child = await asyncio.create_subprocess_exec(
        *program, cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said = (await child.communicate())[0].decode()
    assert child.returncode == 0, said[-6000:]
    assert f"Tested: {len(operations()[role])}" in said, said[-2000:]
