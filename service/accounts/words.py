"""Four words by chance, from our own list of short, kind Swedish words (words_sv.txt): 1,400 words, 41 bits."""

import secrets
from functools import cache
from pathlib import Path

from service.accounts.rules import SHORTEST_PHRASE, WORDS_IN_PHRASE


@cache
def word_list() -> tuple[str, ...]:
    return tuple(Path(__file__).with_name("words_sv.txt").read_text(encoding="utf-8").split())


def new_phrase() -> str:
    """Four different words, together long enough."""
    while True:
        phrase = " ".join(secrets.SystemRandom().sample(word_list(), WORDS_IN_PHRASE))
        if len(phrase) >= SHORTEST_PHRASE:
            return phrase


def new_name() -> str:
    """A sign-in name that says nothing about her: björk47."""
    return f"{secrets.choice(word_list())}{secrets.randbelow(90) + 10}"
