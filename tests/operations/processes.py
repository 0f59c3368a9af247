"""Starting our own programs as a deployment would, and looking at what is left of them."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from service.settings import Settings

ROOT = Path(__file__).parent.parent.parent


def environment_of(settings: Settings, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "DATABASE_OWNER_URL": settings.database_owner_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key,
        "MASTER_KEY": settings.master_key,
        "MELLANRUMMET_PRODUCTION": "0",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def start(*arguments: str, environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, *arguments],
            env=environment,
            cwd=ROOT,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def runs(pid: int) -> bool:
    """A zombie does not run."""
    return Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() != b""


def naming(text: str) -> list[int]:
    """The processes, zombies left out, that have `text` on their command line or in their environment."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            words = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except OSError:
            continue
        if state not in "ZX" and text.encode() in words:
            found.append(int(folder.name))
    return found


async def until(is_true: Callable[[], Awaitable[bool]], seconds: float, what: str) -> float:
    """Wait until it is so; says how long it took."""
    begun = time.monotonic()
    while not await is_true():
        assert time.monotonic() - begun < seconds, f"{what}: not within {seconds} s"
        await asyncio.sleep(0.1)
    return time.monotonic() - begun


def until_gone(text: str, seconds: float = 10) -> None:
    begun = time.monotonic()
    while left := naming(text):
        assert time.monotonic() - begun < seconds, f"left behind: {left}"
        time.sleep(0.05)
