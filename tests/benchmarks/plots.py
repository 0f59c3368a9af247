"""The four plots: quality over time, fairness, scaling, menus."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.compare import Case, Record, best_sums, by_case, of_all, of_method, seconds_to
from tests.benchmarks.measure import SCALE
from tests.benchmarks.methods import METHODS
from tests.benchmarks.svg import Axis, Drawing, log_ticks, panel, spread

COLOURS = {"a": "spruce", "b": "dusk", "s": "dusk", "c": "plum", "d": "apricot", "e": "moss", "f": "grey", "g": "ink2"}
DASHES = {"a": "", "b": "", "s": "2 4", "c": "8 4", "d": "2 3", "e": "6 3", "f": "10 3 2 3", "g": "4 4"}
SHORT = {
    "a": "this engine", "b": "CP-SAT, weighted", "s": "CP-SAT, bare sum", "c": "HiGHS", "d": "first come",
    "e": "by need", "f": "deferred acceptance", "g": "Timefold",
}  # fmt: skip


def style_of(letter: str) -> tuple[str, float, str]:
    return COLOURS[letter], 3.5 if letter == "a" else 2, DASHES[letter]


def per_cent(value: float) -> str:
    return f"{100 * value:.0f} %"


def plain(value: float) -> str:
    return f"{value:g}"


def labelled(drawing: Drawing, ends: list[tuple[str, float]], x: float, y: Axis) -> None:
    """The name of each line, where it ends."""
    places = spread([end for _, end in ends], 17, y.end, y.start)
    for (letter, end), place in zip(ends, places, strict=True):
        drawing.line([(x, end), (x + 12, place)], COLOURS[letter], 1)
        drawing.dot(x + 14, place, COLOURS[letter], 3)
        drawing.text(x + 21, place + 4, SHORT[letter], 12)


def quality(records: list[Record]) -> Drawing | None:
    case = _fullest(records, needs=("a",))
    return None if case is None else over_time(records, case)


def quality_scarce(records: list[Record]) -> Drawing | None:
    """The same where there is not enough for all, unless that is what the first one shows."""
    case = _fullest(records, needs=("a",), shapes=("scarce",))
    return None if case is None or case == _fullest(records, needs=("a",)) else over_time(records, case)


def over_time(records: list[Record], case: Case) -> Drawing:
    """Mean share and least share of the ideal, as they rise with time, in the first municipality of a kind."""
    shape, youths = case
    there = [each for each in by_case(records)[case] if "failed" not in each]
    seed = min(each["seed"] for each in there)
    mine = [each for each in there if each["seed"] == seed]
    count = len(mine[0]["shares"])
    title = f"What a plan is worth after so many seconds: {youths} youths, {shape}"
    drawing = Drawing(
        1120, 430, title, "Share of the ideal over time for each method. The figures stand in the report."
    )
    last = max(max(each["seconds"], 1) for each in mine)
    for left, words, of in ((84, "mean share of the ideal", 1), (624, "the least well off", 2)):
        values = [point[of] / (count if of == 1 else 1) / SCALE for each in mine for point in each["curve"]]
        x = Axis(0.05, last, left, left + 330, log=True)
        # From a little below what queues reach: the first plans of some solvers are nothing.
        usual = sorted(each["curve"][-1][of] / (count if of == 1 else 1) / SCALE for each in mine)
        low = max(0.0, usual[0] - 0.1) if of == 1 else 0.0
        y = Axis(low, max(values) + 0.02, 350, 84)
        step = 0.05 if y.high - y.low < 0.4 else 0.2
        ticks = [n * step for n in range(21) if y.low <= n * step <= y.high]
        moments = [each for each in (0.1, 1, 5, 20, 60, 200, 600) if each <= last]
        panel(drawing, x, y, moments, ticks, "seconds", words, (plain, per_cent))
        ends = []
        for each in mine:
            steps: list[tuple[float, float]] = []
            for at, total, worst, _ in each["curve"]:
                height = y((total / count if of == 1 else worst) / SCALE)
                if steps:
                    steps.append((x(at), steps[-1][1]))
                steps.append((x(at), height))
            drawing.dot(*steps[0], COLOURS[each["method"]], 3)
            steps.append((x.end, steps[-1][1]))
            drawing.line(steps, *style_of(each["method"]))
            ends.append((each["method"], steps[-1][1]))
        labelled(drawing, ends, x.end + 3, y)
    return drawing


def fairness(records: list[Record]) -> Drawing | None:
    """Everybody's share, from the least well off to the best off, where there is not enough for all."""
    case = _fullest(records, needs=("a",), shapes=("scarce", "tight", "ample"))
    if case is None:
        return None
    shape, youths = case
    there = [each for each in by_case(records)[case] if "failed" not in each]
    seed = min(each["seed"] for each in there)
    title = f"Who gets how much: {youths} youths, {shape}, from the least to the best off"
    drawing = Drawing(820, 470, title, "Sorted shares of the ideal, a line for each method.")
    x, y = Axis(0, 1, 80, 620), Axis(0, 1, 390, 84)
    ticks = [n / 5 for n in range(6)]
    panel(
        drawing, x, y, [0, 0.25, 0.5, 0.75, 1], ticks, "share of the youths", "share of her ideal", (per_cent, per_cent)
    )
    there = [each for each in there if each["seed"] == seed]
    for each in sorted(there, key=lambda each: each["method"] == "a"):
        shares = each["shares"]
        points = [(x(n / max(1, len(shares) - 1)), y(min(1.0, share / SCALE))) for n, share in enumerate(shares)]
        drawing.line(points, *style_of(each["method"]))
    for n, each in enumerate(sorted(there, key=lambda each: -sum(each["shares"]))):
        # The lines meet at the top, so they are named beside it, the fullest first.
        drawing.line([(644, 100 + 24 * n), (676, 100 + 24 * n)], *style_of(each["method"]))
        drawing.text(684, 104 + 24 * n, SHORT[each["method"]], 12)
    return drawing


