"""What the surroundings decide: addresses, keys, whether this is a demo. Read once, at start."""

import os
from dataclasses import dataclass
from pathlib import Path


def secret(name: str, default: str = "") -> str:
    """A secret from NAME, or from the file that NAME_FILE names (container secrets)."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return os.environ.get(name, default)


def _for_asyncpg(url: str) -> str:
    """The address as SQLAlchemy's asynchronous driver wants it: people write plain postgresql://."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+asyncpg://{rest}" if scheme in ("postgres", "postgresql") and separator else url


@dataclass(frozen=True)
class Settings:
    database_url: str  # the app role
    database_owner_url: str  # the owner, for migrations only
    redis_url: str
    secret_key: str  # signs CSRF cookies, looks up activation cards (HMAC)
    master_key: str  # wraps each youth's own key (record_content)
    base_url: str
    production: bool = True
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = 8700

    @classmethod
    def from_environment(cls) -> "Settings":
        """Production unless MELLANRUMMET_DEMO=1; a production start without keys is refused."""
        demo = os.environ.get("MELLANRUMMET_DEMO") == "1"
        production = os.environ.get("MELLANRUMMET_PRODUCTION", "0" if demo else "1") == "1"
        if demo and production:
            raise SystemExit("The demo municipality is never served with a production setting. Unset one of them.")
        insecure = "" if production else "demo-only-" + "0" * 32
        settings = cls(
            database_url=_for_asyncpg(secret("DATABASE_URL")),
            database_owner_url=secret("DATABASE_OWNER_URL"),
            redis_url=secret("REDIS_URL"),
            secret_key=secret("SECRET_KEY", insecure),
            master_key=secret("MASTER_KEY", insecure),
            base_url=os.environ.get("BASE_URL", "http://127.0.0.1:8700"),
            production=production,
            demo=demo,
            host=os.environ.get("HOST", "127.0.0.1"),
            port=int(os.environ.get("PORT", "8700")),
        )
        if production and (len(settings.secret_key) < 32 or len(settings.master_key) < 32):
            raise SystemExit("SECRET_KEY and MASTER_KEY need at least 32 characters each (or *_FILE naming a file).")
        return settings
