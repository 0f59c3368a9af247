"""Trying it without saving: a small version of wishing and choosing, with invented places. Pure; nothing here reaches a table.

What she has picked so far travels in hidden fields of the form, and is gone when the page is closed.
"""

from dataclasses import dataclass

from service.web.texts import N_
from service.youths.traits import TRAITS

WISHES = ("quiet", "own_room", "dog", "near_bus", "teenagers", "nature")


@dataclass(frozen=True)
class Invented:
    """A place that does not exist. `has` are traits."""

    code: str
    called: str
    kind: str
    has: frozenset[str]


PLACES = (
    Invented("a", N_("The Pretend family"), "host_family", frozenset({"quiet", "own_room", "dog"})),
    Invented("b", N_("The Example cabin"), "cabin", frozenset({"nature", "quiet", "teenagers"})),
    Invented("c", N_("The Maybe flat"), "youth_flat", frozenset({"near_bus", "own_room", "teenagers"})),
)


@dataclass(frozen=True)
class Tried:
    """A place on the invented menu, with what she wished that it has and has not."""

    place: Invented
    met: tuple[str, ...]
    unmet: tuple[str, ...]


def menu(wishes: list[str]) -> list[Tried]:
    """What has most of what she picked first; no place is left out."""
    picked = [one for one in wishes if one in TRAITS]
    tried = [
        Tried(
            place,
            tuple(one for one in picked if one in place.has),
            tuple(one for one in picked if one not in place.has),
        )
        for place in PLACES
    ]
    return sorted(tried, key=lambda one: -len(one.met))
