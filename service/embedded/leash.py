"""Becomes another program that ends when the one who started it ends, even by kill -9.

Run as a script in a fresh interpreter (`python -I -S leash.py SIGNAL PARENT FOLDERS -- program …`), so that nothing
runs between fork and exec in the parent. FOLDERS, separated by the path separator, are what the program must own; when
named, root becomes somebody else first, because PostgreSQL refuses to run as root.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
NOBODY = 65534

_libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent(number: int, parent: int) -> None:
    """Ask the kernel for signal `number` when our parent ends; leave at once if it already has."""
    _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the parent has ended")


def own_wholly(folders: list[Path], owner: int) -> None:
    """Everything in `folders` belongs to `owner`; nothing is touched when the folder itself already does."""
    for folder in folders:
        if folder.stat().st_uid == owner:
            continue
        for path in [*folder.rglob("*"), folder]:
            os.chown(path, owner, owner, follow_symlinks=False)


def stop_being_root(folders: list[Path]) -> None:
    """In a user namespace of our own root is seen as user 1000 and files stay root's; without one, become nobody."""
    try:
        if _libc.unshare(CLONE_NEWUSER):
            raise OSError(ctypes.get_errno(), "unshare")
    except OSError:
        own_wholly(folders, NOBODY)
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        return
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text("1000 0 1")
    Path("/proc/self/uid_map").write_text("1000 0 1")


def main(arguments: list[str]) -> None:
    number, parent, folders, _, *program = arguments
    if folders and os.geteuid() == 0:
        paths = [Path(folder) for folder in folders.split(os.pathsep)]
        if any(path.stat().st_uid == NOBODY for path in paths):
            own_wholly(paths, 0)
        stop_being_root(paths)
    # After the change of user, which would clear it.
    end_with_parent(signal.Signals[number], int(parent))
    os.execv(program[0], program)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
