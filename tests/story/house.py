"""The service as people meet it: the demo municipality, loaded once and copied, behind a web and a worker process of its own."""

import asyncio
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import redis

from service.database import engine_for, sessions_on
from service.embedded.postgresql import OWNER, SUPERUSER
from service.jobs.registry import REGULAR, import_handlers
from service.jobs.worker import do_regular
from service.settings import Settings
from tests.conftest import TEMPLATE, as_superuser, settings_for
from tests.operations.processes import environment_of, start, stop

_valkey_numbers = cycle(range(8, 16))  # the lower ones belong to the run's other tests


@dataclass(frozen=True)
class House:
    """A running service. `rows` looks straight into the database, past every wall of ours."""

    address: str
    settings: Settings

    def rows(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._inside() as connection:
            return connection.execute(question.encode(), values).fetchall()

    def change(self, how: str, *values: Any) -> None:
        with self._inside() as connection:
            connection.execute(how.encode(), values)

    def let_the_clock_do(self, called: str) -> None:
        """What a worker does at regular times, now: nobody has to wait for the minute. In a thread of its own, since a
        browser's loop runs in this one."""
        with ThreadPoolExecutor(1) as aside:
            aside.submit(asyncio.run, self._regular(called)).result(timeout=60)

    async def _regular(self, called: str) -> None:
        import_handlers()
        engine = engine_for(self.settings.database_url)
        try:
            await do_regular(REGULAR[called], sessions_on(engine, self.settings.master_key))
        finally:
            await engine.dispose()

    def _inside(self) -> "psycopg.Connection[tuple[Any, ...]]":
        name = self.settings.database_url.rpartition("@/")[2].partition("?")[0]
        folder = self.settings.database_url.partition("?host=")[2]
        return psycopg.connect(host=folder, user=SUPERUSER, dbname=name, autocommit=True)


@contextmanager
def loaded_municipality(folder: Path) -> Iterator[str]:
    """The name of a database with the demo municipality in it, to be copied and not to be touched."""
    name = f"demo_{uuid4().hex[:12]}"
    as_superuser(f"create database {name} template {TEMPLATE} owner {OWNER} strategy file_copy")
    environment = environment_of(settings_for(name), MELLANRUMMET_DEMO="1")
    log = folder / "seed.log"
    seed = start("-m", "service", "seed", "--size", "S", environment=environment, log=log)
    try:
        assert seed.wait(240) == 0, log.read_text()
        yield name
    finally:
        stop(seed)
        as_superuser(f"drop database {name} with (force)")


@contextmanager
def running(loaded: str, folder: Path, host: str = "127.0.0.1") -> Iterator[House]:
    """A copy of the loaded municipality, with a web and a worker process as a deployment has them."""
    name, port = f"story_{uuid4().hex[:12]}", _free_port()
    as_superuser(f"create database {name} template {loaded} owner {OWNER} strategy file_copy")
    queue = f"{settings_for(name).redis_url}?db={next(_valkey_numbers)}"
    with redis.Redis.from_url(queue) as emptied:
        emptied.flushdb()
    settings = settings_for(name, queue)
    address = f"http://{host}:{port}"
    environment = environment_of(settings, MELLANRUMMET_DEMO="1", PORT=str(port), BASE_URL=address)
    logs = {command: folder / f"{command}-{name}.log" for command in ("web", "worker")}
    processes = [start("-m", "service", command, environment=environment, log=log) for command, log in logs.items()]
    try:
        _wait_for(address, processes[0], logs["web"])
        yield House(address, settings)
    finally:
        for process in processes:
            stop(process)
        as_superuser(f"drop database {name} with (force)")


def _wait_for(address: str, web: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert web.poll() is None, log.read_text()
        try:
            if httpx.get(f"{address}/healthz", timeout=5).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer: {log.read_text()}")


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])
