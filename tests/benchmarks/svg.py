"""Drawings that stay text: small SVG charts in the house's colours, readable by day and by night, without a library.

Nothing is told by colour alone: every line carries its name where it ends, and a dash of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from math import log10

FONT = "'Atkinson Hyperlegible Next', 'Atkinson Hyperlegible', system-ui, sans-serif"
DAY = {
    "paper": "#FBF7F0", "ink": "#1F2A2E", "ink2": "#4A575B", "line": "#D9D2C5", "spruce": "#1E5B55", "dusk": "#34507F",
    "apricot": "#B5652B", "plum": "#7A2E4D", "moss": "#3F6B2F", "grey": "#7C878A", "mist": "#DDEBE6", "light": "#F4B183",
}  # fmt: skip
NIGHT = {
    "paper": "#14201F", "ink": "#F2EEE6", "ink2": "#B9C4C0", "line": "#32413F", "spruce": "#8FD3C4", "dusk": "#A9BEEA",
    "apricot": "#F4B183", "plum": "#E9A6C1", "moss": "#AFD79B", "grey": "#82918D", "mist": "#2A4A45", "light": "#8A5A35",
}  # fmt: skip


@dataclass
class Drawing:
    width: int
    height: int
    title: str
    words: str  # what the drawing shows, for whoever does not see it
    parts: list[str] = field(default_factory=list)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float = 2, dash: str = "") -> None:
        path = " ".join(f"{'ML'[n > 0]}{x:.1f} {y:.1f}" for n, (x, y) in enumerate(points))
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        shape = f'd="{path}" fill="none" stroke-width="{width}" stroke-linejoin="round"'
        self.parts.append(f'<path class="s-{colour}" {shape}{dashed}/>')

    def dot(self, x: float, y: float, colour: str, radius: float = 4) -> None:
        self.parts.append(f'<circle class="f-{colour}" cx="{x:.1f}" cy="{y:.1f}" r="{radius}"/>')

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        shape = f'x="{x:.1f}" y="{y:.1f}" width="{max(0, width):.1f}" height="{height:.1f}" rx="3"'
        self.parts.append(f'<rect class="f-{colour}" {shape}/>')

    def text(self, x: float, y: float, words: str, size: int = 13, at: str = "start", colour: str = "ink") -> None:
        place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{at}"'
        self.parts.append(f'<text class="f-{colour}" {place}>{escape(words)}</text>')

    def written(self) -> str:
        def rules(colours: dict[str, str]) -> str:
            both = ((f".f-{name}{{fill:{value}}}", f".s-{name}{{stroke:{value}}}") for name, value in colours.items())
            return "".join(part for pair in both for part in pair)

        style = f"text{{font-family:{FONT}}}{rules(DAY)}@media(prefers-color-scheme:dark){{{rules(NIGHT)}}}"
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="t d">',
                f'<title id="t">{escape(self.title)}</title><desc id="d">{escape(self.words)}</desc>',
                f"<style>{style}</style>",
                f'<rect class="f-paper" width="{self.width}" height="{self.height}" rx="20"/>',
                f'<text class="f-ink" x="28" y="38" font-size="19" font-weight="650">{escape(self.title)}</text>',
                *self.parts,
                "</svg>",
                "",
            ]
        )


@dataclass
class Axis:
    """From a value to a place; the ticks are the values that are worth naming."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        def measure(v: float) -> float:
            return log10(max(v, 1e-9)) if self.log else v

        share = (measure(value) - measure(self.low)) / ((measure(self.high) - measure(self.low)) or 1)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)


def log_ticks(low: float, high: float, steps: Sequence[int] = (1,)) -> list[float]:
    found = [m * 10.0**power for power in range(-3, 6) for m in steps]
    return [each for each in found if low <= each <= high]


def panel(
    drawing: Drawing,
    x: Axis,
    y: Axis,
    ticks_x: Sequence[float],
    ticks_y: Sequence[float],
    words_x: str,
    words_y: str,
    show: tuple[Callable[[float], str], Callable[[float], str]],
) -> None:
    """Faint lines across for the eye to follow, numbers at their ends, what they count in words."""
    for tick in ticks_y:
        drawing.line([(x.start, y(tick)), (x.end, y(tick))], "line", 1)
        drawing.text(x.start - 8, y(tick) + 4, show[1](tick), 12, "end", "ink2")
    for tick in ticks_x:
        drawing.line([(x(tick), y.start), (x(tick), y.start + 5)], "line", 1)
        drawing.text(x(tick), y.start + 20, show[0](tick), 12, "middle", "ink2")
    drawing.text((x.start + x.end) / 2, y.start + 42, words_x, 13, "middle", "ink2")
    drawing.text(x.start - 40, y.end - 14, words_y, 13, "start", "ink2")


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places for labels near where they are wanted, none upon another, all between low and high."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    places = dict(zip(order, (wanted[n] for n in order), strict=True))
    for _ in range(200):
        for one, two in pairwise(order):
            if (short := apart - (places[two] - places[one])) > 0.01:
                places[one] -= short / 2
                places[two] += short / 2
        for n in order:
            places[n] = min(high, max(low, places[n]))
    return [places[n] for n in range(len(wanted))]
