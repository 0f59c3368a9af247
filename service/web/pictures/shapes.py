"""The few shapes that every drawing is made of: hill, house, tree, lake, person. Coordinates in a box of 320 x 180.

Colours are class names (pictures.css), so that one drawing serves day and night. `lamp` is the one light.
"""


def sky(tone: str = "a") -> str:
    return f'<path class="sky-{tone}" d="M0 0h320v180H0z"/>'


def moon(x: int, y: int, size: int = 11) -> str:
    return f'<circle class="moon" cx="{x}" cy="{y}" r="{size}"/>'


def hills(points: list[int], layer: str = "far") -> str:
    """A soft ridge through five heights, from left to right."""
    step = 320 / (len(points) - 1)
    d = f"M0 {points[0]}"
    for number in range(1, len(points)):
        middle = (number - 0.5) * step
        d += f"C{middle:.0f} {points[number - 1]} {middle:.0f} {points[number]} {number * step:.0f} {points[number]}"
    return f'<path class="{layer}" d="{d}V180H0z"/>'


def ground(height: int = 148, bow: int = 10) -> str:
    return f'<path class="near" d="M0 {height}Q160 {height - bow} 320 {height}V180H0z"/>'


def lake(top: int, width: int = 220, x: int = 160) -> str:
    return (
        f'<ellipse class="water" cx="{x}" cy="{top + 14}" rx="{width // 2}" ry="14"/>'
        f'<path class="shine" d="M{x - width // 4} {top + 10}h{width // 3}M{x - 10} {top + 17}h{width // 4}"/>'
    )


def path(x: int, top: int, bend: int = 30) -> str:
    """A way that leads up to a door."""
    return (
        f'<path class="track" d="M{x - 6} {top}C{x - 6} {top + 18} {x + bend - 24} {top + 14} {x + bend - 26} 182'
        f'H{x + bend + 26}C{x + bend + 10} {top + 16} {x + 6} {top + 16} {x + 6} {top}z"/>'
    )


def spruce(x: int, foot: int, height: int) -> str:
    w = height * 0.24
    top = foot - height
    return (
        f'<path class="trunk" d="M{x - 2} {foot - 8}h4v10h-4z"/>'
        f'<path class="spruce" d="M{x} {top}L{x + w * 0.7:.1f} {top + height * 0.45:.1f}H{x + w * 0.4:.1f}'
        f"L{x + w:.1f} {foot - 5}H{x - w:.1f}L{x - w * 0.4:.1f} {top + height * 0.45:.1f}"
        f'H{x - w * 0.7:.1f}z"/>'
    )


def birch(x: int, foot: int, height: int) -> str:
    r = height * 0.28
    crown = foot - height + r * 1.3
    return (
        f'<path class="birch" d="M{x - 1.6} {crown}h3.2l1 {height - r:.1f}h-5.2z"/>'
        f'<ellipse class="leaves" cx="{x}" cy="{crown:.1f}" rx="{r * 0.85:.1f}" ry="{r * 1.25:.1f}"/>'
    )


def lamp(x: float, y: float, w: float, h: float) -> str:
    """The lit window, with its glow."""
    cx, cy = x + w / 2, y + h / 2
    return (
        glow(cx, cy, min(max(w, h) * 1.1, 34))
        + f'<rect class="lamp" x="{x:.1f}" y="{y:.1f}" width="{w}" height="{h}" rx="1.5"/>'
        f'<path class="bar" d="M{cx:.1f} {y:.1f}v{h}M{x:.1f} {cy:.1f}h{w}"/>'
    )


def glow(x: float, y: float, r: float) -> str:
    """Three rings of warm air around a light."""
    return "".join(f'<circle class="glow" cx="{x:.1f}" cy="{y:.1f}" r="{r * part:.1f}"/>' for part in (1, 1.4, 1.9))


def pane(x: float, y: float, w: float, h: float) -> str:
    return f'<rect class="pane" x="{x:.1f}" y="{y:.1f}" width="{w}" height="{h}" rx="1.5"/>'


