"""One throw-away PostgreSQL and Valkey for the whole run; a migrated template; a transaction for each test.

`session`   the app role, in a transaction that is rolled back: most tests.
`database`  a database of its own, for tests that commit or use several connections.
`redis_url` an emptied Valkey.
"""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import pytest_asyncio
import redis
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from service.database import Sessions, engine_for, sessions_on
from service.embedded import Postgresql, Valkey
from service.embedded.children import CannotStart, OneOwner
from service.embedded.postgresql import APP, OWNER, SUPERUSER
from service.settings import Settings

TEMPLATE = "mr_template"
FOLDERS = "mr-tests-"
SERVERS = pytest.StashKey[tuple[Postgresql, Valkey, Path]]()


# -- the servers: started once, by the process that starts the workers


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    _remove_what_killed_runs_left()
    folder = Path(tempfile.mkdtemp(prefix=FOLDERS, dir=_memory()))
    folder.chmod(0o711)  # where root must become nobody, nobody must get in
    postgresql, valkey = Postgresql(folder / "postgresql", throwaway=True), Valkey(folder / "valkey")
    config.stash[SERVERS] = (postgresql, valkey, folder)
    postgresql.start()
    valkey.start()
    os.environ["TEST_POSTGRESQL"] = str(postgresql.sockets)
    os.environ["TEST_REDIS_URL"] = valkey.url()
    # Races here wait for each other on purpose: who has to try again is told at once, not after a second each time.
    as_superuser("alter system set deadlock_timeout = '50ms'")
    as_superuser("select pg_reload_conf()")
    _make_template()


def _memory() -> Path | None:
    """Memory that looks like a disk, if there is enough: nothing here has to outlive the run."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30
    return memory if roomy else None


def _remove_what_killed_runs_left() -> None:
    """The lock beside a data folder tells whether somebody still uses it."""
    for folder in (_memory() or Path(tempfile.gettempdir())).glob(FOLDERS + "*"):
        with contextlib.suppress(OSError, CannotStart):
            if folder.stat().st_mtime < time.time() - 60:
                lock = OneOwner(folder / "postgresql")
                lock.take()
                shutil.rmtree(folder, ignore_errors=True)
                lock.release()


def pytest_unconfigure(config: pytest.Config) -> None:
    if servers := config.stash.get(SERVERS, None):
        postgresql, valkey, folder = servers
        valkey.stop()
        postgresql.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _make_template() -> None:
    from service import migrate

    as_superuser(f"create database {TEMPLATE} owner {OWNER}")
    migrate.upgrade(url_of(TEMPLATE, OWNER, "psycopg"))


def url_of(database: str, role: str = APP, driver: str = "asyncpg") -> str:
    return f"postgresql+{driver}://{role}@/{database}?host={os.environ['TEST_POSTGRESQL']}"


def as_superuser(statement: str, database: str = "postgres") -> None:
    """For what no role of ours may do: making and dropping databases."""
    with psycopg.connect(
        host=os.environ["TEST_POSTGRESQL"], user=SUPERUSER, dbname=database, autocommit=True
    ) as connection:
        connection.execute(statement.encode())


def settings_for(database: str, redis_url: str = "") -> Settings:
    return Settings(
        database_url=url_of(database),
        database_owner_url=url_of(database, OWNER),
        redis_url=redis_url or os.environ["TEST_REDIS_URL"],
        secret_key="test-" + "s" * 32,
        master_key="test-" + "m" * 32,
        base_url="http://localhost",
        production=False,
        demo=True,
    )


# -- the order: what takes longest begins first, so that no core waits for the other at the end

LONGEST_FIRST = (
    "tests/story/test_every_page_of_hers.py",
    "tests/story/test_every_page.py",
    "tests/story/test_leaving.py",
    "tests/story/test_wishing.py",
    "tests/parity/",
    "tests/story/",
    "tests/web/",
    "tests/operations/",
    "tests/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's own order is kept. The number of a file's tests, which decides elsewhere, says little about its time."""
    items.sort(key=lambda one: next(at for at, start in enumerate(LONGEST_FIRST) if one.nodeid.startswith(start)))


# -- databases


@dataclass
class Database:
    """A database of its own, migrated. `sessions` works as the app role, `owner` as the owner of the tables."""

    name: str
    settings: Settings
    engine: AsyncEngine
    owner_engine: AsyncEngine
    sessions: Sessions = field(init=False)
    owner: Sessions = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = sessions_on(self.engine, self.settings.master_key)
        self.owner = sessions_on(self.owner_engine, self.settings.master_key)


@asynccontextmanager
async def new_database() -> AsyncIterator[Database]:
    name = f"t_{uuid4().hex[:12]}"
    as_superuser(f"create database {name} template {TEMPLATE} owner {OWNER} strategy file_copy")
    database = Database(name, settings_for(name), engine_for(url_of(name)), engine_for(url_of(name, OWNER)))
    try:
        yield database
    finally:
        await database.engine.dispose()
        await database.owner_engine.dispose()
        as_superuser(f"drop database {name} with (force)")


@pytest_asyncio.fixture
async def database() -> AsyncIterator[Database]:
    """New for each test; commits stay in it."""
    async with new_database() as made:
        yield made


@pytest_asyncio.fixture(scope="module")
async def module_database() -> AsyncIterator[Database]:
    """One for all tests of a module, for worlds that are dear to make."""
    async with new_database() as made:
        yield made


@pytest_asyncio.fixture(scope="session")
async def shared_database() -> AsyncIterator[Database]:
    """Where the rolled-back tests of this worker run. Nothing is ever committed in it."""
    async with new_database() as made:
        yield made


@pytest_asyncio.fixture
async def session(shared_database: Database) -> AsyncIterator[AsyncSession]:
    """The app role, rolled back at the end. `session.commit()` in the tested code ends a savepoint only."""
    async with shared_database.engine.connect() as connection:
        outer = await connection.begin()
        async with AsyncSession(
            bind=connection,
            join_transaction_mode="create_savepoint",
            expire_on_commit=False,
            info={"master_key": shared_database.settings.master_key},
        ) as made:
            yield made
        await outer.rollback()


@pytest.fixture
def settings(shared_database: Database) -> Settings:
    return shared_database.settings


@pytest.fixture
def redis_url(worker_id: str) -> str:
    """An emptied Valkey; each parallel worker of the run has a number of its own on the one server."""
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 0
    url = f"{os.environ['TEST_REDIS_URL']}?db={number}"
    with redis.Redis.from_url(url) as queue:
        queue.flushdb()
    return url
