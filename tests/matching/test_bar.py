"""The bar of a running solve: forwards only, one line a goal where somebody watches, and no line without news."""

import io

from matching.bar import BACK, Bar
from matching.plan import Plan
from matching.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def step(goal, done, best=None, bound=None):
    return Progress("stage", goal, done, 10, best, bound, 1.0, Plan())


def told(out, *steps):
    bar = Bar(out)
    for each in steps:
        bar(each)
    bar.close()
    return out.getvalue()


WAY = (step("warm up", 5, 1), step("warm up", 5, 1), step("floor", 2, 3, 4), step("floor", 2, 4, 4))


def test_a_file_gets_a_line_only_when_there_is_news():
    lines = told(io.StringIO(), *WAY).splitlines()
    assert [line.split("s  ")[1].split(" of")[0] for line in lines] == ["warm up: 1", "floor: 3", "floor: 4"]
    assert lines[-1].endswith("4 of at best 4, proven (0 placed)")


def test_the_bar_never_goes_backwards():
    lines = told(io.StringIO(), *WAY).splitlines()
    filled = [line.count("#") for line in lines]
    assert filled == sorted(filled) == [10, 10, 10]


def test_on_a_terminal_each_goal_keeps_its_last_line():
    said = told(Terminal(), *WAY)
    rows = said.rstrip("\n").split("\n")
    assert len(rows) == 2
    assert [row.split(BACK)[-1].split("s  ")[1][:8] for row in rows] == ["warm up:", "floor: 4"]
    assert said.endswith("\n")


def test_nothing_told_is_nothing_written():
    assert told(Terminal()) == ""
