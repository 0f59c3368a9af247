"""`migrate`, `web` and `worker` as processes of their own on plain addresses: what compose.yaml runs, without an engine."""

import asyncio
import os
import socket
import subprocess
import sys
from uuid import uuid4

import httpx
import pytest
import yaml

from service.database import engine_for, sessions_on, transaction
from service.embedded.postgresql import OWNER
from service.jobs import enqueue, job_of
from tests.conftest import as_superuser, settings_for
from tests.operations.processes import ROOT, environment_of, start, stop, until

PRODUCTION = {"MELLANRUMMET_PRODUCTION": "1", "BASE_URL": "http://localhost"}


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    everything = {name: value for name, value in os.environ.items() if "DATABASE" not in name} | environment
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        env=everything,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def empty(redis_url):
    """The settings of a database without tables."""
    name = f"t_{uuid4().hex[:12]}"
    as_superuser(f"create database {name} owner {OWNER}")
    yield settings_for(name, redis_url)
    as_superuser(f"drop database {name} with (force)")


async def test_the_three_commands_serve_as_a_deployment_would(empty, redis_url, tmp_path):
    port = free_port()
    environment = environment_of(empty, **PRODUCTION, PORT=str(port), REDIS_URL=redis_url)
    at_once = [start("-m", "service", "migrate", environment=environment, log=tmp_path / "migrate") for _ in range(2)]
    assert [process.wait(120) for process in at_once] == [0, 0], (tmp_path / "migrate").read_text()
    again = run("migrate", DATABASE_OWNER_URL=empty.database_owner_url)
    assert "up to date already" in again.stdout

    web = start("-m", "service", "web", environment=environment, log=tmp_path / "web")
    worker = start("-m", "service", "worker", environment=environment, log=tmp_path / "worker")
    engine = engine_for(empty.database_url)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:

            async def answers():
                assert web.poll() is None, (tmp_path / "web").read_text()
                try:
                    return (await client.get("/healthz")).json() == {"status": "ok"}
                except httpx.TransportError:
                    return False

            await until(answers, 60, "web answers")
            assert (await client.get("/no-such-page")).status_code == 404
            assert (await client.get("/demo/alva")).status_code in (403, 404), "no demo with a production setting"

        here = uuid4()
        sessions = sessions_on(engine, empty.master_key)
        async with transaction(sessions, here) as session:
            from models.municipality import Municipality

            session.add(Municipality(id=here, code="prov", called="Provköping"))
        async with transaction(sessions, here) as session:
            job_id = await enqueue(session, "no_such_kind", {})

        async def is_looked_at():
            assert worker.poll() is None, (tmp_path / "worker").read_text()
            async with transaction(sessions, here) as session:
                return (await job_of(session, job_id)).error == "job.unknown_kind"

        await until(is_looked_at, 60, "worker looks at a job")
    finally:
        await engine.dispose()
        await asyncio.gather(asyncio.to_thread(stop, web), asyncio.to_thread(stop, worker))
    assert worker.returncode == 0
    assert web.returncode in (0, -15, 130)


def test_production_is_not_started_without_keys(empty):
    refused = run("web", DATABASE_URL=empty.database_url, REDIS_URL="redis://nowhere", MELLANRUMMET_PRODUCTION="1")
    assert refused.returncode == 1
    assert "SECRET_KEY and MASTER_KEY need at least 32 characters" in refused.stderr


def test_a_demo_in_production_is_refused(empty):
    refused = run(
        "web",
        DATABASE_URL=empty.database_url,
        REDIS_URL="redis://nowhere",
        MELLANRUMMET_PRODUCTION="1",
        MELLANRUMMET_DEMO="1",
    )
    assert refused.returncode == 1
    assert "never served with a production setting" in refused.stderr


def test_migrate_says_what_it_lacks():
    refused = run("migrate", DATABASE_OWNER_URL="", DATABASE_URL="")
    assert refused.returncode == 1
    assert "DATABASE_OWNER_URL" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_migration_cut_short_by_an_unreachable_database_is_told_in_one_line():
    refused = run("migrate", DATABASE_OWNER_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr


# -- compose.yaml


@pytest.fixture(scope="module")
def composed() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def check_compose(path: str) -> int:
    tool = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", path]
    return subprocess.run(tool, capture_output=True, cwd=ROOT).returncode


def test_compose_follows_the_schema_and_the_check_can_fail(tmp_path):
    assert check_compose("compose.yaml") == 0
    broken = tmp_path / "compose.yaml"
    broken.write_text((ROOT / "compose.yaml").read_text().replace("read_only: true", "read_only: [perhaps]"))
    assert check_compose(str(broken)) == 1


def test_compose_runs_the_three_commands_on_postgresql_18_and_valkey(composed):
    services = composed["services"]
    assert {name: services[name]["command"] for name in ("migrate", "web", "worker")} == {
        "migrate": ["migrate"],
        "web": ["web"],
        "worker": ["worker"],
    }
    assert services["db"]["image"] == "postgres:18"
    assert services["queue"]["image"].startswith("valkey/valkey:8")
    assert "db:/var/lib/postgresql" in services["db"]["volumes"], "18 refuses to start on the old mount"
    assert "owner_url" not in services["web"]["secrets"] + services["worker"]["secrets"], "only migrate is the owner"


def test_every_file_and_secret_that_compose_names_is_there(composed):
    named = {volume.split(":")[0] for volume in composed["services"]["db"]["volumes"] if volume.startswith("./")}
    assert all((ROOT / path).is_file() for path in named)
    used = {secret for service in composed["services"].values() for secret in service.get("secrets", [])}
    assert used == set(composed["secrets"])
