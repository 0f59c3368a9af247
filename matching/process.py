"""A solve in a process of its own: a cancel is obeyed even where the solver itself does not listen.

The child is asked to stop and to hand over its best plan; if it does not within the grace, it is ended, and what is left
is the first plan and the last one it told about.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any

from matching.engine import EFFORT, outcome_of_plan, solve
from matching.outcome import Outcome, Parameters
from matching.plan import Plan
from matching.problem import Problem
from matching.progress import Cancelled, Listener, Progress

GRACE = 5.0  # seconds between asking the child to stop and ending it
LOOK = 0.1


class SolveFailed(RuntimeError):
    """The child ended without an answer, and there was no plan yet."""


def solve_apart(
    problem: Problem,
    *,
    effort: float = EFFORT,
    seed: int = 1,
    workers: int = 1,
    seconds: float | None = None,
    menus: bool = True,
    progress: Listener | None = None,
    cancelled: Cancelled | None = None,
    grace: float = GRACE,
) -> Outcome:
    """The same as `solve`, in a child process."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    stop = context.Event()
    arguments = {"effort": effort, "seed": seed, "workers": workers, "seconds": seconds, "menus": menus}
    child = context.Process(target=_child, args=(problem_document(problem), arguments, theirs, stop), daemon=True)
    child.start()
    theirs.close()
    last: Plan | None = None
    asked_at: float | None = None
    late_at = None if seconds is None else time.monotonic() + seconds + 4 * grace
    failure = "ended without an answer"
    try:
        while True:
            if ours.poll(LOOK):
                try:
                    kind, content = ours.recv()
                except EOFError:
                    break
                if kind == "outcome":
                    answer: Outcome = content
                    return answer
                if kind == "failure":
                    raise content
                step: Progress = content
                last = step.plan or last
                if progress is not None:
                    progress(step)
            now = time.monotonic()
            is_asked = cancelled is not None and cancelled()
            if asked_at is None and (is_asked or (late_at is not None and now > late_at)):
                stop.set()
                asked_at = now
            if asked_at is not None and now - asked_at > grace:
                failure = "did not stop when asked"
                break
    finally:
        _end(child)
        ours.close()
    if last is None:
        raise SolveFailed(failure)
    parameters = Parameters(round(effort * 1000), seed, workers, None if seconds is None else round(seconds * 1000))
    return outcome_of_plan(problem, last, "cancelled" if asked_at is not None else "stopped", failure, parameters)


def problem_document(problem: Problem) -> dict[str, Any]:
    from matching.document import write_problem

    return write_problem(problem)


def _child(document: dict[str, Any], arguments: dict[str, Any], pipe: Connection, stop: Event) -> None:
    from matching.document import read_problem

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    try:
        problem = read_problem(document)
        rest_from_tidying()
        outcome = solve(
            problem,
            progress=lambda step: pipe.send(("progress", step)),
            cancelled=stop.is_set,
            **arguments,
        )
        pipe.send(("outcome", outcome))
    except Exception as failure:  # sent to the parent, which raises it where somebody listens
        pipe.send(("failure", failure))
    finally:
        pipe.close()


def rest_from_tidying() -> None:
    """For a process that only solves: what has been read stays to the end, so the search for what could be thrown away
    need not go through all of it again and again. A quarter of the time to a first plan for 10,000 youths."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _end(child: multiprocessing.process.BaseProcess) -> None:
    child.join(0.2)
    if child.is_alive():
        child.kill()
        child.join()
