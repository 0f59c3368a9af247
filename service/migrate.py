"""Bringing the database's tables to this version of the program. Run by the owner role, before web and worker start.

Alembic and SQLAlchemy are imported only when there is something to do: they cost a second.
"""

import re
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent.parent / "models" / "migrations"


def newest() -> str | None:
    """The revision no other one follows, read from the files without importing them."""
    revisions: set[str] = set()
    followed: set[str] = set()
    for file in (MIGRATIONS / "versions").glob("*.py"):
        source = file.read_text()
        if found := re.search(r'^revision\b[^=]*= *["\'](\w+)', source, re.MULTILINE):
            revisions.add(found[1])
        if found := re.search(r'^down_revision\b[^=]*= *["\'](\w+)', source, re.MULTILINE):
            followed.add(found[1])
    heads = revisions - followed
    if len(heads) > 1:
        raise SystemExit(f"Several newest migrations: {', '.join(sorted(heads))}. Let one follow the other.")
    return heads.pop() if heads else None


def synchronous(url: str) -> str:
    """The same address for psycopg, which Alembic uses."""
    return "postgresql+psycopg://" + url.partition("://")[2]


def installed(owner_url: str) -> str | None:
    """The revision the database is at; None for an empty one."""
    from sqlalchemy import NullPool, create_engine, text
    from sqlalchemy.exc import ProgrammingError

    engine = create_engine(synchronous(owner_url), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            found: str | None = connection.scalar(text("select version_num from alembic_version"))
            return found
    except ProgrammingError:
        return None


def is_current(owner_url: str) -> bool:
    return installed(owner_url) == newest()


def configuration(owner_url: str, *, quiet: bool = False) -> "Config":
    from alembic.config import Config

    config = Config(stdout=StringIO() if quiet else sys.stdout)
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["url"] = synchronous(owner_url)
    return config


def upgrade(owner_url: str, revision: str = "head") -> bool:
    """Whether anything was done. Two at once are safe: the migrations take a lock (see models/migrations/env.py)."""
    if revision == "head" and is_current(owner_url):
        return False
    _alembic("upgrade", owner_url, revision)
    return True


def downgrade(owner_url: str, revision: str = "base") -> None:
    _alembic("downgrade", owner_url, revision)


def _alembic(command: str, owner_url: str, *arguments: Any) -> None:
    from alembic import command as commands

    getattr(commands, command)(configuration(owner_url), *arguments)
