"""`make up`: everything under one roof, mended when a part of it is killed, gone without a trace when it ends."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import httpx
import pytest

from tests.operations.processes import ROOT, naming, until_gone
from tests.operations.test_commands import free_port


class House:
    """A running `python -m service demo`, and what it says."""

    def __init__(self, data: Path, *arguments: str, **environment: str) -> None:
        self.data = data
        self.port = free_port()
        self.begun = time.monotonic()
        everything = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "MAKELEVEL")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "service", "demo", "--port", str(self.port), *arguments],
            cwd=ROOT,
            env={**everything, "MELLANRUMMET_DATA": str(data), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []
        self._lines: Queue[str] = Queue()
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line.rstrip())

    def says(self, words: str, seconds: float = 150) -> float:
        """Wait until it has said so; the seconds since it was begun."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                self.said.append(self._lines.get(timeout=0.2))
            except Empty:
                assert self.process.poll() is None, "\n".join(self.said)
                continue
            if words in self.said[-1]:
                return time.monotonic() - self.begun
        raise AssertionError(f"never said {words!r}:\n" + "\n".join(self.said))

    def children(self, command: str) -> list[int]:
        """Of this house, by the last word of the command line."""
        return [
            pid
            for pid in naming(str(self.data))
            if Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").endswith(b"service\0" + command.encode())
        ]

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=10)

    def postmaster(self) -> int:
        return int((self.data / "postgresql" / "postmaster.pid").read_text().split()[0])


@contextmanager
def house(data: Path, *arguments: str, **environment: str):
    made = House(data, *arguments, **environment)
    try:
        yield made
    finally:
        made.process.kill()
        made.process.wait()
        until_gone(str(data), 20)


def eventually(act, seconds: float = 40):
    until = time.monotonic() + seconds
    while True:
        try:
            return act()
        except (AssertionError, httpx.HTTPError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """Where the demo municipality lives; loaded once for this module."""
    return tmp_path_factory.mktemp("house")


@pytest.mark.timeout(400)
def test_the_first_start_loads_a_municipality_and_prints_a_link_for_each_persona(data):
    with house(data) as up:
        seconds = up.says("Ctrl-C stops everything")
        links = [line for line in up.said if "/demo/" in line]
        assert len(links) >= 10
        roles = {"youth", "caseworker", "coordinator", "host", "mentor", "place_keeper", "guardian"}
        assert roles <= {line.split()[0] for line in links}
        assert up.get("/healthz").json() == {"status": "ok"}
        for link in links:
            assert up.get(re.search(r"/demo/\S+", link)[0]).status_code in (200, 302, 303), link
        print(f"first start: {seconds:.1f} s")
        up.process.send_signal(signal.SIGINT)
        assert up.process.wait(30) == 0
        until_gone(str(data), 5)


@pytest.mark.timeout(400)
def test_a_later_start_keeps_the_data_and_mends_itself(data):
    with house(data) as up:
        seconds = up.says("Ctrl-C stops everything")
        assert not any("Loading" in line for line in up.said)
        print(f"later start: {seconds:.1f} s")

        web, worker = up.children("web"), up.children("worker")
        assert (len(web), len(worker)) == (1, 1)
        for pid in web + worker:
            os.kill(pid, signal.SIGKILL)

        def mended() -> None:
            assert up.children("web") not in ([], web)
            assert up.children("worker") not in ([], worker)
            assert up.get("/healthz").status_code == 200

        eventually(mended)

        postmaster = up.postmaster()
        os.kill(postmaster, signal.SIGKILL)

        def database_is_back() -> None:
            assert up.postmaster() != postmaster
            assert up.get("/healthz").status_code == 200

        eventually(database_is_back)

        up.process.kill()
        up.process.wait()
        until_gone(str(data), 20)  # web, worker, PostgreSQL, Valkey: all of them

    with house(data) as up:
        up.says("Ctrl-C stops everything")
        second = House(data)
        second.process.wait(30)
        assert second.process.returncode == 1
        assert "already runs" in second._lines.get(timeout=5) + second._lines.get(timeout=5)
        up.process.send_signal(signal.SIGTERM)
        assert up.process.wait(30) == 0
        until_gone(str(data), 5)


def test_a_taken_port_is_said_in_a_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "service", "demo", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "MELLANRUMMET_DATA": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


async def test_with_addresses_of_ones_own_nothing_embedded_is_started(database, here, redis_url, tmp_path):
    """The database has a municipality already (`here`), so that none is loaded either."""
    addresses = {
        "DATABASE_URL": database.settings.database_url,
        "DATABASE_OWNER_URL": database.settings.database_owner_url,
        "REDIS_URL": redis_url,
    }

    def visit() -> None:
        with house(tmp_path, **addresses) as up:
            up.says("Ctrl-C stops everything", 60)
            assert up.get("/healthz").status_code == 200
            assert not (tmp_path / "postgresql").exists()
            assert not any("Loading" in line for line in up.said)

    await asyncio.to_thread(visit)
