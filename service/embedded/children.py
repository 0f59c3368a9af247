"""Starting and stopping child programs so that none outlives us, and the folders they share.

Linux only: the kernel's parent-death signal is the one thing that still works after kill -9.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

LEASH = Path(__file__).with_name("leash.py")
LONGEST_SOCKET_PATH = 107


class CannotStart(RuntimeError):
    """An embedded server did not come up; the text says why and, where we know, what to do."""


def folder_of_wheel(module: str) -> Path:
    """Where an installed package lies; found, never imported."""
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(
            f"The package {module} is not installed here. Set DATABASE_URL and REDIS_URL to use servers of your own."
        )
    return Path(spec.submodule_search_locations[0])


def launch(
    program: Sequence[str | Path],
    *,
    ends_by: signal.Signals,
    owns: Sequence[Path] = (),
    log: IO[bytes] | None = None,
    reads: IO[bytes] | None = None,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start `program` in a session of its own; it gets `ends_by` when this process ends, however it ends."""
    folders = os.pathsep.join(str(path) for path in owns)
    leash = [sys.executable, "-I", "-S", str(LEASH), ends_by.name, str(os.getpid()), folders, "--"]
    return subprocess.Popen(  # noqa: S603 - our own programs only
        [*leash, *(str(part) for part in program)],
        stdin=reads or subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT if log else None,
        start_new_session=True,  # Ctrl-C reaches us alone: we choose the order in which things stop
        env=environment,
        cwd=folder,
    )


def end(child: subprocess.Popen[bytes], *signals: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn and wait its seconds; SIGKILL at last. An ended child is no error."""
    for number, seconds in (*signals, (signal.SIGKILL, 10.0)):
        if child.poll() is not None:
            return
        child.send_signal(number)
        try:
            child.wait(seconds)
            return
        except subprocess.TimeoutExpired:
            continue


def is_alive(pid: int, naming: str) -> bool:
    """Whether `pid` runs a program whose command line names `naming`; a zombie does not run."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in "ZX" and naming.encode() in command


def socket_folder(data: Path, socket_name: str) -> Path:
    """Where a server on `data` has its sockets: short (a socket path may have 107 bytes), the same at every start."""
    key = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    name = f"mellanrummet-{os.getuid()}-{key}"
    folder = Path(tempfile.gettempdir()) / name
    return folder if len(str(folder / socket_name)) <= LONGEST_SOCKET_PATH else Path("/tmp") / name  # noqa: S108


def make_private(folder: Path) -> None:
    """Only we (or, for root, the user nobody that root becomes) may enter; somebody else's folder is refused."""
    folder.mkdir(mode=0o700, exist_ok=True)
    trusted = {0, 65534} if os.getuid() == 0 else {os.getuid()}
    if folder.is_symlink() or folder.lstat().st_uid not in trusted:
        raise CannotStart(f"{folder} belongs to somebody else. Remove it, or set TMPDIR to a folder of your own.")
    folder.chmod(0o700)


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


class OneOwner:
    """An exclusive lock beside a data folder: two programs never run servers on the same data."""

    def __init__(self, data: Path) -> None:
        self._path = data.with_name(data.name + ".lock")
        self._file: IO[str] | None = None

    def take(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise CannotStart(
                f"Mellanrummet already runs on {self._path.parent}. Stop the other one first (Ctrl-C where it runs)."
            ) from None
        self._file = file

    @property
    def is_held(self) -> bool:
        return self._file is not None

    def release(self) -> None:
        if self._file:
            self._file.close()
            self._file = None
