"""Heavy computing in a process of its own, which can be killed: the worker's event loop never waits for a solver.

The function is given by its name and imported only in the child, so that neither web nor worker carries the solver.
"""

import asyncio
import importlib
import multiprocessing
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from service.jobs.running import Cancelled

Report = Callable[[dict[str, Any]], None]

_fresh = multiprocessing.get_context("spawn")  # a fork of a process with an event loop and connections is not safe


class ChildFailed(Exception):
    """The function raised, or its process was killed; `args` say what kind of thing happened."""


async def run_in_child(
    function: str,
    argument: Any,
    *,
    on_progress: Callable[[dict[str, Any]], Awaitable[None]] | None = None,
    is_cancelled: Callable[[], Awaitable[bool]] | None = None,
) -> Any:
    """What `function` ("package.module:name") returns for `(argument, report)`, run in a new process.

    `report(progress)` inside the child reaches `on_progress` here. When `is_cancelled` says so the child is killed and
    Cancelled is raised. The child never outlives us, even by kill -9.
    """
    loop = asyncio.get_running_loop()
    ours, theirs = _fresh.Pipe(duplex=False)
    child = _fresh.Process(target=_inside, args=(function, argument, theirs), daemon=True)
    child.start()
    theirs.close()
    readable = asyncio.Event()
    loop.add_reader(ours.fileno(), readable.set)
    try:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(readable.wait(), 0.5)
            while ours.poll():
                kind, value = ours.recv()
                if kind == "progress":
                    if on_progress:
                        await on_progress(value)
                elif kind == "result":
                    return value
                else:
                    raise ChildFailed(value)
            readable.clear()
            if is_cancelled and await is_cancelled():
                raise Cancelled
    except EOFError:
        await loop.run_in_executor(None, child.join, 5)
        raise ChildFailed(f"ended by itself ({child.exitcode})") from None
    finally:
        loop.remove_reader(ours.fileno())
        ours.close()
        if child.is_alive():
            child.kill()
        await loop.run_in_executor(None, child.join, 5)


def _inside(function: str, argument: Any, to_parent: Connection) -> None:
    from service.embedded.leash import end_with_parent

    parent = multiprocessing.parent_process()
    end_with_parent(signal.SIGKILL, (parent.pid if parent else None) or -1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        module, _, name = function.partition(":")
        act = getattr(importlib.import_module(module), name)
        to_parent.send(("result", act(argument, lambda progress: to_parent.send(("progress", progress)))))
    except BrokenPipeError:
        pass
    except Exception as problem:
        to_parent.send(("failed", type(problem).__name__))
        raise
