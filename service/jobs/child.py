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
from threading import Thread
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
    is_stopped: Callable[[], Awaitable[bool]] | None = None,
) -> Any:
    """What `function` ("package.module:name") returns for `(argument, report)`, run in a new process.

    `report(progress)` inside the child reaches `on_progress` here. When `is_cancelled` says so the child is killed and
    Cancelled is raised. With `is_stopped` the function takes a third argument, which it asks now and then whether it is
    time to return what it has. The child never outlives us, even by kill -9.
    """
    loop = asyncio.get_running_loop()
    ours, theirs = _fresh.Pipe(duplex=False)
    heard, told = _fresh.Pipe(duplex=False) if is_stopped else (None, None)
    child = _fresh.Process(target=_inside, args=(function, argument, theirs, heard), daemon=True)
    child.start()
    for end in (theirs, heard):
        if end:
            end.close()
    said: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
    listening = Thread(target=_listen, args=(ours, lambda one: loop.call_soon_threadsafe(said.put_nowait, one)))
    listening.start()
    try:
        while True:
            with suppress(TimeoutError):
                kind, value = await asyncio.wait_for(said.get(), 0.5)
                if kind == "result":
                    return value
                if kind == "failed":
                    raise ChildFailed(value)
                if kind == "ended":
                    await loop.run_in_executor(None, child.join, 5)
                    raise ChildFailed(f"ended by itself ({child.exitcode})")
                if on_progress:
                    await on_progress(value)
            if is_cancelled and await is_cancelled():
                raise Cancelled
            if is_stopped and told and await is_stopped():
                told.close()
                told = None
    finally:
        if told:
            told.close()
        if child.is_alive():
            child.kill()
        await loop.run_in_executor(None, child.join, 5)
        await loop.run_in_executor(None, listening.join, 5)
        ours.close()


def _listen(from_child: Connection, say: Callable[[tuple[str, Any]], Any]) -> None:
    """In a thread: a message may be larger than what the pipe holds, and reading it to its end has to wait for the child.
    An event loop that watched the pipe itself could make it one that does not wait."""
    try:
        while True:
            say(from_child.recv())
    except (EOFError, OSError):
        say(("ended", None))


def _inside(function: str, argument: Any, to_parent: Connection, from_parent: Connection | None) -> None:
    from service.embedded.leash import end_with_parent

    parent = multiprocessing.parent_process()
    end_with_parent(signal.SIGKILL, (parent.pid if parent else None) or -1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        module, _, name = function.partition(":")
        act = getattr(importlib.import_module(module), name)
        more = (from_parent.poll,) if from_parent else ()  # its other end closed means: it is enough
        to_parent.send(("result", act(argument, lambda progress: to_parent.send(("progress", progress)), *more)))
    except BrokenPipeError:
        pass
    except Exception as problem:
        to_parent.send(("failed", type(problem).__name__))
        raise
