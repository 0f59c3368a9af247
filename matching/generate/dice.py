"""What everything that is invented shares: the dice, the knobs, the calendar, and the district it lies in."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from random import Random
from zoneinfo import ZoneInfo

from matching.generate.knobs import Knobs
from matching.generate.seasons import Seasons
from matching.horizon import Calendar

DAY, HOUR = 1440, 60
Dice = Random


class Ground:
    """One district. `later` are dice for knobs that came later: turning one leaves everything else as it was."""

    def __init__(self, seed: int, knobs: Knobs, calendar: Calendar, district: int | None = None) -> None:
        name = f"town {seed}" if district is None else f"town {seed} district {district}"
        self.dice: Dice = Random(name)  # noqa: S311 - invented towns, no secrets
        self.later: Dice = Random(f"{name} later")  # noqa: S311
        self.knobs = knobs
        self.days = knobs.weeks * 7
        self.calendar = calendar
        self.seasons = Seasons(monday_of(knobs), self.days, knobs.seasons)
        self.district = district

    def name(self, id_: str) -> str:
        return id_ if self.district is None else f"d{self.district}-{id_}"

    @cached_property
    def marks(self) -> frozenset[str]:
        """Traits that say where this is: the district, and the two borders it shares with its neighbours."""
        if self.district is None:
            return frozenset()
        before = (self.district - 1) % max(1, self.knobs.districts)
        return frozenset({f"district-{self.district}", f"border-{before}", f"border-{self.district}"})


def monday_of(knobs: Knobs) -> date:
    return knobs.first_day - timedelta(days=knobs.first_day.weekday())


def calendar_of(knobs: Knobs) -> Calendar:
    return Calendar.between(monday_of(knobs), knobs.weeks * 7, ZoneInfo("Europe/Stockholm"))