def cottage(x: int, foot: int, w: int, colour: str, lit: int = 0, roof: str = "a", chimney: bool = True) -> str:
    """A small house seen from its long side: roof, door, two or three windows of which one is lit (none when `lit` is below 0)."""
    h, rise = round(w * 0.42), round(w * 0.34)
    top = foot - h
    windows = [x + w * 0.12, x + w * 0.68] if w < 100 else [x + w * 0.1, x + w * 0.36, x + w * 0.74]
    size = max(13, round(w * 0.15))
    d = ""
    if chimney:
        d += f'<path class="stone" d="M{x + w * 0.68:.0f} {top - rise - 4}h{w * 0.1:.0f}v{rise}h-{w * 0.1:.0f}z"/>'
    d += f'<path class="wall-{colour}" d="M{x} {top}h{w}v{h}H{x}z"/>'
    d += f'<path class="roof-{roof}" d="M{x - 8} {top + 2}L{x + w * 0.16:.0f} {top - rise}H{x + w * 0.84:.0f}L{x + w + 8} {top + 2}z"/>'
    door = x + w * (0.44 if w < 100 else 0.57)
    d += f'<path class="door" d="M{door:.0f} {foot}v-{h * 0.62:.0f}h{w * 0.12:.0f}v{h * 0.62:.0f}z"/>'
    for number, place in enumerate(windows):
        d += (lamp if lit >= 0 and number == lit % len(windows) else pane)(place, top + h * 0.22, size, size)
    return d


def gable(x: int, foot: int, w: int, colour: str, lit: int = 0, roof: str = "a", floors: int = 2) -> str:
    """A taller house seen from its gable."""
    h = round(w * (0.5 + 0.32 * (floors - 1)))
    top, rise = foot - h, round(w * 0.45)
    middle = x + w / 2
    d = f'<path class="wall-{colour}" d="M{x} {foot}V{top}L{middle:.0f} {top - rise}L{x + w} {top}V{foot}z"/>'
    d += f'<path class="edge-{roof}" d="M{x - 7} {top + 6}L{middle:.0f} {top - rise - 2}L{x + w + 7} {top + 6}"/>'
    size = max(12, round(w * 0.2))
    places = [(middle - size / 2, top - rise * 0.42)]
    for floor in range(floors - 1):
        y = top + h * 0.1 + floor * h / floors
        places += [(x + w * 0.14, y), (x + w * 0.86 - size, y)]
    places.append((x + w * 0.86 - size, foot - h / floors * 0.75))
    d += f'<path class="door" d="M{x + w * 0.18:.0f} {foot}v-{w * 0.36:.0f}h{w * 0.22:.0f}v{w * 0.36:.0f}z"/>'
    for number, (px, py) in enumerate(places):
        d += (lamp if lit >= 0 and number == lit % len(places) else pane)(px, py, size, size)
    return d


def block(x: int, foot: int, w: int, colour: str, lit: int = 0, floors: int = 4) -> str:
    """A block of flats with balconies."""
    h = floors * 23 + 10
    top = foot - h
    d = f'<path class="wall-{colour}" d="M{x} {top}h{w}v{h}H{x}z"/><path class="roof-b" d="M{x - 3} {top - 5}h{w + 6}v6h-{w + 6}z"/>'
    columns = max(2, w // 26)
    gap = w / columns
    number = 0
    for row in range(floors):
        for column in range(columns):
            px, py = x + gap * column + gap / 2 - 6, top + 8 + row * 23
            if row == floors - 1 and column == columns // 2:
                d += f'<path class="door" d="M{px:.0f} {foot}v-20h13v20z"/>'
                continue
            d += (lamp if lit >= 0 and number == lit % (floors * columns - 1) else pane)(px, py, 12, 12)
            if column % 2 == 0 and row < floors - 1:
                d += f'<path class="rail" d="M{px - 3:.0f} {py + 13}h18v4h-18z"/>'
            number += 1
    return d


def person(x: int, foot: int, height: int, coat: str, hair: str = "a") -> str:
    """Head and coat, no face: nobody in particular."""
    r = height * 0.13
    w = height * 0.22
    shoulder = foot - height + r * 2.1
    return (
        f'<path class="coat-{coat}" d="M{x - w:.1f} {foot}V{shoulder + w:.1f}a{w:.1f} {w:.1f} 0 0 1 {2 * w:.1f} 0V{foot}z"/>'
        f'<circle class="skin-{hair}" cx="{x}" cy="{foot - height + r:.1f}" r="{r:.1f}"/>'
        f'<path class="hair-{hair}" d="M{x - r:.1f} {foot - height + r:.1f}a{r:.1f} {r:.1f} 0 0 1 {2 * r:.1f} 0'
        f'q-{r:.1f} -{r * 0.5:.1f} -{2 * r:.1f} 0z"/>'
    )
