"""Invented municipalities, the same for the same seed: for tests, for measurements, and for looking.

Nothing here is about real people. The numbers follow what is known of contact families: a few nights a month, more
young people than hosts who want them, a place or two with several beds, demand that peaks on weekends.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from matching.generate.dice import Ground, calendar_of
from matching.generate.districts import joined_districts
from matching.generate.knobs import SHAPES, Knobs
from matching.generate.town import town
from matching.problem import Problem

__all__ = ["SHAPES", "Knobs", "generate"]


def generate(seed: int = 1, knobs: Knobs | None = None) -> Problem:
    knobs = knobs or Knobs()
    calendar = calendar_of(knobs)
    if knobs.districts == 1:
        return town(Ground(seed, knobs, calendar))
    knobs = replace(knobs, districts=min(knobs.districts, knobs.youths))
    each, more = divmod(knobs.youths, knobs.districts)
    parts = [
        town(Ground(seed, replace(knobs, youths=each + (n < more)), calendar, district=n))
        for n in range(knobs.districts)
    ]
    dice = Random(f"borders {seed}")  # noqa: S311 - invented towns, no secrets
    return joined_districts(dice, knobs, parts)
