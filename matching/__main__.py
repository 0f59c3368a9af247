"""The engine on the command line: documents in, documents out. Bad input is one line a fault, exit 2, nothing written."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from matching.codec import BadDocument
from matching.commands import asking, repairing, solving
from matching.commands.amounts import count, day, none_or_more, positive, share, whole
from matching.generate import SHAPES
from matching.menu import MOST_PER_HOST

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        code: int = given.run(given)
        return code
    except BadDocument as bad:
        for fault in bad.faults:
            print(fault, file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m matching", description="Plans breaks from home, fairly.")
    commands = parser.add_subparsers(required=True)

    def command(name: str, run: Any, words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        return made

    solve = command("solve", solving.solve, "Find the best plan for a problem.")
    solve.add_argument("problem")
    solve.add_argument("-o", "--output")
    solve.add_argument("--effort", type=positive, default=30.0, help="about seconds of work; the same plan everywhere")
    solve.add_argument("--seconds", type=positive, help="an extra limit by the clock; then plans may differ")
    solve.add_argument("--workers", type=count, default=1)
    solve.add_argument("--seed", type=int, default=1)
    solve.add_argument("--progress", action="store_true", help="a line for every step, on standard error")

    check = command("check", solving.check, "Judge a plan: violations by rule, and its value in every goal.")
    check.add_argument("problem")
    check.add_argument("plan")
    check.add_argument("--seed", type=int, default=1)

    made = command("generate", solving.generate, "Invent a municipality.")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--shape", choices=SHAPES, help="a reference municipality; the other knobs turn it further")
    for name in ("youths", "weeks", "suitable-hosts", "suitable-places", "suitable-mentors", "districts"):
        made.add_argument(f"--{name}", type=count)
    for name in ("tightness", "hosts-per-youth", "places-per-youth", "mentors-per-youth"):
        made.add_argument(f"--{name}", type=positive)
    for name in ("series", "sibling", "protected", "mentor", "visit", "claims", "told"):
        made.add_argument(f"--{name}-share", type=share)
    for name in ("vetoes", "seasons", "crossing", "several-at-once"):
        made.add_argument(f"--{name}", type=share)
    made.add_argument("--first-day", type=day, help="the horizon begins on the Monday of this week")
    made.add_argument("-o", "--output")

    schema = command("schema", solving.schema, "JSON Schema of a document.")
    schema.add_argument("document", choices=("problem", "plan"))

    menu = command("menu", asking.menu, "Menus that hold, for a plan.")
    menu.add_argument("problem")
    menu.add_argument("plan")
    menu.add_argument("--most", type=count, default=4)
    menu.add_argument("--most-per-host", type=count, default=MOST_PER_HOST, help="youths beyond the plan in a month")
    menu.add_argument("--text", action="store_true", help="what the menus look like, in lines to read")
    menu.add_argument("-o", "--output")

    explain = command("explain", asking.explain, "Why this, why not that, and what would make it possible.")
    explain.add_argument("problem")
    explain.add_argument("plan")
    explain.add_argument(
        "occurrence", nargs="?", help="without it: everything in the round that was wished and not got"
    )
    for name in ("site", "window", "mentor"):
        explain.add_argument(f"--{name}")

    replan = command(
        "replan", repairing.replan, "Repair a plan after the facts have changed, moving as little as possible."
    )
    replan.add_argument("problem")
    replan.add_argument("plan")
    replan.add_argument(
        "--before", help="the problem that the plan was made for: then only what has changed is looked at"
    )
    replan.add_argument(
        "--way", choices=("local", "ring", "fewest"), default="ring", help="may others move to make room?"
    )
    replan.add_argument("--effort", type=none_or_more, default=10.0, help="seconds of work for the proof; 0 for none")
    replan.add_argument("--most-others", type=whole, help="who may move, at most, without being hit")
    replan.add_argument("--only-repair", action="store_true", help="nobody new takes what has become free")
    for each in (explain, replan):
        each.add_argument("--text", action="store_true", help="lines to read instead of a document")
        each.add_argument("-o", "--output")
    return parser


if __name__ == "__main__":
    sys.exit(main())
