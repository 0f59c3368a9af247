"""Which typeface shows a sign on paper, and what stands for one that none of them shows. No word of hers may be lost.

Her letters come first from the typefaces of the pages, then from others that only the copy uses: the rest of Latin (Sámi ŋ
and ŧ), Cyrillic, small pictures and drawn signs. One is unpacked when a sign asks for it, once for each process.
"""

import unicodedata
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

VENDOR = Path(__file__).parent.parent / "static" / "vendor"
LATIN, LATIN_MORE, ARABIC = "atkinson-hyperlegible-next", "atkinson-hyperlegible-next-ext", "vazirmatn-arabic"
FAMILIES = {  # in the order they are asked
    LATIN: "fonts",
    LATIN_MORE: "fonts",
    ARABIC: "fonts",
    "noto-sans-latin": "paper",
    "noto-sans-latin-ext": "paper",
    "noto-sans-cyrillic": "paper",
    "noto-emoji": "paper",
    "noto-sans-symbols": "paper",
    "noto-sans-symbols-2": "paper",
}
PLAIN, BOLD = 400, 700
NO_SIGN = "[?]"


@cache
def _folder() -> Path:
    return Path(mkdtemp(prefix="typefaces-"))


@cache
def typeface(family: str, weight: int) -> Path:
    """A TrueType file of one weight, as a PDF needs it."""
    font = TTFont(_published(family))
    made = _folder() / f"{family}-{weight}.ttf"
    if "fvar" in font:
        font = instancer.instantiateVariableFont(font, {"wght": weight})
    font.flavor = None
    font.save(made)
    return made


def _published(family: str) -> Path:
    return VENDOR / FAMILIES[family] / f"{family}.woff2"


@cache
def _signs(family: str) -> frozenset[int]:
    return frozenset(TTFont(_published(family)).getBestCmap())


@cache
def family_of(sign: str) -> str | None:
    """The first typeface that shows the sign."""
    return next((family for family in FAMILIES if ord(sign) in _signs(family)), None)


def is_joined(sign: str) -> bool:
    """A letter of Hebrew, Arabic and their neighbours: written from the right, and shaped by those beside it."""
    return "\u0590" <= sign <= "\u08ff" or "\ufb1d" <= sign <= "\ufefc"


def _only_changes_the_one_before(sign: str) -> bool:
    """What makes one picture of several, gives it a colour, a skin or a frame: without it each stands for itself."""
    return (
        sign in "\u200d\u20e3"
        or "\ufe00" <= sign <= "\ufe0f"
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
        or "\U000e0020" <= sign <= "\U000e01ef"
    )


@cache
def shown(sign: str) -> str:
    """The sign, else a plain one that says the same, else the mark."""
    if sign in "\n\t" or family_of(sign):
        return sign
    plain = unicodedata.normalize("NFKC", sign)  # 𝓱 is h, and a thin space is a space
    if plain != sign and all(family_of(one) for one in plain):
        return plain
    return "" if unicodedata.category(sign) in ("Cf", "Cc") else NO_SIGN  # those are never seen anyway


def printable(words: str) -> str:
    """The words, with a mark in place of each sign that no typeface of ours has. Pictures made of others come apart."""
    seen: list[str] = []
    for sign in unicodedata.normalize("NFC", words.replace("\r\n", "\n")):
        before = seen[-1] if seen else ""
        if before.strip() and _only_changes_the_one_before(sign) and not is_joined(before[-1]):
            continue
        seen.append(shown(sign))
    return "".join(seen)
