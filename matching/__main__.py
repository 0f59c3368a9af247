"""The engine on the command line: documents in, documents out. Bad input is one line a fault, exit 2, nothing written."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import matching
from matching import readable
from matching.bar import Bar
from matching.codec import BadDocument, Fault, read, write
from matching.document import loaded
from matching.generate import SHAPES, Knobs, generate
from matching.ideal import ideals
from matching.menu import MOST_PER_HOST
from matching.menu_report import report
from matching.objective import goals
from matching.objective.goal import Setting
from matching.table import Table

BAD_INPUT, VIOLATED, IMPOSSIBLE = 2, 1, 3


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

    solve = command("solve", _solve, "Find the best plan for a problem.")
    solve.add_argument("problem")
    solve.add_argument("-o", "--output")
    solve.add_argument("--effort", type=_positive, default=30.0, help="about seconds of work; the same plan everywhere")
    solve.add_argument("--seconds", type=_positive, help="an extra limit by the clock; then plans may differ")
    solve.add_argument("--workers", type=_count, default=1)
    solve.add_argument("--seed", type=int, default=1)
    solve.add_argument("--progress", action="store_true", help="a line for every step, on standard error")

    check = command("check", _check, "Judge a plan: violations by rule, and its value in every goal.")
    check.add_argument("problem")
    check.add_argument("plan")
    check.add_argument("--seed", type=int, default=1)

    made = command("generate", _generate, "Invent a municipality.")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--shape", choices=SHAPES, help="a reference municipality; the other knobs turn it further")
    for name in ("youths", "weeks", "suitable-hosts", "suitable-places", "suitable-mentors", "districts"):
        made.add_argument(f"--{name}", type=_count)
    for name in ("tightness", "hosts-per-youth", "places-per-youth", "mentors-per-youth"):
        made.add_argument(f"--{name}", type=_positive)
    for name in ("series", "sibling", "protected", "mentor", "visit", "claims", "told"):
        made.add_argument(f"--{name}-share", type=_share)
    for name in ("vetoes", "seasons", "crossing", "several-at-once"):
        made.add_argument(f"--{name}", type=_share)
    made.add_argument("--first-day", type=_day, help="the horizon begins on the Monday of this week")
    made.add_argument("-o", "--output")

    schema = command("schema", _schema, "JSON Schema of a document.")
    schema.add_argument("document", choices=("problem", "plan"))

    menu = command("menu", _menu, "Menus that hold, for a plan.")
    menu.add_argument("problem")
    menu.add_argument("plan")
    menu.add_argument("--most", type=_count, default=4)
    menu.add_argument("--most-per-host", type=_count, default=MOST_PER_HOST, help="youths beyond the plan in a month")
    menu.add_argument("--text", action="store_true", help="what the menus look like, in lines to read")
    menu.add_argument("-o", "--output")

    explain = command("explain", _explain, "Why this, why not that, and what would make it possible.")
    explain.add_argument("problem")
    explain.add_argument("plan")
    explain.add_argument(
        "occurrence", nargs="?", help="without it: everything in the round that was wished and not got"
    )
    for name in ("site", "window", "mentor"):
        explain.add_argument(f"--{name}")

    replan = command("replan", _replan, "Repair a plan after the facts have changed, moving as little as possible.")
    replan.add_argument("problem")
    replan.add_argument("plan")
    replan.add_argument(
        "--before", help="the problem that the plan was made for: then only what has changed is looked at"
    )
    replan.add_argument(
        "--way", choices=("local", "ring", "fewest"), default="ring", help="may others move to make room?"
    )
    replan.add_argument("--effort", type=_none_or_more, default=10.0, help="seconds of work for the proof; 0 for none")
    replan.add_argument("--most-others", type=_whole, help="who may move, at most, without being hit")
    replan.add_argument("--only-repair", action="store_true", help="nobody new takes what has become free")
    for each in (explain, replan):
        each.add_argument("--text", action="store_true", help="lines to read instead of a document")
        each.add_argument("-o", "--output")
    return parser


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < 1e9:
        raise argparse.ArgumentTypeError("must be above 0")
    return number


def _none_or_more(text: str) -> float:
    return 0.0 if float(text) == 0 else _positive(text)


def _whole(text: str) -> int:
    return 0 if int(text) == 0 else _count(text)


def _count(text: str) -> int:
    if not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError("must be at least 1")
    return int(text)


def _share(text: str) -> float:
    if not 0 <= float(text) <= 1:
        raise argparse.ArgumentTypeError("must be from 0 to 1")
    return float(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a day, as 2027-01-04") from None


def _read(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise BadDocument([Fault(path, path, f"cannot be read: {error.strerror}")]) from None


def _problem(given: argparse.Namespace) -> matching.Problem:
    return matching.read_problem(_read(given.problem))


def _write(document: Any, output: str | None) -> None:
    """All of it or nothing: a half-written plan is worse than none."""
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    if output is None:
        sys.stdout.write(text)
        return
    target = Path(output)
    try:
        with tempfile.NamedTemporaryFile("w", dir=target.parent, delete=False, encoding="utf-8") as file:
            file.write(text)
        Path(file.name).replace(target)
    except OSError as error:
        raise BadDocument([Fault(output, output, f"cannot be written: {error.strerror}")]) from None


def _solve(given: argparse.Namespace) -> int:
    problem = _problem(given)
    interrupted, bar = threading.Event(), Bar(sys.stderr)
    # The search runs beside: a signal reaches Python only where the main thread is not inside the solver.
    before = signal.signal(signal.SIGINT, lambda *_: interrupted.set())
    try:
        with ThreadPoolExecutor(1) as beside:
            running = beside.submit(
                matching.solve,
                problem,
                effort=given.effort,
                seed=given.seed,
                workers=given.workers,
                seconds=given.seconds,
                progress=bar if given.progress else None,
                cancelled=interrupted.is_set,
            )
            while not running.done():
                wait((running,), timeout=0.2)
            outcome = running.result()
    finally:
        signal.signal(signal.SIGINT, before)
        bar.close()
    if outcome.status == "impossible":
        print("pins: cannot all be met together with the rules", file=sys.stderr)
        return IMPOSSIBLE
    _write(outcome.to_document(), given.output)
    return 0


def _check(given: argparse.Namespace) -> int:
    problem = _problem(given)
    plan = matching.read_plan(_read(given.plan), problem)
    violations = matching.check(problem, plan)
    for violation in violations:
        print(f"{violation.rule}: {violation.text}")
    setting = Setting(problem, ideals(Table(problem)), given.seed)
    for goal in goals(setting, plan):
        print(f"{goal.stage} | {goal.name} | {goal.value(plan)}")
    print(f"{len(violations)} violations, {len(plan.placements)} placed of {len(problem.occurrence)}")
    return VIOLATED if violations else 0


def _generate(given: argparse.Namespace) -> int:
    turned = {name: getattr(given, name, None) for name in Knobs.__dataclass_fields__}
    knobs = replace(SHAPES.get(given.shape, Knobs()), **{name: at for name, at in turned.items() if at is not None})
    _write(matching.write_problem(generate(given.seed, knobs)), given.output)
    return 0


def _schema(given: argparse.Namespace) -> int:
    _write(matching.problem_schema() if given.document == "problem" else matching.plan_schema(), None)
    return 0


def _plan(given: argparse.Namespace, problem: matching.Problem) -> matching.Plan:
    """The plan, which must be valid: menus and reasons of a broken plan would be promises that cannot be kept."""
    plan = matching.read_plan(_read(given.plan), problem)
    if violations := matching.check(problem, plan):
        raise BadDocument([Fault("placements", each.rule, each.text) for each in violations])
    return plan


def _menu(given: argparse.Namespace) -> int:
    problem = _problem(given)
    menus, series = matching.build_menus(problem, _plan(given, problem), given.most, most_per_host=given.most_per_host)
    _say(given, {"menus": write(menus), "series": write(series)}, report(problem, menus, series))
    return 0


def _explain(given: argparse.Namespace) -> int:
    """One occurrence, or the whole round: everything wished that was not got."""
    problem = _problem(given)
    plan = _plan(given, problem)
    names = (
        ("occurrence", problem.occurrence),
        ("site", problem.site),
        ("mentor", problem.mentor),
        ("window", {window for occurrence, window in problem.window if occurrence == given.occurrence}),
    )
    for name, known in names:
        value = getattr(given, name)
        if value is not None and value not in known:
            raise BadDocument([Fault(name, value, f"no such {name}")])
    explainer = matching.Explainer(problem, plan)
    if given.occurrence is None:
        missed = explainer.all()
        _say(given, {"missed": write(missed)}, (line for each in missed for line in readable.missed(each)))
        return 0
    placement = plan.by_occurrence.get(given.occurrence)
    reasons = () if placement is None else matching.why(problem, placement)
    asked = {name: getattr(given, name) for name in ("site", "window", "mentor")}
    not_these = [each for each in explainer.why_not(given.occurrence, **asked) if each.placement != placement]
    helping = () if placement is not None else explainer.would_help(given.occurrence)
    said = [{**write(each), "steps": [_step(step) for step in each.steps]} for each in helping]
    document = {
        "placed": write(placement),
        "why": write(reasons),
        "why_not": [write(each) for each in not_these],
        "would_help": said,
    }
    lines = (
        *readable.why(placement, reasons),
        "not these:",
        *(o for each in not_these for o in readable.why_not(each)),
    )
    _say(given, document, (*lines, *(readable.changes(helping) if placement is None else ())))
    return 0


def _step(step: matching.Step) -> dict[str, Any]:
    return {**write(step), "youth": step.youth, "staff": step.staff}


def _say(given: argparse.Namespace, document: Any, lines: Iterable[str]) -> None:
    """The document, or the same to read."""
    if given.text:
        sys.stdout.writelines(f"{line}\n" for line in lines)
    else:
        _write(document, given.output)


def _replan(given: argparse.Namespace) -> int:
    problem = _problem(given)
    before = None if given.before is None else matching.read_problem(_read(given.before))
    content = loaded(_read(given.plan))
    if not isinstance(content.get("placements"), list):
        raise BadDocument([Fault("placements", "nothing", "missing")])
    # The plan was made for other facts: what it names may have gone, which is what is being repaired.
    faults: list[Fault] = []
    placements = read(tuple[matching.Placement, ...], content["placements"], "placements", faults)
    if faults:
        raise BadDocument(faults)
    plan = matching.Plan(placements)
    if given.way == "fewest" and not given.effort:
        raise BadDocument([Fault("way", "fewest", "needs an effort above 0")])
    asked: dict[str, Any] = {"add": not given.only_repair, "effort": given.effort, "others": given.most_others}
    if before is None:
        ways = matching.repairs(problem, plan, **asked)
    else:
        faults = [Fault("placements", each.rule, each.text) for each in matching.check(before, plan)]
        if faults:
            raise BadDocument(faults)
        ways = matching.Replanner(before, plan).after(problem, **asked)
    repair: matching.Repair = getattr(ways, given.way)
    parts = {name: list(getattr(repair, name)) for name in ("kept", "moved", "lost", "added")}
    document = {
        "version": 1,
        "placements": write(repair.plan)["placements"],
        **parts,
        "way": repair.way,
        "changes": repair.changes,
        "proven": repair.proven,
        "difference": write(repair.difference),
        "ways": {
            each.way: {
                "changes": each.changes,
                "moved": len(each.moved),
                "lost": len(each.lost),
                "others": len(each.others),
                "worse": len(each.worse),
                "proven": each.proven,
            }
            for each in ways.all
        },
        "worse": list(repair.worse),
        "stages": write(repair.stages),
    }
    _say(given, document, (*readable.repairs(ways), *readable.difference(repair)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
