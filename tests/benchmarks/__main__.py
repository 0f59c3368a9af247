"""Runs what is asked for, keeps it beside what was measured before, and writes the report anew.

python -m tests.benchmarks --methods a,b,d --sizes 30,100 --seconds 20 --runs 1
python -m tests.benchmarks --year --race          # the year's simulation, the booking race
python -m tests.benchmarks --report               # only the report, from what is kept
"""

from __future__ import annotations

import argparse
import json
import sys
import time

from matching.generate import SHAPES
from tests.benchmarks.kept import Kept
from tests.benchmarks.methods import METHODS
from tests.benchmarks.race import race
from tests.benchmarks.report import write_report
from tests.benchmarks.runs import all_runs
from tests.benchmarks.year import year

# What is run when nothing is asked for, in a quarter of an hour on two cores.
USUAL_YEAR = 30  # youths
USUAL = {"sizes": [30, 100], "shapes": ["ample", "scarce"], "runs": 1}


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--methods", type=_listed, default=list(METHODS), help=",".join(METHODS))
    parser.add_argument("--sizes", type=lambda text: [int(each) for each in _listed(text)])
    parser.add_argument("--shapes", type=_listed, help=",".join(SHAPES))
    parser.add_argument("--seconds", type=float, help="for each method; by size if not said")
    parser.add_argument("--runs", type=int, help="municipalities of each shape and size; medians are reported")
    parser.add_argument(
        "--workers", type=int, default=1, help="of the engine; the other solvers use what cores there are"
    )
    parser.add_argument("--year", nargs="?", type=int, const=200, metavar="YOUTHS", help="a year of rounds")
    parser.add_argument("--race", action="store_true", help="32 clients book 20 beds at once")
    parser.add_argument("--report", action="store_true", help="measure nothing")
    given = parser.parse_args()
    if unknown := (set(given.methods) - set(METHODS)) | (set(given.shapes or ()) - set(SHAPES)):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    kept = Kept()
    wanted = {name: getattr(given, name) or usual for name, usual in USUAL.items()}
    asked = any((given.sizes, given.shapes, given.runs, given.seconds, given.methods != list(METHODS)))
    if not (given.report or given.year or given.race or asked):
        given.year, given.race, asked = USUAL_YEAR, True, True
    if asked and not given.report:
        for record in all_runs(methods=given.methods, seconds=given.seconds, workers=given.workers, **wanted):
            kept.add(record)
            print(_line(record), flush=True)
    if given.year:
        kept.add(year(given.year))
    if given.race:
        kept.add(race())
    write_report(kept)
    return 0


def _listed(text: str) -> list[str]:
    return [each for each in text.split(",") if each]


def _line(record: dict) -> str:
    begun = (
        f"{time.strftime('%H:%M:%S')} {record['youths']:>6} {record['shape']:<7} {record['seed']} {record['method']}"
    )
    if "failed" in record:
        return f"{begun}  {record['failed']}"
    figures = record["figures"]
    return (
        f"{begun}  first {record['curve'][0][0]:7.2f} s   end {record['seconds']:7.1f} s   worst {figures['worst']:6.1%}"
        f"   mean {figures['mean']:6.2%}   nothing {figures['nothing']:5.1%}   dropped {record['dropped']}"
        f"   {record['memory']} MB   {json.dumps(record.get('cancelled'))}"
    )


if __name__ == "__main__":
    sys.exit(main())
