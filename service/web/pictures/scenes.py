"""The scenes by name, and the houses that vary by whose they are. Three layers and one light in each."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from random import Random

from markupsafe import Markup, escape

from service.web.pictures import shapes as s

WALLS = ("red", "ochre", "blue", "white", "green", "log")


def _house() -> str:
    """The sign of the whole service: dusk, hills, one lit window."""
    return (
        s.sky("dusk") + s.moon(258, 48) + s.hills([108, 84, 104, 78, 100]) + s.hills([128, 112, 124, 108, 126], "mid")
        + s.spruce(40, 150, 62) + s.spruce(66, 154, 46) + s.spruce(282, 152, 70) + s.ground(150)
        + s.path(172, 152, 20) + s.cottage(112, 152, 104, "red", lit=1) + s.birch(238, 154, 58)
    )  # fmt: skip


def _path() -> str:
    return (
        s.sky("a") + s.hills([96, 74, 92, 66, 90]) + s.hills([120, 108, 122, 104, 118], "mid") + s.ground(140, 16)
        + '<path class="track" d="M120 182C150 160 232 156 200 141C176 130 214 122 236 118C222 125 210 130 232 140'
        'C272 158 214 166 206 182z"/>'
        + s.cottage(216, 119, 46, "red", chimney=False) + s.spruce(60, 152, 70) + s.spruce(88, 156, 52) + s.birch(288, 158, 64)
    )  # fmt: skip


def _lake() -> str:
    return (
        s.sky("b") + s.hills([92, 72, 88, 70, 94]) + s.hills([108, 100, 112, 98, 110], "mid") + s.ground(128, 4)
        + '<path class="water" d="M0 122Q160 112 320 122V172Q160 186 0 170z"/>'
        '<path class="shine" d="M60 136h54M138 148h70M84 160h40M222 134h36"/>'
        '<path class="plank" d="M150 182l14-42h16l22 42z"/>'
        + s.cottage(228, 120, 50, "log") + s.spruce(212, 122, 40) + s.spruce(292, 124, 52)
        + '<path class="boat" d="M62 146h50q-4 12-14 12H76q-10 0-14-12z"/>'
    )  # fmt: skip


def _table() -> str:
    return (
        '<path class="room" d="M0 0h320v180H0z"/><path class="floor" d="M0 134h320v46H0z"/>'
        '<path class="pane" d="M34 30h62v58H34z"/><path class="frame" d="M34 30h62v58H34zM65 30v58M34 59h62"/>'
        + s.glow(190, 66, 31)
        + '<path class="cord" d="M190 0v40"/>'
        '<path class="lamp" d="M190 38q26 2 30 26h-60q4-24 30-26z"/>'
        '<path class="plank" d="M96 108h188v10H96zM110 118h10v50h-10zM260 118h10v50h-10z"/>'
        '<path class="cup" d="M150 92h18v10q0 6-6 6h-6q-6 0-6-6zM168 94q8 0 8 5t-8 5"/>'
        '<path class="cup" d="M216 92h18v10q0 6-6 6h-6q-6 0-6-6z"/>'
        '<ellipse class="bread" cx="192" cy="103" rx="14" ry="6"/>'
        '<path class="chair" d="M60 92h8v34h30v8h-4v34h-8v-34H68v34h-8z"/>'
    )


def _forest() -> str:
    return (
        s.sky("a") + s.moon(222, 44, 15) + s.hills([98, 80, 96, 74, 98])
        + "".join(s.spruce(x, 132, h) for x, h in ((20, 54), (48, 68), (78, 56), (246, 60), (276, 74), (304, 56)))
        + s.ground(136, 8) + "".join(s.birch(x, 156, h) for x, h in ((112, 74), (214, 82)))
        + s.path(166, 134, -10) + s.spruce(22, 176, 92) + s.spruce(298, 178, 100)
    )  # fmt: skip


def _cabin() -> str:
    return (
        s.sky("b") + s.moon(60, 38) + s.hills([98, 74, 90, 62, 92]) + s.hills([118, 110, 120, 106, 116], "mid")
        + s.spruce(52, 150, 78) + s.spruce(84, 152, 58) + s.spruce(262, 150, 84) + s.spruce(292, 154, 60)
        + s.ground(148) + s.gable(126, 152, 84, "log", lit=0, floors=1) + s.path(150, 152, -8)
    )  # fmt: skip


def _flat() -> str:
    return (
        s.sky("dusk") + s.hills([112, 100, 112, 98, 112]) + s.block(34, 152, 62, "blue", -1, 3)
        + s.ground(150, 4) + s.block(116, 154, 104, "ochre", 5) + s.birch(250, 156, 60) + s.birch(282, 158, 46)
    )  # fmt: skip


def _activity_house() -> str:
    return (
        s.sky("a") + s.hills([104, 88, 100, 84, 104]) + s.ground(146)
        + '<path class="wall-green" d="M70 92h180v60H70z"/><path class="roof-a" d="M58 94L86 66h148l28 28z"/>'
        + s.lamp(92, 106, 46, 30) + s.pane(190, 106, 46, 22) + '<path class="door" d="M150 152v-40h24v40z"/>'
        '<path class="edge-b" d="M262 152V108"/><circle class="ball" cx="44" cy="152" r="8"/>'
        '<path class="rail" d="M246 106h32v18h-32z"/>' + s.birch(296, 154, 58) + s.path(162, 152, 6)
    )  # fmt: skip


def _people() -> str:
    return (
        s.sky("a") + s.hills([96, 82, 98, 78, 96]) + s.hills([124, 114, 126, 112, 124], "mid") + s.ground(146)
        + s.cottage(212, 148, 78, "ochre") + s.person(84, 196, 116, "spruce", "b") + s.person(146, 196, 96, "apricot", "c")
    )  # fmt: skip


def _bus() -> str:
    return (
        s.sky("b") + s.hills([92, 78, 94, 72, 92]) + s.hills([116, 106, 118, 108, 116], "mid")
        + s.spruce(40, 132, 54) + s.spruce(290, 132, 62) + '<path class="road" d="M0 140h320v40H0z"/>'
        '<path class="shine" d="M20 166h44M112 166h44M204 166h44M290 166h30"/>'
        '<rect class="wall-white" x="84" y="82" width="156" height="66" rx="10"/><path class="coat-spruce" d="M84 122h156v16H84z"/>'
        + "".join(s.pane(x, 92, 24, 22) for x in (96, 126, 156)) + s.lamp(186, 92, 24, 22)
        + '<path class="pane" d="M218 92h22v24h-22z"/><circle class="tyre" cx="118" cy="148" r="13"/>'
        '<circle class="tyre" cx="208" cy="148" r="13"/>'
    )  # fmt: skip


def _letter() -> str:
    return (
        '<path class="room" d="M0 0h320v180H0z"/><path class="plank" d="M0 138h320v42H0z"/>'
        + s.glow(160, 88, 37)
        + '<path class="cup" d="M92 52h136v88H92z"/>'
        '<path class="frame" d="M92 52l68 50 68-50M92 140l48-48M228 140l-48-48"/><circle class="lamp" cx="160" cy="102" r="13"/>'
    )


def _bed() -> str:
    return (
        '<path class="room" d="M0 0h320v180H0z"/><path class="floor" d="M0 142h320v38H0z"/>'
        '<path class="sky-dusk" d="M196 24h84v66h-84z"/><circle class="moon" cx="254" cy="46" r="9"/>'
        '<path class="frame" d="M196 24h84v66h-84zM238 24v66M196 57h84"/>'
        '<path class="plank" d="M40 78h10v84H40zM214 112h10v50h-10zM44 130h176v18H44z"/>'
        '<path class="coat-spruce" d="M92 104h120q8 0 8 8v22H92z"/><path class="cup" d="M54 102h36q6 0 6 6v22H54z"/>'
        + s.glow(18, 92, 15)
        + '<path class="lamp" d="M8 84h20l5 18H3z"/><path class="cord" d="M18 102v26"/>'
    )


def _weather(kind: str) -> Callable[[], str]:
    sun = (
        s.glow(32, 30, 12) + '<circle class="lamp" cx="32" cy="30" r="13"/>'
        '<path class="ray" d="M32 4v7M32 49v7M6 30h7M51 30h7M14 12l5 5M45 43l5 5M50 12l-5 5M19 43l-5 5"/>'
    )
    little_sun = s.glow(42, 22, 8) + '<circle class="lamp" cx="42" cy="22" r="11"/>'
    cloud = '<path class="cloud{}" d="M16 48a10 10 0 0 1-1-20 15 15 0 0 1 29-4 12 12 0 0 1 5 24z"/>'
    drops = '<path class="drop" d="M22 52l-3 8M34 52l-3 8M46 52l-3 8"/>'
    drawn = {
        "sun": sun,
        "fair": little_sun + cloud.format(""),
        "cloud": cloud.format(""),
        "rain": cloud.format(" dark") + drops,
        "storm": cloud.format(" dark") + '<path class="flash" d="M34 42l-10 12h7l-4 9 12-13h-7l5-8z"/>',
    }[kind]
    return lambda: drawn


def _portrait(coat: str, hair: str, ground: str) -> Callable[[], str]:
    return lambda: f'<path class="{ground}" d="M-200-200h464v464h-464z"/>' + s.person(32, 68, 56, coat, hair)


SCENES: dict[str, Callable[[], str]] = {
    "house": _house,
    "path": _path,
    "lake": _lake,
    "table": _table,
    "forest": _forest,
    "cabin": _cabin,
    "flat": _flat,
    "activity_house": _activity_house,
    "people": _people,
    "bus": _bus,
    "letter": _letter,
    "bed": _bed,
}
SMALL: dict[str, Callable[[], str]] = {
    **{f"weather-{kind}": _weather(kind) for kind in ("sun", "fair", "cloud", "rain", "storm")},
    "person-1": _portrait("spruce", "a", "sky-a"),
    "person-2": _portrait("apricot", "b", "sky-b"),
    "person-3": _portrait("dusk", "c", "sky-c"),
    "person-4": _portrait("plum", "d", "sky-a"),
    "person-5": _portrait("moss", "b", "sky-c"),
    "person-6": _portrait("dusk", "d", "sky-b"),
}
NAMES = [*SCENES, *SMALL]


def _svg(inner: str, title: str, box: str, kind: str) -> Markup:
    label = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    return Markup(  # noqa: S704 - drawn here; the title is escaped
        f'<svg class="picture {kind}" viewBox="{box}" preserveAspectRatio="xMidYMid {"meet" if kind == "small" else "slice"}" focusable="false" {label}>'
        f"{inner}</svg>"
    )


@cache
def _drawn(name: str) -> str:
    return (SMALL.get(name) or SCENES.get(name) or _house)().replace(".0 ", " ")


def picture(name: str, title: str = "") -> Markup:
    """A drawing by name (see NAMES); a name we have not drawn gives the house. Without a title it is decoration.

    "kind/whose" is picture_for(whose, kind), so that a presentation can keep its drawing as one word.
    """
    kind, slash, whose = name.partition("/")
    if slash:
        return picture_for(whose, kind, title)
    small = name in SMALL
    return _svg(_drawn(name), title, "0 0 64 64" if small else "0 0 320 180", "small" if small else "scene")


def picture_for(whose: object, kind: str = "host_family", title: str = "") -> Markup:
    """The drawing of a host, place or mentor: varied by whose it is, the same each time.

    kind: host_family, cabin, youth_flat, activity_house, mentor (a portrait).
    """
    chance = Random(int.from_bytes(sha256(str(whose).encode()).digest()[:8], "big"))  # noqa: S311 - a drawing, no secret
    if kind in ("mentor", "person"):
        return picture(f"person-{chance.randint(1, 6)}", title)
    return _svg(_somewhere(chance, kind), title, "0 0 320 180", "scene")


def _somewhere(chance: Random, kind: str) -> str:
    """Sky, two ridges, trees, a home, something beside it."""
    heights = [[chance.randint(low, low + 30) for _ in range(5)] for low in (66, 98)]
    d = s.sky(chance.choice("abc")) + (
        s.moon(chance.randint(30, 290), chance.randint(24, 44)) if chance.random() < 0.4 else ""
    )
    d += s.hills(heights[0]) + s.hills(heights[1], "mid")
    x = chance.randint(84, 134)
    behind = [place for place in (24, 52, 78, 248, 274, 300) if chance.random() < 0.6]
    d += "".join(s.spruce(place, 150 + chance.randint(-4, 4), chance.randint(44, 84)) for place in behind)
    d += s.ground(148, chance.randint(2, 16))
    by_a_lake = kind in ("host_family", "cabin") and chance.random() < 0.3
    if by_a_lake:
        d += s.lake(154, 150, 272)
    d += _home(chance, kind, x)
    if chance.random() < 0.7:
        d += s.birch(chance.choice((44, 62)), 160, chance.randint(46, 70))
    if not by_a_lake and chance.random() < 0.4:
        d += "".join(f'<path class="fence" d="M{post} 172v-14M{post - 8} 163h16"/>' for post in range(228, 320, 16))
    return d


def _home(chance: Random, kind: str, x: int) -> str:
    wall, roof, lit = chance.choice(WALLS), chance.choice("abc"), chance.randint(0, 30)
    if kind == "cabin":
        return s.path(x + 40, 152, 20) + s.gable(x, 152, chance.randint(76, 92), "log", lit, roof, 1)
    if kind in ("youth_flat", "flat"):
        return s.block(
            x,
            154,
            chance.choice((84, 104, 124)),
            chance.choice(("ochre", "blue", "white", "red")),
            lit,
            chance.choice((3, 4, 5)),
        )
    if kind == "activity_house":
        return (
            f'<path class="wall-{wall}" d="M{x - 30} 96h180v56H{x - 30}z"/>'
            f'<path class="roof-{roof}" d="M{x - 42} 98l30-26h144l30 26z"/>' + s.lamp(x - 12, 108, 44, 26) + s.pane(x + 88, 108, 44, 22)
            + f'<path class="door" d="M{x + 48} 152v-38h24v38z"/>'
        )  # fmt: skip
    if kind == "open":
        return s.path(x + 30, 150, 10)
    form = chance.randint(0, 3)
    if form == 0:
        return s.path(x + 60, 152, 24) + s.cottage(x, 152, chance.randint(100, 124), wall, lit, roof)
    if form == 1:
        return s.path(x + 24, 152, -14) + s.gable(x, 152, chance.randint(72, 88), wall, lit, roof)
    if form == 2:  # a row of two
        other = chance.choice([w for w in WALLS if w != wall])
        return s.gable(x - 20, 152, 62, other, -1, roof) + s.gable(x + 48, 152, 62, wall, lit, roof)
    return (
        s.path(x + 42, 152, 10)
        + s.cottage(x, 152, 84, wall, lit, roof)
        + s.cottage(x + 116, 150, 44, "red", -1, "b", False)
    )
