"""Contrast, computed from the tokens: body text 7:1 by day and by night, everything else that is read 4.5:1, edges 3:1."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "service" / "static" / "css" / "tokens.css"
DAY, NIGHT = 0, 1
GROUNDS = ["paper", "card", "hush", "mist", "dusk-ground", "apricot-ground", "plum-ground", "moss-ground"]


def colours(theme: int) -> dict[str, str]:
    css = TOKENS.read_text()
    found = {name: pair[theme] for name, *pair in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)}
    return found | dict(re.findall(r"--([\w-]+): (#\w{6});", css))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_reckoned_as_the_guidelines_do():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the well-known grey that just fails


@pytest.mark.parametrize("theme", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_body_text_is_easy_to_read_on_every_ground(theme, ground):
    assert contrast(colours(theme)["ink"], colours(theme)[ground]) >= 7


@pytest.mark.parametrize("theme", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink-2", "paper", 7),
        ("ink-2", "card", 7),
        *[("ink-2", ground, 4.5) for ground in GROUNDS],
        ("spruce", "paper", 7),
        *[("spruce", ground, 4.5) for ground in ("card", "hush", "mist", "apricot-ground", "dusk-ground")],
        ("on-spruce", "spruce", 7),
        ("on-spruce", "spruce-deep", 7),
        ("dusk", "dusk-ground", 4.5),
        ("plum", "plum-ground", 4.5),
        ("plum", "paper", 4.5),
        ("on-plum", "plum", 7),
        ("moss", "moss-ground", 4.5),
        ("paper", "ink", 7),
        ("line", "card", 3),
        ("line", "paper", 3),
    ],
)
def test_what_is_read_or_touched_stands_out(theme, text, ground, least):
    found = colours(theme)
    assert contrast(found[text], found[ground]) >= least


def test_words_on_a_booked_night_are_dark_in_both_themes():
    assert contrast("#1f2a2e", colours(DAY)["apricot"]) >= 7
    assert contrast("#1f2a2e", colours(NIGHT)["apricot"]) >= 7
