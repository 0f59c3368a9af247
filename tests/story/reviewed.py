"""Where everybody may go without signing in, and what a person has looked at and let be harder to read."""

import tomllib
from pathlib import Path

OPEN = [
    "/",
    "/sign-in",
    "/card",
    "/help",
    "/almanac",
    "/about/safety",
    "/look",
    "/rights",
    "/questions",
    "/if-i-tell",
    "/try",
]
REVIEWED: dict[str, float] = tomllib.loads((Path(__file__).parent / "readability.toml").read_text())