def scaling(records: list[Record]) -> Drawing | None:
    """Seconds to the first plan, and to one per cent below the best sum, by number of youths."""
    cases = {case: many for case, many in by_case(records).items() if case[0] == "ample"}
    sizes = sorted({youths for _, youths in cases})
    if len(sizes) < 2:
        return None
    drawing = Drawing(
        1120, 430, "How time grows with the municipality: ample", "Seconds by number of youths, log scales."
    )
    for left, words, to_one in ((84, "seconds to the first plan", False), (624, "seconds to 1 % below the best", True)):
        lines: dict[str, list[tuple[int, float]]] = {}
        for (_, youths), many in cases.items():
            best = best_sums(many)
            for letter in METHODS:
                mine = of_method(many, letter)
                at = of_all(mine, lambda r: seconds_to(r, 0.99 * best[r["seed"]] if to_one else 0))  # noqa: B023
                if mine and at is not None:
                    lines.setdefault(letter, []).append((youths, max(at, 0.01)))
        highest = max((at for points in lines.values() for _, at in points), default=1)
        x, y = (
            Axis(sizes[0] * 0.9, sizes[-1] * 1.1, left, left + 330, log=True),
            Axis(0.01, highest * 1.5, 350, 84, log=True),
        )
        panel(drawing, x, y, sizes, log_ticks(y.low, y.high), "youths", words, (plain, plain))
        ends: dict[float, list[tuple[str, float]]] = {}
        for letter, points in lines.items():
            places = [(x(youths), y(at)) for youths, at in points]
            drawing.line(places, *style_of(letter))
            for place in places:
                drawing.dot(*place, COLOURS[letter], 3.5)
            ends.setdefault(places[-1][0], []).append((letter, places[-1][1]))
        for place_x, letters in ends.items():  # some come no further than a smaller municipality
            labelled(drawing, letters, place_x + 3, y)
    return drawing


def menus(records: list[Record]) -> Drawing | None:
    """How many options the menus have, on the engine's plans."""
    bars: list[tuple[Case, list[float]]] = []
    for case, many in by_case(records).items():
        mine = [each for each in of_method(many, "a") if "menus" in each]
        if mine:
            sizes = [
                sum(each["menus"]["sizes"][n] for each in mine if n < len(each["menus"]["sizes"])) for n in range(4)
            ]
            bars.append((case, [size / max(1, sum(sizes)) for size in sizes]))
    if not bars:
        return None
    height = 130 + 34 * len(bars)
    drawing = Drawing(
        820, height, "Options that hold, on the menus of placed stays", "Share of menus by number of options."
    )
    x = Axis(0, 1, 180, 780)
    colours = ("line", "mist", "light", "spruce")
    for n, (word, colour) in enumerate(zip(("one option", "two", "three", "four"), colours, strict=True)):
        drawing.box(180 + 110 * n, 58, 14, 14, colour)
        drawing.text(200 + 110 * n, 70, word, 12)
    for n, ((shape, youths), shares) in enumerate(bars):
        top, at = 92 + 34 * n, 0.0
        drawing.text(168, top + 17, f"{shape}, {youths} youths", 13, "end")
        for share, colour in zip(shares, colours, strict=True):
            drawing.box(x(at), top, x(at + share) - x(at) - 1, 24, colour)
            at += share
    for tick in (0, 0.25, 0.5, 0.75, 1):
        drawing.text(x(tick), height - 20, per_cent(tick), 12, "middle", "ink2")
    return drawing


def _fullest(
    records: list[Record], needs: tuple[str, ...], shapes: tuple[str, ...] = ("ample", "tight", "scarce")
) -> Any:
    """The largest municipality, of the first of these shapes, that these methods have measured."""
    for shape in shapes:
        fit = [
            case
            for case, many in by_case(records).items()
            if case[0] == shape and all(of_method(many, letter) for letter in needs)
        ]
        if fit:
            return max(fit, key=lambda case: (len({r["method"] for r in by_case(records)[case]}), case[1]))
    return None


PLOTS = {"quality": quality, "quality-scarce": quality_scarce, "fairness": fairness, "scaling": scaling, "menus": menus}
