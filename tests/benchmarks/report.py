"""docs/benchmarks/report.md and its plots, made from what is kept and from nothing else."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.compare import (
    GAPS,
    Record,
    best_sums,
    by_case,
    middle,
    of_all,
    of_method,
    own_gap,
    seconds_to,
    seconds_to_worst,
    stages,
)  # fmt: skip
from tests.benchmarks.country import country
from tests.benchmarks.kept import Kept
from tests.benchmarks.measure import SCALE
from tests.benchmarks.methods import METHODS
from tests.benchmarks.plots import PLOTS

NEVER = "–"
OTHERS = ("b", "c", "g")
MOMENT = ("worst-off", "with what is owed", "mean")


def write_report(kept: Kept) -> None:
    records = kept.of("method")
    drawn = []
    for name, plot in PLOTS.items():
        drawing = plot(records)
        if drawing is not None:
            (kept.folder / f"{name}.svg").write_text(drawing.written())
            drawn.append((name, drawing))
    lines = [*_head(records), *_plots(drawn), *_compared(records), *_moments(records), *_price(records)]
    lines += [*_ratios(records), *_stages(records)]
    lines += [*_year(kept), *_section("The country, on paper", country(records)), *_race(kept), *_failed(records)]
    (kept.folder / "report.md").write_text("\n".join(lines).rstrip() + "\n")


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"## {title}", "", *lines, ""] if lines else []


def _head(records: list[Record]) -> Iterator[str]:
    yield from ("# The engine beside other ways of planning", "", "Made by `make bench`; not written by hand.", "")
    yield (
        "More of it: `make bench SIZES=200,400,800 RUNS=5`, `SIZES=10000 METHODS=a,d,e SHAPES=ample` for fifty districts,"
        " `YEAR=200` for a year of rounds; what is measured anew replaces what was there (`results.jsonl`). Timefold runs"
        " where `TIMEFOLD_PYTHON` names a Python with the package `timefold`, on Java 17."
    )
    yield ""
    measured = sorted({tuple(sorted(each["measured"].items())) for each in records})
    for conditions in map(dict, measured):
        yield (
            f"Measured {conditions['day']} on {conditions['cores']} cores, Python {conditions['python']}, OR-Tools"
            f" {conditions['ortools']}, HiGHS {conditions['highspy']}."
        )
    loads = [each["load"] for each in records]
    if loads:
        yield (
            f"Load of the machine when a run began: {min(loads):.1f} to {max(loads):.1f}. Where it was above 1, other"
            " work was going on, and a second by the clock was less than one of a processor: the column *CPU* says how much"
            " each had, *load* how crowded it was when it began. Compare within a table, and where these are alike."
        )
    yield from (
        "",
        "Each method runs in a process of its own, with the same problem and the same time by the clock, and is measured"
        " from the moment it has the problem in memory. Plans are judged by the independent checker; a placement that"
        " breaks a rule is taken out and counted as *dropped*. The engine runs with one worker unless said otherwise, so that it"
        " repeats itself; the other solvers use all cores. All figures are of the same kind for all: a youth's share"
        " is her points over what she would have if she were alone in the municipality.",
        "",
        *(f"- **{letter}** {method.name}: {_about(method.module)}" for letter, method in METHODS.items()),
        "",
    )


def _about(module: str) -> str:
    words = __import__(f"tests.benchmarks.methods.{module}", fromlist=["x"]).__doc__ or ""
    return " ".join(words.split("\n\n")[0].split(") ", 1)[-1].split())


def _plots(drawn: list[tuple[str, Any]]) -> Iterator[str]:
    for name, drawing in drawn:
        yield from (f"![{html.escape(drawing.title)}]({name}.svg)", "")


def _seconds(value: float | None) -> str:
    return NEVER if value is None else f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _share(value: float | None, digits: int = 1) -> str:
    return NEVER if value is None else f"{100 * value:.{digits}f} %"


def _compared(records: list[Record]) -> Iterator[str]:
    if records:
        yield from ("## Every method on the same municipalities", "")
        yield (
            "Medians over the municipalities. *To 1 %* and *to 0.1 %*: seconds until the sum of shares came that near the"
            " best that any method found; *proof*: until the method had proven the best for its own goal. *Changes*:"
            " stays told otherwise after the busiest host called off four weeks, beside those at that host (the engine"
            " repairs, the others plan anew in half the time; beyond a hundred youths only the engine is asked). *CPU*: processor"
            " seconds until the end, of all cores. – is never, or not measured."
        )
        yield ""
    for (shape, youths), many in by_case(records).items():
        seeds = len({each["seed"] for each in many})
        yield from (
            f"### {youths:,} youths, {shape} ({seeds} {'municipality' if seeds == 1 else 'municipalities'})",
            "",
        )
        yield (
            "| method | first plan s | to 1 % s | to 0.1 % s | proof s | worst-off | with nothing | mean | sum against best |"
            " placed | known hosts | series at one host | menus ≥ 2 | changes | dropped | CPU s | load | memory MB |"
        )
        yield "| --- |" + " ---: |" * 17
        best = best_sums(many)
        for letter, method in METHODS.items():
            if mine := of_method(many, letter):
                yield f"| {letter} {method.name} | " + " | ".join(_cells(mine, best)) + " |"
        yield ""


def _cells(mine: list[Record], best: dict[int, int]) -> Iterator[str]:
    def figure(name: str) -> float | None:
        return of_all(mine, lambda each: each["figures"][name])

    yield _seconds(of_all(mine, lambda each: each["curve"][0][0]))
    for gap in (0.01, 0.001):
        yield _seconds(of_all(mine, lambda each: seconds_to(each, (1 - gap) * best[each["seed"]])))  # noqa: B023
    yield _seconds(of_all(mine, _proof))
    yield from (_share(figure("worst")), _share(figure("nothing")), _share(figure("mean")))
    yield _share(of_all(mine, lambda each: each["figures"]["sum"] / max(1, best[each["seed"]])), 2)
    yield f"{figure('placed'):.0f} of {figure('asked'):.0f}"
    yield from (_share(figure("known"), 0), _share(figure("one_host"), 0))
    yield _share(of_all(mine, lambda each: each.get("menus", {}).get("two")), 0)
    changed = [each["cancelled"] for each in mine if each.get("cancelled")]
    yield NEVER if not changed else f"{middle(each['changes'] for each in changed):.0f}"
    yield f"{of_all(mine, lambda each: each['dropped']):.0f}"
    yield _seconds(of_all(mine, lambda each: each["cpu"]))
    yield f"{of_all(mine, lambda each: each['load']):.1f}"
    yield f"{of_all(mine, lambda each: each['memory']):.0f}"


def _proof(record: Record) -> float | None:
    notes = record["notes"]
    if notes.get("stages"):
        return record["seconds"] if all(each["proven"] for each in notes["stages"]) else None
    return own_gap(record, 0.0) if notes.get("proven") else None


def _moments(records: list[Record]) -> Iterator[str]:
    """Side by side at the same moment; where another is ahead it is said, for that is what one looks for."""
    rows, behind = [], []
    letters = ("a", "s", *OTHERS)
    for (shape, youths), many in by_case(records).items():
        told = {letter: of_method(many, letter) for letter in letters}
        for after in sorted({moment[0] for each in told["a"] for moment in each.get("moments", ())}):
            found = {letter: _then(mine, after) for letter, mine in told.items()}
            at = f"{shape}, {youths:,}, after {after} s"
            for letter in OTHERS:
                for words, ours, theirs in zip(MOMENT, found["a"], found[letter], strict=True):
                    if ours is not None and theirs is not None and theirs - ours >= 0.0005:  # half of what is shown
                        name = METHODS[letter].name
                        behind.append(f"- {at}: {words} {_share(theirs)} with {name}, {_share(ours)} with the engine")
            cells = [_share(value) for letter in letters for value in found[letter]]
            rows.append(f"| {at} | " + " | ".join(cells) + " |")
    if not rows:
        return
    yield from ("## At the same moment", "")
    yield (
        "The plan each had by then, less what breaks a rule; – where there was none yet. *Worst-off*: the least share of an ideal; *with what is owed*: the"
        " same, where a tenth missed in earlier rounds asks for a tenth more, which is what the engine lifts; *mean*: of all"
        " shares. The bare sum (s) has no other goal than the mean: it is the measure of what fairness costs."
    )
    yield ""
    yield "| | " + " | ".join(f"{letter}: {words}" for letter in letters for words in MOMENT) + " |"
    yield "| --- |" + " ---: |" * (len(MOMENT) * len(letters))
    yield from (*rows, "")
    others = ", ".join(OTHERS)
    if behind:
        yield from (f"Where one of {others} is ahead of the engine:", "", *behind, "")
    else:
        yield from (f"At none of these moments is one of {others} ahead of the engine in any of the three.", "")


def _then(mine: list[Record], after: float) -> list[float | None]:
    """Worst-off, worst-off with what is owed, mean: medians of those who had a plan by then; None where nobody had."""
    values: list[list[float]] = [[], [], []]
    for each in mine:
        for kept, value in zip(values, _at_moment(each, after), strict=True):
            if value is not None:
                kept.append(value / SCALE)
    return [middle(kept) for kept in values]


def _at_moment(record: Record, after: float) -> tuple[float | None, float | None, float | None]:
    """As it was judged; of a record from before moments were judged, from its curve, if no plan of it broke a rule."""
    count = len(record["shares"])
    for at, total, worst, *least in record.get("moments", ()):
        if at == after and total:  # otherwise there was no plan yet
            return worst, least[0] if least else None, total / count
    if "moments" not in record and not record["dropped"] and after <= record["given"]:
        by_then = [point for point in record["curve"] if point[0] <= after]
        if by_then:
            return by_then[-1][2], None, by_then[-1][1] / count
    return None, None, None


def _price(records: list[Record]) -> Iterator[str]:
    """What the floor costs in the sum, against the best sum that is known to be possible or was found."""
    rows = []
    for (shape, youths), many in by_case(records).items():
        best = best_sums(many)
        for mine in of_method(many, "a"):
            bare = next((each for each in of_method(many, "s") if each["seed"] == mine["seed"]), None)
            if bare is None:
                continue
            bounds = [bound for _, _, _, bound in bare["goal"] if bound]
            total, seed = mine["figures"]["sum"], mine["seed"]
            left = sum(one == 0 for one in bare["shares"]), sum(one == 0 for one in mine["shares"])
            rows.append(
                f"| {shape}, {youths:,}, municipality {seed} | {_share(mine['figures']['worst'])} |"
                f" {_share(bare['figures']['worst'])} | {_share(1 - total / best[seed], 2)} |"
                f" {_share(1 - total / min(bounds), 2) if bounds else NEVER} | {left[1]} and {left[0]} |"
            )
    if rows:
        yield from ("## What the floor costs", "")
        yield (
            "*At most*: against the least bound that CP-SAT gave for the bare sum by the end; in its programme a mentor is"
            " with one youth at a time."
        )
        yield ""
        yield (
            "| municipality | worst-off: engine | worst-off: bare sum | sum given up, of the best found | at most |"
            " with nothing: engine and bare sum |"
        )
        yield "| --- |" + " ---: |" * 5
        yield from (*rows, "")


def _ratios(records: list[Record]) -> Iterator[str]:
    rows = []
    for (shape, youths), many in by_case(records).items():
        best = best_sums(many)
        others = {letter: of_method(many, letter) for letter in OTHERS}
        mine = of_method(many, "a")
        if not mine or not any(others.values()):
            continue

        def to_one(each: Record) -> float | None:
            return seconds_to(each, 0.99 * best[each["seed"]])  # noqa: B023

        def to_worst(each: Record) -> float | None:
            top = max(r["figures"]["worst"] for r in many if "failed" not in r and r["seed"] == each["seed"])  # noqa: B023
            return seconds_to_worst(each, 10_000 * top - 100)

        cells = [f"{shape}, {youths:,}"]
        for when in (to_one, to_worst):
            ours = of_all(mine, when)
            theirs = [at for other in others.values() if other and (at := of_all(other, when)) is not None]
            fastest = min(theirs, default=None)
            ratio = NEVER if ours is None or fastest is None else f"{ours / max(fastest, 0.01):.2f}"
            cells += [_seconds(ours), _seconds(fastest), ratio]
        rows.append("| " + " | ".join(cells) + " |")
    if rows:
        yield from ("## The engine against the best of b, c and g", "")
        yield "Seconds to within 1 % of the best sum, and to within one point of the best worst-off share; below 1 the engine is faster."
        yield ""
        yield "| municipality | sum: engine s | best other s | ratio | worst-off: engine s | best other s | ratio |"
        yield "| --- |" + " ---: |" * 6
        yield from (*rows, "")


def _stages(records: list[Record]) -> Iterator[str]:
    rows = []
    for (shape, youths), many in by_case(records).items():
        mine = [(each, stages(each)) for each in of_method(many, "a")]
        for name in dict.fromkeys(stage for _, found in mine for stage in found):
            those = [found[name] for _, found in mine if name in found]
            proven = sum(each["proven"] == each["goals"] for each in those)
            times = [_seconds(middle(each["at"].get(gap) for each in those)) for gap in GAPS]
            gap = middle(each["gap"] for each in those)
            goals = sum(each["goals"] for each in those) / len(those)
            row = [f"{shape}, {youths:,}", name, f"{goals:.0f}", *times, _share(gap, 2), f"{proven} of {len(those)}"]
            rows.append("| " + " | ".join(row) + " |")
    if rows:
        yield from ("## The engine, stage by stage", "")
        yield (
            "Seconds from the start until every goal of the stage was known to be within 1 %, 0.1 %, and proven; the largest"
            " gap at the end; municipalities in which the whole stage was proven. Medians."
        )
        yield ""
        yield "| municipality | stage | goals | to 1 % s | to 0.1 % s | proof s | gap at the end | proven |"
        yield "| --- | --- |" + " ---: |" * 6
        yield from (*rows, "")


def _year(kept: Kept) -> list[str]:
    lines: list[str] = []
    for each in kept.of("year"):
        figures = each["figures"]
        lines += [
            f"{each['youths']} youths, {figures['rounds']} rounds, effort {each['effort']:g} a round,"
            f" {each['cpu']:.0f} processor seconds, {each['memory']} MB. Promises broken: {each['broken']}.",
            "",
            "| given of asked | worst-off | with nothing | mean | known hosts | menus ≥ 2 | hosts who called off |"
            " bookings hit | placed again | others moved per cancellation | told otherwise in the next round |",
            "|" + " ---: |" * 11,
            f"| {figures['given']} of {figures['asked']} | {_share(figures['worst'])} | {_share(figures['nothing'])} |"
            f" {_share(figures['mean'])} | {_share(figures['known_faces'], 0)} | {_share(figures['two_options'], 0)} |"
            f" {figures['cancellations']} | {figures['hit']} | {figures['placed_again']} |"
            f" {figures['changes_per_cancellation']:.2f} | {_share(figures['told_otherwise'])} |",
            "",
        ]
    return _section("A year of rounds", lines[:-1])


def _race(kept: Kept) -> list[str]:
    return _section(
        "The booking race: 32 clients, 20 beds", [f"- {line}" for e in kept.of("race") for line in e["lines"]]
    )


def _failed(records: list[Record]) -> list[str]:
    lines = [
        f"- {each['youths']} youths, {each['shape']}, municipality {each['seed']}, {METHODS[each['method']].name}:"
        f" {each['failed']}"
        for each in records
        if "failed" in each
    ]
    return _section("What gave no plan", lines)
