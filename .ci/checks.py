"""Everything that can be found without running the service. All checks run, every failure is shown, the exit code says.

`make check` runs all; `python .ci/checks.py types texts` some; `migration "why"` makes one from the models.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
sys.path.insert(0, str(ROOT))


def ran(*command: str) -> str:
    """What a tool complained about; empty when it was content."""
    program = str(BIN / command[0]) if (BIN / command[0]).exists() else command[0]
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or f"{command[0]} failed"


def format_() -> str:
    return ran("ruff", "format", "--check", "--quiet", ".")


def lint() -> str:
    return ran("ruff", "check", "--quiet", "--output-format=concise", ".")


def types() -> str:
    return ran("mypy", "--no-error-summary", "--hide-error-context")


def imports() -> str:
    complaint = ran("lint-imports", "--no-cache")
    return complaint[complaint.find("Broken contracts") :] if "Broken contracts" in complaint else complaint


def texts() -> str:
    return ran("python", "-m", "service.web.texts", "check")


def compose() -> str:
    return ran("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")


def locks() -> str:
    """Every wish in *.in is in its lock; no address of an index anywhere."""
    found = []
    for wishes, lock in (("run.in", "run.txt"), ("dev.in", "dev.txt"), ("run.in", "dev.txt")):
        locked = (ROOT / "requirements" / lock).read_text()
        for line in (ROOT / "requirements" / wishes).read_text().splitlines():
            name = line.partition("#")[0].partition("[")[0].partition("==")[0].strip().lower()
            if name and f"\n{name}==" not in f"\n{locked}":
                found.append(f"{lock} lacks {name}: run `make lock`")
        if "://" in locked:
            found.append(f"{lock} names an address")
    return "\n".join(found)


@contextlib.contextmanager
def empty_database() -> Iterator[str]:
    """The owner's address of a new database on a throw-away server."""
    from service.embedded import Postgresql
    from service.embedded.postgresql import OWNER

    folder = Path(tempfile.mkdtemp(prefix="mr-check-"))
    server = Postgresql(folder / "postgresql", throwaway=True)
    try:
        server.start()
        yield server.url(OWNER, driver="psycopg")
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def migrations() -> str:
    """Up, the same as the models, down to nothing, and up again."""
    from alembic import command
    from alembic.util import CommandError
    from sqlalchemy import NullPool, create_engine, text

    from service import migrate

    with empty_database() as url:
        try:
            migrate.upgrade(url)
            command.check(migrate.configuration(url, quiet=True))
            migrate.downgrade(url)
            engine = create_engine(url, poolclass=NullPool)
            with engine.connect() as connection:
                tables = text("select string_agg(tablename, ', ') from pg_tables where schemaname = 'public'")
                routines = text("select count(*) from pg_proc where pronamespace = 'public'::regnamespace")
                if (left := connection.scalar(tables)) != "alembic_version" or connection.scalar(routines):
                    return f"going down left something behind: {left}"
            migrate.upgrade(url)
        except CommandError as difference:
            return f'{difference}\nRun `make migration m="why"`.'
    return ""


CHECKS: dict[str, Callable[[], str]] = {
    "format": format_,
    "lint": lint,
    "types": types,
    "imports": imports,
    "texts": texts,
    "compose": compose,
    "locks": locks,
    "migrations": migrations,
}


def check(names: list[str]) -> int:
    def one(name: str) -> tuple[str, str, float]:
        begun = time.monotonic()
        try:
            complaint = CHECKS[name]()
        except Exception as problem:  # a check that cannot run has not passed
            complaint = f"{type(problem).__name__}: {problem}"
        return name, complaint, time.monotonic() - begun

    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, complaint, seconds in pool.map(one, names or list(CHECKS)):
            print(f"{'FAILED' if complaint else 'ok':<7}{name} ({seconds:.1f} s)", flush=True)
            if complaint:
                failed.append(name)
                print("\n".join(f"       {line}" for line in complaint.splitlines()), flush=True)
    if failed:
        print(f"\nNot right yet: {', '.join(failed)}. `make fix` puts format and imports right by itself.")
    return 1 if failed else 0


def migration(why: str) -> int:
    """A file numbered after the newest, with what the models have and the tables have not."""
    from alembic import command

    from service import migrate

    number = f"{int(migrate.newest() or 0) + 1:04}"
    with empty_database() as url:
        migrate.upgrade(url)
        command.revision(migrate.configuration(url), message=why, autogenerate=True, rev_id=number)
    ran("ruff", "format", "models/migrations/versions")
    print(f"Read it before you commit it: models/migrations/versions/{number}_….py")
    return 0


if __name__ == "__main__":
    first, *rest = sys.argv[1:] or [""]
    if first == "migration":
        sys.exit(migration(" ".join(rest)))
    if unknown := [name for name in sys.argv[1:] if name not in CHECKS]:
        sys.exit(f"No such check: {', '.join(unknown)}. There are: {', '.join(CHECKS)}")
    sys.exit(check(sys.argv[1:]))
