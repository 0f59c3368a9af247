"""What menus look like to those who choose from them, in a few lines: how many have a real choice, and between what.

A real choice is another time or another house; another mentor at the same time in the same house is counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from matching.menu import Menu
from matching.menu_series import SeriesMenu
from matching.points import total
from matching.problem import Problem

STEPS = (100, 75, 50, 0)  # per cent of the recommended option's points


def report(problem: Problem, menus: Sequence[Menu], series: Sequence[SeriesMenu]) -> Iterator[str]:
    real = {menu.occurrence: len({(one.window, one.site) for one in menu.options}) for menu in menus}
    by_youth: dict[str, int] = {}
    for occurrence, count in real.items():
        youth = problem.request_of[occurrence].youth
        by_youth[youth] = max(by_youth.get(youth, 0), count)
    others = [(menu.options[0], one) for menu in menus for one in menu.options[1:]]
    yield _line("breaks with another time or house", sum(count > 1 for count in real.values()), len(menus))
    yield _line("breaks with any other option", sum(len(menu.options) > 1 for menu in menus), len(menus))
    yield _line("youths with another time or house somewhere", sum(n > 1 for n in by_youth.values()), len(by_youth))
    yield _line("series with another way as a whole", sum(len(each.choices) > 1 for each in series), len(series))
    for size, count in sorted(Counter(len(menu.options) for menu in menus).items()):
        yield _line(f"menus with {size} option{'s' if size > 1 else ''}", count, len(menus))
    kinds = Counter(
        "another time"
        if own.window != one.window
        else "another house at the same time"
        if own.site != one.site
        else "only somebody else along"
        for own, one in others
    )
    for kind in ("another time", "another house at the same time", "only somebody else along"):
        yield _line(f"other options: {kind}", kinds[kind], len(others))
    worth = [100 * total(problem, one) // max(1, total(problem, own)) for own, one in others]
    before = None
    for step in STEPS:
        count = sum(step <= each and (before is None or each < before) for each in worth)
        words = (
            f"{step} % of the recommended one's points or more" if before is None else f"{step} to {before} % of them"
        )
        yield _line(f"other options: {words}", count, len(others))
        before = step


def _line(what: str, count: int, of: int) -> str:
    return f"{what}: {count} of {of}" + (f" ({100 * count / of:.0f} %)" if of else "")
