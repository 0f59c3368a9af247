"""A running solve on the command line: one line for each goal, the last of them alive; on a terminal it is drawn over.

Where nobody watches (a file, a log) a line is written only when there is something new to tell.
"""

from __future__ import annotations

from typing import TextIO

from matching.progress import Progress

WIDTH = 20
BACK, CLEAR = "\r", "\x1b[K"


class Bar:
    """Called with every step of a solve; `close` when it has ended."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._is_drawn_over = out.isatty()
        self._filled = 0
        self._last: tuple[object, ...] | None = None
        self._goal: str | None = None

    def __call__(self, step: Progress) -> None:
        self._filled = max(self._filled, WIDTH * step.done // max(1, step.goals))  # never backwards
        news = (step.goal, step.best, step.bound, self._placed(step))
        if self._is_drawn_over:
            between = "\n" if self._goal not in (None, step.goal) else BACK
            print(f"{between}{self._line(step)}{CLEAR}", end="", file=self._out, flush=True)
        elif news != self._last:
            print(self._line(step), file=self._out, flush=True)
        self._last, self._goal = news, step.goal

    def close(self) -> None:
        if self._is_drawn_over and self._goal is not None:
            print(file=self._out)

    def _line(self, step: Progress) -> str:
        gap = "" if step.gap is None else ", proven" if step.gap == 0 else f", gap {100 * step.gap:.2f} %"
        bound = "?" if step.bound is None else step.bound
        best = "" if step.best is None else f": {step.best} of at best {bound}{gap}"
        placed = "" if step.plan is None else f" ({self._placed(step)} placed)"
        bar = "#" * self._filled + "." * (WIDTH - self._filled)
        return f"[{bar}] {step.elapsed:7.1f} s  {step.goal}{best}{placed}"

    @staticmethod
    def _placed(step: Progress) -> int | None:
        return None if step.plan is None else len(step.plan.placements)
