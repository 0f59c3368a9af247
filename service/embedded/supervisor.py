"""Everything under one roof, for demo and development: two servers, web and worker, started, watched and stopped together.

Stays light (no web framework, no tables): what takes memory runs in the children, and each child ends when we end.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from service.embedded.children import CannotStart, end, launch
from service.embedded.leash import end_with_parent
from service.embedded.postgresql import OWNER, Postgresql
from service.embedded.valkey import Valkey
from service.migrate import downgrade, newest

if TYPE_CHECKING:
    import psycopg
    from psycopg.rows import TupleRow

PROJECT = Path(__file__).parent.parent.parent
FIRST_PORT = 8700
PERSONAS = """
    select persona, called, string_agg(role, ', ' order by role) from account
    join account_role on account_role.account_id = account.id
    where persona is not null and closed_at is null group by account.id
    order by min(array_position(array['youth', 'guardian', 'caseworker', 'coordinator', 'host', 'place_keeper', 'mentor'],
                                role)), account.id
"""
MARK = "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
BEING_LOADED = "demo municipality, being loaded"
GIVE_UP_AFTER = 5  # restarts of one child within a minute


class AskedToStop(BaseException):
    """Ctrl-C, a closed terminal, or a polite end from outside."""


def run(*, port: int, size: str, seed: int, workers: int) -> None:
    """Serve until asked to stop. Ends with 0 when asked, 1 with a sentence when something cannot work."""
    _stop_when_asked()
    if os.environ.get("MAKELEVEL"):
        end_with_parent(signal.SIGTERM, os.getppid())  # make was killed: nobody is left to press Ctrl-C
    try:
        with ExitStack() as house:
            environment = dict(os.environ, MELLANRUMMET_DEMO="1", PYTHONUNBUFFERED="1")
            port = free_port(port)
            environment |= {"PORT": str(port), "BASE_URL": os.environ.get("BASE_URL", f"http://127.0.0.1:{port}")}
            servers = house.enter_context(_servers(environment))
            children = house.enter_context(_children())
            # The web process needs seconds to wake up: let it, while the tables are looked at. Nobody has the link yet.
            children["web"] = Child("web", environment)
            _prepare(environment, size, seed)
            for number in range(1, workers + 1):
                children[f"worker{number}"] = Child(f"worker{number}", environment)
            children["web"].wait_until_it_answers(port)
            _say_where(environment)
            _watch(servers, children)
    except CannotStart as problem:
        sys.exit(f"\n{problem}")
    except AskedToStop:
        print("\nStopped. The data are kept in .data/.", flush=True)


def free_port(wished: int) -> int:
    """The wished one, or the first free one from 8700 when none was wished."""
    for port in [wished] if wished else range(FIRST_PORT, FIRST_PORT + 50):
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    if wished:
        raise CannotStart(f"Port {wished} is taken, or not yours to use. Choose another one: make up PORT={wished + 1}")
    raise CannotStart(f"No free port from {FIRST_PORT} on. Choose one: make up PORT=9000")


def _stop_when_asked() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)  # once is enough; stopping is not to be interrupted half-way
        raise AskedToStop

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


@contextmanager
def _servers(environment: dict[str, str]) -> Iterator[list[Postgresql | Valkey]]:
    """Those of our own that are needed; their addresses go into `environment`."""
    data = Path(os.environ.get("MELLANRUMMET_DATA") or PROJECT / ".data")
    data.mkdir(parents=True, exist_ok=True)
    with ExitStack() as running:
        servers: list[Postgresql | Valkey] = []
        if environment.get("DATABASE_URL"):
            environment["DATABASE_OWNER_URL"] = environment.get("DATABASE_OWNER_URL") or environment["DATABASE_URL"]
        else:
            postgresql = Postgresql(data / "postgresql")
            running.callback(postgresql.stop)
            postgresql.start()
            servers.append(postgresql)
            environment |= {"DATABASE_URL": postgresql.url(), "DATABASE_OWNER_URL": postgresql.url(OWNER)}
        if not environment.get("REDIS_URL"):
            valkey = Valkey(data / "valkey")
            running.callback(valkey.stop)
            valkey.start()
            servers.append(valkey)
            environment["REDIS_URL"] = valkey.url()
        yield servers


@contextmanager
def _connection(environment: dict[str, str]) -> Iterator["psycopg.Connection[TupleRow]"]:
    """As the owner of the tables."""
    import psycopg

    address = environment["DATABASE_OWNER_URL"].replace("+asyncpg", "").replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


def _prepare(environment: dict[str, str], size: str, seed: int) -> None:
    """Tables of this version, and the demo municipality if there is none yet.

    Loading takes many transactions. The mark on the database tells a load that was cut short, which is begun anew, from
    a municipality that is not ours to touch.
    """
    with _connection(environment) as connection:
        if connection.execute(MARK).fetchone() == (BEING_LOADED,):
            _say("Loading the demo municipality was cut short the last time: beginning anew.")
            downgrade(environment["DATABASE_OWNER_URL"])
        there = connection.execute("select to_regclass('alembic_version')").fetchone() != (None,)
        if not there or connection.execute("select version_num from alembic_version").fetchone() != (newest(),):
            _say("Preparing the tables …")
            _run_to_its_end(environment, "migrate")
        if connection.execute("select count(*) from every_municipality()").fetchone() == (0,):
            _say("Loading a demo municipality of invented people …")
            _mark(connection, BEING_LOADED)
            _run_to_its_end(environment, "seed", "--size", size, "--seed", str(seed))
            _mark(connection, "demo municipality")


def _mark(connection: "psycopg.Connection[TupleRow]", words: str) -> None:
    from psycopg.sql import SQL, Identifier

    connection.execute(SQL("comment on database {} is {}").format(Identifier(connection.info.dbname), words))


def _program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "service", *arguments]


def _run_to_its_end(environment: dict[str, str], *arguments: str) -> None:
    child = launch(_program(*arguments), ends_by=signal.SIGTERM, environment=environment, folder=PROJECT)
    try:
        if child.wait():
            raise CannotStart(f"`{' '.join(arguments)}` did not succeed; its words are above.")
    finally:
        end(child, (signal.SIGTERM, 5))


class Child:
    """One of our own programs, started again when it ends by itself."""

    def __init__(self, name: str, environment: dict[str, str]) -> None:
        self.name = name
        self._environment = environment
        self._starts: list[float] = []
        self.process: subprocess.Popen[bytes] = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self._starts = [moment for moment in self._starts if moment > time.monotonic() - 60] + [time.monotonic()]
        command = _program(self.name.rstrip("0123456789"))
        return launch(command, ends_by=signal.SIGTERM, environment=self._environment, folder=PROJECT)

    def keep_running(self) -> None:
        if self.process.poll() is None:
            return
        if len(self._starts) > GIVE_UP_AFTER:
            raise CannotStart(f"The {self.name} process ends again and again; its words are above.")
        _say(f"The {self.name} process ended ({self.process.returncode}); starting it again.")
        self.process = self._start()

    def wait_until_it_answers(self, port: int, patience_seconds: float = 60) -> None:
        until = time.monotonic() + patience_seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise CannotStart(f"The {self.name} process ended at once; its words are above.")
            with socket.socket() as line:
                line.settimeout(1)
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.03)
        raise CannotStart(f"The {self.name} process did not answer within {patience_seconds:.0f} seconds.")


@contextmanager
def _children() -> Iterator[dict[str, Child]]:
    children: dict[str, Child] = {}
    try:
        yield children
    finally:
        for child in children.values():  # all at once, then wait for each
            if child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        for child in children.values():
            end(child.process, (signal.SIGTERM, 10))


def _watch(servers: list[Postgresql | Valkey], children: dict[str, Child]) -> None:
    while True:
        time.sleep(0.2)
        for server in servers:
            if not server.is_running():
                _say(f"{type(server).__name__} ended; starting it again.")
                server.restart()
        for child in children.values():
            child.keep_running()


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _say_where(environment: dict[str, str]) -> None:
    address = environment["BASE_URL"]
    _say("\nSign in with one click, as somebody invented:\n")
    with _connection(environment) as connection:
        for (municipality,) in connection.execute("select id::text from every_municipality() as id").fetchall():
            connection.execute("select set_config('app.municipality', %s, false)", [municipality])
            for persona, called, role in connection.execute(PERSONAS):
                _say(f"  {role:<15} {called:<22} {address}/demo/{persona}")
    _say(f"\nMellanrummet: {address}   (all of these, with a word about each: {address}/demo)")
    _say("Ctrl-C stops everything.")
